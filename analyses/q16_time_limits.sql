-- Q16. What service levels are promised: how fast an answer, a repair, a delivery? 承诺了怎样的时限（响应、修复等）？
-- A row: one indicator that holds and whose value is a length of time. 每行：一个以时长为目标值的有效指标。
-- Caveats: hours and months are not converted into each other; a service life or a period of service is a length of
-- time too, the name tells. 小时与月不互换；使用年限、服务期也是时长，看名称区分。

-- Columns: region_name, budget_year_label, agency_name, project_name, level2, indicator_name, comparator, value_text,
-- unit_text, canonical_low, canonical_high, canonical_unit, polarity, is_ambiguous, document_path, place_text
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
        unit_text,
        value_kind,
        canonical_low,
        canonical_high,
        canonical_unit,
        polarity,
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
        unit_text,
        value_kind,
        canonical_low,
        canonical_high,
        canonical_unit,
        polarity,
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
        chosen.unit_text,
        chosen.canonical_low,
        chosen.canonical_high,
        chosen.canonical_unit,
        chosen.polarity,
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
    where chosen.value_kind = 'duration'
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
    unit_text,
    canonical_low,
    canonical_high,
    canonical_unit,
    polarity,
    is_ambiguous,
    document_path,
    place_text
from final
order by
    canonical_unit nulls last,
    coalesce(canonical_high, canonical_low),
    document_path,
    row_no,
    item_no,
    indicator_value_id
