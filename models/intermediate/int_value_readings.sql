with kinds as (
    select * from {{ ref('int_value_kinds') }}
),

bounds as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        value_key,
        unit_key,
        shape,
        is_number_written,
        is_number_vague,
        date_year,
        date_month,
        date_day,
        date_end_year,
        date_end_month,
        date_end_day,
        date_tail,
        is_date_span,
        is_date_open,
        prefix_comparator,
        is_change,
        is_approximate,
        first_number,
        suffix,
        suffix_unit,
        is_alternative,
        column_dimension,
        column_scale,
        comparator_column,
        column_direction,
        placeholder_meaning,
        has_own_unit,
        unit_dimension,
        base_unit,
        unit_factor,
        unit_scale,
        is_scale_doubled,
        is_comparator_disputed,
        is_comparator_unknown,
        is_unit_disputed,
        reading,
        case
            when reading in ('number', 'unknown_unit', 'fraction') then number_comparator
            when reading = 'date' and is_date_span
                then case when date_tail not in ('底', '末', '内', '之内', '以内') then '<=' end
            when reading = 'date'
                then coalesce(
                    prefix_comparator,
                    case when date_tail is not null then '<=' end,
                    comparator_column
                )
        end as comparator,
        case
            when reading in ('number', 'unknown_unit', 'range') then first_number
            when reading = 'plus_minus' then -abs(first_number)
            when reading = 'fraction'
                then try_cast(cast(first_number as double) / cast(second_number as double) as decimal(28, 8))
        end as first_value,
        case
            when reading in ('number', 'unknown_unit') then first_number
            when reading = 'range' then second_number
            when reading = 'plus_minus' then abs(first_number)
            when reading = 'fraction'
                then try_cast(cast(first_number as double) / cast(second_number as double) as decimal(28, 8))
        end as second_value,
        -- 每天6000人: over 天, unless the unit says it already (每天2次/天).
        case
            when per_unit is null or base_unit like '%/' || per_unit then base_unit
            else base_unit || '/' || per_unit
        end as rated_unit
    from kinds
),

read as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        value_key,
        unit_key,
        shape,
        is_number_written,
        is_number_vague,
        date_year,
        date_month,
        date_day,
        date_end_year,
        date_end_month,
        date_end_day,
        date_tail,
        is_date_span,
        is_date_open,
        prefix_comparator,
        is_change,
        is_approximate,
        first_number,
        suffix,
        suffix_unit,
        is_alternative,
        column_dimension,
        column_scale,
        comparator_column,
        column_direction,
        placeholder_meaning,
        has_own_unit,
        unit_dimension,
        base_unit,
        unit_factor,
        unit_scale,
        is_scale_doubled,
        is_comparator_disputed,
        is_comparator_unknown,
        is_unit_disputed,
        reading,
        comparator,
        first_value,
        second_value,
        rated_unit,
        case when coalesce(comparator, '=') not in ('<=', '<') then first_value end as value_low,
        case when coalesce(comparator, '=') not in ('>=', '>') then second_value end as value_high,
        reading in ('number', 'range', 'plus_minus') as is_measured
    from bounds
),

