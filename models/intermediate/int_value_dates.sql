with texts as (
    select * from {{ ref('int_value_texts') }}
),

marked as (
    select
        reading_id,
        number_key,
        prefix,
        rest,
        unit_key is not null as has_unit_cell
    from texts
    where has_date_mark
),

-- What the text looks like; the first form that fits holds.
formed as (
    select
        reading_id,
        number_key,
        prefix,
        rest,
        case
            when regexp_extract(number_key, '{{ period_pattern() }}', 0) <> '' then 'period'
            when regexp_extract(number_key, '{{ year_end_pattern() }}', 2) <> '' then 'year_end'
            when regexp_extract(rest, '{{ date_range_pattern_digits() }}', 1) <> '' then 'digit_range'
            when
                regexp_extract(rest, '{{ date_pattern_digits() }}', 1) <> ''
                and (
                    regexp_extract(rest, '{{ date_pattern_digits() }}', 4)
                    = regexp_extract(rest, '{{ date_pattern_digits() }}', 2)
                    or (
                        not has_unit_cell
                        and regexp_extract(rest, '{{ date_pattern_digits() }}', 4) = ''
                        and regexp_extract(rest, '{{ date_pattern_digits() }}', 2) <> '.'
                    )
                )
                then 'digits'
            when
                regexp_extract(rest, '[-~至到]', 0) <> ''
                and regexp_extract(rest, '{{ date_range_pattern_characters('first') }}', 0) <> ''
                then 'character_range'
            when
                regexp_extract(rest, '{{ date_pattern_characters() }}', 2) <> ''
                or (
                    regexp_extract(rest, '{{ date_pattern_characters() }}', 1) <> ''
                    and regexp_extract(rest, '{{ date_pattern_characters() }}', 3) = ''
                )
                then 'characters'
        end as form
    from marked
),

year_ends as (
    select
        reading_id,
        regexp_extract(number_key, '{{ year_end_pattern() }}', 1) as prefix,
        cast(null as integer) as date_year,
        12 as date_month,
        31 as date_day,
        cast(null as integer) as date_end_year,
        cast(null as integer) as date_end_month,
        cast(null as integer) as date_end_day,
        regexp_extract(number_key, '{{ year_end_pattern() }}', 2) as date_tail,
        regexp_extract(number_key, '{{ year_end_pattern() }}', 3) as date_remainder,
        false as is_date_span,
        false as is_date_open
    from formed
    where form = 'year_end'
),

period_parts as (
    select
        reading_id,
        regexp_extract(number_key, '{{ period_pattern() }}', 1) as prefix,
        {{ found_integer('number_key', period_pattern(), 2) }} as date_year,
        regexp_extract(number_key, '{{ period_pattern() }}', 3) as half,
        regexp_extract(number_key, '{{ period_pattern() }}', 4) as ordinal_mark,
        {{ found_integer('number_key', period_pattern(), 5) }} as quarter,
        nullif(regexp_extract(number_key, '{{ period_pattern() }}', 6), '') as date_tail,
        regexp_extract(number_key, '{{ period_pattern() }}', 7) as date_remainder
    from formed
    where form = 'period'
),

-- 3季度 may be the third quarter or three of them.
periods as (
    select
        reading_id,
        prefix,
        date_year,
        case half when '上' then 1 when '下' then 7 else quarter * 3 - 2 end as date_month,
        cast(null as integer) as date_day,
        date_year as date_end_year,
        case half when '上' then 6 when '下' then 12 else quarter * 3 end as date_end_month,
        cast(null as integer) as date_end_day,
        date_tail,
        date_remainder,
        true as is_date_span,
        half = '' and date_year is null and ordinal_mark = '' and date_tail is null as is_date_open
    from period_parts
),

digit_ranges as (
    select
        reading_id,
        prefix,
        {{ found_integer('rest', date_range_pattern_digits(), 1) }} as date_year,
        {{ found_integer('rest', date_range_pattern_digits(), 2) }} as date_month,
        {{ found_integer('rest', date_range_pattern_digits(), 3) }} as date_day,
        {{ found_integer('rest', date_range_pattern_digits(), 4) }} as date_end_year,
        {{ found_integer('rest', date_range_pattern_digits(), 5) }} as date_end_month,
        {{ found_integer('rest', date_range_pattern_digits(), 6) }} as date_end_day,
        cast(null as string) as date_tail,
        '' as date_remainder,
        true as is_date_span,
        false as is_date_open
    from formed
    where
        form = 'digit_range'
        and (regexp_extract(rest, '{{ date_range_pattern_digits() }}', 3) = '')
        = (regexp_extract(rest, '{{ date_range_pattern_digits() }}', 6) = '')
),

