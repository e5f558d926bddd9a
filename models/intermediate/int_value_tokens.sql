with texts as (
    select * from {{ ref('int_value_texts') }}
),

dates as (
    select * from {{ ref('int_value_dates') }}
),

-- Each pattern runs only where a cheaper look has found a reason.
sighted as (
    select
        texts.reading_id,
        texts.comparator_text,
        texts.value_text,
        texts.unit_text,
        texts.comparator_key,
        texts.value_key,
        texts.unit_key,
        texts.is_number_written,
        coalesce(dates.prefix, texts.prefix) as prefix,
        texts.rest,
        dates.date_year,
        dates.date_month,
        dates.date_day,
        dates.date_end_year,
        dates.date_end_month,
        dates.date_end_day,
        dates.date_tail,
        dates.date_remainder,
        coalesce(dates.is_date_span, false) as is_date_span,
        coalesce(dates.is_date_open, false) as is_date_open,
        regexp_extract(texts.rest, '^-?{{ number_pattern() }}', 0) as number_text,
        case
            when texts.value_key is null then 'empty'
            when dates.reading_id is not null then 'date'
            when texts.prefix is null then 'text'
            -- 2023.10 and 20231001 are more likely dates than quantities: without their row neither is read.
            when
                texts.unit_key is null
                and regexp_extract(texts.rest, '{{ date_like_pattern() }}', 0) <> ''
                then 'date_like'
            when
                regexp_extract(texts.rest, '[-~至到]', 0) <> ''
                and regexp_extract(texts.rest, '{{ number_range_pattern() }}', 1) <> ''
                then 'range'
            when
                instr(texts.rest, '/') > 0
                and regexp_extract(texts.rest, '^[0-9]{1,6}/(100|1000|10000|100000|1000000)$', 1) <> ''
                then 'fraction'
            else 'number'
        end as shape
    from texts
    left join dates on texts.reading_id = dates.reading_id
),

final as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        comparator_key,
        value_key,
        unit_key,
        is_number_written,
        case when shape = 'number' and number_text = '' then 'text' else shape end as shape,
        prefix,
        case shape
            when 'range' then regexp_extract(rest, '{{ number_range_pattern() }}', 1)
            when 'fraction' then split_part(rest, '/', 1)
            when 'number' then nullif(number_text, '')
        end as first_text,
        case shape
            when 'range' then regexp_extract(rest, '{{ number_range_pattern() }}', 3)
            when 'fraction' then split_part(rest, '/', 2)
        end as second_text,
        case when shape = 'range' then regexp_extract(rest, '{{ number_range_pattern() }}', 2) end as between_text,
        case
            when shape = 'range' then regexp_extract(rest, '{{ number_range_pattern() }}', 4)
            when shape = 'fraction' then ''
            when shape = 'number' and number_text <> ''
                then {{ regexp_replace_first('substr(rest, length(number_text) + 1)', '^[余多]', '') }}
        end as suffix,
        coalesce(
            shape = 'number' and regexp_extract(substr(rest, length(number_text) + 1), '^[余多]', 0) <> '',
            false
        ) as is_number_vague,
        date_year,
        date_month,
        date_day,
        date_end_year,
        date_end_month,
        date_end_day,
        date_tail,
        date_remainder,
        is_date_span,
        is_date_open
    from sighted
)

select
    reading_id,
    comparator_text,
    value_text,
    unit_text,
    comparator_key,
    value_key,
    unit_key,
    is_number_written,
    shape,
    prefix,
    first_text,
    second_text,
    between_text,
    suffix,
    is_number_vague,
    date_year,
    date_month,
    date_day,
    date_end_year,
    date_end_month,
    date_end_day,
    date_tail,
    date_remainder,
    is_date_span,
    is_date_open
from final
