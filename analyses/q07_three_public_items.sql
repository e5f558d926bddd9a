-- Q7. What is promised and spent for receptions, official cars and travel abroad? 接待、公务车、出国（三公）有哪些安排？
-- A row: one counted budget of a project so named, or one effective target so named. 每行：一个名称涉及三公的项目预算或指标。
-- Caveats: found by words of names alone; a target inside a project of another name shows no budget of its own.
-- 仅按名称用词查找；其他名称的项目中的相关指标没有单独的预算。

-- Columns: item, region_name, budget_year_label, agency_name, project_name, amount_yuan, indicator_name, value_text,
-- document_path, place_text
with projects as (
    select
        project_id,
        document_id,
        region_code,
        budget_year_label,
        coalesce(agency_name, '未知') as agency_name,
        coalesce(project_name, agency_name, '未知') as project_name,
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

budgets as (
    select
        spending.project_id,
        projects.project_name as named,
        spending.amount_yuan,
        null as indicator_name,
        null as value_text,
        spending.place_text,
        spending.spending_id as row_id
    from {{ ref('fct_project_spending') }} as spending
    inner join projects on spending.project_id = projects.project_id
    where spending.is_counted
),

targets as (
    select
        project_id,
        indicator_name as named,
        cast(null as decimal(20, 2)) as amount_yuan,
        indicator_name,
        value_text,
        place_text,
        indicator_value_id as row_id
    from {{ ref('fct_indicator_values') }}
    where is_effective and not is_placeholder
),

rows_named as (
    select
        project_id,
        named,
        amount_yuan,
        indicator_name,
        value_text,
        place_text,
        row_id
    from budgets
    union all
    select
        project_id,
        named,
        amount_yuan,
        indicator_name,
        value_text,
        place_text,
        row_id
    from targets
),

found as (
    select
        project_id,
        case
            when regexp_matches(named, '接待') then '接待'
            when regexp_matches(named, '公务车|公务用车|公车') then '公务用车'
            when regexp_matches(named, '出国|因公出') then '出国（境）'
        end as item,
        amount_yuan,
        indicator_name,
        value_text,
        place_text,
        row_id
    from rows_named
),

final as (
    select
        found.item,
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        projects.agency_name,
        projects.project_name,
        found.amount_yuan,
        found.indicator_name,
        found.value_text,
        documents.path as document_path,
        found.place_text,
        found.row_id
    from found
    inner join projects on found.project_id = projects.project_id
    inner join documents on projects.document_id = documents.document_id
    left join regions on projects.region_code = regions.region_code
    where found.item is not null
)

select
    item,
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    amount_yuan,
    indicator_name,
    value_text,
    document_path,
    place_text
from final
order by item asc, document_path asc, amount_yuan desc nulls last, place_text asc, row_id asc
