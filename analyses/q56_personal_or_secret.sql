-- Q56. Where may personal data or secret work be published? 哪些表可能公开了个人信息或涉密内容？
-- A row: one finding on privacy or secrecy. The words themselves are not repeated here. 每行：一项隐私或保密提示，不重复原文。
-- Caveats: contact names and numbers were masked before anything was stored and are not among these; what is listed is
-- for a person to decide. 联系人和电话在入库前已遮盖；所列各项须人工判断。

-- Columns: rule_id, title_zh, severity, region_name, budget_year_label, agency_name, project_name, message_zh,
-- message_en, document_path, place_text
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
        message_zh,
        message_en,
        document_path,
        place_text
    from {{ ref('rpt_review_findings') }}
    where criterion = '隐私'
)

select
    rule_id,
    title_zh,
    severity,
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    message_zh,
    message_en,
    document_path,
    place_text
from findings
order by rule_id asc, document_path asc, place_text asc, finding_id asc
