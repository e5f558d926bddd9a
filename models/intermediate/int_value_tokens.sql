with lines as (
    select
        comparator_text,
        value_text,
        unit_text,
        actual_text
    from {{ ref('stg_indicator_lines') }}
),

texts as (
    select
        comparator_text,
        value_text,
        unit_text
    from lines
    union
    select
        cast(null as varchar) as comparator_text,
        actual_text as value_text,
        unit_text
    from lines
),

compacted as (
    select
        comparator_text,
        value_text,
        unit_text,
        {{ reading_key('comparator_text', 'value_text', 'unit_text') }} as reading_id,
        {{ compact_value('comparator_text') }} as comparator_key,
        {{ compact_value('value_text') }} as value_key,
        {{ compact_value('unit_text') }} as unit_key
    from texts
),

-- What stands before the first digit, and the rest from there on. A text without a digit has no prefix.
cut as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        nullif(comparator_key, '') as comparator_key,
        nullif(value_key, '') as value_key,
        nullif(unit_key, '') as unit_key,
        case
            when regexp_extract(value_key, '[0-9]', 0) <> ''
                then regexp_extract(value_key, '^([^0-9]*?)-?[0-9]', 1)
        end as prefix
    from compacted
),

rested as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        comparator_key,
        value_key,
        unit_key,
        prefix,
        substr(value_key, length(prefix) + 1) as rest
    from cut
),

matched as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        comparator_key,
        value_key,
        unit_key,
        prefix,
        rest,
        regexp_extract(rest, '^(-?{{ number_pattern() }})', 1) as number_text,
        regexp_extract(
            rest, '^(-?{{ number_pattern() }})([^0-9,.~-]*?)(?:-|~|至|到)({{ number_pattern() }})(.*)$', 1
        ) as range_first_text,
        regexp_extract(
            rest, '^(-?{{ number_pattern() }})([^0-9,.~-]*?)(?:-|~|至|到)({{ number_pattern() }})(.*)$', 2
        ) as range_between_text,
        regexp_extract(
            rest, '^(-?{{ number_pattern() }})([^0-9,.~-]*?)(?:-|~|至|到)({{ number_pattern() }})(.*)$', 3
        ) as range_second_text,
        regexp_extract(
            rest, '^(-?{{ number_pattern() }})([^0-9,.~-]*?)(?:-|~|至|到)({{ number_pattern() }})(.*)$', 4
        ) as range_suffix,
        regexp_extract(rest, '^([0-9]{1,6})/(100|1000|10000|100000|1000000)$', 1) as fraction_numerator_text,
        regexp_extract(rest, '^([0-9]{1,6})/(100|1000|10000|100000|1000000)$', 2) as fraction_denominator_text,
        regexp_extract(rest, '{{ date_pattern_characters() }}', 1) as character_year,
        regexp_extract(rest, '{{ date_pattern_characters() }}', 2) as character_month,
        regexp_extract(rest, '{{ date_pattern_characters() }}', 3) as character_day,
        regexp_extract(rest, '{{ date_pattern_characters() }}', 4) as character_tail,
        regexp_extract(rest, '{{ date_pattern_digits() }}', 1) as digit_year,
        regexp_extract(rest, '{{ date_pattern_digits() }}', 2) as digit_month,
        regexp_extract(rest, '{{ date_pattern_digits() }}', 3) as digit_day,
        regexp_extract(rest, '{{ date_pattern_digits() }}', 4) as digit_tail,
        regexp_extract(value_key, '^[当本]?年(底前|底之前|底以前|末前|底|末)$', 1) as year_end_tail
    from rested
),

shaped as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        comparator_key,
        value_key,
        unit_key,
        prefix,
        rest,
        number_text,
        range_first_text,
        range_between_text,
        range_second_text,
        range_suffix,
        fraction_numerator_text,
        fraction_denominator_text,
        character_year,
        character_month,
        character_day,
        character_tail,
        digit_year,
        digit_month,
        digit_day,
        digit_tail,
        year_end_tail,
        case
            when value_key is null then 'empty'
            when year_end_tail <> '' then 'date'
            when prefix is null then 'text'
            when digit_year <> '' then 'date'
            when character_month <> '' then 'date'
            when character_year <> '' and character_day = '' then 'date'
            -- 2023.10, 20231001 and 2023.10-2023.12 are more likely dates than quantities: neither is read.
            when
                unit_key is null
                and regexp_extract(rest, '{{ date_like_pattern() }}', 0) <> ''
                then 'date_like'
            when range_first_text <> '' then 'range'
            when fraction_numerator_text <> '' then 'fraction'
            when number_text <> '' then 'number'
            else 'text'
        end as shape
    from matched
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
        shape,
        case when year_end_tail <> '' then '' else prefix end as prefix,
        case shape
            when 'range' then range_first_text
            when 'fraction' then fraction_numerator_text
            when 'number' then number_text
        end as first_text,
        case shape
            when 'range' then range_second_text
            when 'fraction' then fraction_denominator_text
        end as second_text,
        case when shape = 'range' then range_between_text end as between_text,
        case shape
            when 'range' then range_suffix
            when 'fraction' then ''
            when 'number' then substr(rest, length(number_text) + 1)
        end as suffix,
        case
            when shape = 'date' then try_cast(nullif(coalesce(nullif(digit_year, ''), character_year), '') as integer)
        end as date_year,
        case
            when shape = 'date' and year_end_tail <> '' then 12
            when shape = 'date' then try_cast(nullif(coalesce(nullif(digit_month, ''), character_month), '') as integer)
        end as date_month,
        case
            when shape = 'date' and year_end_tail <> '' then 31
            when shape = 'date' then try_cast(nullif(coalesce(nullif(digit_day, ''), character_day), '') as integer)
        end as date_day,
        case
            when shape = 'date'
                then coalesce(nullif(year_end_tail, ''), nullif(digit_tail, ''), nullif(character_tail, ''))
        end as date_tail
    from shaped
)

select
    reading_id,
    comparator_text,
    value_text,
    unit_text,
    comparator_key,
    value_key,
    unit_key,
    shape,
    prefix,
    first_text,
    second_text,
    between_text,
    suffix,
    date_year,
    date_month,
    date_day,
    date_tail
from final
