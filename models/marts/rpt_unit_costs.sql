with unit_costs as (
    select * from {{ ref('fct_unit_costs') }}
),

things as (
    select
        thing_id,
        thing,
        thing_en
    from {{ ref('dim_unit_cost_things') }}
),

projects as (
    select
        project_id,
        project_name,
        agency_name,
        budget_year_label
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

final as (
    select
        unit_costs.unit_cost_id,
        unit_costs.thing_id,
        coalesce(things.thing, '其他：' || unit_costs.numerator_label) as thing,
        things.thing_en,
        unit_costs.region_code,
        coalesce(regions.region_name, '未知') as region_name,
        regions.region_level,
        unit_costs.province_code,
        {{ province_label('regions') }} as province_name,
        coalesce(regions.prefecture_name, '') as prefecture_name,
        unit_costs.budget_year,
        projects.budget_year_label,
        coalesce(projects.agency_name, '未知') as agency_name,
        coalesce(projects.project_name, projects.agency_name, '未知') as project_name,
        unit_costs.cost_basis,
        cast(unit_costs.numerator_value as double) * unit_costs.period_times
        / cast(unit_costs.denominator_value as double) / unit_costs.period_divisor as unit_cost_yuan,
        unit_costs.cost_unit,
        unit_costs.cost_bound,
        unit_costs.numerator_label,
        unit_costs.numerator_text,
        unit_costs.denominator_label,
        unit_costs.denominator_text,
        unit_costs.is_ambiguous,
        unit_costs.ambiguity_reason,
        unit_costs.is_counted,
        unit_costs.project_id,
        unit_costs.document_id,
        documents.title as document_title,
        documents.path as document_path,
        documents.source_url,
        unit_costs.place_text,
        unit_costs.denominator_place_text
    from unit_costs
    inner join projects on unit_costs.project_id = projects.project_id
    inner join documents on unit_costs.document_id = documents.document_id
    left join things on unit_costs.thing_id = things.thing_id
    left join regions on unit_costs.region_code = regions.region_code
)

select
    unit_cost_id,
    thing_id,
    thing,
    thing_en,
    region_code,
    region_name,
    region_level,
    province_code,
    province_name,
    prefecture_name,
    budget_year,
    budget_year_label,
    agency_name,
    project_name,
    cost_basis,
    unit_cost_yuan,
    cost_unit,
    cost_bound,
    numerator_label,
    numerator_text,
    denominator_label,
    denominator_text,
    is_ambiguous,
    ambiguity_reason,
    is_counted,
    project_id,
    document_id,
    document_title,
    document_path,
    source_url,
    place_text,
    denominator_place_text
from final
