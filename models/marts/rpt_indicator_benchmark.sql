with indicator_values as (
    select
        indicator_value_id,
        project_id,
        document_id,
        region_code,
        province_code,
        agency_id,
        budget_year,
        concept_id,
        polarity,
        indicator_name,
        canonical_low,
        canonical_high,
        canonical_unit,
        row_no,
        place_text,
        horizon,
        value_kind,
        is_ambiguous,
        is_placeholder,
        is_counted
    from {{ ref('fct_indicator_values') }}
    where is_counted and canonical_unit is not null
),

concepts as (
    select
        concept_id,
        concept,
        measure_id,
        polarity,
        is_general,
        is_bounded_ratio,
        unit_dimension
    from {{ ref('dim_indicator_concepts') }}
),

dimensions as (
    select distinct
        base_unit,
        -- 人次 are people too; the unit keeps them apart.
        case when dimension = 'person_times' then 'people' else dimension end as dimension
    from {{ ref('dim_units') }}
),

regions as (
    select
        region_code,
        region_name,
        region_level,
        province_name
    from {{ ref('dim_regions') }}
),

projects as (
    select
        project_id,
        project_name,
        agency_name
    from {{ ref('dim_projects') }}
),

documents as (
    select
        document_id,
        title,
        path,
        source_url
    from {{ ref('dim_documents') }}
),

-- The central government is a province of its own.
comparable as (
    select
        indicator_values.indicator_value_id,
        indicator_values.project_id,
        indicator_values.document_id,
        indicator_values.region_code,
        coalesce(
            indicator_values.province_code, case when regions.region_level = 'central' then regions.region_code end
        ) as province_code,
        indicator_values.agency_id,
        indicator_values.budget_year,
        indicator_values.concept_id,
        indicator_values.canonical_unit,
        {{ comparable_target('indicator_values', 'concepts', 'dimensions') }} as target,
        indicator_values.row_no
    from indicator_values
    inner join concepts on indicator_values.concept_id = concepts.concept_id
    inner join dimensions on split_part(indicator_values.canonical_unit, '/', 1) = dimensions.base_unit
    left join regions on indicator_values.region_code = regions.region_code
),

scopes as (
    select 'region' as area_scope
    union all
    select 'province' as area_scope
    union all
    select 'corpus' as area_scope
),

-- The whole corpus is all places and all years.
scoped as (
    select
        scopes.area_scope,
        case scopes.area_scope
            when 'region' then comparable.region_code
            when 'province' then comparable.province_code
        end as area_code,
        case when scopes.area_scope <> 'corpus' then comparable.budget_year end as budget_year,
        comparable.concept_id,
        comparable.canonical_unit,
        comparable.agency_id,
        comparable.project_id,
        comparable.region_code,
        comparable.document_id,
        comparable.row_no,
        comparable.indicator_value_id,
        comparable.target as exact_target,
        cast(comparable.target as double) as target
    from comparable
    cross join scopes
    where comparable.target is not null
),

grouped as (
    select
        area_scope,
        area_code,
        budget_year,
        concept_id,
        canonical_unit,
        count(*) as indicators_count,
        count(distinct project_id) as projects_count,
        count(distinct coalesce(agency_id, project_id)) as agencies_count,
        count(distinct coalesce(region_code, document_id)) as places_count,
        min(target) as lowest_target,
        percentile_cont(0.25) within group (order by target) as lower_quartile_target,
        percentile_cont(0.5) within group (order by target) as median_target,
        percentile_cont(0.75) within group (order by target) as upper_quartile_target,
        max(target) as highest_target,
        min_by(indicator_value_id, (exact_target, document_id, row_no, indicator_value_id)) as lowest_value_id
    from scoped
    group by
        area_scope,
        area_code,
        budget_year,
        concept_id,
        canonical_unit
),

final as (
    select
        {{ position_id([
            "'benchmark'", 'grouped.concept_id', 'grouped.canonical_unit', 'grouped.area_scope', 'grouped.area_code',
            'grouped.budget_year'
        ]) }} as benchmark_id,
        grouped.concept_id,
        concepts.concept,
        concepts.measure_id,
        concepts.is_general,
        concepts.polarity,
        concepts.is_bounded_ratio,
        grouped.canonical_unit,
        grouped.area_scope,
        grouped.area_code,
        case when grouped.area_scope = 'corpus' then '全部' else coalesce(regions.region_name, '未知') end as area_name,
        case
            when grouped.area_scope = 'corpus' then '全部'
            else {{ province_label('regions') }}
        end as province_name,
        grouped.budget_year,
        case
            when grouped.area_scope = 'corpus' then '全部'
            else coalesce(cast(grouped.budget_year as string) || '年', '未知')
        end as budget_year_label,
        grouped.indicators_count,
        grouped.projects_count,
        grouped.agencies_count,
        grouped.places_count,
        grouped.lowest_target,
        grouped.lower_quartile_target,
        grouped.median_target,
        grouped.upper_quartile_target,
        grouped.highest_target,
        lowest.indicator_name,
        lowest.project_id,
        lowest.document_id,
        coalesce(projects.agency_name, '未知') as agency_name,
        coalesce(projects.project_name, projects.agency_name, '未知') as project_name,
        documents.title as document_title,
        documents.path as document_path,
        documents.source_url,
        lowest.place_text
    from grouped
    inner join concepts on grouped.concept_id = concepts.concept_id
    inner join indicator_values as lowest on grouped.lowest_value_id = lowest.indicator_value_id
    left join regions on grouped.area_code = regions.region_code
    left join projects on lowest.project_id = projects.project_id
    left join documents on lowest.document_id = documents.document_id
)

select
    benchmark_id,
    concept_id,
    concept,
    measure_id,
    is_general,
    polarity,
    is_bounded_ratio,
    canonical_unit,
    area_scope,
    area_code,
    area_name,
    province_name,
    budget_year,
    budget_year_label,
    indicators_count,
    projects_count,
    agencies_count,
    places_count,
    lowest_target,
    lower_quartile_target,
    median_target,
    upper_quartile_target,
    highest_target,
    indicator_name,
    project_id,
    document_id,
    agency_name,
    project_name,
    document_title,
    document_path,
    source_url,
    place_text
from final
