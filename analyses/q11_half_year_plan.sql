-- Q11. How much is to be spent by the middle of the year? 上半年计划执行多少？
-- A row: one project whose form prints a half-year plan. 每行：一个印有半年计划执行数的项目。
-- Caveats: a project without such a plan is not 0 and is not here; usual_share_percent is the median over the agency's
-- projects of the year, and off_usual_yuan what the plan lies above it. 无半年计划的项目不在此列。

-- Columns: region_name, budget_year_label, agency_name, project_name, half_year_plan_yuan, budget_yuan, share_percent,
-- usual_share_percent, off_usual_yuan, agency_half_year_plan_yuan, agency_share_percent, document_path, place_text
with budgets as (
    select
        project_id,
        document_id,
        region_code,
        agency_id,
        amount_yuan
    from {{ ref('fct_project_spending') }}
    where is_counted
),

plans as (
    select
        project_id,
        amount_yuan,
        place_text
    from {{ ref('fct_project_spending') }}
    where amount_stage = 'half_year_plan'
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
        region_name
    from {{ ref('dim_regions') }}
),

documents as (
    select
        document_id,
        path
    from {{ ref('dim_documents') }}
),

compared as (
    select
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        budgets.region_code,
        budgets.agency_id,
        coalesce(projects.agency_name, '未知') as agency_name,
        coalesce(projects.project_name, projects.agency_name, '未知') as project_name,
        plans.amount_yuan as half_year_plan_yuan,
        budgets.amount_yuan as budget_yuan,
        cast(plans.amount_yuan as double) / nullif(cast(budgets.amount_yuan as double), 0) as share,
        documents.path as document_path,
        plans.place_text
    from plans
    inner join budgets on plans.project_id = budgets.project_id
    inner join projects on plans.project_id = projects.project_id
    inner join documents on budgets.document_id = documents.document_id
    left join regions on budgets.region_code = regions.region_code
),

agency_plans as (
    select
        region_code,
        agency_id,
        budget_year_label,
        median(share) as usual_share,
        sum(half_year_plan_yuan) as half_year_plan_yuan,
        sum(case when half_year_plan_yuan is not null then budget_yuan end) as budget_yuan
    from compared
    group by region_code, agency_id, budget_year_label
),

final as (
    select
        compared.region_name,
        compared.budget_year_label,
        compared.agency_name,
        compared.project_name,
        compared.half_year_plan_yuan,
        compared.budget_yuan,
        round(100 * compared.share, 2) as share_percent,
        round(100 * agency_plans.usual_share, 2) as usual_share_percent,
        cast(
            compared.half_year_plan_yuan
            - cast(cast(compared.budget_yuan as double) * agency_plans.usual_share as decimal(20, 2))
            as decimal(20, 2)
        ) as off_usual_yuan,
        agency_plans.half_year_plan_yuan as agency_half_year_plan_yuan,
        round(
            100 * cast(agency_plans.half_year_plan_yuan as double)
            / nullif(cast(agency_plans.budget_yuan as double), 0),
            2
        ) as agency_share_percent,
        compared.document_path,
        compared.place_text
    from compared
    inner join agency_plans
        on
            coalesce(compared.region_code, '') = coalesce(agency_plans.region_code, '')
            and coalesce(compared.agency_id, '') = coalesce(agency_plans.agency_id, '')
            and compared.budget_year_label = agency_plans.budget_year_label
)

select
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    half_year_plan_yuan,
    budget_yuan,
    share_percent,
    usual_share_percent,
    off_usual_yuan,
    agency_half_year_plan_yuan,
    agency_share_percent,
    document_path,
    place_text
from final
order by region_name, budget_year_label, half_year_plan_yuan desc nulls last, project_name
