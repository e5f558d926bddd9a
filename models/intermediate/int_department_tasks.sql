-- The tasks of a department's form, numbered over the whole form: printed numbers start again in each group.
with projects as (
    select
        project_id,
        document_id,
        form_no
    from {{ ref('int_projects') }}
    where shape = 'form'
),

task_lines as (
    select * from {{ ref('stg_task_lines') }}
),

amounts as (
    select * from {{ ref('int_amounts') }}
    where amount_kind = 'task'
),

final as (
    select
        {{ position_id(['projects.project_id', "'task'", 'task_lines.line_no']) }} as task_id,
        projects.project_id,
        task_lines.document_id,
        row_number() over (partition by projects.project_id order by task_lines.line_no) as task_no,
        task_lines.task_no_text,
        task_lines.group_text as task_group,
        task_lines.name_tidy as task_name,
        task_lines.content_text,
        task_lines.amount_text,
        amounts.unit_text,
        amounts.unit_basis,
        amounts.amount_yuan,
        amounts.precision_yuan,
        amounts.amount_problem,
        task_lines.page_no,
        task_lines.sheet_name,
        task_lines.table_no,
        task_lines.row_no
    from task_lines
    inner join projects
        on
            task_lines.document_id = projects.document_id
            and task_lines.form_no = projects.form_no
    inner join amounts
        on
            task_lines.document_id = amounts.document_id
            and task_lines.form_no = amounts.form_no
            and task_lines.line_no = amounts.line_no
)

select
    task_id,
    project_id,
    document_id,
    task_no,
    task_no_text,
    task_group,
    task_name,
    content_text,
    amount_text,
    unit_text,
    unit_basis,
    amount_yuan,
    precision_yuan,
    amount_problem,
    page_no,
    sheet_name,
    table_no,
    row_no
from final
