with tokens as (
    select * from {{ ref('int_value_tokens') }}
),

units as (
    select * from {{ ref('int_unit_readings') }}
),

prefixes as (
    select * from {{ ref('int_value_prefixes') }}
),

words as (
    select
        {{ compact_value('word') }} as word,
        place,
        meaning,
        target
    from {{ ref('value_words') }}
),

placeholders as (
    select
        word,
        max(meaning) as meaning
    from words
    where place = 'whole'
    group by word
),

column_words as (
    select
        word,
        max(case when place <> 'column' and meaning = 'comparator' then target end) as comparator,
        max(case when place = 'column' then meaning end) as kind
    from words
    where (place in ('before', 'after') and meaning = 'comparator') or place = 'column'
    group by word
),

joined as (
    select
        tokens.reading_id,
        tokens.comparator_text,
        tokens.value_text,
        tokens.unit_text,
        tokens.value_key,
        tokens.shape,
        tokens.date_year,
        tokens.date_month,
        tokens.date_day,
        tokens.date_tail,
        prefixes.prefix is not null as is_prefix_known,
        prefixes.comparator as prefix_comparator,
        prefixes.per_unit,
        coalesce(prefixes.is_approximate, false) as is_prefix_approximate,
        coalesce(prefixes.is_plus_minus, false) as is_plus_minus,
        {{ value_number('tokens.first_text') }} as first_number,
        {{ value_number('tokens.second_text') }} as second_number,
        tokens.between_text,
        between_units.unit_expression is not null as is_between_known,
        between_units.unit as between_unit,
        between_units.dimension as between_dimension,
        between_units.canonical_unit as between_canonical_unit,
        between_units.factor as between_factor,
        between_units.scale_factor as between_scale,
        between_units.closing_meaning as between_closing,
        suffix_units.unit_expression is not null as is_suffix_known,
        suffix_units.unit as suffix_unit,
        suffix_units.dimension as suffix_dimension,
        suffix_units.canonical_unit as suffix_canonical_unit,
        suffix_units.factor as suffix_factor,
        suffix_units.scale_factor as suffix_scale,
        suffix_units.closing_meaning as suffix_closing,
        suffix_units.closing_target as suffix_closing_target,
        tokens.suffix,
        coalesce(suffix_units.unit, between_units.unit) is not null as has_own_unit,
        case when unit_placeholders.word is null then tokens.unit_key end as unit_key,
        column_units.dimension as column_dimension,
        column_units.canonical_unit as column_canonical_unit,
        column_units.factor as column_factor,
        column_units.scale_factor as column_scale,
        column_units.closing_target as column_closing_target,
        column_units.closing_meaning as column_closing,
        case when comparator_placeholders.word is null then tokens.comparator_key end as comparator_key,
        column_words.comparator as comparator_column,
        column_words.kind as column_kind,
        placeholders.meaning as placeholder_meaning
    from tokens
    left join prefixes on tokens.prefix = prefixes.prefix
    left join units as suffix_units on tokens.suffix = suffix_units.unit_expression
    left join units as between_units on tokens.between_text = between_units.unit_expression
    left join units as column_units on tokens.unit_key = column_units.unit_expression
    left join column_words on tokens.comparator_key = column_words.word
    left join placeholders on regexp_replace(tokens.value_key, '^标准:', '') = placeholders.word
    left join placeholders as unit_placeholders on tokens.unit_key = unit_placeholders.word
    left join placeholders as comparator_placeholders on tokens.comparator_key = comparator_placeholders.word
),

