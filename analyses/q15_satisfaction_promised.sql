-- Q15. What satisfaction is promised, where and for whom? 承诺了怎样的满意度，对谁？
-- A row: one satisfaction indicator that holds. 每行：一个有效的满意度指标。
-- Caveats: whatever stands in the class 满意度, and what is about satisfaction in another class (is_in_class false); the
-- concept says whose. A complaint rate is a stand-in: less is better. 概念说明对象；投诉率越低越好。

-- Columns: region_name, budget_year_label, agency_name, project_name, level1, concept, indicator_name, comparator,
-- value_text, value_kind, canonical_low, canonical_high, canonical_unit, polarity, is_in_class, document_path,
-- place_text
with indicators as (
    select
        indicator_value_id,
        indicator_id,
        project_id,
        document_id,
        region_code,
        level1,
        concept_id,
        indicator_name,
        comparator,
        value_text,
        value_kind,
        canonical_low,
        canonical_high,
        canonical_unit,
        polarity,
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

concepts as (
    select
        concept_id,
        concept,
        measure_id
    from {{ ref('dim_indicator_concepts') }}
),

-- The year's value; where a form states none, the whole project's, else the half year's.
chosen as (
    select
        indicator_value_id,
        indicator_id,
        project_id,
        document_id,
        region_code,
        level1,
        concept_id,
        indicator_name,
        comparator,
        value_text,
        value_kind,
        canonical_low,
        canonical_high,
        canonical_unit,
        polarity,
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
        chosen.level1,
        concepts.concept,
        chosen.indicator_name,
        chosen.comparator,
        chosen.value_text,
        chosen.value_kind,
        chosen.canonical_low,
        chosen.canonical_high,
        chosen.canonical_unit,
        chosen.polarity,
        coalesce(chosen.level1 = '满意度指标', false) as is_in_class,
        documents.path as document_path,
        chosen.place_text,
        chosen.row_no,
        chosen.item_no,
        chosen.indicator_value_id
    from chosen
    inner join projects on chosen.project_id = projects.project_id
    inner join documents on chosen.document_id = documents.document_id
    left join regions on chosen.region_code = regions.region_code
    left join concepts on chosen.concept_id = concepts.concept_id
    where chosen.level1 = '满意度指标' or concepts.measure_id in ('satisfaction', 'dissatisfaction')
)

select
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    level1,
    concept,
    indicator_name,
    comparator,
    value_text,
    value_kind,
    canonical_low,
    canonical_high,
    canonical_unit,
    polarity,
    is_in_class,
    document_path,
    place_text
from final
order by region_name, budget_year_label, document_path, row_no, item_no, indicator_value_id
