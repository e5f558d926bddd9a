-- What an amount states, without its row: a number on the printed scale, and the unit that its own text prints.
-- What the grammar does not wholly cover is no number: 约100万元, 100-150. Marks such as — and 无 are blanks.
with printed as (
    {% for relation in ['stg_funding_lines', 'stg_task_lines', 'stg_printed_totals'] -%}
        select
            amount_text,
            unit_cell_text,
            amount_number,
            amount_decimals
        from {{ ref(relation) }}
        where amount_text is not null
        {% if not loop.last -%}
            union all
        {% endif -%}
    {% endfor %}
),

placeholders as (
    select distinct word
    from {{ ref('value_words') }}
    where place = 'whole' and meaning = 'placeholder'
),

units as (
    select
        unit,
        standard_unit,
        factor,
        dimension
    from {{ ref('units') }}
    where dimension in ('money', 'foreign_money')
),

-- 250万 is 250万元: nobody prints 万 within 万元.
unit_spellings as (
    select
        unit as spelling,
        standard_unit,
        factor,
        dimension
    from units
    union
    select
        substr(unit, 1, length(unit) - 1) as spelling,
        standard_unit,
        factor,
        dimension
    from units
    where {{ regexp_matches('unit', '[万亿]元$') }} and dimension = 'money'
),

unit_words as (
    select
        spelling,
        min(standard_unit) as cell_unit,
        min(case when dimension = 'money' then cast(factor as decimal(10, 1)) end) as cell_factor
    from unit_spellings
    group by spelling
),

texts as (
    select
        amount_text,
        min(unit_cell_text) as unit_cell_text,
        min(amount_number) as amount_number,
        min(amount_decimals) as amount_decimals,
        {{ normalise_text('amount_text') }} as narrow
    from printed
    group by amount_text
),

-- Blanks between groups of three digits are thousands marks, if more than one group or a decimal point says so.
spaced as (
    select
        amount_text,
        unit_cell_text,
        amount_number,
        amount_decimals,
        case
            when
                {{ regexp_matches(
                    'narrow',
                    '^[-+−▲△(¥]*[1-9][0-9]{0,2}(?:(?: [0-9]{3}){2,}(?:[.][0-9]+)?|(?: [0-9]{3})+[.][0-9]+)[^0-9]*$'
                ) }}
                then replace(narrow, ' ', '')
            else {{ regexp_replace_all(
                regexp_replace_all('narrow', '([^0-9.]) +', '\\1'), ' +([^0-9.])', '\\1'
            ) }}
        end as closed_up
    from texts
),

-- Money names and 整 at the ends say nothing of the size; 负 is a minus.
bare as (
    select
        amount_text,
        unit_cell_text,
        amount_number,
        amount_decimals,
        closed_up,
        {{ regexp_replace_first(
            regexp_replace_first('closed_up', '^([-−▲△负]?)(?:人民币|RMB|CNY|¥):?', '\\1'), '[整正]$', ''
        ) }} as bare_text,
        {{ regexp_matches('closed_up', '[整正]$') }} as is_exact
    from spaced
),

signed as (
    select
        amount_text,
        unit_cell_text,
        amount_number,
        amount_decimals,
        closed_up,
        is_exact,
        case when {{ regexp_matches('bare_text', '^[-−▲△负]') }} then -1 else 1 end as sign,
        {{ regexp_replace_first('bare_text', '^[-−▲△负+]', '') }} as unsigned_text
    from bare
),

-- 150万元, 1,234.00元, 250万: a number and a unit.
split as (
    select
        amount_text,
        unit_cell_text,
        amount_number,
        amount_decimals,
        closed_up,
        is_exact,
        sign,
        unsigned_text,
        regexp_extract(
            unsigned_text, '^((?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:[.][0-9]+)?)[^0-9.,]*$', 1
        ) as figures,
        regexp_extract(unsigned_text, '^[0-9][0-9.,]*([^0-9.,]*)$', 1) as unit_part,
        -- 3亿2000万元, 5万3000元: figures by the power.
        regexp_extract(unsigned_text, '^([1-9][0-9]{0,3})亿[1-9][0-9]{0,3}万(?:[1-9][0-9]{0,3}元|元)?$', 1)
            as figures_yi,
        regexp_extract(
            unsigned_text,
            '^(?:[1-9][0-9]{0,3}亿([1-9][0-9]{0,3})万(?:[1-9][0-9]{0,3}元|元)?)$',
            1
        ) as figures_yi_wan,
        regexp_extract(unsigned_text, '^([1-9][0-9]{0,3})万[1-9][0-9]{0,3}元$', 1) as figures_wan,
        regexp_extract(unsigned_text, '^(?:[1-9][0-9]{0,3}亿)?[1-9][0-9]{0,3}万([1-9][0-9]{0,3})元$', 1) as figures_yuan,
        case
            when not {{ regexp_matches('unsigned_text', '[0-9]') }} then {{ numeral_digits('unsigned_text') }}
        end as numerals
    from signed
),

-- 壹佰贰拾万元整, 三千元五角: a whole number of yuan, then jiao and fen; or a bare number.
numerals_split as (
    select
        amount_text,
        unit_cell_text,
        amount_number,
        amount_decimals,
        closed_up,
        is_exact,
        sign,
        figures,
        unit_part,
        figures_yi,
        figures_yi_wan,
        figures_wan,
        figures_yuan,
        regexp_extract(
            numerals, '^({{ numeral_pattern() }})(?:元(?:[1-9]角)?(?:0?[1-9]分)?)?$', 1
        ) as whole,
        regexp_extract(numerals, '^[^元角分]*(元.*)?$', 1) as tail
    from split
),