-- The unit nearest to the number holds: the one behind it, else the one in the column.
settled as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        value_key,
        shape,
        date_year,
        date_month,
        date_day,
        date_tail,
        is_prefix_known,
        prefix_comparator,
        per_unit,
        is_plus_minus,
        first_number,
        second_number,
        between_text,
        is_between_known,
        between_dimension,
        between_canonical_unit,
        between_factor,
        between_scale,
        between_closing,
        is_suffix_known,
        suffix_unit,
        suffix_dimension,
        suffix_canonical_unit,
        suffix_factor,
        suffix_scale,
        suffix_closing_target,
        suffix,
        unit_key,
        has_own_unit,
        column_canonical_unit,
        column_factor,
        column_scale,
        comparator_key,
        comparator_column,
        column_kind,
        placeholder_meaning,
        case when suffix_closing = 'comparator' then suffix_closing_target end as suffix_comparator,
        case when column_closing = 'comparator' then column_closing_target end as unit_column_comparator,
        coalesce(is_prefix_approximate or suffix_closing = 'approximate' or column_closing = 'approximate', false)
            as is_approximate,
        case
            when has_own_unit then coalesce(suffix_dimension, between_dimension)
            else column_dimension
        end as unit_dimension,
        case
            when has_own_unit
                then coalesce(suffix_canonical_unit, between_canonical_unit)
            when column_scale is not null then column_canonical_unit
            else unit_key
        end as base_unit,
        case
            when suffix_unit is not null then suffix_factor
            when between_unit is not null then between_factor
            else coalesce(column_factor, 1)
        end as unit_factor,
        case
            when suffix_unit is not null or coalesce(suffix_scale, 1) <> 1 then suffix_scale
            when between_unit is not null or coalesce(between_scale, 1) <> 1 then between_scale
            else coalesce(column_scale, 1)
        end as unit_scale,
        -- 2万 in a column of 万元: the scale is printed twice, and which one is meant is not known.
        coalesce(
            not has_own_unit
            and coalesce(suffix_scale, 1) <> 1
            and (coalesce(column_scale, 1) <> 1 or (column_dimension = 'money' and column_factor <> 1)),
            false
        ) as is_scale_doubled
    from joined
),

judged as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        value_key,
        shape,
        date_year,
        date_month,
        date_day,
        date_tail,
        is_prefix_known,
        prefix_comparator,
        per_unit,
        is_plus_minus,
        first_number,
        second_number,
        is_suffix_known,
        suffix_unit,
        suffix_closing_target,
        suffix,
        unit_key,
        placeholder_meaning,
        suffix_comparator,
        is_approximate,
        has_own_unit,
        unit_dimension,
        base_unit,
        unit_factor,
        unit_scale,
        is_scale_doubled,
        comparator_column,
        coalesce(prefix_comparator, suffix_comparator, comparator_column, unit_column_comparator) as number_comparator,
        -- ≥5以内 contradicts itself; nothing is read from it.
        coalesce(prefix_comparator <> suffix_comparator, false) as is_cell_contradictory,
        coalesce(
            coalesce(prefix_comparator, suffix_comparator) <> coalesce(comparator_column, unit_column_comparator)
            or comparator_column <> unit_column_comparator,
            false
        ) as is_comparator_disputed,
        -- A comparator column that says neither a comparator nor 定量 leaves the direction open.
        comparator_key is not null and comparator_column is null and coalesce(column_kind, '') <> 'quantitative'
            as is_comparator_unknown,
        coalesce(
            has_own_unit
            and unit_key is not null
            and (
                column_scale is null
                or column_canonical_unit is distinct from coalesce(suffix_canonical_unit, between_canonical_unit)
                or coalesce(column_factor, 1) * coalesce(column_scale, 1)
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
        ) as is_between_consistent
    from settled
),

kinds as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        value_key,
        shape,
        date_year,
        date_month,
        date_day,
        date_tail,
        prefix_comparator,
        per_unit,
        first_number,
        second_number,
        suffix,
        unit_key,
        placeholder_meaning,
        is_approximate,
        has_own_unit,
        unit_dimension,
        base_unit,
        unit_factor,
        unit_scale,
        is_scale_doubled,
        comparator_column,
        number_comparator,
        is_comparator_disputed,
        is_comparator_unknown,
        is_unit_disputed,
        case
            when shape = 'empty' then 'empty'
            when placeholder_meaning is not null then 'placeholder'
            when
                shape = 'date'
                and is_prefix_known
                and per_unit is null
                and not is_plus_minus
                and coalesce(date_month between 1 and 12, true)
                and coalesce(date_day between 1 and 31, true)
                and not coalesce(prefix_comparator <> '<=' and date_tail is not null, false)
                -- 2022年前: before the year began or by its end?
                and not coalesce(date_month is null and date_tail in ('前', '之前', '以前'), false)
                then 'date'
            when
                shape = 'range'
                and is_prefix_known
                and prefix_comparator is null
                and not is_plus_minus
                and is_suffix_known
                and is_between_consistent
                and (suffix_comparator is null or suffix_closing_target = '<=')
                and first_number <= second_number
                and not (per_unit is not null and not has_own_unit)
                then 'range'
            when
                shape = 'fraction'
                and is_prefix_known
                and per_unit is null
                and not is_plus_minus
                and unit_key is null
                then 'fraction'
            when
                shape = 'number'
                and is_prefix_known
                and first_number is not null
                and is_suffix_known
                and not is_cell_contradictory
                and is_plus_minus
                and coalesce(suffix_comparator, '<=') = '<='
                and per_unit is null
                then 'plus_minus'
            when
                shape = 'number'
                and is_prefix_known
                and not is_plus_minus
                and first_number is not null
                and is_suffix_known
                and not is_cell_contradictory
                and not (per_unit is not null and suffix_unit is null)
                then 'number'
            else 'qualitative'
        end as reading
    from judged
),

