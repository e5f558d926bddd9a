with indicator_values as (
    select * from {{ ref('fct_indicator_values') }}
),

projects as (
    select
        project_id,
        agency_name,
        budget_year_label,
        form_kind,
        project_name,
        project_code
    from {{ ref('dim_projects') }}
),

regions as (
    select
        region_code,
        region_name,
        region_level,
        prefecture_name,
        province_name
    from {{ ref('dim_regions') }}
),

documents as (
    select
        document_id,
        title,
        path,
        source_url
    from {{ ref('dim_documents') }}
),

categories as (
    select
        category_id,
        level1_101
    from {{ ref('dim_indicator_categories') }}
),

concepts as (
    select
        concept_id,
        concept,
        measure_id,
        unit_dimension
    from {{ ref('dim_indicator_concepts') }}
),

-- A measure is called what its most general concept is called.
measures as (
    select
        concept_id as measure_id,
        concept as measure
    from {{ ref('dim_indicator_concepts') }}
    where concept_id = measure_id
),

dimensions as (
    select distinct
        base_unit,
        -- 人次 are people too; the unit keeps them apart.
        case when dimension = 'person_times' then 'people' else dimension end as dimension
    from {{ ref('dim_units') }}
),

final as (
    select
        indicator_values.indicator_value_id,
        indicator_values.indicator_id,
        indicator_values.project_id,
        indicator_values.document_id,
        indicator_values.province_code,
        {{ province_label('regions') }} as province_name,
        coalesce(regions.prefecture_name, '') as prefecture_name,
        indicator_values.region_code,
        coalesce(regions.region_name, '未知') as region_name,
        regions.region_level,
        coalesce(projects.agency_name, '未知') as agency_name,
        indicator_values.budget_year,
        projects.budget_year_label,
        projects.form_kind,
        indicator_values.form_purpose,
        coalesce(projects.project_name, projects.agency_name, '未知') as project_name,
        projects.project_code,
        indicator_values.category_id,
        indicator_values.level1,
        indicator_values.level2,
        categories.level1_101,
        indicator_values.concept_id,
        concepts.concept,
        concepts.measure_id,
        measures.measure,
        indicator_values.polarity,
        indicator_values.indicator_name,
        indicator_values.explanation,
        indicator_values.horizon,
        indicator_values.comparator_text,
        indicator_values.value_text,
        indicator_values.unit_text,
        indicator_values.value_kind,
        indicator_values.comparator,
        cast(indicator_values.value_low as double) as value_low,
        cast(indicator_values.value_high as double) as value_high,
        cast(indicator_values.canonical_low as double) as canonical_low,
        cast(indicator_values.canonical_high as double) as canonical_high,
        indicator_values.canonical_unit,
        cast({{ comparable_target('indicator_values', 'concepts', 'dimensions') }} as double) as comparable_target,
        indicator_values.date_low,
        indicator_values.date_high,
        indicator_values.is_ambiguous,
        indicator_values.is_placeholder,
        cast(indicator_values.weight as double) as weight,
        cast(indicator_values.score as double) as score,
        indicator_values.actual_text,
        cast(indicator_values.actual_low as double) as actual_low,
        cast(indicator_values.actual_high as double) as actual_high,
        indicator_values.print_count,
        indicator_values.draft_no,
        indicator_values.draft_count,
        indicator_values.is_effective,
        indicator_values.is_counted,
        documents.title as document_title,
        documents.path as document_path,
        documents.source_url,
        indicator_values.place_text
    from indicator_values
    inner join projects on indicator_values.project_id = projects.project_id
    inner join documents on indicator_values.document_id = documents.document_id
    left join regions on indicator_values.region_code = regions.region_code
    left join categories on indicator_values.category_id = categories.category_id
    left join concepts on indicator_values.concept_id = concepts.concept_id
    left join measures on concepts.measure_id = measures.measure_id
    left join dimensions on split_part(indicator_values.canonical_unit, '/', 1) = dimensions.base_unit
)

select
    indicator_value_id,
    indicator_id,
    project_id,
    document_id,
    province_code,
    province_name,
    prefecture_name,
    region_code,
    region_name,
    region_level,
    agency_name,
    budget_year,
    budget_year_label,
    form_kind,
    form_purpose,
    project_name,
    project_code,
    category_id,
    level1,
    level2,
    level1_101,
    concept_id,
    concept,
    measure_id,
    measure,
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
    comparable_target,
    date_low,
    date_high,
    is_ambiguous,
    is_placeholder,
    weight,
    score,
    actual_text,
    actual_low,
    actual_high,
    print_count,
    draft_no,
    draft_count,
    is_effective,
    is_counted,
    document_title,
    document_path,
    source_url,
    place_text
from final
