-- The money of each project and stage: the printed total, else what its parts come to.
-- A department that prints its money in its task table only has what the tasks say.
with funding_lines as (
    select
        funding_id,
        project_id,
        document_id,
        form_no,
        amount_stage,
        page_no,
        sheet_name,
        table_no,
        row_no,
        amount_text,
        unit_text,
        unit_basis,
        amount_problem
    from {{ ref('int_funding_lines') }}
),

trees as (
    select * from {{ ref('int_funding_trees') }}
),

task_spending as (
    select * from {{ ref('int_task_spending') }}
),

unread_figures as (
    select
        document_id,
        form_no,
        table_no,
        row_no
    from {{ ref('stg_unread_cells') }}
    where {{ regexp_matches('text', '[0-9\\x{ff10}-\\x{ff19}]') }}
),

-- What is printed and could not be read is missing from a sum of the others: an amount, or a figure in their rows.
troubles as (
    select
        project_id,
        amount_stage,
        amount_problem
    from funding_lines
    where amount_problem is not null
    union all
    select
        funding_lines.project_id,
        funding_lines.amount_stage,
        'unreadable' as amount_problem
    from funding_lines
    inner join unread_figures
        on
            funding_lines.document_id = unread_figures.document_id
            and funding_lines.form_no = unread_figures.form_no
            and funding_lines.table_no = unread_figures.table_no
    group by
        funding_lines.project_id,
        funding_lines.amount_stage,
        unread_figures.table_no,
        unread_figures.row_no
    having unread_figures.row_no between min(funding_lines.row_no) and max(funding_lines.row_no)
),

troubled as (
    select
        project_id,
        amount_stage,
        min(amount_problem) as amount_problem
    from troubles
    group by project_id, amount_stage
),

-- One line stands for the amount: the total, else the first line that enters the sum, else the first line.
representative as (
    select
        trees.project_id,
        trees.document_id,
        trees.amount_stage,
        trees.total_yuan,
        trees.total_funding_id,
        trees.composition,
        trees.parts_yuan,
        trees.carry_over_yuan,
        trees.coarsest_yuan,
        trees.total_precision_yuan,
        funding_lines.page_no,
        funding_lines.sheet_name,
        funding_lines.table_no,
        funding_lines.row_no,
        funding_lines.amount_text,
        funding_lines.unit_text,
        funding_lines.unit_basis,
        coalesce(funding_lines.amount_problem, troubled.amount_problem) as amount_problem
    from trees
    inner join funding_lines on trees.funding_id = funding_lines.funding_id
    left join troubled
        on
            trees.project_id = troubled.project_id
            and trees.amount_stage = troubled.amount_stage
    where trees.side_rank = 1
    qualify
        row_number() over (
            partition by trees.project_id, trees.amount_stage
            order by
                case when trees.funding_id = trees.total_funding_id then 0 when trees.is_additive then 1 else 2 end,
                trees.line_no,
                trees.column_no
        ) = 1
),

-- A blank total of a form whose parts are printed, and read, is computed from them.
from_funding as (
    select
        project_id,
        document_id,
        amount_stage,
        case
            when total_yuan is not null then total_yuan
            when amount_problem is not null then null
            when composition = 'parts' then parts_yuan
            when composition = 'parts_with_carry_over' then coalesce(parts_yuan, 0) + carry_over_yuan
        end as amount_yuan,
        case when total_funding_id is not null then amount_text end as amount_text,
        unit_text,
        unit_basis,
        case
            when total_yuan is null and amount_problem is null and coalesce(parts_yuan, carry_over_yuan) is not null
                then 'computed'
            else 'printed'
        end as amount_basis,
        coalesce(total_precision_yuan, coarsest_yuan) as precision_yuan,
        amount_problem,
        page_no,
        sheet_name,
        table_no,
        row_no
    from representative
),

from_tasks as (
    select
        project_id,
        document_id,
        'budget' as amount_stage,
        amount_yuan,
        amount_text,
        unit_text,
        unit_basis,
        amount_basis,
        precision_yuan,
        amount_problem,
        page_no,
        sheet_name,
        table_no,
        row_no
    from task_spending
),

witnesses as (
    select
        project_id,
        document_id,
        amount_stage,
        amount_yuan,
        amount_text,
        unit_text,
        unit_basis,
        amount_basis,
        precision_yuan,
        amount_problem,
        page_no,
        sheet_name,
        table_no,
        row_no,
        1 as witness_no
    from from_funding
    union all
    select
        project_id,
        document_id,
        amount_stage,
        amount_yuan,
        amount_text,
        unit_text,
        unit_basis,
        amount_basis,
        precision_yuan,
        amount_problem,
        page_no,
        sheet_name,
        table_no,
        row_no,
        2 as witness_no
    from from_tasks
),

final as (
    select
        project_id,
        document_id,
        amount_stage,
        cast(amount_yuan as decimal(20, 2)) as amount_yuan,
        amount_text,
        unit_text,
        unit_basis,
        amount_basis,
        cast(precision_yuan as decimal(20, 4)) as precision_yuan,
        case when amount_yuan is null then amount_problem end as amount_problem,
        page_no,
        sheet_name,
        table_no,
        row_no
    from witnesses
    qualify
        row_number() over (
            partition by project_id, amount_stage
            order by
                case when amount_yuan is not null then 0 when amount_problem is not null then 1 else 2 end,
                witness_no
        ) = 1
)

select
    project_id,
    document_id,
    amount_stage,
    amount_yuan,
    amount_text,
    unit_text,
    unit_basis,
    amount_basis,
    precision_yuan,
    amount_problem,
    page_no,
    sheet_name,
    table_no,
    row_no
from final
