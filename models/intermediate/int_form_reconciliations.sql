-- Totals that a form prints, against their parts: sources, children, tasks, and the other side of the account.
with trees as (
    select * from {{ ref('int_funding_trees') }}
),

funding_lines as (
    select * from {{ ref('int_funding_lines') }}
),

tasks as (
    select
        project_id,
        amount_yuan,
        precision_yuan
    from {{ ref('int_department_tasks') }}
),

task_spending as (
    select * from {{ ref('int_task_spending') }}
),

projects as (
    select
        project_id,
        document_id
    from {{ ref('int_projects') }}
),

sides as (
    select
        project_id,
        amount_stage,
        account_side,
        max(total_funding_id) as total_funding_id,
        max(total_yuan) as total_yuan,
        max(total_precision_yuan) as total_precision_yuan,
        max(parts_count) as parts_count,
        max(blank_parts_count) as blank_parts_count,
        max(parts_yuan) as parts_yuan,
        max(carry_over_count) as carry_over_count,
        max(blank_carry_over_count) as blank_carry_over_count,
        max(carry_over_yuan) as carry_over_yuan,
        max(coarsest_yuan) as coarsest_yuan,
        max(tolerance_yuan) as tolerance_yuan,
        min(funding_id) filter (where is_top) as any_funding_id
    from trees
    group by project_id, amount_stage, account_side
),

-- Carried-over money is counted in where that brings the sum nearer to the total.
total_vs_sources as (
    select
        'total_vs_sources' as check_name,
        total_funding_id as funding_id,
        total_yuan as printed_yuan,
        case
            when
                abs(total_yuan - coalesce(parts_yuan, 0) - carry_over_yuan) < abs(total_yuan - coalesce(parts_yuan, 0))
                then coalesce(parts_yuan, 0) + carry_over_yuan
            else parts_yuan
        end as computed_yuan,
        tolerance_yuan,
        parts_count + carry_over_count as parts_count,
        blank_parts_count + blank_carry_over_count as blank_parts_count
    from sides
    where total_yuan is not null and parts_count + carry_over_count > 0
),

parent_vs_children as (
    select
        'parent_vs_children' as check_name,
        trees.funding_id,
        funding_lines.amount_yuan as printed_yuan,
        trees.children_yuan as computed_yuan,
        trees.children_tolerance_yuan as tolerance_yuan,
        trees.children_count as parts_count,
        trees.blank_children_count as blank_parts_count
    from trees
    inner join funding_lines on trees.funding_id = funding_lines.funding_id
    where
        trees.children_count > 0
        and funding_lines.amount_yuan is not null
        -- 其中：某某补助: parts that nobody knows need not be all of them, but cannot come to more.
        and (trees.unknown_children_count = 0 or trees.children_yuan >= funding_lines.amount_yuan)
),

task_sums as (
    select
        project_id,
        sum(amount_yuan) as computed_yuan,
        count(*) as parts_count,
        count(*) filter (where amount_yuan is null) as blank_parts_count,
        min(precision_yuan) filter (where amount_yuan <> 0) as finest_yuan,
        count(*) filter (where amount_yuan <> 0) as filled_count
    from tasks
    group by project_id
),

department_vs_tasks as (
    select
        'department_project_expenditure_vs_tasks' as check_name,
        funding_lines.funding_id,
        funding_lines.amount_yuan as printed_yuan,
        task_sums.computed_yuan,
        {{ rounding_tolerance('funding_lines.precision_yuan', 'task_sums.finest_yuan', 'task_sums.filled_count') }}
            as tolerance_yuan,
        task_sums.parts_count,
        task_sums.blank_parts_count
    from funding_lines
    inner join task_sums on funding_lines.project_id = task_sums.project_id
    where
        funding_lines.funding_source_id = 'project_expenditure'
        and funding_lines.amount_stage = 'budget'
        and funding_lines.amount_yuan is not null
),