bounds as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        value_key,
        shape,
        date_year,
        date_month,
        date_day,
        date_tail,
        per_unit,
        first_number,
        suffix,
        unit_key,
        placeholder_meaning,
        is_approximate,
        has_own_unit,
        unit_dimension,
        base_unit,
        unit_factor,
        unit_scale,
        is_scale_doubled,
        comparator_column,
        is_comparator_disputed,
        is_comparator_unknown,
        is_unit_disputed,
        reading,
        case reading
            when 'number' then number_comparator
            when 'fraction' then number_comparator
            when 'date'
                then coalesce(
                    prefix_comparator,
                    case when date_tail is not null then '<=' end,
                    comparator_column
                )
        end as comparator,
        case reading
            when 'number' then first_number
            when 'range' then first_number
            when 'plus_minus' then -abs(first_number)
            when 'fraction' then cast(first_number / second_number as decimal(28, 8))
        end as first_value,
        case reading
            when 'number' then first_number
            when 'range' then second_number
            when 'plus_minus' then abs(first_number)
            when 'fraction' then cast(first_number / second_number as decimal(28, 8))
        end as second_value
    from kinds
),

read as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        value_key,
        shape,
        date_year,
        date_month,
        date_day,
        date_tail,
        per_unit,
        first_number,
        suffix,
        unit_key,
        placeholder_meaning,
        is_approximate,
        has_own_unit,
        unit_dimension,
        base_unit,
        unit_factor,
        unit_scale,
        is_scale_doubled,
        comparator_column,
        is_comparator_disputed,
        is_comparator_unknown,
        is_unit_disputed,
        reading,
        comparator,
        second_value,
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
            when reading = 'fraction' then 'number'
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
            when reading = 'fraction' then value_low
            when is_measured and not is_scale_doubled then {{ scaled_number('value_low', 'unit_scale', 'unit_factor') }}
        end as canonical_low,
        case
            when reading = 'fraction' then value_high
            when
                is_measured and not is_scale_doubled
                then {{ scaled_number('value_high', 'unit_scale', 'unit_factor') }}
        end as canonical_high,
        case
            when is_measured and not is_scale_doubled
                then base_unit || coalesce('/' || per_unit, '')
        end as canonical_unit,
        case when is_measured then unit_dimension end as unit_dimension,
        case when reading = 'date' then date_year end as date_year,
        case when reading = 'date' then date_month end as date_month,
        case when reading = 'date' then date_day end as date_day,
        case
            when reading = 'empty' then false
            when reading = 'placeholder' then placeholder_meaning = 'placeholder_ambiguous'
            when reading = 'qualitative'
                then
                    {{ has_several_numbers('value_key') }}
                    or shape in ('date', 'date_like', 'fraction', 'range')
                    or regexp_extract(value_key, '[≥≤<>=》《±][^0-9]?[0-9]', 0) <> ''
            when reading = 'date'
                then
                    is_comparator_unknown
                    or is_approximate
                    -- 12月前 may mean before the month or by its end; 12月底 may be the last day or the last days.
                    or coalesce(date_tail in ('前', '之前', '以前') and date_day is null, false)
                    or coalesce(date_tail in ('底', '末'), false)
                    or coalesce(comparator_column <> '<=' and date_tail is not null, false)
            when reading = 'fraction' then true
            else
                is_approximate
                or is_comparator_disputed
                or is_comparator_unknown
                or is_unit_disputed
                or is_scale_doubled
                or (reading <> 'number' and comparator_column is not null)
                -- 20日内: within twenty days, or by the 20th of the month.
                or coalesce(
                    reading = 'number'
                    and first_number <= 31
                    and regexp_extract(coalesce(nullif(suffix, ''), unit_key), '^[日月]', 0) <> '',
                    false
                )
                -- 0.95 in a column of %: a share or a percentage.
                or coalesce(
                    not has_own_unit and unit_dimension = 'ratio' and abs(second_value) <= 1 and second_value <> 0,
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
    date_year,
    date_month,
    date_day,
    is_ambiguous
from final
