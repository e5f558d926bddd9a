with projects as (
    select * from {{ ref('int_projects') }}
),

final as (
    select
        budget_year,
        budget_year_label
    from projects
    where budget_year is not null
    group by budget_year, budget_year_label
)

select
    budget_year,
    budget_year_label
from final
