-- Q51. Which forms carry dates of another year? 哪些表写的是别的年度的日期？
-- A row: one date target outside the budget year, a project whose period is over before it, or a goal that speaks of
-- another year. 每行：一个不在预算年度内的日期目标、一个期间已结束的项目，或提到其他年份的目标。
-- Caveats: only where the budget year is known. Not wrong by itself: last year's service is often paid this year, and
-- the rules of goals are hints (severity info). 仅限预算年度已知者；不一定是错误，如本年支付上年服务费。

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
    where rule_id in ('T01', 'T02', 'T04')
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
order by rule_id asc, document_path asc, place_text asc, finding_id asc
