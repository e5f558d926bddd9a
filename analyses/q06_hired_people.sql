-- Q6. What does a place pay for hired and outsourced people? 各地聘用、外包人员一人一年花多少钱？
-- A row: one cost a person-year: a target, words in prose, or the budget over the heads. 每行：一个人年成本。
-- Caveats: a computed cost is the whole budget of the project over its heads, with insurance, fees and part years as
-- they are; ambiguity_reason says what else may be in it. One person is never computed. 计算值为项目预算除以人数，含社保与管理费等。

-- Columns: thing, region_name, budget_year_label, agency_name, project_name, cost_basis, person_year_yuan, cost_bound,
-- numerator_text, denominator_text, is_ambiguous, ambiguity_reason, document_path, place_text, denominator_place_text
with unit_costs as (
    select
        unit_cost_id,
        thing,
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
    from {{ ref('rpt_unit_costs') }}
    where is_counted and thing_id in ('hired_person', 'staff_wage') and cost_unit = '元/人/年'
),

final as (
    select
        thing,
        region_name,
        budget_year_label,
        agency_name,
        project_name,
        cost_basis,
        cast(unit_cost_yuan as decimal(20, 2)) as person_year_yuan,
        cost_bound,
        numerator_text,
        denominator_text,
        is_ambiguous,
        ambiguity_reason,
        document_path,
        place_text,
        denominator_place_text,
        unit_cost_id
    from unit_costs
)

select
    thing,
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    cost_basis,
    person_year_yuan,
    cost_bound,
    numerator_text,
    denominator_text,
    is_ambiguous,
    ambiguity_reason,
    document_path,
    place_text,
    denominator_place_text
from final
order by person_year_yuan desc, document_path asc, place_text asc, unit_cost_id asc