numerals_parts as (
    select
        amount_text,
        unit_cell_text,
        amount_number,
        amount_decimals,
        closed_up,
        is_exact,
        sign,
        figures,
        unit_part,
        figures_yi,
        figures_yi_wan,
        figures_wan,
        figures_yuan,
        whole,
        tail,
        regexp_extract(whole, '^(.*)亿', 1) as part_yi,
        regexp_extract(whole, '^(?:.*亿)?(.*)万', 1) as part_wan,
        regexp_extract(whole, '^(?:.*[亿万])?([^亿万]*)$', 1) as part_one,
        coalesce(try_cast(nullif(regexp_extract(tail, '([1-9])角', 1), '') as decimal(2, 0)), 0) as jiao,
        coalesce(try_cast(nullif(regexp_extract(tail, '([1-9])分', 1), '') as decimal(2, 0)), 0) as fen
    from numerals_split
),

numerals_read as (
    select
        amount_text,
        unit_cell_text,
        amount_number,
        amount_decimals,
        closed_up,
        is_exact,
        sign,
        figures,
        unit_part,
        figures_yi,
        figures_yi_wan,
        figures_wan,
        figures_yuan,
        whole,
        tail,
        jiao,
        fen,
        {{ numeral_section('part_yi') }} * 100000000
        + {{ numeral_section('part_wan') }} * 10000
        + {{ numeral_section('part_one') }} as whole_number
    from numerals_parts
),

looked_up as (
    select
        numerals_read.amount_text,
        numerals_read.amount_number,
        numerals_read.amount_decimals,
        numerals_read.closed_up,
        numerals_read.is_exact,
        numerals_read.sign,
        numerals_read.figures,
        numerals_read.figures_yi,
        numerals_read.figures_yi_wan,
        numerals_read.figures_wan,
        numerals_read.figures_yuan,
        numerals_read.whole,
        numerals_read.tail,
        numerals_read.jiao,
        numerals_read.fen,
        numerals_read.whole_number,
        coalesce(numerals_read.unit_cell_text, nullif(numerals_read.unit_part, '')) as own_unit,
        unit_words.spelling is not null as is_known_unit,
        placeholders.word is not null as is_placeholder
    from numerals_read
    left join placeholders on numerals_read.closed_up = placeholders.word
    left join unit_words
        on coalesce(numerals_read.unit_cell_text, nullif(numerals_read.unit_part, '')) = unit_words.spelling
),

-- How each text is read. A bare numeral with 万 in its midst (十二万五千) would be read against its column: it is not.
ways as (
    select
        amount_text,
        amount_number,
        amount_decimals,
        is_exact,
        sign,
        figures,
        figures_yi,
        figures_yi_wan,
        figures_wan,
        figures_yuan,
        whole,
        tail,
        jiao,
        fen,
        whole_number,
        own_unit,
        case
            when is_placeholder or {{ regexp_matches('closed_up', '^[-—–―─−/\\\\*]*$') }} then 'blank'
            when own_unit is not null and not is_known_unit then 'unreadable'
            when amount_number is not null then 'number'
            when figures <> '' and (is_known_unit or not is_exact) then 'figures'
            when figures_yi <> '' or figures_wan <> '' then 'figures_by_power'
            when whole <> '' and {{ regexp_matches('whole', '[万亿]$') }} and not is_exact and (tail = '' or tail = '元')
                then 'numeral_wan'
            when whole <> '' and tail <> '' then 'numeral_yuan'
            when whole <> '' and not {{ regexp_matches('whole', '[万亿]') }} and not is_exact then 'numeral'
            else 'unreadable'
        end as reading_kind
    from looked_up
),

numbers as (
    select
        amount_text,
        reading_kind,
        own_unit,
        case reading_kind
            when 'number' then amount_number
            when 'figures' then sign * try_cast(replace(figures, ',', '') as decimal(28, 8))
            when 'figures_by_power'
                then
                    sign * (
                        coalesce(try_cast(nullif(figures_yi, '') as decimal(28, 8)), 0) * 100000000
                        + coalesce(
                            try_cast(nullif(figures_yi_wan, '') as decimal(28, 8)),
                            try_cast(nullif(figures_wan, '') as decimal(28, 8))
                        ) * 10000
                        + coalesce(try_cast(nullif(figures_yuan, '') as decimal(28, 8)), 0)
                    )
            when 'numeral_wan' then sign * cast((whole_number - whole_number % 10000) / 10000 as decimal(28, 8))
            when 'numeral_yuan'
                then sign * (cast(whole_number as decimal(28, 8)) + jiao * 0.1 + fen * 0.01)
            when 'numeral' then sign * cast(whole_number as decimal(28, 8))
        end as amount_number,
        case
            when reading_kind = 'number' then amount_decimals
            when reading_kind = 'figures' then length(regexp_extract(figures, '[.]([0-9]+)$', 1))
            when reading_kind = 'numeral_yuan' and fen > 0 then 2
            when reading_kind = 'numeral_yuan' and jiao > 0 then 1
            when reading_kind in ('blank', 'unreadable') then null
            else 0
        end as amount_decimals,
        case reading_kind
            when 'number' then own_unit
            when 'figures' then own_unit
            when 'numeral_wan' then '万元'
            when 'figures_by_power' then '元'
            when 'numeral_yuan' then '元'
        end as spelling
    from ways
),

final as (
    select
        numbers.amount_text,
        numbers.reading_kind,
        cast(numbers.amount_number as decimal(28, 8)) as amount_number,
        cast(numbers.amount_decimals as bigint) as amount_decimals,
        unit_words.cell_unit,
        unit_words.cell_factor
    from numbers
    left join unit_words on numbers.spelling = unit_words.spelling
)

select
    amount_text,
    reading_kind,
    amount_number,
    amount_decimals,
    cell_unit,
    cell_factor
from final
