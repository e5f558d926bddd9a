with indicator_values as (
    select * from {{ ref('int_indicator_values') }}
),

indicators as (
    select * from {{ ref('int_indicators') }}
),

projects as (
    select
        project_id,
        form_purpose,
        region_code,
        province_code,
        agency_id,
        budget_year
    from {{ ref('int_projects') }}
),

indicator_projects as (
    select
        project_id,
        is_counted
    from {{ ref('int_indicator_projects') }}
),

final as (
    select
        {{ position_id([
            "'indicator value'", 'indicators.indicator_id', 'indicator_values.horizon',
            'indicator_values.horizon_value_no'
        ]) }} as indicator_value_id,
        indicators.indicator_id,
        indicators.draft_group_id,
        indicators.project_id,
        indicators.document_id,
        projects.form_purpose,
        projects.region_code,
        projects.province_code,
        projects.agency_id,
        projects.budget_year,
        indicators.category_id,
        indicators.level1,
        indicators.level2,
        indicators.level1_printed,
        indicators.level2_printed,
        indicators.category_basis,
        indicators.concept_id,
        indicators.polarity,
        indicators.indicator_name,
        indicators.explanation_text as explanation,
        indicator_values.horizon,
        indicator_values.comparator_text,
        indicator_values.value_text,
        indicator_values.unit_text,
        indicator_values.value_kind,
        indicator_values.comparator,
        indicator_values.value_low,
        indicator_values.value_high,
        indicator_values.canonical_low,
        indicator_values.canonical_high,
        indicator_values.canonical_unit,
        indicator_values.is_unit_unknown,
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
        indicator_values.deviation_text,
        indicators.print_count,
        indicators.draft_no,
        indicators.draft_count,
        indicators.is_effective,
        indicators.is_effective and indicator_projects.is_counted as is_counted,
        indicators.item_no,
        indicators.page_no,
        indicators.sheet_name,
        indicators.table_no,
        indicators.row_no,
        {{ place_text('indicators.page_no', 'indicators.sheet_name', 'indicators.table_no', 'indicators.row_no') }}
            as place_text
    from indicator_values
    inner join indicators on indicator_values.indicator_id = indicators.indicator_id
    inner join projects on indicators.project_id = projects.project_id
    inner join indicator_projects on indicators.project_id = indicator_projects.project_id
)

select
    indicator_value_id,
    indicator_id,
    draft_group_id,
    project_id,
    document_id,
    form_purpose,
    region_code,
    province_code,
    agency_id,
    budget_year,
    category_id,
    level1,
    level2,
    level1_printed,
    level2_printed,
    category_basis,
    concept_id,
    polarity,
    indicator_name,
    explanation,
    horizon,
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
    deviation_text,
    print_count,
    draft_no,
    draft_count,
    is_effective,
    is_counted,
    item_no,
    page_no,
    sheet_name,
    table_no,
    row_no,
    place_text
from final
