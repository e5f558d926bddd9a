with spending as (
    select * from {{ ref('int_project_spending') }}
),

projects as (
    select * from {{ ref('int_projects') }}
),

counted_projects as (
    select project_id from {{ ref('int_counted_projects') }}
),

final as (
    select
        {{ position_id(['spending.project_id', 'spending.amount_stage']) }} as spending_id,
        spending.project_id,
        projects.document_id,
        projects.form_kind,
        projects.form_purpose,
        projects.region_code,
        projects.province_code,
        projects.agency_id,
        projects.budget_year,
        spending.amount_stage,
        spending.amount_yuan,
        spending.amount_text,
        spending.unit_text,
        spending.unit_basis,
        spending.amount_basis,
        spending.precision_yuan,
        spending.amount_problem,
        spending.amount_stage = 'budget' and counted_projects.project_id is not null as is_counted,
        spending.page_no,
        spending.sheet_name,
        spending.table_no,
        spending.row_no,
        {{ place_text('spending.page_no', 'spending.sheet_name', 'spending.table_no', 'spending.row_no') }}
            as place_text
    from spending
    inner join projects on spending.project_id = projects.project_id
    left join counted_projects on spending.project_id = counted_projects.project_id
)

select
    spending_id,
    project_id,
    document_id,
    form_kind,
    form_purpose,
    region_code,
    province_code,
    agency_id,
    budget_year,
    amount_stage,
    amount_yuan,
    amount_text,
    unit_text,
    unit_basis,
    amount_basis,
    precision_yuan,
    amount_problem,
    is_counted,
    page_no,
    sheet_name,
    table_no,
    row_no,
    place_text
from final
