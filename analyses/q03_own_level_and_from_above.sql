-- Q3. How much of the money is the place's own, and how much comes from a higher level of government? 资金中本级安排多少、上级补助多少？
-- A row: one level of government in one place and budget year. 每行：一地一年度的一个资金级次。
-- Caveats: level `na` is money whose form does not say where it comes from, not money of the place's own. Blank lines
-- (lines_blank) are unknown, not 0. 级次 `na` 表示原表未区分；空白不等于 0。

-- Columns: region_name, budget_year_label, government_level, projects, lines_blank, amount_yuan, share_percent,
-- documents
with spending as (
    select
        project_id,
        document_id,
        region_code,
        amount_yuan
    from {{ ref('fct_project_spending') }}
    where is_counted
),

funding as (
    select
        project_id,
        funding_source_id,
        amount_yuan,
        is_additive
    from {{ ref('fct_project_funding') }}
    where amount_stage = 'budget'
),

sources as (
    select
        funding_source_id,
        government_level
    from {{ ref('dim_funding_sources') }}
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

-- Only lines that add up to the project's amount, so that no yuan stands under two levels.
levelled as (
    select
        funding.project_id,
        sources.government_level,
        count(*) - count(funding.amount_yuan) as lines_blank,
        sum(case when funding.is_additive then funding.amount_yuan end) as amount_yuan
    from funding
    inner join sources on funding.funding_source_id = sources.funding_source_id
    where sources.government_level <> 'na'
    group by funding.project_id, sources.government_level
),

levelled_totals as (
    select
        project_id,
        sum(amount_yuan) as amount_yuan
    from levelled
    group by project_id
),

unlevelled as (
    select
        spending.project_id,
        'na' as government_level,
        0 as lines_blank,
        spending.amount_yuan - coalesce(levelled_totals.amount_yuan, 0) as amount_yuan
    from spending
    left join levelled_totals on spending.project_id = levelled_totals.project_id
    where levelled_totals.project_id is null or spending.amount_yuan <> coalesce(levelled_totals.amount_yuan, 0)
),

parts as (
    select
        project_id,
        government_level,
        lines_blank,
        amount_yuan
    from levelled
    union all
    select
        project_id,
        government_level,
        lines_blank,
        amount_yuan
    from unlevelled
),

by_level as (
    select
        spending.region_code,
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        parts.government_level,
        count(*) as projects,
        sum(parts.lines_blank) as lines_blank,
        sum(parts.amount_yuan) as amount_yuan,
        string_agg(distinct documents.path, ', ' order by documents.path) as documents
    from parts
    inner join spending on parts.project_id = spending.project_id
    inner join projects on parts.project_id = projects.project_id
    inner join documents on spending.document_id = documents.document_id
    left join regions on spending.region_code = regions.region_code
    group by spending.region_code, regions.region_name, projects.budget_year_label, parts.government_level
),

final as (
    select
        region_name,
        budget_year_label,
        government_level,
        projects,
        lines_blank,
        amount_yuan,
        round(
            100 * cast(amount_yuan as double)
            / nullif(cast(sum(amount_yuan) over (partition by region_code, budget_year_label) as double), 0),
            1
        ) as share_percent,
        documents
    from by_level
)

select
    region_name,
    budget_year_label,
    government_level,
    projects,
    lines_blank,
    amount_yuan,
    share_percent,
    documents
from final
order by region_name, budget_year_label, government_level
