-- Q8. What is recurrent, what is one-off, and which projects are past their end year? 经常性与一次性各占多少？哪些已过终止年度？
-- A row: one kind of project, as printed, in one place and budget year. 每行：一地一年度的一种项目属性（按原文）。
-- Caveats: 未知 means that the form prints no kind. The end year is the last year that the end text prints; a project is
-- past it where that lies before a known budget year. Department forms are left out. 终止年度取原文最后一个年份；预算年度未知时不判断；不含部门整体表。

-- Columns: region_name, budget_year_label, project_attribute, projects, without_amount, amount_yuan, share_percent,
-- projects_with_end_year, projects_past_end, past_end_yuan, past_end_names, documents
with spending as (
    select
        project_id,
        document_id,
        region_code,
        budget_year,
        amount_yuan
    from {{ ref('fct_project_spending') }}
    where is_counted
),

-- A year stands at the start of a run of digits: 20240131 is of 2024, and 2012 is not in 202012.
projects as (
    select
        project_id,
        project_name,
        project_attribute,
        budget_year_label,
        try_cast(regexp_extract(end_text, '(?:^|.*[^0-9])((?:19|20)[0-9][0-9])', 1) as integer) as end_year
    from {{ ref('dim_projects') }}
    where form_kind = 'project'
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

judged as (
    select
        spending.region_code,
        spending.amount_yuan,
        projects.project_id,
        projects.budget_year_label,
        coalesce(projects.project_attribute, '未知') as project_attribute,
        projects.end_year,
        coalesce(projects.end_year < spending.budget_year, false) as is_past_end,
        case
            when projects.end_year < spending.budget_year then coalesce(projects.project_name, '未知')
        end as past_end_name,
        documents.path
    from spending
    inner join projects on spending.project_id = projects.project_id
    inner join documents on spending.document_id = documents.document_id
),

by_attribute as (
    select
        judged.region_code,
        coalesce(regions.region_name, '未知') as region_name,
        judged.budget_year_label,
        judged.project_attribute,
        count(*) as projects,
        count(*) - count(judged.amount_yuan) as without_amount,
        sum(judged.amount_yuan) as amount_yuan,
        count(judged.end_year) as projects_with_end_year,
        count(case when judged.is_past_end then 1 end) as projects_past_end,
        sum(case when judged.is_past_end then judged.amount_yuan end) as past_end_yuan,
        string_agg(judged.past_end_name, '；' order by judged.past_end_name) as past_end_names,
        string_agg(distinct judged.path, ', ' order by judged.path) as documents
    from judged
    left join regions on judged.region_code = regions.region_code
    group by judged.region_code, regions.region_name, judged.budget_year_label, judged.project_attribute
),

final as (
    select
        region_name,
        budget_year_label,
        project_attribute,
        projects,
        without_amount,
        amount_yuan,
        round(
            100 * cast(amount_yuan as double)
            / nullif(cast(sum(amount_yuan) over (partition by region_code, budget_year_label) as double), 0),
            1
        ) as share_percent,
        projects_with_end_year,
        projects_past_end,
        past_end_yuan,
        past_end_names,
        documents
    from by_attribute
)

select
    region_name,
    budget_year_label,
    project_attribute,
    projects,
    without_amount,
    amount_yuan,
    share_percent,
    projects_with_end_year,
    projects_past_end,
    past_end_yuan,
    past_end_names,
    documents
from final
order by region_name, budget_year_label, amount_yuan desc nulls last, project_attribute
