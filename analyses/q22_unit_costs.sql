-- Q22. What does a thing cost here and there: a seal set, a square metre of rent? 同一物品各地花多少钱（一套印章、一平方米租金）？
-- A row: one unit cost: printed as a target, stated in prose, or a budget over what it buys. 每行：一个单位成本。
-- Caveats: compare within one thing and unit. at_most is a ceiling, or a budget over "at least so many". Read
-- ambiguity_reason before quoting: an area may be of one floor or of five.
-- 只在同一物品、同一单位内比较；引用前请看歧义原因。

-- Columns: thing, cost_unit, places, region_name, budget_year_label, agency_name, project_name, cost_basis,
-- unit_cost_yuan, cost_bound, numerator_text, denominator_text, is_ambiguous, ambiguity_reason, document_path,
-- place_text, denominator_place_text
with unit_costs as (
    select
        unit_cost_id,
        thing,
        cost_unit,
        region_code,
        region_name,
        budget_year_label,
        agency_name,
        project_name,
        cost_basis,
        unit_cost_yuan,
        cost_bound,
        numerator_text,
        denominator_text,
        is_ambiguous,
        ambiguity_reason,
        document_id,
        document_path,
        place_text,
        denominator_place_text
    from {{ ref('rpt_unit_costs') }}
    where is_counted
),

places as (
    select
        thing,
        cost_unit,
        count(distinct coalesce(region_code, document_id)) as places
    from unit_costs
    group by thing, cost_unit
),

final as (
    select
        unit_costs.thing,
        unit_costs.cost_unit,
        places.places,
        unit_costs.region_name,
        unit_costs.budget_year_label,
        unit_costs.agency_name,
        unit_costs.project_name,
        unit_costs.cost_basis,
        cast(unit_costs.unit_cost_yuan as decimal(20, 2)) as unit_cost_yuan,
        unit_costs.cost_bound,
        unit_costs.numerator_text,
        unit_costs.denominator_text,
        unit_costs.is_ambiguous,
        unit_costs.ambiguity_reason,
        unit_costs.document_path,
        unit_costs.place_text,
        unit_costs.denominator_place_text,
        unit_costs.unit_cost_id
    from unit_costs
    inner join places on unit_costs.thing = places.thing and unit_costs.cost_unit = places.cost_unit
)

select
    thing,
    cost_unit,
    places,
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    cost_basis,
    unit_cost_yuan,
    cost_bound,
    numerator_text,
    denominator_text,
    is_ambiguous,
    ambiguity_reason,
    document_path,
    place_text,
    denominator_place_text
from final
order by places desc, thing asc, cost_unit asc, unit_cost_yuan asc, unit_cost_id asc
