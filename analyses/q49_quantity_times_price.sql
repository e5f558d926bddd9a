-- Q49. Where do quantity and price not make the budget? 哪里的数量乘单价与预算不符？
-- A row: one project whose printed quantities and prices come to another sum than its budget, or whose prices of two
-- periods are one number. 每行：一个数量与单价之积和预算不符的项目，或两种计费周期单价相同。
-- Caveats: only where each price has its quantity; what is bought besides need not be printed. amount_at_stake_yuan is
-- the difference. 仅限单价与数量成对者；未印出的支出可解释差额。

-- Columns: rule_id, title_zh, severity, region_name, budget_year_label, agency_name, project_name, evidence,
-- message_zh, message_en, amount_at_stake_yuan, document_path, place_text
with findings as (
    select
        finding_id,
        rule_id,
        title_zh,
        severity,
        region_name,
        budget_year_label,
        coalesce(agency_name, '未知') as agency_name,
        coalesce(project_name, agency_name, '未知') as project_name,
        evidence,
        message_zh,
        message_en,
        cast(amount_at_stake_yuan as decimal(20, 2)) as amount_at_stake_yuan,
        document_path,
        place_text
    from {{ ref('rpt_review_findings') }}
    where rule_id in ('A08', 'A15')
)

select
    rule_id,
    title_zh,
    severity,
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    evidence,
    message_zh,
    message_en,
    amount_at_stake_yuan,
    document_path,
    place_text
from findings
order by rule_id asc, amount_at_stake_yuan desc nulls last, document_path asc, finding_id asc
