-- Q52. Which unit costs stand far from those of others? 哪些单位成本明显偏离同类？
-- A row: one unit cost at least twice, or at most half, the median of its thing, where three or more are known.
-- 每行：一个不低于同类中位数两倍或不高于一半的单位成本（同类至少三个）。
-- Caveats: a sign to look, no verdict: quality, part years and what a budget holds besides differ; an ambiguous
-- denominator often explains it. 仅为线索；质量、时长、口径可能不同，有歧义的分母常可解释。

-- Columns: thing, cost_unit, costs_known, median_yuan, times_median, unit_cost_yuan, cost_basis, cost_bound,
-- region_name, budget_year_label, agency_name, project_name, numerator_text, denominator_text, is_ambiguous,
-- ambiguity_reason, document_path, place_text
with unit_costs as (
    select
        unit_cost_id,
        thing,
        cost_unit,
        unit_cost_yuan,
        cost_basis,
        cost_bound,
        region_name,
        budget_year_label,
        agency_name,
        project_name,
        numerator_text,
        denominator_text,
        is_ambiguous,
        ambiguity_reason,
        document_path,
        place_text
    from {{ ref('rpt_unit_costs') }}
    where is_counted and thing_id is not null
),

medians as (
    select
        thing,
        cost_unit,
        count(*) as costs_known,
        median(unit_cost_yuan) as median_cost
    from unit_costs
    group by thing, cost_unit
    having count(*) >= 3
),

final as (
    select
        unit_costs.thing,
        unit_costs.cost_unit,
        medians.costs_known,
        cast(medians.median_cost as decimal(20, 2)) as median_yuan,
        round(unit_costs.unit_cost_yuan / medians.median_cost, 2) as times_median,
        cast(unit_costs.unit_cost_yuan as decimal(20, 2)) as unit_cost_yuan,
        unit_costs.cost_basis,
        unit_costs.cost_bound,
        unit_costs.region_name,
        unit_costs.budget_year_label,
        unit_costs.agency_name,
        unit_costs.project_name,
        unit_costs.numerator_text,
        unit_costs.denominator_text,
        unit_costs.is_ambiguous,
        unit_costs.ambiguity_reason,
        unit_costs.document_path,
        unit_costs.place_text,
        unit_costs.unit_cost_id
    from unit_costs
    inner join medians on unit_costs.thing = medians.thing and unit_costs.cost_unit = medians.cost_unit
    where
        unit_costs.unit_cost_yuan >= 2 * medians.median_cost
        or unit_costs.unit_cost_yuan <= 0.5 * medians.median_cost
)

select
    thing,
    cost_unit,
    costs_known,
    median_yuan,
    times_median,
    unit_cost_yuan,
    cost_basis,
    cost_bound,
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    numerator_text,
    denominator_text,
    is_ambiguous,
    ambiguity_reason,
    document_path,
    place_text
from final
order by abs(ln(times_median)) desc, thing asc, unit_cost_id asc
