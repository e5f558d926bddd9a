-- Q9. What is promised for later years, in instalments? 哪些任务或项目分期付款、涉及以后年度？
-- A row: one task or one project's goal that speaks of instalments. 每行：一项提到分期付款的任务，或一个项目的目标。
-- Caveats: found by words (分期, 尾款, 首付, 分三年 …); the sentence is shown as printed, its figures are not checked here.
-- 按用词查找；原文照列，其中数字未在此核对。

-- Columns: region_name, budget_year_label, agency_name, name, amount_yuan, evidence, document_path, place_text
with projects as (
    select
        project_id,
        document_id,
        region_code,
        budget_year_label,
        coalesce(agency_name, '未知') as agency_name,
        coalesce(project_name, agency_name, '未知') as project_name,
        goal_text,
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

spending as (
    select
        project_id,
        amount_yuan
    from {{ ref('fct_project_spending') }}
    where is_counted
),

texts as (
    select
        projects.project_id,
        projects.project_name as name,
        spending.amount_yuan,
        projects.goal_text as content,
        projects.place_text,
        projects.project_id as row_id
    from projects
    left join spending on projects.project_id = spending.project_id
    union all
    select
        tasks.project_id,
        tasks.task_name as name,
        tasks.amount_yuan,
        tasks.content_text as content,
        tasks.place_text,
        tasks.task_id as row_id
    from {{ ref('fct_department_tasks') }} as tasks
),

found as (
    select
        project_id,
        name,
        amount_yuan,
        regexp_extract(
            content,
            '[^。；;\n]{0,60}(?:分期|尾款|首付款|分[一二两三四五六\d]+年|分年度|质保金|余款|剩余款)[^。；;\n]{0,120}'
        ) as evidence,
        place_text,
        row_id
    from texts
),

final as (
    select
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        projects.agency_name,
        found.name,
        found.amount_yuan,
        found.evidence,
        documents.path as document_path,
        found.place_text,
        found.row_id
    from found
    inner join projects on found.project_id = projects.project_id
    inner join documents on projects.document_id = documents.document_id
    left join regions on projects.region_code = regions.region_code
    where found.evidence <> ''
)

select
    region_name,
    budget_year_label,
    agency_name,
    name,
    amount_yuan,
    evidence,
    document_path,
    place_text
from final
order by document_path asc, amount_yuan desc nulls last, place_text asc, row_id asc