final as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        case
            when reading = 'plus_minus' then 'range'
            when reading in ('fraction', 'unknown_unit') then 'number'
            when reading = 'number' and unit_dimension = 'ratio' then 'percent'
            when
                reading = 'number' and unit_dimension in ('time', 'calendar_time', 'working_time')
                then 'duration'
            else reading
        end as value_kind,
        comparator,
        value_low,
        value_high,
        case
            when reading in ('fraction', 'unknown_unit') then value_low
            when is_measured and not is_scale_doubled then {{ scaled_number('value_low', 'unit_scale', 'unit_factor') }}
        end as canonical_low,
        case
            when reading in ('fraction', 'unknown_unit') then value_high
            when
                is_measured and not is_scale_doubled
                then {{ scaled_number('value_high', 'unit_scale', 'unit_factor') }}
        end as canonical_high,
        case
            when reading = 'unknown_unit' then suffix
            when is_measured and not is_scale_doubled then rated_unit
        end as canonical_unit,
        case when is_measured then unit_dimension end as unit_dimension,
        coalesce(
            reading = 'unknown_unit' or (
                is_measured and base_unit is not null and unit_dimension is null
                and not is_alternative
            ),
            false
        ) as is_unit_unknown,
        case when reading = 'date' then date_year end as date_year,
        case when reading = 'date' then date_month end as date_month,
        case when reading = 'date' then date_day end as date_day,
        case when reading = 'date' then date_end_year end as date_end_year,
        case when reading = 'date' then date_end_month end as date_end_month,
        case when reading = 'date' then date_end_day end as date_end_day,
        coalesce(is_date_span and reading = 'date', false) as is_date_span,
        case
            when
                reading in ('number', 'qualitative') and base_unit is null and comparator is null
                and suffix_unit is null and not is_number_written
                then {{ bare_date_text('value_key') }}
        end as bare_date_text,
        case
            when reading = 'empty' then false
            when
                {{ has_unread('value_key') }}
                or {{ has_unread('unit_key') }}
                or {{ has_unread('comparator_text') }}
                then true
            when reading = 'placeholder' then placeholder_meaning = 'placeholder_ambiguous'
            when reading = 'qualitative' and is_number_written
                then prefix_comparator is not null or instr(value_key, '分之') > 0
            when reading = 'qualitative'
                then
                    {{ has_several_numbers('value_key') }}
                    or shape in ('date', 'date_like', 'fraction', 'range')
                    or coalesce(first_number between 1900 and 2100, false)
                    or coalesce(suffix_unit is not null, false)
                    or is_number_vague
                    or regexp_extract(value_key, '[≥≤<>=》《±][^0-9]?[0-9]', 0) <> ''
            when reading = 'date'
                then
                    is_comparator_unknown
                    or is_approximate
                    or is_date_open
                    -- 12月前 may mean before the month or by its end; 12月底 may be the last day or the last days.
                    or coalesce(date_tail in ('前', '之前', '以前') and (date_day is null or is_date_span), false)
                    or coalesce(date_tail in ('底', '末'), false)
                    -- 3月内: in March, or within three months.
                    or coalesce(date_tail in ('内', '之内', '以内') and date_year is null and date_day is null, false)
                    or coalesce(comparator_column <> '<=' and date_tail is not null, false)
                    or (is_date_span and comparator_column is not null)
            when reading in ('fraction', 'unknown_unit') then true
            else
                is_approximate
                or is_number_vague
                or is_change
                or is_alternative
                or is_comparator_disputed
                or is_comparator_unknown
                or is_unit_disputed
                or is_scale_doubled
                or (reading <> 'number' and (comparator_column is not null or column_direction is not null))
                -- 20日内: within twenty days, or by the 20th of the month. 1-3季度: three quarters, or the first three.
                or coalesce(
                    second_value <= 31
                    and regexp_extract(coalesce(nullif(suffix, ''), unit_key), '^(?:日|月|季)', 0) <> '',
                    false
                )
                -- 二期 may be the second of its kind.
                or (
                    is_number_written
                    and comparator is null
                    and regexp_extract(suffix, '^(?:期|届|类|批|轮|条|层)$', 0) <> ''
                )
                or (unit_key is not null and base_unit is null and column_scale is null)
                -- 22年 may be 2022.
                or coalesce(
                    comparator is null
                    and second_value between 15 and 40
                    and regexp_extract(coalesce(nullif(suffix, ''), unit_key), '^年度?$', 0) <> '',
                    false
                )
                -- A dash that is no minus sign, or a quantity below nothing.
                or coalesce(
                    first_value < 0
                    and reading <> 'plus_minus'
                    and (
                        regexp_extract(value_text, '[-−－﹣]', 0) = ''
                        or unit_dimension not in ('ratio', 'percentage_point', 'money', 'temperature')
                    ),
                    false
                )
                -- 0.95 in a column of %: a share or a percentage.
                or coalesce(
                    not has_own_unit and column_dimension = 'ratio' and abs(second_value) <= 1 and second_value <> 0,
                    false
                )
        end as is_ambiguous
    from read
)

select
    reading_id,
    comparator_text,
    value_text,
    unit_text,
    value_kind,
    comparator,
    value_low,
    value_high,
    canonical_low,
    canonical_high,
    canonical_unit,
    unit_dimension,
    is_unit_unknown,
    date_year,
    date_month,
    date_day,
    date_end_year,
    date_end_month,
    date_end_day,
    is_date_span,
    {{ bare_date_part('bare_date_text', 'year') }} as bare_year,
    {{ bare_date_part('bare_date_text', 'month') }} as bare_month,
    {{ bare_date_part('bare_date_text', 'day') }} as bare_day,
    is_ambiguous
from final
