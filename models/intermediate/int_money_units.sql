-- Which money unit a printed text names, and how many yuan it is: 单位：万元, (万元), 金额（元）. Keyed by the text.
-- A text that names two units names none; 万亿元 is not 亿元. A foreign unit has no factor.
-- A text of which a character was not read names a unit all the same, an empty one: none further off may stand in.
with funding_lines as (
    select
        unit_column_text,
        unit_block_text
    from {{ ref('stg_funding_lines') }}
),

task_lines as (
    select
        unit_column_text,
        unit_block_text
    from {{ ref('stg_task_lines') }}
),

printed_totals as (
    select
        unit_column_text,
        unit_block_text
    from {{ ref('stg_printed_totals') }}
),

forms as (
    select unit_document_text from {{ ref('stg_forms') }}
),

money_units as (
    select
        {{ normalise_label('unit') }} as unit_key,
        min(standard_unit) as unit,
        min(case when dimension = 'money' then cast(factor as decimal(10, 1)) end) as factor
    from {{ ref('units') }}
    where dimension in ('money', 'foreign_money')
    group by {{ normalise_label('unit') }}
),

unit_texts as (
    {% for relation in ['funding_lines', 'task_lines', 'printed_totals'] -%}
        {% for unit_column in ['unit_column_text', 'unit_block_text'] -%}
            select {{ unit_column }} as unit_text from {{ relation }}
            union
        {% endfor -%}
    {% endfor -%}
    select unit_document_text as unit_text from forms
),

keyed as (
    select
        unit_text,
        {{ normalise_label('unit_text') }} as text_key
    from unit_texts
    where
        unit_text is not null
        and not {{ has_unread('unit_text') }}
),

found as (
    select
        keyed.unit_text,
        keyed.text_key,
        money_units.unit_key,
        money_units.unit,
        money_units.factor
    from keyed
    inner join money_units
        on
            instr(keyed.text_key, money_units.unit_key) > 0
            and regexp_extract(keyed.text_key, '[十百千万亿]' || money_units.unit_key, 0) = ''
),

longest as (
    select
        unit_text,
        text_key,
        unit_key,
        unit,
        factor
    from found
    qualify row_number() over (partition by unit_text order by length(unit_key) desc, unit_key asc) = 1
),

others as (
    select
        longest.unit_text,
        count(*) as others_count
    from longest
    inner join money_units on instr(replace(longest.text_key, longest.unit_key, ''), money_units.unit_key) > 0
    group by longest.unit_text
),

final as (
    select
        longest.unit_text,
        longest.unit,
        longest.factor
    from longest
    left join others on longest.unit_text = others.unit_text
    where others.unit_text is null
    union all
    select
        unit_text,
        '' as unit,
        cast(null as decimal(10, 1)) as factor
    from unit_texts
    where {{ has_unread('unit_text') }}
)

select
    unit_text,
    unit,
    factor
from final
