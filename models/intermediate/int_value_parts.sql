with tokens as (
    select * from {{ ref('int_value_tokens') }}
),

units as (
    select * from {{ ref('int_unit_readings') }}
),

prefixes as (
    select * from {{ ref('int_value_prefixes') }}
),

leads as (
    select * from {{ ref('int_value_leads') }}
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
        max(case when place = 'column' then meaning end) as kind,
        max(case when place = 'column' and meaning = 'direction' then target end) as direction
    from words
    where (place in ('before', 'after') and meaning = 'comparator') or place = 'column'
    group by word
),

date_remainders as (
    select distinct date_remainder
    from tokens
    where date_remainder <> '' and length(date_remainder) <= 30
),

-- 12月25日前完成支付: what follows leaves the date as it is.
followed_dates as (
    select distinct date_remainders.date_remainder
    from date_remainders
    inner join words
        on
            words.place = 'follow'
            and left(date_remainders.date_remainder, length(words.word)) = words.word
    where regexp_extract(date_remainders.date_remainder, '{{ second_quantity_class() }}', 0) = ''
),

joined as (
    select
        tokens.reading_id,
        tokens.comparator_text,
        tokens.value_text,
        tokens.unit_text,
        tokens.value_key,
        tokens.shape,
        tokens.is_number_written,
        tokens.is_number_vague,
        tokens.date_year,
        tokens.date_month,
        tokens.date_day,
        tokens.date_end_year,
        tokens.date_end_month,
        tokens.date_end_day,
        tokens.date_tail,
        tokens.is_date_span,
        tokens.is_date_open,
        tokens.date_remainder = '' or followed_dates.date_remainder is not null as is_date_remainder_known,
        prefixes.prefix is not null as is_prefix_known,
        coalesce(prefixes.comparator, leads.comparator) as prefix_comparator,
        prefixes.per_unit,
        coalesce(prefixes.is_approximate, leads.is_approximate, false) as is_prefix_approximate,
        coalesce(prefixes.is_plus_minus, false) as is_plus_minus,
        coalesce(prefixes.is_change, false) as is_change,
        coalesce(prefixes.is_verb, false) as is_verb,
        coalesce(leads.is_ratio_lead, false) as is_ratio_lead,
        coalesce(leads.is_date_lead, false) as is_date_lead,
        coalesce(leads.is_comparator_lead, false) as is_comparator_lead,
        {{ value_number('tokens.first_text') }} as first_number,
        {{ value_number('tokens.second_text') }} as second_number,
        tokens.between_text,
        between_units.unit_expression is not null and between_units.remainder_kind is null as is_between_known,
        between_units.unit as between_unit,
        between_units.dimension as between_dimension,
        between_units.canonical_unit as between_canonical_unit,
        between_units.factor as between_factor,
        between_units.scale_factor as between_scale,
        between_units.closing_meaning as between_closing,
        suffix_units.unit_expression is not null as is_suffix_begun,
        suffix_units.remainder_kind,
        suffix_units.unit as suffix_unit,
        suffix_units.dimension as suffix_dimension,
        suffix_units.canonical_unit as suffix_canonical_unit,
        suffix_units.factor as suffix_factor,
        suffix_units.scale_factor as suffix_scale,
        coalesce(suffix_units.is_alternative, false) as is_alternative,
        coalesce(suffix_units.is_classifier, false) as is_classifier,
        suffix_units.closing_meaning as suffix_closing,
        suffix_units.closing_target as suffix_closing_target,
        tokens.suffix,
        case when unit_placeholders.word is null then tokens.unit_key end as unit_key,
        column_units.unit as column_unit,
        column_units.dimension as column_dimension,
        column_units.canonical_unit as column_canonical_unit,
        case when column_units.unit_expression is not null then coalesce(column_units.factor, 1) end as column_factor,
        column_units.scale_factor as column_scale,
        coalesce(column_units.is_alternative, false) as is_column_alternative,
        column_units.closing_target as column_closing_target,
        column_units.closing_meaning as column_closing,
        case when comparator_placeholders.word is null then tokens.comparator_key end as comparator_key,
        column_words.comparator as comparator_column,
        column_words.kind as column_kind,
        column_words.direction as column_direction,
        placeholders.meaning as placeholder_meaning
    from tokens
    left join prefixes on tokens.prefix = prefixes.prefix
    left join leads on tokens.prefix = leads.prefix
    left join units as suffix_units on tokens.suffix = suffix_units.unit_expression
    left join units as between_units on tokens.between_text = between_units.unit_expression
    left join units as column_units
        on tokens.unit_key = column_units.unit_expression and column_units.remainder_kind is null
    left join column_words on tokens.comparator_key = column_words.word
    left join followed_dates on tokens.date_remainder = followed_dates.date_remainder
    left join placeholders on {{ regexp_replace_first('tokens.value_key', '^标准:', '') }} = placeholders.word
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
        is_prefix_approximate,
        is_plus_minus,
        is_change,
        is_verb,
        is_ratio_lead,
        is_date_lead,
        is_comparator_lead,
        first_number,
        second_number,
        between_text,
        is_between_known,
        between_unit,
        between_dimension,
        between_canonical_unit,
        between_factor,
        between_scale,
        between_closing,
        is_suffix_begun,
        remainder_kind,
        suffix_unit,
        suffix_dimension,
        suffix_canonical_unit,
        suffix_factor,
        suffix_scale,
        is_alternative,
        is_classifier,
        suffix_closing,
        suffix_closing_target,
        suffix,
        unit_key,
        column_dimension,
        column_canonical_unit,
        column_factor,
        column_scale,
        is_column_alternative,
        column_closing_target,
        column_closing,
        comparator_key,
        comparator_column,
        column_kind,
        column_direction,
        placeholder_meaning,
        case when suffix_closing = 'comparator' then suffix_closing_target end as suffix_comparator,
        case when column_closing = 'comparator' then column_closing_target end as unit_column_comparator,
        coalesce(is_prefix_approximate or suffix_closing = 'approximate' or column_closing = 'approximate', false)
            as is_approximate,
        coalesce(suffix_unit, between_unit) is not null as has_own_unit,
        case
            when coalesce(suffix_unit, between_unit) is not null then coalesce(suffix_dimension, between_dimension)
            else column_dimension
        end as unit_dimension,
        case
            when suffix_unit is not null then suffix_canonical_unit
            when between_unit is not null then between_canonical_unit
            when column_scale is not null then column_canonical_unit
            when length(unit_key) <= 20 and regexp_extract(unit_key, '[0-9]', 0) = '' then unit_key
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
            coalesce(suffix_unit, between_unit) is null
            and coalesce(suffix_scale, 1) <> 1
            and (coalesce(column_scale, 1) <> 1 or (column_dimension = 'money' and column_factor <> 1)),
            false
        ) as is_scale_doubled
    from joined
)

select
    reading_id,
    comparator_text,
    value_text,
    unit_text,
    value_key,
    unit_key,
    comparator_key,
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
    between_text,
    is_between_known,
    between_unit,
    between_dimension,
    between_canonical_unit,
    between_factor,
    between_scale,
    between_closing,
    suffix,
    is_suffix_begun,
    remainder_kind,
    suffix_unit,
    suffix_dimension,
    suffix_canonical_unit,
    suffix_factor,
    suffix_scale,
    is_alternative or is_column_alternative as is_alternative,
    is_classifier,
    suffix_comparator,
    suffix_closing_target,
    column_dimension,
    column_canonical_unit,
    column_factor,
    column_scale,
    unit_column_comparator,
    comparator_column,
    column_kind,
    column_direction,
    placeholder_meaning,
    has_own_unit,
    unit_dimension,
    base_unit,
    unit_factor,
    unit_scale,
    is_scale_doubled
from settled
