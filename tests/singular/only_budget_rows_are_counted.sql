select
    spending_id,
    amount_stage
from {{ ref('fct_project_spending') }}
where is_counted and amount_stage <> 'budget'
