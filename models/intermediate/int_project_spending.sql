-- The money of each project and stage: the printed total, else what its parts come to.
with projects as (
    select * from {{ ref('int_projects') }}
),

funding_lines as (
    select * from {{ ref('int_funding_lines') }}
),

trees as (
    select * from {{ ref('int_funding_trees') }}
),

-- One line stands for the amount: the total, else the first line that enters the sum, else the first line.
representative as (
    select
        trees.project_id,
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
        funding_lines.unit_basis
    from trees
    inner join funding_lines on trees.funding_id = funding_lines.funding_id
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

-- A blank total of a form whose parts are printed is computed from them.
final as (
    select
        representative.project_id,
        representative.amount_stage,
        case
            when representative.total_yuan is not null then representative.total_yuan
            when representative.composition = 'parts' then representative.parts_yuan
            when representative.composition = 'parts_with_carry_over'
                then cast(
                    coalesce(representative.parts_yuan, 0) + representative.carry_over_yuan as decimal(20, 2)
                )
        end as amount_yuan,
        case
            when representative.total_yuan is not null or representative.total_funding_id is not null
                then representative.amount_text
        end as amount_text,
        representative.unit_text,
        representative.unit_basis,
        case
            when representative.total_yuan is not null then 'printed'
            when representative.parts_yuan is not null or representative.carry_over_yuan is not null then 'computed'
            else 'printed'
        end as amount_basis,
        case
            when representative.total_yuan is not null then representative.total_precision_yuan
            else representative.coarsest_yuan
        end as precision_yuan,
        representative.page_no,
        representative.sheet_name,
        representative.table_no,
        representative.row_no
    from representative
    inner join projects on representative.project_id = projects.project_id
)

select
    project_id,
    amount_stage,
    cast(amount_yuan as decimal(20, 2)) as amount_yuan,
    amount_text,
    unit_text,
    unit_basis,
    amount_basis,
    cast(precision_yuan as decimal(20, 4)) as precision_yuan,
    page_no,
    sheet_name,
    table_no,
    row_no
from final