income_vs_expenditure as (
    select
        'income_vs_expenditure' as check_name,
        coalesce(income.total_funding_id, income.any_funding_id) as funding_id,
        coalesce(income.total_yuan, income.parts_yuan) as printed_yuan,
        coalesce(expenditure.total_yuan, expenditure.parts_yuan) as computed_yuan,
        greatest(
            coalesce(income.total_precision_yuan, income.coarsest_yuan),
            coalesce(expenditure.total_precision_yuan, expenditure.coarsest_yuan)
        ) as tolerance_yuan,
        case when expenditure.total_yuan is not null then 1 else expenditure.parts_count end as parts_count,
        case when expenditure.total_yuan is not null then 0 else expenditure.blank_parts_count end as blank_parts_count
    from sides as income
    inner join sides as expenditure
        on
            income.project_id = expenditure.project_id
            and income.amount_stage = expenditure.amount_stage
            and expenditure.account_side = 'expenditure'
    where
        income.account_side = 'income'
        and coalesce(income.total_yuan, income.parts_yuan) is not null
        and coalesce(expenditure.total_yuan, expenditure.parts_yuan) is not null
),

checks as (
    select
        check_name,
        funding_id,
        printed_yuan,
        computed_yuan,
        tolerance_yuan,
        parts_count,
        blank_parts_count
    from total_vs_sources
    union all
    select
        check_name,
        funding_id,
        printed_yuan,
        computed_yuan,
        tolerance_yuan,
        parts_count,
        blank_parts_count
    from parent_vs_children
    union all
    select
        check_name,
        funding_id,
        printed_yuan,
        computed_yuan,
        tolerance_yuan,
        parts_count,
        blank_parts_count
    from department_vs_tasks
    union all
    select
        check_name,
        funding_id,
        printed_yuan,
        computed_yuan,
        tolerance_yuan,
        parts_count,
        blank_parts_count
    from income_vs_expenditure
),

funding_checks as (
    select
        {{ position_id(['checks.check_name', 'checks.funding_id']) }} as reconciliation_id,
        funding_lines.document_id,
        funding_lines.project_id,
        checks.check_name,
        funding_lines.label_text,
        coalesce(funding_lines.amount_heading_text, funding_lines.label_text) as column_label,
        checks.printed_yuan,
        checks.computed_yuan,
        checks.tolerance_yuan,
        checks.parts_count,
        checks.blank_parts_count,
        funding_lines.page_no,
        funding_lines.sheet_name,
        funding_lines.table_no,
        funding_lines.row_no
    from checks
    inner join funding_lines on checks.funding_id = funding_lines.funding_id
),

-- The total row of a task table is no funding line; it brings its own place.
task_checks as (
    select
        {{ position_id(["'task_total_vs_tasks'", 'task_spending.project_id']) }} as reconciliation_id,
        projects.document_id,
        task_spending.project_id,
        'task_total_vs_tasks' as check_name,
        task_spending.label_text,
        coalesce(task_spending.amount_heading_text, task_spending.label_text) as column_label,
        task_spending.total_yuan as printed_yuan,
        task_spending.tasks_yuan as computed_yuan,
        task_spending.tolerance_yuan,
        task_spending.parts_count,
        task_spending.blank_parts_count,
        task_spending.page_no,
        task_spending.sheet_name,
        task_spending.table_no,
        task_spending.row_no
    from task_spending
    inner join projects on task_spending.project_id = projects.project_id
    where task_spending.total_yuan is not null
),

final as (
    select
        reconciliation_id,
        document_id,
        project_id,
        check_name,
        label_text,
        column_label,
        printed_yuan,
        computed_yuan,
        tolerance_yuan,
        parts_count,
        blank_parts_count,
        page_no,
        sheet_name,
        table_no,
        row_no
    from funding_checks
    union all
    select
        reconciliation_id,
        document_id,
        project_id,
        check_name,
        label_text,
        column_label,
        printed_yuan,
        computed_yuan,
        tolerance_yuan,
        parts_count,
        blank_parts_count,
        page_no,
        sheet_name,
        table_no,
        row_no
    from task_checks
)

select
    reconciliation_id,
    document_id,
    project_id,
    check_name,
    label_text,
    column_label,
    printed_yuan,
    computed_yuan,
    tolerance_yuan,
    parts_count,
    blank_parts_count,
    page_no,
    sheet_name,
    table_no,
    row_no
from final
