-- What the review rules look at: every target value with its indicator, its form and its place.
with indicator_values as (
    select * from {{ ref('int_indicator_values') }}
),

indicators as (
    select * from {{ ref('int_indicators') }}
),

projects as (
    select * from {{ ref('int_projects') }}
),

final as (
    select
        {{ position_id([
            "'indicator value'", 'indicators.indicator_id', 'indicator_values.horizon',
            'indicator_values.horizon_value_no'
        ]) }} as indicator_value_id,
        indicators.indicator_id,
        indicators.project_id,
        indicators.document_id,
        projects.form_kind,
        projects.form_purpose,
        projects.agency_id,
        projects.budget_year,
        indicators.level1,
        indicators.level2,
        indicators.concept_id,
        indicators.polarity,
        indicators.indicator_name,
        indicators.name_key,
        indicators.is_name_blank,
        indicators.explanation_text,
        indicator_values.horizon,
        indicator_values.horizon_value_no,
        indicator_values.comparator_text,
        indicator_values.value_text,
        indicator_values.unit_text,
        nullif(
            concat_ws(
                '',
                indicator_values.comparator_text,
                indicator_values.value_text,
                indicator_values.unit_text
            ),
            ''
        ) as target_text,
        indicator_values.value_kind,
        indicator_values.comparator,
        indicator_values.value_low,
        indicator_values.value_high,
        indicator_values.canonical_low,
        indicator_values.canonical_high,
        indicator_values.canonical_unit,
        indicator_values.date_low,
        indicator_values.date_high,
        indicator_values.date_basis,
        indicator_values.is_ambiguous,
        indicator_values.is_placeholder,
        indicator_values.weight,
        indicator_values.score,
        indicator_values.actual_text,
        indicator_values.actual_low,
        indicator_values.actual_high,
        indicators.draft_no,
        indicators.draft_count,
        indicators.is_effective,
        indicators.item_no,
        indicators.page_no,
        indicators.sheet_name,
        indicators.table_no,
        indicators.row_no
    from indicator_values
    inner join indicators on indicator_values.indicator_id = indicators.indicator_id
    inner join projects on indicators.project_id = projects.project_id
)

select
    indicator_value_id,
    indicator_id,
    project_id,
    document_id,
    form_kind,
    form_purpose,
    agency_id,
    budget_year,
    level1,
    level2,
    concept_id,
    polarity,
    indicator_name,
    name_key,
    is_name_blank,
    explanation_text,
    horizon,
    horizon_value_no,
    comparator_text,
    value_text,
    unit_text,
    target_text,
    value_kind,
    comparator,
    value_low,
    value_high,
    canonical_low,
    canonical_high,
    canonical_unit,
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
    draft_no,
    draft_count,
    is_effective,
    item_no,
    page_no,
    sheet_name,
    table_no,
    row_no
from final
