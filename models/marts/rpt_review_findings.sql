with findings as (
    select * from {{ ref('fct_review_findings') }}
),

rules as (
    select * from {{ ref('dim_review_rules') }}
),

projects as (
    select * from {{ ref('dim_projects') }}
),

documents as (
    select * from {{ ref('dim_documents') }}
),

regions as (
    select * from {{ ref('dim_regions') }}
),

-- What is wrong with a list as a whole belongs to no project; its place and year are those that all its projects share.
document_places as (
    select
        document_id,
        max(region_code) as region_code,
        max(budget_year) as budget_year,
        max(budget_year_label) as budget_year_label
    from projects
    group by document_id
    having
        count(distinct coalesce(region_code, '')) = 1
        and count(distinct budget_year_label) = 1
),

final as (
    select
        findings.finding_id,
        findings.rule_id,
        findings.project_id,
        findings.document_id,
        findings.indicator_value_id,
        rules.rule_family,
        findings.severity,
        rules.criterion,
        rules.title_zh,
        rules.title_en,
        findings.message_zh,
        findings.message_en,
        findings.evidence,
        cast(findings.amount_at_stake_yuan as double) as amount_at_stake_yuan,
        regions.province_code,
        {{ province_label('regions') }} as province_name,
        coalesce(regions.prefecture_name, '') as prefecture_name,
        coalesce(regions.region_name, '未知') as region_name,
        regions.region_code,
        coalesce(projects.budget_year, document_places.budget_year) as budget_year,
        coalesce(projects.budget_year_label, document_places.budget_year_label, '未知') as budget_year_label,
        coalesce(projects.agency_name, '未知') as agency_name,
        case
            when projects.project_id is null then '（列表）'
            else coalesce(projects.project_name, projects.agency_name, '未知')
        end as project_name,
        documents.title as document_title,
        documents.path as document_path,
        documents.source_url,
        findings.place_text
    from findings
    inner join rules on findings.rule_id = rules.rule_id
    inner join documents on findings.document_id = documents.document_id
    left join projects on findings.project_id = projects.project_id
    left join document_places on findings.document_id = document_places.document_id
    left join regions on coalesce(projects.region_code, document_places.region_code) = regions.region_code
)

select
    finding_id,
    rule_id,
    project_id,
    document_id,
    indicator_value_id,
    rule_family,
    severity,
    criterion,
    title_zh,
    title_en,
    message_zh,
    message_en,
    evidence,
    amount_at_stake_yuan,
    province_code,
    province_name,
    prefecture_name,
    region_name,
    region_code,
    budget_year,
    budget_year_label,
    agency_name,
    project_name,
    document_title,
    document_path,
    source_url,
    place_text
from final
