-- Q37. Which words stand where a number could, and where? 哪些地方用什么词代替了数字？
-- A row: one wording of a value in one place and budget year. 每行：一地一年度的一种定性取值。
-- Caveats: value texts that read as no quantity, as printed. rows_printed counts each printed value, reprinted drafts
-- too; indicators only those that hold. Some wordings hold a quantity that could not be read for sure: has_ambiguous.
-- 按原文；含有未能确认的数量者另有标记。

-- Columns: region_name, budget_year_label, value_text, rows_printed, indicators, forms, has_ambiguous, example_name,
-- documents
with indicator_values as (
    select
        indicator_id,
        project_id,
        document_id,
        region_code,
        indicator_name,
        value_text,
        print_count,
        is_counted,
        is_ambiguous
    from {{ ref('fct_indicator_values') }}
    where value_kind = 'qualitative'
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

final as (
    select
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        indicator_values.value_text,
        sum(indicator_values.print_count) as rows_printed,
        count(distinct case when indicator_values.is_counted then indicator_values.indicator_id end) as indicators,
        count(distinct indicator_values.project_id) as forms,
        max(case when indicator_values.is_ambiguous then 1 else 0 end) = 1 as has_ambiguous,
        min(indicator_values.indicator_name) as example_name,
        string_agg(distinct documents.path, ', ' order by documents.path) as documents
    from indicator_values
    inner join projects on indicator_values.project_id = projects.project_id
    inner join documents on indicator_values.document_id = documents.document_id
    left join regions on indicator_values.region_code = regions.region_code
    group by
        indicator_values.region_code,
        regions.region_name,
        projects.budget_year_label,
        indicator_values.value_text
)

select
    region_name,
    budget_year_label,
    value_text,
    rows_printed,
    indicators,
    forms,
    has_ambiguous,
    example_name,
    documents
from final
order by rows_printed desc, region_name asc, value_text asc
