with indicators as (
    select
        indicator_id,
        document_id,
        project_id,
        level2,
        is_name_blank
    from {{ ref('int_indicators') }}
),

print_values as (
    select * from {{ ref('int_indicator_print_values') }}
),

projects as (
    select
        project_id,
        budget_year
    from {{ ref('int_projects') }}
),

readings as (
    select * from {{ ref('int_value_readings') }}
),

joined as (
    select
        indicators.indicator_id,
        indicators.document_id,
        indicators.project_id,
        indicators.level2,
        indicators.is_name_blank,
        projects.budget_year,
        print_values.horizon,
        -- A row may print two values of one horizon: 指标值 and 目标值.
        row_number() over (
            partition by print_values.print_id, print_values.horizon order by print_values.value_no
        ) as horizon_value_no,
        print_values.comparator_text,
        print_values.value_text,
        print_values.unit_text,
        print_values.weight_text,
        print_values.score_text,
        print_values.actual_text,
        print_values.deviation_text,
        readings.value_kind,
        readings.comparator,
        readings.value_low,
        readings.value_high,
        readings.canonical_low,
        readings.canonical_high,
        readings.canonical_unit,
        readings.date_year,
        readings.date_month,
        readings.date_day,
        readings.date_end_year,
        readings.date_end_month,
        readings.date_end_day,
        readings.bare_year,
        readings.bare_month,
        readings.bare_day,
        readings.is_unit_unknown,
        readings.is_ambiguous,
        actual_readings.value_low as actual_low,
        actual_readings.value_high as actual_high
    from indicators
    inner join print_values on indicators.indicator_id = print_values.print_id
    inner join projects on indicators.project_id = projects.project_id
    inner join readings on print_values.reading_id = readings.reading_id
    inner join readings as actual_readings on print_values.actual_reading_id = actual_readings.reading_id
),

-- What the row adds to the reading: digits that look like a date (2023, 12.31, 44561 of a spreadsheet) are one in a 时效
-- row, though not beyond doubt.
timed as (
    select
        indicator_id,
        document_id,
        level2,
        is_name_blank,
        budget_year,
        project_id,
        horizon,
        horizon_value_no,
        comparator_text,
        value_text,
        unit_text,
        weight_text,
        score_text,
        actual_text,
        deviation_text,
        value_kind,
        comparator,
        value_low,
        value_high,
        canonical_low,
        canonical_high,
        canonical_unit,
        coalesce(level2 = '时效指标' and (bare_year is not null or bare_month is not null), false) as is_bare_date,
        date_year,
        date_month,
        date_day,
        date_end_year,
        date_end_month,
        date_end_day,
        bare_year,
        bare_month,
        bare_day,
        is_unit_unknown,
        is_ambiguous,
        actual_low,
        actual_high
    from joined
),

-- 0 beside a name that is none says nothing; what else looks like a date in a 时效 row (≤2023, 12.1-12.31) is no
-- quantity.
placed as (
    select
        indicator_id,
        document_id,
        project_id,
        horizon,
        horizon_value_no,
        comparator_text,
        value_text,
        unit_text,
        weight_text,
        score_text,
        actual_text,
        deviation_text,
        case when is_bare_date then 'date' else value_kind end as value_kind,
        comparator,
        value_low,
        value_high,
        canonical_low,
        canonical_high,
        canonical_unit,
        case when is_bare_date then bare_year else date_year end as date_year,
        case when is_bare_date then bare_month else date_month end as date_month,
        case when is_bare_date then bare_day else date_day end as date_day,
        date_end_year,
        date_end_month,
        date_end_day,
        is_unit_unknown,
        is_ambiguous or is_bare_date as is_ambiguous,
        actual_low,
        actual_high,
        coalesce(
            is_name_blank
            and value_kind = 'number'
            and comparator is null
            and canonical_unit is null
            and value_low = 0
            and value_high = 0,
            false
        ) as is_zero_placeholder,
        coalesce(
            level2 = '时效指标'
            and not is_bare_date
            and value_kind in ('number', 'range')
            and canonical_unit is null
            and regexp_extract(
                value_text,
                '^[^0-9]*((?:19|20)[0-9]{2}|4[0-9]{4}|[0-9]{1,2}[.][0-9]{1,2}(?:[^0-9]+[0-9]{1,2}[.][0-9]{1,2})?)$',
                1
            ) <> '',
            false
        ) as is_date_in_disguise,
        case when is_bare_date then bare_year else date_year end is not null as is_year_printed,
        coalesce(
            case when is_bare_date then bare_year else date_year end, try_cast(budget_year as integer)
        ) as resolved_year
    from timed
),

