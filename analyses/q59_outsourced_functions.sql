-- Q59. Which projects hand a function to an outside or a single supplier? 哪些项目把职能外包，或采用单一来源？
-- A row: one project whose goal speaks of it, with its counted budget. 每行：一个目标文字提到外包、委托或单一来源的项目及其计入预算。
-- Caveats: found by words of the goal; the budget may cover more than what is handed out. 按目标文字用词查找；预算可能不止用于外包。

-- Columns: way, region_name, budget_year_label, agency_name, project_name, amount_yuan, evidence,
-- document_path, place_text
with projects as (
    select
        project_id,
        document_id,
        region_code,
        budget_year_label,
        coalesce(agency_name, '未知') as agency_name,
        coalesce(project_name, agency_name, '未知') as project_name,
        regexp_extract(
            goal_text,
            '[^。；;\n]{0,30}(?:单一来源|外包|委托|购买服务|第三方|劳务派遣)[^。；;\n]{0,30}'
        ) as evidence,
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

final as (
    select
        regexp_extract(projects.evidence, '单一来源|外包|委托|购买服务|第三方|劳务派遣') as way,
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        projects.agency_name,
        projects.project_name,
        spending.amount_yuan,
        projects.evidence,
        documents.path as document_path,
        projects.place_text,
        projects.project_id
    from projects
    inner join documents on projects.document_id = documents.document_id
    left join spending on projects.project_id = spending.project_id
    left join regions on projects.region_code = regions.region_code
    where projects.evidence <> ''
)

select
    way,
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    amount_yuan,
    evidence,
    document_path,
    place_text
from final
order by document_path asc, amount_yuan desc nulls last, place_text asc, project_id asc
