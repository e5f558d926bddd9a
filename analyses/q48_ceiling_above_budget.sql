-- Q48. Where is a promised cost above the budget? 哪里的成本目标高于预算？
-- A row: one ceiling above its project's budget, or costs of one project that come to more.
-- 每行：一个高于预算的成本上限，或一个项目合计高于预算的各项成本。
-- Caveats: the drafts that hold only; half a unit of the last printed digit is rounding. amount_at_stake_yuan is the
-- excess. Costs added up may overlap: read the evidence. 仅取有效一稿；末位四舍五入以内不算；合计项请核对是否重叠。

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
    where rule_id in ('A05', 'A07')
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
order by amount_at_stake_yuan desc, document_path asc, finding_id asc