dated as (
    select
        indicator_id,
        document_id,
        project_id,
        horizon,
        horizon_value_no,
        comparator_text,
        value_text,
        unit_text,
        weight_text,
        score_text,
        actual_text,
        deviation_text,
        value_kind,
        comparator,
        value_low,
        value_high,
        canonical_low,
        canonical_high,
        canonical_unit,
        is_year_printed,
        is_unit_unknown,
        is_ambiguous,
        actual_low,
        actual_high,
        is_zero_placeholder,
        is_date_in_disguise,
        resolved_year,
        case
            when value_kind = 'date' and resolved_year is not null
                then {{ date_of('resolved_year', 'coalesce(date_month, 1)', 'coalesce(date_day, 1)') }}
        end as first_date,
        case
            when value_kind <> 'date' or resolved_year is null then cast(null as date)
            when date_end_day is not null or (date_end_year is null and date_end_month is null and date_day is not null)
                then
                    {{ date_of(
                        'coalesce(date_end_year, resolved_year)', 'coalesce(date_end_month, date_month)',
                        'coalesce(date_end_day, date_day)'
                    ) }}
            else
                last_day({{ date_of(
                    'coalesce(date_end_year, resolved_year)', 'coalesce(date_end_month, date_month, 12)', '1'
                ) }})
        end as last_date
    from placed
),

-- A day that its year does not have is no date.
settled as (
    select
        indicator_id,
        document_id,
        project_id,
        horizon,
        horizon_value_no,
        comparator_text,
        value_text,
        unit_text,
        weight_text,
        score_text,
        actual_text,
        deviation_text,
        value_kind,
        comparator,
        value_low,
        value_high,
        canonical_low,
        canonical_high,
        canonical_unit,
        is_year_printed,
        is_unit_unknown,
        is_ambiguous,
        actual_low,
        actual_high,
        resolved_year,
        first_date,
        last_date,
        case
            when is_zero_placeholder then 'placeholder'
            when is_date_in_disguise then 'qualitative'
            when value_kind = 'date' and resolved_year is not null and (first_date is null or last_date is null)
                then 'qualitative'
            else value_kind
        end as settled_kind
    from dated
),

final as (
    select
        indicator_id,
        document_id,
        horizon,
        horizon_value_no,
        project_id,
        comparator_text,
        value_text,
        unit_text,
        settled_kind as value_kind,
        case when settled_kind not in ('placeholder', 'qualitative') then comparator end as comparator,
        case when settled_kind not in ('placeholder', 'qualitative', 'date') then value_low end as value_low,
        case when settled_kind not in ('placeholder', 'qualitative', 'date') then value_high end as value_high,
        case when settled_kind not in ('placeholder', 'qualitative', 'date') then canonical_low end as canonical_low,
        case when settled_kind not in ('placeholder', 'qualitative', 'date') then canonical_high end as canonical_high,
        case when settled_kind not in ('placeholder', 'qualitative') then canonical_unit end as canonical_unit,
        is_unit_unknown and settled_kind = value_kind as is_unit_unknown,
        case
            when settled_kind = 'date' and coalesce(comparator, '=') not in ('<=', '<') then first_date
        end as date_low,
        case
            when settled_kind = 'date' and coalesce(comparator, '=') not in ('>=', '>') then last_date
        end as date_high,
        case
            when settled_kind = 'date' and is_year_printed then 'printed'
            when settled_kind = 'date' and resolved_year is not null then 'budget_year'
        end as date_basis,
        is_ambiguous or (settled_kind <> value_kind and settled_kind = 'qualitative') as is_ambiguous,
        settled_kind = 'placeholder' as is_placeholder,
        {{ parse_decimal('weight_text') }} as weight,
        {{ parse_decimal('score_text') }} as score,
        actual_text,
        actual_low,
        actual_high,
        deviation_text
    from settled
)

select
    indicator_id,
    document_id,
    horizon,
    horizon_value_no,
    project_id,
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
    is_unit_unknown,
    date_low,
    date_high,
    date_basis,
    is_ambiguous,
    is_placeholder,
    weight,
    score,
    actual_text,
    actual_low,
    actual_high,
    deviation_text
from final
