-- Q1. How much does each agency put into projects, and into how many? 各单位安排了多少项目资金、多少个项目？
-- A row: one agency in one place and budget year. 每行：一地一年度的一个单位。
-- Caveats: counted money only; a department form counts where none of its projects is published; an amount left blank
-- is not 0 and is numbered apart. 仅计入金额；空白不等于 0。

-- Columns: region_name, budget_year_label, agency_name, projects, department_forms, without_amount, amount_yuan,
-- place_share_percent, documents
with spending as (
    select
        project_id,
        document_id,
        form_kind,
        region_code,
        agency_id,
        amount_yuan
    from {{ ref('fct_project_spending') }}
    where is_counted
),

projects as (
    select
        project_id,
        budget_year_label
    from {{ ref('dim_projects') }}
),

agencies as (
    select
        agency_id,
        agency_name
    from {{ ref('dim_agencies') }}
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

by_agency as (
    select
        spending.region_code,
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        spending.agency_id,
        coalesce(agencies.agency_name, '未知') as agency_name,
        count(case when spending.form_kind = 'project' then 1 end) as projects,
        count(case when spending.form_kind = 'department' then 1 end) as department_forms,
        count(*) - count(spending.amount_yuan) as without_amount,
        sum(spending.amount_yuan) as amount_yuan,
        string_agg(distinct documents.path, ', ' order by documents.path) as documents
    from spending
    inner join projects on spending.project_id = projects.project_id
    inner join documents on spending.document_id = documents.document_id
    left join agencies on spending.agency_id = agencies.agency_id
    left join regions on spending.region_code = regions.region_code
    group by
        spending.region_code,
        regions.region_name,
        projects.budget_year_label,
        spending.agency_id,
        agencies.agency_name
),

final as (
    select
        region_name,
        budget_year_label,
        agency_name,
        projects,
        department_forms,
        without_amount,
        amount_yuan,
        round(
            100 * cast(amount_yuan as double)
            / nullif(cast(sum(amount_yuan) over (partition by region_code, budget_year_label) as double), 0),
            1
        ) as place_share_percent,
        documents
    from by_agency
)

select
    region_name,
    budget_year_label,
    agency_name,
    projects,
    department_forms,
    without_amount,
    amount_yuan,
    place_share_percent,
    documents
from final
order by amount_yuan desc nulls last, region_name asc, agency_name asc
