-- Q58. How many percentage targets are round numbers? 有多少百分比目标是整数“惯用值”？
-- A row: one place and budget year. 每行：一地一年度。
-- Caveats: round is 80, 85, 90, 95 or 100. One value an indicator: the year's, else the whole project's, else the half
-- year's; the bound that is printed. 惯用值指 80、85、90、95、100；每个指标取一个期限的值。

-- Columns: region_name, budget_year_label, percentages, round_percentages, round_percent, at_100, documents
with indicators as (
    select
        indicator_id,
        project_id,
        document_id,
        region_code,
        coalesce(canonical_low, canonical_high) as target,
        case horizon when 'annual' then 1 when 'cycle' then 2 else 3 end as horizon_order
    from {{ ref('fct_indicator_values') }}
    where is_counted and value_kind = 'percent'
),

projects as (
    select
        project_id,
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

chosen as (
    select
        project_id,
        document_id,
        region_code,
        target
    from indicators
    qualify horizon_order = min(horizon_order) over (partition by indicator_id)
),

final as (
    select
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        count(*) as percentages,
        count(case when chosen.target in (80, 85, 90, 95, 100) then 1 end) as round_percentages,
        round(
            100 * cast(count(case when chosen.target in (80, 85, 90, 95, 100) then 1 end) as double) / count(*), 1
        ) as round_percent,
        count(case when chosen.target = 100 then 1 end) as at_100,
        string_agg(distinct documents.path, ', ' order by documents.path) as documents
    from chosen
    inner join projects on chosen.project_id = projects.project_id
    inner join documents on chosen.document_id = documents.document_id
    left join regions on chosen.region_code = regions.region_code
    group by chosen.region_code, regions.region_name, projects.budget_year_label
)

select
    region_name,
    budget_year_label,
    percentages,
    round_percentages,
    round_percent,
    at_100,
    documents
from final
order by region_name, budget_year_label
