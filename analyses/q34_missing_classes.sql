-- Q34. Which forms lack a class of indicator: cost, time, satisfaction …? 哪些表缺少某类指标（成本、时效、满意度等）？
-- A row: one form that lacks at least one of six classes. 每行：一张缺少至少一类指标的表。
-- Caveats: a class whose every row is blank or says 无 is lacking; whether the form should have it, the class alone does
-- not say. Not every scheme asks for all six. Forms without any indicator are not here, see Q19.
-- 只填“无”或空白视为缺少；并非每种体系都要求六类齐全。

-- Columns: region_name, budget_year_label, agency_name, project_name, lacks_quantity, lacks_quality, lacks_timeliness,
-- lacks_cost, lacks_benefit, lacks_satisfaction, classes_lacking, amount_yuan, document_path, place_text
with projects as (
    select
        project_id,
        document_id,
        region_code,
        form_no,
        record_no,
        project_name,
        agency_name,
        budget_year_label,
        place_text
    from {{ ref('dim_projects') }}
),

indicators as (
    select
        project_id,
        level1,
        level2,
        case when value_kind in ('empty', 'placeholder') then 0 else 1 end as is_stated
    from {{ ref('fct_indicator_values') }}
    where is_counted
),

spending as (
    select
        project_id,
        amount_yuan
    from {{ ref('fct_project_spending') }}
    where is_counted
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

by_project as (
    select
        project_id,
        max(case when level2 = '数量指标' then is_stated else 0 end) = 0 as lacks_quantity,
        max(case when level2 = '质量指标' then is_stated else 0 end) = 0 as lacks_quality,
        max(case when level2 = '时效指标' then is_stated else 0 end) = 0 as lacks_timeliness,
        max(case when level1 = '成本指标' or level2 = '成本指标' then is_stated else 0 end) = 0 as lacks_cost,
        max(case when level1 = '效益指标' then is_stated else 0 end) = 0 as lacks_benefit,
        max(case when level1 = '满意度指标' then is_stated else 0 end) = 0 as lacks_satisfaction
    from indicators
    group by project_id
),

final as (
    select
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        coalesce(projects.agency_name, '未知') as agency_name,
        coalesce(projects.project_name, projects.agency_name, '未知') as project_name,
        by_project.lacks_quantity,
        by_project.lacks_quality,
        by_project.lacks_timeliness,
        by_project.lacks_cost,
        by_project.lacks_benefit,
        by_project.lacks_satisfaction,
        cast(by_project.lacks_quantity as integer) + cast(by_project.lacks_quality as integer)
        + cast(by_project.lacks_timeliness as integer) + cast(by_project.lacks_cost as integer)
        + cast(by_project.lacks_benefit as integer) + cast(by_project.lacks_satisfaction as integer)
            as classes_lacking,
        spending.amount_yuan,
        documents.path as document_path,
        projects.place_text,
        projects.form_no,
        projects.record_no
    from by_project
    inner join projects on by_project.project_id = projects.project_id
    inner join documents on projects.document_id = documents.document_id
    left join spending on by_project.project_id = spending.project_id
    left join regions on projects.region_code = regions.region_code
)

select
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    lacks_quantity,
    lacks_quality,
    lacks_timeliness,
    lacks_cost,
    lacks_benefit,
    lacks_satisfaction,
    classes_lacking,
    amount_yuan,
    document_path,
    place_text
from final
where classes_lacking > 0
order by classes_lacking desc, document_path asc, form_no asc, record_no asc