character_range_parts as (
    select
        reading_id,
        prefix,
        {{ found_integer('rest', date_range_pattern_characters('first'), 1) }} as date_year,
        regexp_extract(rest, '{{ date_range_pattern_characters('first') }}', 2) <> '' as has_year_mark,
        {{ found_integer('rest', date_range_pattern_characters('first'), 3) }} as date_month,
        regexp_extract(rest, '{{ date_range_pattern_characters('first') }}', 4) <> '' as has_month_mark,
        {{ found_integer('rest', date_range_pattern_characters('first'), 5) }} as date_day,
        {{ found_integer('rest', date_range_pattern_characters('second'), 1) }} as date_end_year,
        regexp_extract(rest, '{{ date_range_pattern_characters('second') }}', 2) <> '' as has_end_year_mark,
        {{ found_integer('rest', date_range_pattern_characters('second'), 3) }} as date_end_month,
        regexp_extract(rest, '{{ date_range_pattern_characters('second') }}', 4) <> '' as has_end_month_mark,
        {{ found_integer('rest', date_range_pattern_characters('second'), 5) }} as date_end_day,
        regexp_extract(rest, '{{ date_range_pattern_characters('second') }}', 7) as date_remainder
    from formed
    where form = 'character_range'
),

-- 1-12月, 2021-2023年, 1月1日至6月30日: both sides as fine as each other and marked as dates; 3-5天 is none. Without marks
-- 1-12月 may be a number of months and 2021-2023 two counts.
character_ranges as (
    select
        reading_id,
        prefix,
        date_year,
        date_month,
        date_day,
        coalesce(date_end_year, date_year) as date_end_year,
        coalesce(date_end_month, case when date_end_day is not null then date_month end) as date_end_month,
        date_end_day,
        cast(null as string) as date_tail,
        date_remainder,
        true as is_date_span,
        coalesce(
            (date_month is not null and date_day is null and date_year is null and not has_month_mark)
            or (date_month is null and not has_end_year_mark),
            false
        ) as is_date_open
    from character_range_parts
    where
        not (date_year is null and date_end_year is not null)
        and case
            when date_day is not null and date_end_day is not null
                then has_month_mark and (date_end_month is null or has_end_month_mark)
            when date_day is not null or date_end_day is not null then false
            when date_month is not null and date_end_month is not null
                then has_end_month_mark and (date_year is null or has_year_mark)
            else
                date_month is null
                and date_end_month is null
                and date_year is not null
                and date_end_year is not null
                and not (has_year_mark and not has_end_year_mark)
        end
),

digits as (
    select
        reading_id,
        prefix,
        {{ found_integer('rest', date_pattern_digits(), 1) }} as date_year,
        {{ found_integer('rest', date_pattern_digits(), 3) }} as date_month,
        {{ found_integer('rest', date_pattern_digits(), 5) }} as date_day,
        cast(null as integer) as date_end_year,
        cast(null as integer) as date_end_month,
        cast(null as integer) as date_end_day,
        nullif(regexp_extract(rest, '{{ date_pattern_digits() }}', 6), '') as date_tail,
        regexp_extract(rest, '{{ date_pattern_digits() }}', 7) as date_remainder,
        false as is_date_span,
        false as is_date_open
    from formed
    where form = 'digits'
),

character_parts as (
    select
        reading_id,
        prefix,
        {{ found_integer('rest', date_pattern_characters(), 1) }} as date_year,
        {{ found_integer('rest', date_pattern_characters(), 2) }} as date_month,
        {{ found_integer('rest', date_pattern_characters(), 3) }} as date_day,
        regexp_extract(rest, '{{ date_pattern_characters() }}', 4) as third,
        nullif(regexp_extract(rest, '{{ date_pattern_characters() }}', 5), '') as date_tail,
        regexp_extract(rest, '{{ date_pattern_characters() }}', 6) as date_remainder
    from formed
    where form = 'characters'
),

characters as (
    select
        reading_id,
        prefix,
        date_year,
        date_month,
        case third when '上旬' then 1 when '中旬' then 11 when '下旬' then 21 else date_day end as date_day,
        case when third <> '' then date_year end as date_end_year,
        case when third <> '' then date_month end as date_end_month,
        case third when '上旬' then 10 when '中旬' then 20 end as date_end_day,
        date_tail,
        date_remainder,
        third <> '' as is_date_span,
        false as is_date_open
    from character_parts
),

final as (
    {% for part in ['year_ends', 'periods', 'digit_ranges', 'character_ranges', 'digits', 'characters'] -%}
        select
            reading_id,
            prefix,
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
        from {{ part }}
        {%- if not loop.last %}
            union all
        {% endif %}
    {%- endfor %}
)

select
    reading_id,
    prefix,
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
