with parts as (
    select * from {{ ref('int_value_parts') }}
),

judged as (
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
        is_date_remainder_known,
        is_prefix_known,
        prefix_comparator,
        per_unit,
        is_plus_minus,
        is_change,
        is_verb,
        is_ratio_lead,
        is_date_lead,
        is_comparator_lead,
        is_approximate,
        first_number,
        second_number,
        between_unit,
        suffix,
        is_suffix_begun,
        remainder_kind,
        suffix_unit,
        suffix_dimension,
        is_alternative,
        suffix_comparator,
        suffix_closing_target,
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
        coalesce(prefix_comparator, suffix_comparator, comparator_column, unit_column_comparator) as number_comparator,
        -- ≥5以内 contradicts itself; nothing is read from it. >50以上 only says it twice.
        coalesce(left(prefix_comparator, 1) <> left(suffix_comparator, 1), false) as is_cell_contradictory,
        coalesce(
            prefix_comparator <> suffix_comparator
            or coalesce(prefix_comparator, suffix_comparator)
            <> coalesce(comparator_column, unit_column_comparator)
            or comparator_column <> unit_column_comparator
            -- 反向指标 beside ≥: less is better, yet a floor.
            or left(column_direction, 1) <> left(coalesce(prefix_comparator, suffix_comparator), 1),
            false
        ) as is_comparator_disputed,
        -- A comparator column that says neither a comparator nor what kind of indicator it is leaves the bound open.
        comparator_key is not null
        and comparator_column is null
        and coalesce(column_kind, '') not in ('quantitative', 'direction') as is_comparator_unknown,
        coalesce(
            has_own_unit
            and unit_key is not null
            and (
                column_scale is null
                or column_canonical_unit is distinct from coalesce(suffix_canonical_unit, between_canonical_unit)
                or column_factor * column_scale
                <> coalesce(suffix_factor, between_factor) * coalesce(suffix_scale, 1)
            ),
            false
        ) as is_unit_disputed,
        coalesce(
            is_between_known
            and between_closing is null
            and (
                between_text = ''
                or (
                    coalesce(between_scale, 1) * coalesce(between_factor, 1)
                    = coalesce(suffix_scale, 1) * coalesce(suffix_factor, 1)
                    and (
                        between_dimension is null
                        or suffix_dimension is null
                        or between_canonical_unit = suffix_canonical_unit
                    )
                )
            ),
            false
        ) as is_between_consistent,
        coalesce(is_suffix_begun and remainder_kind is null, false) as is_suffix_known,
        -- 十分 is no number of points, 一起 no case: numbers in characters count only what they usually count.
        not is_number_written
        or is_approximate
        or coalesce(
            is_classifier
            or suffix_dimension in (
                'people', 'person_times', 'time', 'calendar_time', 'working_time', 'money', 'area', 'length', 'mass',
                'ratio', 'percentage_point', 'multiple'
            ),
            false
        ) as is_number_credible
    from parts
),

final as (
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
        per_unit,
        is_change,
        is_approximate,
        first_number,
        second_number,
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
        number_comparator,
        is_comparator_disputed,
        is_comparator_unknown,
        is_unit_disputed,
        case
            when shape = 'empty' then 'empty'
            -- A character that was not read may be a digit, or turn the number round.
            when
                {{ has_unread('value_key') }}
                or {{ has_unread('unit_key') }}
                or {{ has_unread('comparator_text') }}
                then 'qualitative'
            when placeholder_meaning is not null then 'placeholder'
            when
                shape = 'date'
                and (is_prefix_known or is_date_lead)
                and is_date_remainder_known
                and per_unit is null
                and not is_plus_minus
                and not is_change
                and not is_verb
                and coalesce(date_month between 1 and 12, true)
                and coalesce(date_day between 1 and 31, true)
                and coalesce(date_end_month between 1 and 12, true)
                and coalesce(date_end_day between 1 and 31, true)
                and not coalesce(prefix_comparator <> '<=' and date_tail is not null, false)
                and not (is_date_span and prefix_comparator is not null)
                and coalesce(
                    coalesce(date_year, 0) * 10000 + coalesce(date_month, 1) * 100 + coalesce(date_day, 1)
                    <= coalesce(date_end_year, 0) * 10000 + date_end_month * 100 + coalesce(date_end_day, 31),
                    true
                )
                -- 2022年前: before the year began or by its end?
                and not coalesce(
                    (date_month is null or (is_date_span and date_day is null))
                    and date_tail in ('前', '之前', '以前'),
                    false
                )
                then 'date'
            when shape = 'date' then 'qualitative'
            when
                shape = 'range'
                and is_prefix_known
                and prefix_comparator is null
                and not is_plus_minus
                and is_suffix_known
                and is_between_consistent
                and (suffix_comparator is null or suffix_closing_target = '<=')
                and first_number <= second_number
                and not (per_unit is not null and coalesce(suffix_unit, between_unit) is null)
                then 'range'
            when
                shape = 'fraction'
                and is_prefix_known
                and per_unit is null
                and not is_plus_minus
                and not is_change
                and unit_key is null
                then 'fraction'
            -- 2023 in a column of 年
            when
                first_number between 1900 and 2100
                and regexp_extract(coalesce(nullif(suffix, ''), unit_key), '^年度?$', 0) <> ''
                then 'qualitative'
            when shape <> 'number' or first_number is null or is_cell_contradictory or not is_number_credible
                then 'qualitative'
            when
                is_plus_minus
                and is_prefix_known
                and is_suffix_known
                and coalesce(prefix_comparator, '<=') = '<='
                and coalesce(suffix_comparator, '<=') = '<='
                and per_unit is null
                then 'plus_minus'
            when is_plus_minus then 'qualitative'
            when is_suffix_known and is_prefix_known
                then
                    case
                        when per_unit is not null and suffix_unit is null then 'qualitative'
                        when
                            is_verb
                            and (
                                suffix_unit is null
                                or suffix_dimension in ('time', 'calendar_time', 'working_time')
                            )
                            then 'qualitative'
                        else 'number'
                    end
            -- 满意度95%, 故障时长不超过5%: the name of the ratio, or a comparator, makes the number the sentence's own.
            when is_suffix_known and is_ratio_lead and suffix_dimension = 'ratio' then 'number'
            when is_suffix_known and is_comparator_lead and suffix_unit is not null then 'number'
            -- 不少于两个场景, 3个月内完成, 100%完成.
            when
                (is_prefix_known or is_comparator_lead)
                and remainder_kind in ('noun', 'verb')
                -- 一期工程, 一件事: numbers in characters before a noun name things more often than they count.
                and (not is_number_written or prefix_comparator is not null)
                and not (is_verb and remainder_kind = 'verb')
                then 'number'
            -- ≥80M: a quantity in a unit that nobody has listed.
            when
                is_prefix_known
                and prefix_comparator is not null
                and not is_suffix_begun
                and length(suffix) <= 4
                and not is_number_written
                and regexp_extract(suffix, '{{ second_quantity_class() }}', 0) = ''
                and regexp_extract(suffix, '{{ no_noun_pattern() }}', 0) = ''
                then 'unknown_unit'
            else 'qualitative'
        end as reading
    from judged
)

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
    per_unit,
    is_change,
    is_approximate,
    first_number,
    second_number,
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
    number_comparator,
    is_comparator_disputed,
    is_comparator_unknown,
    is_unit_disputed,
    reading
from final
