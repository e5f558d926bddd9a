-- Q35. What share of its indicators does each agency file in the wrong class? 各单位有多少指标放错了类别？
-- A row: one agency and budget year. 每行：一个单位一个年度。
-- Caveats: an indicator counts once, whatever its values and rules; findings of level info are left out. `rules` counts
-- the findings by rule. 一个指标只计一次；不含提示级；rules 为各规则命中数。

-- Columns: region_name, budget_year_label, agency_name, indicators, misfiled, misfiled_percent, rules, documents
with indicators as (
    select
        indicator_value_id,
        indicator_id,
        project_id,
        document_id,
        region_code
    from {{ ref('fct_indicator_values') }}
    where is_counted and not is_placeholder
),

rules as (
    select
        rule_id,
        title_zh
    from {{ ref('dim_review_rules') }}
    where rule_family = 'classification' and severity <> 'info'
),

findings as (
    select
        rule_id,
        indicator_value_id
    from {{ ref('fct_review_findings') }}
),

hits as (
    select
        indicators.indicator_id,
        rules.title_zh
    from findings
    inner join rules on findings.rule_id = rules.rule_id
    inner join indicators on findings.indicator_value_id = indicators.indicator_value_id
),

projects as (
    select
        project_id,
        agency_id,
        budget_year_label
    from {{ ref('dim_projects') }}
),

agencies as (
    select
        agency_id,
        agency_name
    from {{ ref('dim_agencies') }}
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

filed as (
    select distinct
        indicators.indicator_id,
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        coalesce(agencies.agency_name, '未知') as agency_name,
        documents.path
    from indicators
    inner join projects on indicators.project_id = projects.project_id
    inner join documents on indicators.document_id = documents.document_id
    left join regions on indicators.region_code = regions.region_code
    left join agencies on projects.agency_id = agencies.agency_id
),

by_rule as (
    select
        filed.region_name,
        filed.budget_year_label,
        filed.agency_name,
        hits.title_zh,
        count(distinct filed.indicator_id) as indicators_hit
    from filed
    inner join hits on filed.indicator_id = hits.indicator_id
    group by filed.region_name, filed.budget_year_label, filed.agency_name, hits.title_zh
),

rule_lists as (
    select
        region_name,
        budget_year_label,
        agency_name,
        string_agg(title_zh || ' ' || cast(indicators_hit as varchar), '；' order by indicators_hit desc, title_zh asc)
            as rules
    from by_rule
    group by region_name, budget_year_label, agency_name
),

by_agency as (
    select
        filed.region_name,
        filed.budget_year_label,
        filed.agency_name,
        count(distinct filed.indicator_id) as indicators,
        count(distinct hits.indicator_id) as misfiled,
        string_agg(distinct filed.path, ', ' order by filed.path) as documents
    from filed
    left join hits on filed.indicator_id = hits.indicator_id
    group by filed.region_name, filed.budget_year_label, filed.agency_name
),

final as (
    select
        by_agency.region_name,
        by_agency.budget_year_label,
        by_agency.agency_name,
        by_agency.indicators,
        by_agency.misfiled,
        round(100 * cast(by_agency.misfiled as double) / by_agency.indicators, 1) as misfiled_percent,
        rule_lists.rules,
        by_agency.documents
    from by_agency
    left join rule_lists
        on
            by_agency.region_name = rule_lists.region_name
            and by_agency.budget_year_label = rule_lists.budget_year_label
            and by_agency.agency_name = rule_lists.agency_name
)

select
    region_name,
    budget_year_label,
    agency_name,
    indicators,
    misfiled,
    misfiled_percent,
    rules,
    documents
from final
order by misfiled_percent desc, region_name asc, agency_name asc, budget_year_label asc
