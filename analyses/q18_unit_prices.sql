-- Q18. Which unit prices are promised? 承诺了哪些单价？
-- A row: one indicator that holds and whose value is money per something. 每行：一个以单位价格为目标值的有效指标。
-- Caveats: a price whose unit is only 元 (单价 6200元) cannot be told from a sum and is not here; compare within one
-- canonical_unit only. An income promised per head is money per something too: level2 tells.
-- 只印“元”的单价无法与总额区分，不在此列；仅在同一换算单位内比较；人均增收等也在此列。

-- Columns: region_name, budget_year_label, agency_name, project_name, level2, indicator_name, comparator, value_text,
-- canonical_low, canonical_high, canonical_unit, is_ambiguous, document_path, place_text
with indicators as (
    select
        indicator_value_id,
        indicator_id,
        project_id,
        document_id,
        region_code,
        level2,
        indicator_name,
        comparator,
        value_text,
        canonical_low,
        canonical_high,
        canonical_unit,
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
        comparator,
        value_text,
        canonical_low,
        canonical_high,
        canonical_unit,
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
        chosen.comparator,
        chosen.value_text,
        chosen.canonical_low,
        chosen.canonical_high,
        chosen.canonical_unit,
        chosen.is_ambiguous,
        documents.path as document_path,
        chosen.place_text,
        chosen.row_no,
        chosen.item_no,
        chosen.indicator_value_id
    from chosen
    inner join projects on chosen.project_id = projects.project_id
    inner join documents on chosen.document_id = documents.document_id
    left join regions on chosen.region_code = regions.region_code
    where chosen.canonical_unit like '元/%'
)

select
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    level2,
    indicator_name,
    comparator,
    value_text,
    canonical_low,
    canonical_high,
    canonical_unit,
    is_ambiguous,
    document_path,
    place_text
from final
order by canonical_unit, coalesce(canonical_high, canonical_low), document_path, row_no, item_no, indicator_value_id
