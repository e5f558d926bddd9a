-- Q14. Which promises are about outcomes, and which about outputs, money or process? 哪些承诺关于效果，哪些关于产出、成本或过程？
-- A row: one level 1 class of one place and budget year. 每行：一地一年度的一个一级指标。
-- Caveats: level 1 in the words of the 2021 guide, so a cost filed under 产出 is 成本指标 here; 决策 and 过程 have no place in
-- that guide and keep their own name. Blanks and placeholders are left out. 按 101 号文口径；不含空白和占位。

-- Columns: region_name, budget_year_label, level1, indicators, share_percent, quantified_percent, documents
with indicator_values as (
    select
        indicator_id,
        project_id,
        document_id,
        region_code,
        category_id,
        level1,
        value_kind
    from {{ ref('fct_indicator_values') }}
    where is_counted and value_kind not in ('empty', 'placeholder')
),

categories as (
    select
        category_id,
        level1_101
    from {{ ref('dim_indicator_categories') }}
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

indicators as (
    select
        indicator_values.indicator_id,
        indicator_values.project_id,
        indicator_values.document_id,
        indicator_values.region_code,
        coalesce(categories.level1_101, indicator_values.level1, '未知') as level1,
        max(case when indicator_values.value_kind = 'qualitative' then 0 else 1 end) as is_quantified
    from indicator_values
    left join categories on indicator_values.category_id = categories.category_id
    group by
        indicator_values.indicator_id,
        indicator_values.project_id,
        indicator_values.document_id,
        indicator_values.region_code,
        categories.level1_101,
        indicator_values.level1
),

by_class as (
    select
        indicators.region_code,
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        indicators.level1,
        count(*) as indicators,
        sum(indicators.is_quantified) as quantified,
        string_agg(distinct documents.path, ', ' order by documents.path) as documents
    from indicators
    inner join projects on indicators.project_id = projects.project_id
    inner join documents on indicators.document_id = documents.document_id
    left join regions on indicators.region_code = regions.region_code
    group by indicators.region_code, regions.region_name, projects.budget_year_label, indicators.level1
),

final as (
    select
        region_name,
        budget_year_label,
        level1,
        indicators,
        round(
            100 * cast(indicators as double) / sum(indicators) over (partition by region_code, budget_year_label), 1
        ) as share_percent,
        round(100 * cast(quantified as double) / indicators, 1) as quantified_percent,
        documents
    from by_class
)

select
    region_name,
    budget_year_label,
    level1,
    indicators,
    share_percent,
    quantified_percent,
    documents
from final
order by region_name, budget_year_label, indicators desc, level1
