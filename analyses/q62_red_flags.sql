-- Q62. What should be looked at first? 最该先看什么？
-- A row: one finding of severity high or medium with money at stake, or of severity high. 每行：一条重要的审核发现。
-- Caveats: ranked by money at stake, then by severity; a finding is a question to the agency, not a verdict, and may
-- come from how the document was extracted. 按涉及金额排列；发现是疑问而非结论，也可能源于文本提取。

-- Columns: finding_rank, rule_id, title_zh, severity, criterion, region_name, budget_year_label, agency_name,
-- project_name, evidence, amount_at_stake_yuan, message_zh, document_path, place_text
with findings as (
    select
        finding_id,
        rule_id,
        title_zh,
        severity,
        criterion,
        region_name,
        budget_year_label,
        coalesce(agency_name, '未知') as agency_name,
        coalesce(project_name, agency_name, '未知') as project_name,
        evidence,
        cast(amount_at_stake_yuan as decimal(20, 2)) as amount_at_stake_yuan,
        message_zh,
        document_path,
        place_text
    from {{ ref('rpt_review_findings') }}
    where severity = 'high' or (severity = 'medium' and amount_at_stake_yuan is not null)
),

final as (
    select
        rank() over (
            order by amount_at_stake_yuan desc nulls last, severity asc, document_path asc, finding_id asc
        ) as finding_rank,
        rule_id,
        title_zh,
        severity,
        criterion,
        region_name,
        budget_year_label,
        agency_name,
        project_name,
        evidence,
        amount_at_stake_yuan,
        message_zh,
        document_path,
        place_text
    from findings
)

select
    finding_rank,
    rule_id,
    title_zh,
    severity,
    criterion,
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    evidence,
    amount_at_stake_yuan,
    message_zh,
    document_path,
    place_text
from final
order by finding_rank
