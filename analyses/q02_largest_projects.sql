-- Q2. Which ten projects of each place are the largest, and what share do the first five take? 各地最大的十个项目是哪些？前五个占多少？
-- A row: one of the ten largest projects, or department tasks, of a place and budget year.
-- 每行：一地一年度前十的项目或任务。
-- Caveats: a department form that counts is shown by its tasks; shares are of the place's counted money, which the
-- tasks need not reach. 部门整体表按任务列示；占比以该地计入金额为分母。

-- Columns: region_name, budget_year_label, size_rank, item_kind, item_name, agency_name, amount_yuan, share_percent,
-- top_five_share_percent, document_path, place_text
with spending as (
    select
        project_id,
        document_id,
        form_kind,
        region_code,
        amount_yuan,
        row_no,
        place_text
    from {{ ref('fct_project_spending') }}
    where is_counted
),

tasks as (
    select
        task_id,
        project_id,
        document_id,
        task_name,
        amount_yuan,
        row_no,
        place_text
    from {{ ref('fct_department_tasks') }}
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

departments_with_tasks as (
    select project_id
    from tasks
    group by project_id
),

items as (
    select
        spending.project_id as item_id,
        spending.project_id,
        spending.document_id,
        spending.region_code,
        spending.form_kind as item_kind,
        cast(null as varchar) as task_name,
        spending.amount_yuan,
        spending.row_no,
        spending.place_text
    from spending
    left join departments_with_tasks on spending.project_id = departments_with_tasks.project_id
    where departments_with_tasks.project_id is null
    union all
    select
        tasks.task_id as item_id,
        tasks.project_id,
        tasks.document_id,
        spending.region_code,
        'task' as item_kind,
        tasks.task_name,
        tasks.amount_yuan,
        tasks.row_no,
        tasks.place_text
    from tasks
    inner join spending on tasks.project_id = spending.project_id
),

place_totals as (
    select
        spending.region_code,
        projects.budget_year_label,
        sum(spending.amount_yuan) as place_yuan
    from spending
    inner join projects on spending.project_id = projects.project_id
    group by spending.region_code, projects.budget_year_label
),

ranked as (
    select
        items.region_code,
        projects.budget_year_label,
        items.item_kind,
        coalesce(items.task_name, projects.project_name, projects.agency_name, '未知') as item_name,
        coalesce(projects.agency_name, '未知') as agency_name,
        items.amount_yuan,
        items.place_text,
        documents.path as document_path,
        row_number() over (
            partition by items.region_code, projects.budget_year_label
            order by items.amount_yuan desc nulls last, documents.path asc, items.row_no asc, items.item_id asc
        ) as size_rank
    from items
    inner join projects on items.project_id = projects.project_id
    inner join documents on items.document_id = documents.document_id
),

final as (
    select
        coalesce(regions.region_name, '未知') as region_name,
        ranked.budget_year_label,
        ranked.size_rank,
        ranked.item_kind,
        ranked.item_name,
        ranked.agency_name,
        ranked.amount_yuan,
        round(
            100 * cast(ranked.amount_yuan as double) / nullif(cast(place_totals.place_yuan as double), 0), 1
        ) as share_percent,
        round(
            100 * cast(
                sum(case when ranked.size_rank <= 5 then ranked.amount_yuan end)
                    over (partition by ranked.region_code, ranked.budget_year_label)
                as double
            ) / nullif(cast(place_totals.place_yuan as double), 0),
            1
        ) as top_five_share_percent,
        ranked.document_path,
        ranked.place_text
    from ranked
    inner join place_totals
        on
            coalesce(ranked.region_code, '') = coalesce(place_totals.region_code, '')
            and ranked.budget_year_label = place_totals.budget_year_label
    left join regions on ranked.region_code = regions.region_code
)

select
    region_name,
    budget_year_label,
    size_rank,
    item_kind,
    item_name,
    agency_name,
    amount_yuan,
    share_percent,
    top_five_share_percent,
    document_path,
    place_text
from final
where size_rank <= 10
order by region_name, budget_year_label, size_rank
