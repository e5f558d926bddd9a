-- Of the forms of one project and year exactly one counts; a department counts only where none of its projects does.
with spending as (
    select
        spending.project_id,
        spending.form_kind,
        spending.agency_id,
        spending.is_counted,
        spending.amount_yuan,
        projects.series_id,
        coalesce(cast(projects.budget_year as string), projects.document_id) as year_key
    from {{ ref('fct_project_spending') }} as spending
    inner join {{ ref('dim_projects') }} as projects on spending.project_id = projects.project_id
    where spending.amount_stage = 'budget'
),

by_series as (
    select
        'series counted other than once' as problem,
        series_id as found_in,
        year_key
    from spending
    where series_id is not null and form_kind = 'project'
    group by series_id, year_key
    having count(*) filter (where is_counted) <> 1
),

departments as (
    select
        'department counted beside its projects' as problem,
        agency_id as found_in,
        year_key
    from spending
    where is_counted and amount_yuan is not null
    group by agency_id, year_key
    having count(distinct form_kind) > 1
)

select
    problem,
    found_in,
    year_key
from by_series
union all
select
    problem,
    found_in,
    year_key
from departments
