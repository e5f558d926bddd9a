-- Q48. Where is a promised cost above the budget? 哪里的成本目标高于预算？
-- A row: one cost above its project's budget, or costs of one project that come to more.
-- 每行：一个高于预算的成本目标，或一个项目合计高于预算的各项成本。
-- Caveats: sums of money in a class of cost, or whose name is about cost wherever they stand; not below, not unit
-- prices. Half a unit of the last printed digit is rounding. `sum` adds the cost class of a form in which no single
-- cost reaches the budget: look whether they overlap. 仅比较金额；末位四舍五入以内不算；合计项请核对是否重叠。

-- Columns: check_kind, region_name, budget_year_label, agency_name, project_name, level2, indicator_name, value_text,
-- cost_yuan, budget_yuan, excess_yuan, document_path, place_text
with indicators as (
    select
        indicator_value_id,
        project_id,
        document_id,
        region_code,
        level1,
        level2,
        concept_id,
        indicator_name,
        value_text || coalesce(unit_text, '') as value_text,
        canonical_unit,
        coalesce(canonical_high, canonical_low) as cost,
        coalesce(value_high, value_low) as printed_number,
        row_no,
        item_no,
        place_text
    from {{ ref('fct_indicator_values') }}
    where
        is_counted
        and horizon = 'annual'
        and value_kind in ('number', 'range')
        and not is_ambiguous
        and coalesce(comparator, '=') not in ('>=', '>')
),

money_units as (
    select unit
    from {{ ref('dim_units') }}
    where dimension = 'money'
),

-- What a concept of cost is measured in tells it from the other concepts: no word of a name stands here.
cost_concepts as (
    select concept_id
    from {{ ref('dim_indicator_concepts') }}
    where unit_dimension = 'money' and polarity = 'down'
),

budgets as (
    select
        project_id,
        amount_yuan,
        precision_yuan
    from {{ ref('fct_project_spending') }}
    where is_counted and amount_yuan is not null
),

projects as (
    select
        project_id,
        project_name,
        agency_name,
        budget_year_label
    from {{ ref('dim_projects') }}
),

regions as (
    select
        region_code,
        region_name
    from {{ ref('dim_regions') }}
),

documents as (
    select
        document_id,
        path
    from {{ ref('dim_documents') }}
),

costs as (
    select
        indicators.indicator_value_id,
        indicators.project_id,
        indicators.document_id,
        indicators.region_code,
        indicators.level2,
        indicators.indicator_name,
        indicators.value_text,
        cast(indicators.cost as decimal(20, 2)) as cost_yuan,
        indicators.row_no,
        indicators.item_no,
        indicators.place_text,
        budgets.amount_yuan as budget_yuan,
        coalesce(indicators.level1 = '成本指标' or indicators.level2 = '成本指标', false) as is_in_cost_class,
        coalesce(budgets.precision_yuan, 0) + 0.5 * coalesce(
            cast(indicators.cost as double) / nullif(cast(indicators.printed_number as double), 0), 1
        ) / pow(10, length(regexp_extract(indicators.value_text, '[0-9][.]([0-9]+)', 1))) as tolerance_yuan
    from indicators
    inner join money_units on indicators.canonical_unit = money_units.unit
    inner join budgets on indicators.project_id = budgets.project_id
    left join cost_concepts on indicators.concept_id = cost_concepts.concept_id
    where
        indicators.level1 = '成本指标'
        or indicators.level2 = '成本指标'
        or cost_concepts.concept_id is not null
),

single_costs as (
    select
        'single' as check_kind,
        project_id,
        document_id,
        region_code,
        level2,
        indicator_name,
        value_text,
        cost_yuan,
        budget_yuan,
        row_no,
        place_text
    from costs
    where cost_yuan - budget_yuan > tolerance_yuan
),

cost_sums as (
    select
        'sum' as check_kind,
        project_id,
        document_id,
        region_code,
        max(level2) as level2,
        string_agg(indicator_name, '；' order by row_no, item_no, indicator_value_id) as indicator_name,
        string_agg(value_text, ' + ' order by row_no, item_no, indicator_value_id) as value_text,
        sum(cost_yuan) as cost_yuan,
        max(budget_yuan) as budget_yuan,
        min(row_no) as row_no,
        min_by(place_text, row_no) as place_text
    from costs
    where is_in_cost_class
    group by project_id, document_id, region_code
    having
        count(*) > 1
        and max(cost_yuan) < max(budget_yuan)
        and sum(cost_yuan) - max(budget_yuan) > sum(tolerance_yuan)
),

hits as (
    select
        check_kind,
        project_id,
        document_id,
        region_code,
        level2,
        indicator_name,
        value_text,
        cost_yuan,
        budget_yuan,
        row_no,
        place_text
    from single_costs
    union all
    select
        check_kind,
        project_id,
        document_id,
        region_code,
        level2,
        indicator_name,
        value_text,
        cost_yuan,
        budget_yuan,
        row_no,
        place_text
    from cost_sums
),

final as (
    select
        hits.check_kind,
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        coalesce(projects.agency_name, '未知') as agency_name,
        coalesce(projects.project_name, projects.agency_name, '未知') as project_name,
        hits.level2,
        hits.indicator_name,
        hits.value_text,
        hits.cost_yuan,
        hits.budget_yuan,
        hits.cost_yuan - hits.budget_yuan as excess_yuan,
        documents.path as document_path,
        hits.place_text,
        hits.row_no
    from hits
    inner join projects on hits.project_id = projects.project_id
    inner join documents on hits.document_id = documents.document_id
    left join regions on hits.region_code = regions.region_code
)

select
    check_kind,
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    level2,
    indicator_name,
    value_text,
    cost_yuan,
    budget_yuan,
    excess_yuan,
    document_path,
    place_text
from final
order by excess_yuan desc, document_path asc, row_no asc
