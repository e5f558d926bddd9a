-- Q4. Which projects live on government funds, special accounts or carry-over? 哪些项目靠政府性基金、财政专户或上年结转？
-- A row: one funding source that the forms of one place and budget year print. 每行：一地一年度表中印出的一个资金来源。
-- Caveats: printed_yuan adds what is printed and may hold one yuan twice (a source and its parts, carry-over inside a
-- fund); only counted_yuan may be added over sources. A source printed as 0 is shown with 0, one that is not printed is
-- not shown. printed_yuan 可能重复，跨来源只能加总 counted_yuan；印 0 为 0，未印则不列。

-- Columns: region_name, budget_year_label, source_name_zh, source_name_en, source_axis, projects_printing,
-- projects_with_money, printed_yuan, counted_yuan, project_names, documents
with spending as (
    select
        project_id,
        region_code
    from {{ ref('fct_project_spending') }}
    where is_counted
),

funding as (
    select
        project_id,
        document_id,
        funding_source_id,
        amount_yuan,
        is_additive
    from {{ ref('fct_project_funding') }}
    where amount_stage = 'budget' and funding_source_id is not null
),

sources as (
    select
        funding_source_id,
        name_zh,
        name_en,
        axis,
        source_order
    from {{ ref('dim_funding_sources') }}
    where axis <> 'total'
),

projects as (
    select
        project_id,
        project_name,
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
        sources.name_zh as source_name_zh,
        sources.name_en as source_name_en,
        sources.axis as source_axis,
        sources.source_order,
        count(distinct funding.project_id) as projects_printing,
        count(distinct case when funding.amount_yuan <> 0 then funding.project_id end) as projects_with_money,
        sum(funding.amount_yuan) as printed_yuan,
        sum(case when funding.is_additive then funding.amount_yuan end) as counted_yuan,
        string_agg(distinct funded.project_name, '；' order by funded.project_name) as project_names,
        string_agg(distinct documents.path, ', ' order by documents.path) as documents
    from funding
    inner join spending on funding.project_id = spending.project_id
    inner join sources on funding.funding_source_id = sources.funding_source_id
    inner join projects on funding.project_id = projects.project_id
    inner join documents on funding.document_id = documents.document_id
    left join projects as funded on funding.project_id = funded.project_id and funding.amount_yuan <> 0
    left join regions on spending.region_code = regions.region_code
    group by
        spending.region_code,
        regions.region_name,
        projects.budget_year_label,
        sources.name_zh,
        sources.name_en,
        sources.axis,
        sources.source_order
)

select
    region_name,
    budget_year_label,
    source_name_zh,
    source_name_en,
    source_axis,
    projects_printing,
    projects_with_money,
    printed_yuan,
    counted_yuan,
    project_names,
    documents
from final
order by region_name, budget_year_label, source_order
