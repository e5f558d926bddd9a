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

comparable as (
    select
        indicator_values.indicator_value_id,
        indicator_values.project_id,
        indicator_values.document_id,
        indicator_values.region_code,
        indicator_values.province_code,
        indicator_values.agency_id,
        indicator_values.budget_year,
        indicator_values.concept_id,
        indicator_values.polarity,
        indicator_values.indicator_name,
        indicator_values.canonical_unit,
        {{ comparable_target('indicator_values', 'concepts', 'dimensions') }} as target,
        indicator_values.row_no,
        indicator_values.place_text
    from indicator_values
    inner join concepts on indicator_values.concept_id = concepts.concept_id
    inner join dimensions on split_part(indicator_values.canonical_unit, '/', 1) = dimensions.base_unit
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
        case scopes.area_scope
            when 'region' then coalesce(regions.region_name, '未知')
            when 'province'
                then coalesce(
                    regions.province_name,
                    case when regions.region_level = 'central' then regions.region_name end,
                    '未知'
                )
            else '全部'
        end as area_name,
        case
            when scopes.area_scope = 'corpus' then '全部'
            else coalesce(
                regions.province_name,
                case when regions.region_level = 'central' then regions.region_name end,
                '未知'
            )
        end as province_name,
        case when scopes.area_scope <> 'corpus' then comparable.budget_year end as budget_year,
        case
            when scopes.area_scope = 'corpus' then '全部'
            else coalesce(cast(comparable.budget_year as string) || '年', '未知')
        end as budget_year_label,
        comparable.concept_id,
        comparable.polarity,
        comparable.canonical_unit,
        comparable.region_code,
        comparable.agency_id,
        comparable.project_id,
        comparable.document_id,
        comparable.indicator_name,
        comparable.place_text,
        cast(comparable.target as double) as target,
        row_number() over (
            partition by
                scopes.area_scope,
                comparable.concept_id,
                comparable.canonical_unit,
                case scopes.area_scope
                    when 'region' then comparable.region_code
                    when 'province' then comparable.province_code
                end,
                case when scopes.area_scope <> 'corpus' then comparable.budget_year end
            order by
                comparable.target asc,
                comparable.document_id asc,
                comparable.row_no asc,
                comparable.indicator_value_id asc
        ) as rank_from_lowest
    from comparable
    cross join scopes
    left join regions on comparable.region_code = regions.region_code
    where comparable.target is not null
),

grouped as (
    select
        area_scope,
        area_code,
        area_name,
        province_name,
        budget_year,
        budget_year_label,
        concept_id,
        polarity,
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
        max(case when rank_from_lowest = 1 then indicator_name end) as indicator_name,
        max(case when rank_from_lowest = 1 then document_id end) as document_id,
        max(case when rank_from_lowest = 1 then project_id end) as project_id,
        max(case when rank_from_lowest = 1 then place_text end) as place_text
    from scoped
    group by
        area_scope,
        area_code,
        area_name,
        province_name,
        budget_year,
        budget_year_label,
        concept_id,
        polarity,
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
        grouped.polarity,
        concepts.is_bounded_ratio,
        grouped.canonical_unit,
        grouped.area_scope,
        grouped.area_code,
        grouped.area_name,
        grouped.province_name,
        grouped.budget_year,
        grouped.budget_year_label,
        grouped.indicators_count,
        grouped.projects_count,
        grouped.agencies_count,
        grouped.places_count,
        grouped.lowest_target,
        grouped.lower_quartile_target,
        grouped.median_target,
        grouped.upper_quartile_target,
        grouped.highest_target,
        grouped.indicator_name,
        grouped.project_id,
        grouped.document_id,
        coalesce(projects.agency_name, '未知') as agency_name,
        coalesce(projects.project_name, projects.agency_name, '未知') as project_name,
        documents.title as document_title,
        documents.path as document_path,
        documents.source_url,
        grouped.place_text
    from grouped
    inner join concepts on grouped.concept_id = concepts.concept_id
    left join projects on grouped.project_id = projects.project_id
    left join documents on grouped.document_id = documents.document_id
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
