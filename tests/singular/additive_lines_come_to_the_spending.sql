-- The lines marked additive are the money of the project and stage, within rounding, and never more.
with funding as (
    select
        project_id,
        amount_stage,
        sum(amount_yuan) as additive_yuan
    from {{ ref('fct_project_funding') }}
    where is_additive
    group by project_id, amount_stage
),

spending as (
    select
        project_id,
        amount_stage,
        amount_yuan,
        precision_yuan,
        place_text
    from {{ ref('fct_project_spending') }}
    where amount_yuan is not null
),

lines as (
    select
        project_id,
        amount_stage,
        count(*) as lines_count
    from {{ ref('fct_project_funding') }}
    where amount_yuan is not null
    group by project_id, amount_stage
)

select
    spending.project_id,
    spending.amount_stage,
    spending.amount_yuan,
    funding.additive_yuan,
    spending.place_text
from spending
inner join lines
    on
        spending.project_id = lines.project_id
        and spending.amount_stage = lines.amount_stage
left join funding
    on
        spending.project_id = funding.project_id
        and spending.amount_stage = funding.amount_stage
where
    funding.additive_yuan is null
    or abs(spending.amount_yuan - funding.additive_yuan) > 2 * lines.lines_count * spending.precision_yuan
