-- Q30. Which places publish which fields? 各地公布了哪些栏目？
-- A row: one document, region and budget year. 每行：一份文件中一地一年度的表。
-- Caveats: each count is the number of forms that fill the field; printed but blank counts as not filled.
-- 各列为填写了该栏目的表数；印出而空白不算填写。

-- Columns: region_name, budget_year_label, document_path, forms, project_code, supervising_agency, project_attribute,
-- start_or_end, goal_text, goal_mid_text, amount, funding_sources, government_levels, half_year_plan,
-- adjusted_or_executed, whole_life, tasks, indicators, half_year_targets, cycle_targets, explanations, unit_column,
-- weights, results
with projects as (
    select
        project_id,
        document_id,
        region_code,
        budget_year_label,
        project_code,
        supervising_agency,
        project_attribute,
        coalesce(start_text, end_text) as period_text,
        goal_text,
        goal_mid_text
    from {{ ref('dim_projects') }}
),

spending as (
    select
        project_id,
        max(case when amount_stage = 'budget' and amount_yuan is not null then 1 else 0 end) as has_amount,
        max(case when amount_stage = 'half_year_plan' and amount_yuan is not null then 1 else 0 end)
            as has_half_year_plan,
        max(case when amount_stage in ('budget_adjusted', 'executed') and amount_yuan is not null then 1 else 0 end)
            as has_adjusted_or_executed,
        max(case when amount_stage = 'whole_life' and amount_yuan is not null then 1 else 0 end) as has_whole_life
    from {{ ref('fct_project_spending') }}
    group by project_id
),

sources as (
    select
        funding_source_id,
        axis,
        government_level
    from {{ ref('dim_funding_sources') }}
),

funding as (
    select
        lines.project_id,
        max(case when sources.axis <> 'total' and lines.amount_yuan is not null then 1 else 0 end) as has_sources,
        max(case when sources.government_level <> 'na' and lines.amount_yuan is not null then 1 else 0 end)
            as has_levels
    from {{ ref('fct_project_funding') }} as lines
    inner join sources on lines.funding_source_id = sources.funding_source_id
    group by lines.project_id
),

tasks as (
    select
        project_id,
        1 as has_tasks
    from {{ ref('fct_department_tasks') }}
    group by project_id
),

indicators as (
    select
        project_id,
        1 as has_indicators,
        max(case when horizon = 'half_year' and value_text is not null then 1 else 0 end) as has_half_year,
        max(case when horizon = 'cycle' and value_text is not null then 1 else 0 end) as has_cycle,
        max(case when explanation is not null then 1 else 0 end) as has_explanation,
        max(case when unit_text is not null then 1 else 0 end) as has_unit_column,
        max(case when weight is not null then 1 else 0 end) as has_weight,
        max(case when actual_text is not null or score is not null then 1 else 0 end) as has_result
    from {{ ref('fct_indicator_values') }}
    group by project_id
),

regions as (
    select
        region_code,
        region_name
    from {{ ref('dim_regions') }}
),

documents as (
    select
        document_id,
        path
    from {{ ref('dim_documents') }}
),

final as (
    select
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        documents.path as document_path,
        count(*) as forms,
        count(projects.project_code) as project_code,
        count(projects.supervising_agency) as supervising_agency,
        count(projects.project_attribute) as project_attribute,
        count(projects.period_text) as start_or_end,
        count(projects.goal_text) as goal_text,
        count(projects.goal_mid_text) as goal_mid_text,
        coalesce(sum(spending.has_amount), 0) as amount,
        coalesce(sum(funding.has_sources), 0) as funding_sources,
        coalesce(sum(funding.has_levels), 0) as government_levels,
        coalesce(sum(spending.has_half_year_plan), 0) as half_year_plan,
        coalesce(sum(spending.has_adjusted_or_executed), 0) as adjusted_or_executed,
        coalesce(sum(spending.has_whole_life), 0) as whole_life,
        coalesce(sum(tasks.has_tasks), 0) as tasks,
        coalesce(sum(indicators.has_indicators), 0) as indicators,
        coalesce(sum(indicators.has_half_year), 0) as half_year_targets,
        coalesce(sum(indicators.has_cycle), 0) as cycle_targets,
        coalesce(sum(indicators.has_explanation), 0) as explanations,
        coalesce(sum(indicators.has_unit_column), 0) as unit_column,
        coalesce(sum(indicators.has_weight), 0) as weights,
        coalesce(sum(indicators.has_result), 0) as results
    from projects
    inner join documents on projects.document_id = documents.document_id
    left join spending on projects.project_id = spending.project_id
    left join funding on projects.project_id = funding.project_id
    left join tasks on projects.project_id = tasks.project_id
    left join indicators on projects.project_id = indicators.project_id
    left join regions on projects.region_code = regions.region_code
    group by projects.region_code, regions.region_name, projects.budget_year_label, documents.path
)

select
    region_name,
    budget_year_label,
    document_path,
    forms,
    project_code,
    supervising_agency,
    project_attribute,
    start_or_end,
    goal_text,
    goal_mid_text,
    amount,
    funding_sources,
    government_levels,
    half_year_plan,
    adjusted_or_executed,
    whole_life,
    tasks,
    indicators,
    half_year_targets,
    cycle_targets,
    explanations,
    unit_column,
    weights,
    results
from final
order by region_name, budget_year_label, document_path
