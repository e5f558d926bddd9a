-- Q13. How many indicators does each form have, by class? 每张表各类指标有多少个？
-- A row: one project or department form. 每行：一个项目（或部门整体）表。
-- Caveats: indicators that hold; those whose every value is blank or a placeholder (无, 0, 控制数) are counted apart, in
-- without_value, and in no class. A form without any indicator is not here. 空白或占位的指标单列，不计入各类。

-- Columns: region_name, budget_year_label, agency_name, project_name, indicators, without_value, quantity_count,
-- quality_count, timeliness_count, cost_count, benefit_count, satisfaction_count, decision_process_count,
-- unclassified_count, document_path, place_text
with indicator_values as (
    select
        indicator_id,
        project_id,
        level1,
        level2,
        value_kind
    from {{ ref('fct_indicator_values') }}
    where is_counted
),

projects as (
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

indicators as (
    select
        indicator_id,
        project_id,
        level1,
        level2,
        max(case when value_kind in ('empty', 'placeholder') then 0 else 1 end) as is_stated
    from indicator_values
    group by indicator_id, project_id, level1, level2
),

classed as (
    select
        project_id,
        is_stated,
        case
            when is_stated = 0 then 'without_value'
            when level1 = '成本指标' or level2 = '成本指标' then 'cost'
            when level2 = '数量指标' then 'quantity'
            when level2 = '质量指标' then 'quality'
            when level2 = '时效指标' then 'timeliness'
            when level1 = '效益指标' then 'benefit'
            when level1 = '满意度指标' then 'satisfaction'
            when level1 in ('决策指标', '过程指标') then 'decision_process'
            else 'unclassified'
        end as class
    from indicators
),

by_project as (
    select
        project_id,
        count(*) as indicators,
        count(case when class = 'without_value' then 1 end) as without_value,
        count(case when class = 'quantity' then 1 end) as quantity_count,
        count(case when class = 'quality' then 1 end) as quality_count,
        count(case when class = 'timeliness' then 1 end) as timeliness_count,
        count(case when class = 'cost' then 1 end) as cost_count,
        count(case when class = 'benefit' then 1 end) as benefit_count,
        count(case when class = 'satisfaction' then 1 end) as satisfaction_count,
        count(case when class = 'decision_process' then 1 end) as decision_process_count,
        count(case when class = 'unclassified' then 1 end) as unclassified_count
    from classed
    group by project_id
),

final as (
    select
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        coalesce(projects.agency_name, '未知') as agency_name,
        coalesce(projects.project_name, projects.agency_name, '未知') as project_name,
        by_project.indicators,
        by_project.without_value,
        by_project.quantity_count,
        by_project.quality_count,
        by_project.timeliness_count,
        by_project.cost_count,
        by_project.benefit_count,
        by_project.satisfaction_count,
        by_project.decision_process_count,
        by_project.unclassified_count,
        documents.path as document_path,
        projects.place_text,
        projects.form_no,
        projects.record_no
    from by_project
    inner join projects on by_project.project_id = projects.project_id
    inner join documents on projects.document_id = documents.document_id
    left join regions on projects.region_code = regions.region_code
)

select
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    indicators,
    without_value,
    quantity_count,
    quality_count,
    timeliness_count,
    cost_count,
    benefit_count,
    satisfaction_count,
    decision_process_count,
    unclassified_count,
    document_path,
    place_text
from final
order by document_path, form_no, record_no
