-- Q17. Which finishing dates are promised? 承诺了哪些完成日期？
-- A row: one indicator that holds and whose value is a date. 每行：一个以日期为目标值的有效指标。
-- Caveats: a month and day without a year take the budget year (date_basis budget_year); where that is unknown there is
-- no date. A target of the whole project (horizon cycle) may well lie in another year. 未印年份的日期取预算年度；年度未知则无日期。

-- Columns: region_name, budget_year_label, agency_name, project_name, level2, indicator_name, horizon, value_text,
-- date_low, date_high, date_basis, is_in_budget_year, is_ambiguous, document_path, place_text
with indicators as (
    select
        indicator_value_id,
        indicator_id,
        project_id,
        document_id,
        region_code,
        level2,
        indicator_name,
        horizon,
        value_text,
        value_kind,
        date_low,
        date_high,
        date_basis,
        is_ambiguous,
        row_no,
        item_no,
        place_text,
        case horizon when 'annual' then 1 when 'cycle' then 2 else 3 end as horizon_order
    from {{ ref('fct_indicator_values') }}
    where is_counted
),

projects as (
    select
        project_id,
        project_name,
        agency_name,
        budget_year,
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

-- The year's value; where a form states none, the whole project's, else the half year's.
chosen as (
    select
        indicator_value_id,
        indicator_id,
        project_id,
        document_id,
        region_code,
        level2,
        indicator_name,
        horizon,
        value_text,
        value_kind,
        date_low,
        date_high,
        date_basis,
        is_ambiguous,
        row_no,
        item_no,
        place_text
    from indicators
    qualify horizon_order = min(horizon_order) over (partition by indicator_id)
),

final as (
    select
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        coalesce(projects.agency_name, '未知') as agency_name,
        coalesce(projects.project_name, projects.agency_name, '未知') as project_name,
        chosen.level2,
        chosen.indicator_name,
        chosen.horizon,
        chosen.value_text,
        chosen.date_low,
        chosen.date_high,
        chosen.date_basis,
        chosen.is_ambiguous,
        year(coalesce(chosen.date_high, chosen.date_low)) = projects.budget_year as is_in_budget_year,
        documents.path as document_path,
        chosen.place_text,
        chosen.row_no,
        chosen.item_no,
        chosen.indicator_value_id
    from chosen
    inner join projects on chosen.project_id = projects.project_id
    inner join documents on chosen.document_id = documents.document_id
    left join regions on chosen.region_code = regions.region_code
    where chosen.value_kind = 'date'
)

select
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    level2,
    indicator_name,
    horizon,
    value_text,
    date_low,
    date_high,
    date_basis,
    is_in_budget_year,
    is_ambiguous,
    document_path,
    place_text
from final
order by date_high nulls last, document_path, row_no, item_no, indicator_value_id
