with tasks as (
    select * from {{ ref('int_department_tasks') }}
),

final as (
    select
        task_id,
        project_id,
        document_id,
        task_no,
        task_no_text,
        task_group,
        task_name,
        content_text,
        amount_yuan,
        amount_text,
        unit_text,
        unit_basis,
        page_no,
        sheet_name,
        table_no,
        row_no,
        {{ place_text() }} as place_text
    from tasks
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
    amount_yuan,
    amount_text,
    unit_text,
    unit_basis,
    page_no,
    sheet_name,
    table_no,
    row_no,
    place_text
from final
