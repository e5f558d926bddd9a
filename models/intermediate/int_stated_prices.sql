-- Prices per something that the prose of a project states: 住宿费330元/人/天, 每件平均10元.
with fields as (
    select
        document_id,
        form_no,
        record_no,
        line_no,
        page_no,
        sheet_name,
        table_no,
        row_no,
        value_tidy
    from {{ ref('stg_fields') }}
    where coalesce(field, '') <> 'packed_indicators_text' and instr(value_text, '元') > 0
),

tasks as (
    select
        document_id,
        form_no,
        line_no,
        page_no,
        sheet_name,
        table_no,
        row_no,
        name_tidy,
        content_tidy
    from {{ ref('stg_task_lines') }}
    where instr(content_text, '元') > 0
),

projects as (
    select
        project_id,
        document_id,
        form_no,
        record_no,
        project_name
    from {{ ref('int_projects') }}
),

units as (
    select
        unit,
        base_unit
    from {{ ref('units') }}
    where factor = 1 and dimension not in ('money', 'time', 'calendar_time', 'ratio')
),

things as (
    select
        thing_id,
        quantity_unit
    from {{ ref('unit_cost_things') }}
),

words as (
    select
        thing_id,
        place,
        word,
        is_excluded
    from {{ ref('unit_cost_words') }}
    where place in ('project', 'price')
),

texts as (
    select
        projects.project_id,
        projects.document_id,
        fields.line_no,
        0 as task_line_no,
        fields.page_no,
        fields.sheet_name,
        fields.table_no,
        fields.row_no,
        projects.project_name as named_text,
        {{ normalise_text('fields.value_tidy') }} as prose
    from fields
    inner join projects
        on
            fields.document_id = projects.document_id
            and fields.form_no = projects.form_no
            and fields.record_no = projects.record_no
    union all
    select
        projects.project_id,
        projects.document_id,
        0 as line_no,
        tasks.line_no as task_line_no,
        tasks.page_no,
        tasks.sheet_name,
        tasks.table_no,
        tasks.row_no,
        tasks.name_tidy as named_text,
        {{ normalise_text('tasks.content_tidy') }} as prose
    from tasks
    inner join projects
        on
            tasks.document_id = projects.document_id
            and tasks.form_no = projects.form_no
            and projects.record_no = 1
),

-- What stands before the number says what it is a price of.
found as (
    select
        project_id,
        document_id,
        line_no,
        task_line_no,
        page_no,
        sheet_name,
        table_no,
        row_no,
        named_text,
        {{ unnested(
            "regexp_extract_all(prose, '[^0-9。;]{0,20}[0-9][0-9,]*(?:[.][0-9]+)?万?元/每?"
            ~ "[^0-9/·.,。;:、()\\s]{1,3}(?:[/·.]每?[年季月天日])?', 0)"
        ) }} as price_text,
        'behind' as unit_place
    from texts
    union all
    select
        project_id,
        document_id,
        line_no,
        task_line_no,
        page_no,
        sheet_name,
        table_no,
        row_no,
        named_text,
        {{ unnested(
            "regexp_extract_all(prose, '[^0-9。;]{0,20}每[^0-9每,。;:、()\\s]{1,3}(?:每[年季月天日])?"
            ~ "(?:最高|不超过|平均|约|标准|费用|预算|成本|单价|按|为)*[0-9][0-9,]*(?:[.][0-9]+)?万?元', 0)"
        ) }} as price_text,
        'before' as unit_place
    from texts
),

parsed as (
    select
        project_id,
        document_id,
        line_no,
        task_line_no,
        page_no,
        sheet_name,
        table_no,
        row_no,
        named_text,
        price_text,
        regexp_extract(price_text, '^([^0-9]*)', 1) as words_before,
        try_cast(
            replace(regexp_extract(price_text, '([0-9][0-9,]*(?:[.][0-9]+)?)万?元', 1), ',', '') as decimal(20, 8)
        ) * case when {{ regexp_matches('price_text', '[0-9]万元') }} then 10000 else 1 end as price_yuan,
        case unit_place
            when 'behind'
                then regexp_extract(price_text, '元/每?([^0-9/·.]{1,3}?)(?:[/·.]|$)', 1)
            else regexp_extract(price_text, '每([^每]{1,3}?)(?:每|最高|不超过|平均|约|标准|费用|预算|成本|单价|按|为|[0-9])', 1)
        end as unit,
        translate(
            case unit_place
                when 'behind' then regexp_extract(price_text, '元/每?[^0-9/·.]{1,3}[/·.]每?([年季月天日])$', 1)
                else regexp_extract(price_text, '每[^每]{1,3}每([年季月天日])', 1)
            end,
            '日',
            '天'
        ) as price_period,
        {{ regexp_matches('price_text', '(?:最高|不超过|最多|控制在|上限)[^0-9]{0,3}[0-9]') }} as is_ceiling,
        {{ regexp_matches('price_text', '[约近][^0-9]{0,2}[0-9]') }} as is_approximate
    from found
),

candidates as (
    select
        parsed.project_id,
        parsed.line_no,
        parsed.task_line_no,
        parsed.price_text,
        words.thing_id,
        case words.place when 'price' then 1 else 2 end as word_rank,
        max(length(words.word)) as word_length
    from parsed
    inner join words
        on
            instr(case words.place when 'price' then parsed.words_before else parsed.named_text end, words.word) > 0
    group by
        parsed.project_id, parsed.line_no, parsed.task_line_no, parsed.price_text, words.thing_id, words.place
    having not bool_or(words.is_excluded)
),

-- A price is of one thing: the one that the longest word before the price names, else that of the project.
of_things as (
    select
        parsed.project_id,
        parsed.document_id,
        parsed.line_no,
        parsed.task_line_no,
        things.thing_id,
        parsed.price_text,
        parsed.price_yuan,
        things.quantity_unit,
        nullif(parsed.price_period, '') as price_period,
        parsed.is_ceiling,
        parsed.is_approximate,
        parsed.page_no,
        parsed.sheet_name,
        parsed.table_no,
        parsed.row_no
    from parsed
    inner join units on parsed.unit = units.unit
    inner join candidates
        on
            parsed.project_id = candidates.project_id
            and parsed.line_no = candidates.line_no
            and parsed.task_line_no = candidates.task_line_no
            and parsed.price_text = candidates.price_text
    inner join things on candidates.thing_id = things.thing_id and units.base_unit = things.quantity_unit
    where parsed.price_yuan > 0
    qualify
        row_number() over (
            partition by parsed.project_id, parsed.line_no, parsed.task_line_no, parsed.price_text
            order by candidates.word_rank, candidates.word_length desc, things.thing_id
        ) = 1
),

-- The goal of the year and that of later years often say it twice.
final as (
    select
        project_id,
        document_id,
        line_no,
        task_line_no,
        thing_id,
        {{ regexp_replace_first('price_text', '^[,、.:)(\\s]+', '') }} as price_text,
        price_yuan,
        quantity_unit,
        price_period,
        is_ceiling,
        is_approximate,
        page_no,
        sheet_name,
        table_no,
        row_no
    from of_things
    qualify
        row_number() over (
            partition by project_id, thing_id, price_yuan, quantity_unit, price_period
            order by line_no nulls last, task_line_no nulls last, of_things.price_text
        ) = 1
)

select
    project_id,
    document_id,
    line_no,
    task_line_no,
    thing_id,
    price_text,
    price_yuan,
    quantity_unit,
    price_period,
    is_ceiling,
    is_approximate,
    page_no,
    sheet_name,
    table_no,
    row_no
from final
