-- The money of a department's form as its tasks print it: the total row of the task table, else the sum of the tasks.
with tasks as (
    select * from {{ ref('int_department_tasks') }}
),

projects as (
    select
        project_id,
        document_id,
        form_no
    from {{ ref('int_projects') }}
    where shape = 'form'
),

task_headings as (
    select
        projects.project_id,
        task_lines.amount_heading_key
    from {{ ref('stg_task_lines') }} as task_lines
    inner join projects
        on
            task_lines.document_id = projects.document_id
            and task_lines.form_no = projects.form_no
    group by projects.project_id, task_lines.amount_heading_key
),

-- A task table may print several amount columns: its total is the one under the heading of the tasks' own amounts.
total_rows as (
    select
        projects.project_id,
        printed_totals.label_text,
        printed_totals.amount_heading_text,
        printed_totals.amount_text,
        amounts.unit_text,
        amounts.unit_basis,
        amounts.amount_yuan,
        amounts.precision_yuan,
        printed_totals.page_no,
        printed_totals.sheet_name,
        printed_totals.table_no,
        printed_totals.row_no
    from {{ ref('stg_printed_totals') }} as printed_totals
    inner join projects
        on
            printed_totals.document_id = projects.document_id
            and printed_totals.form_no = projects.form_no
    inner join task_headings
        on
            projects.project_id = task_headings.project_id
            and coalesce(printed_totals.amount_heading_key, '') = coalesce(task_headings.amount_heading_key, '')
    inner join {{ ref('int_amounts') }} as amounts
        on
            printed_totals.document_id = amounts.document_id
            and printed_totals.form_no = amounts.form_no
            and printed_totals.line_no = amounts.line_no
            and printed_totals.column_no = amounts.column_no
            and amounts.amount_kind = 'total'
    where printed_totals.total_kind = 'total' and amounts.amount_yuan is not null
    qualify
        row_number() over (
            partition by projects.project_id
            order by printed_totals.line_no desc, printed_totals.column_no
        ) = 1
),

-- Figures that were not understood in the row of a task without an amount may be its amount.
unread_figures as (
    select
        document_id,
        table_no,
        row_no
    from {{ ref('stg_unread_cells') }}
    where {{ regexp_matches('text', '[0-9\\x{ff10}-\\x{ff19}]') }}
    group by document_id, table_no, row_no
),

judged_tasks as (
    select
        tasks.project_id,
        tasks.document_id,
        tasks.task_no,
        tasks.unit_text,
        tasks.unit_basis,
        tasks.amount_yuan,
        tasks.precision_yuan,
        coalesce(
            tasks.amount_problem,
            case when tasks.amount_yuan is null and unread_figures.row_no is not null then 'unreadable' end
        ) as amount_problem,
        tasks.page_no,
        tasks.sheet_name,
        tasks.table_no,
        tasks.row_no
    from tasks
    left join unread_figures
        on
            tasks.document_id = unread_figures.document_id
            and tasks.table_no = unread_figures.table_no
            and tasks.row_no = unread_figures.row_no
),

-- The first task with an amount, else the first of which it could not be read: it stands for the place of a sum.
first_tasks as (
    select
        project_id,
        unit_text,
        unit_basis,
        page_no,
        sheet_name,
        table_no,
        row_no
    from judged_tasks
    where amount_yuan is not null or amount_problem is not null
    qualify
        row_number() over (
            partition by project_id
            order by case when amount_yuan is null then 1 else 0 end, task_no
        ) = 1
),

sums as (
    select
        project_id,
        document_id,
        sum(amount_yuan) as tasks_yuan,
        count(*) as parts_count,
        count(*) filter (where amount_yuan is null) as blank_parts_count,
        count(*) filter (where amount_yuan <> 0) as filled_count,
        min(precision_yuan) filter (where amount_yuan <> 0) as finest_yuan,
        max(precision_yuan) as coarsest_yuan,
        min(amount_problem) as tasks_problem
    from judged_tasks
    group by project_id, document_id
),

final as (
    select
        sums.project_id,
        sums.document_id,
        total_rows.label_text,
        total_rows.amount_heading_text,
        total_rows.amount_yuan as total_yuan,
        sums.tasks_yuan,
        -- What could not be read is missing from a sum of the others.
        case
            when total_rows.project_id is not null then total_rows.amount_yuan
            when sums.tasks_problem is null then sums.tasks_yuan
        end as amount_yuan,
        total_rows.amount_text,
        coalesce(total_rows.unit_text, first_tasks.unit_text) as unit_text,
        coalesce(total_rows.unit_basis, first_tasks.unit_basis) as unit_basis,
        case when total_rows.project_id is null and sums.tasks_problem is null then 'computed' else 'printed' end
            as amount_basis,
        coalesce(total_rows.precision_yuan, sums.coarsest_yuan) as precision_yuan,
        case when total_rows.project_id is null then sums.tasks_problem end as amount_problem,
        {{ rounding_tolerance('total_rows.precision_yuan', 'sums.finest_yuan', 'sums.filled_count') }}
            as tolerance_yuan,
        sums.parts_count,
        sums.blank_parts_count,
        case when total_rows.project_id is null then first_tasks.page_no else total_rows.page_no end as page_no,
        case when total_rows.project_id is null then first_tasks.sheet_name else total_rows.sheet_name end
            as sheet_name,
        case when total_rows.project_id is null then first_tasks.table_no else total_rows.table_no end as table_no,
        case when total_rows.project_id is null then first_tasks.row_no else total_rows.row_no end as row_no
    from sums
    inner join first_tasks on sums.project_id = first_tasks.project_id
    left join total_rows on sums.project_id = total_rows.project_id
)

select
    project_id,
    document_id,
    label_text,
    amount_heading_text,
    total_yuan,
    tasks_yuan,
    amount_yuan,
    amount_text,
    unit_text,
    unit_basis,
    amount_basis,
    precision_yuan,
    amount_problem,
    tolerance_yuan,
    parts_count,
    blank_parts_count,
    page_no,
    sheet_name,
    table_no,
    row_no
from final
