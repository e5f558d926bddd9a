-- Q40. How do the agencies stand by review criterion: complete, relevant, fitting …? 各单位在完整性、相关性、适当性等方面如何？
-- A row: one agency, budget year and criterion. 每行：一个单位一个年度的一项标准。
-- Caveats: share of the weight of rules that apply and do not hit; the rules behind it are in rules_hit. It judges how
-- a form is filled in. 得分率为适用规则中未命中的权重比例；只看填报质量。

-- Columns: region_name, budget_year_label, agency_name, criterion, forms, score_percent, findings, high_findings,
-- rules_hit, documents
with form_criteria as (
    select
        project_id,
        criterion,
        document_id,
        region_name,
        budget_year_label,
        possible_weight,
        hit_weight,
        high_count,
        findings_count,
        rule_ids
    from {{ ref('rpt_form_quality') }}
    where possible_weight > 0
),

projects as (
    select
        project_id,
        agency_id
    from {{ ref('dim_projects') }}
),

agencies as (
    select
        agency_id,
        agency_name
    from {{ ref('dim_agencies') }}
),

criteria as (
    select
        form_criteria.project_id,
        form_criteria.criterion,
        form_criteria.document_id,
        form_criteria.region_name,
        form_criteria.budget_year_label,
        coalesce(agencies.agency_name, '未知') as agency_name,
        form_criteria.possible_weight,
        form_criteria.hit_weight,
        form_criteria.high_count,
        form_criteria.findings_count,
        form_criteria.rule_ids
    from form_criteria
    inner join projects on form_criteria.project_id = projects.project_id
    left join agencies on projects.agency_id = agencies.agency_id
),

documents as (
    select
        document_id,
        path
    from {{ ref('dim_documents') }}
),

words as (
    select
        region_name,
        budget_year_label,
        agency_name,
        criterion,
        unnest(string_split(rule_ids, ' ')) as rule_word
    from criteria
),

-- D03×2: a rule that hit twice.
rules as (
    select
        region_name,
        budget_year_label,
        agency_name,
        criterion,
        split_part(rule_word, '×', 1) as rule_id
    from words
    where rule_word <> ''
),

rule_lists as (
    select
        region_name,
        budget_year_label,
        agency_name,
        criterion,
        string_agg(distinct rule_id, ', ' order by rule_id) as rules_hit
    from rules
    group by region_name, budget_year_label, agency_name, criterion
),

by_agency as (
    select
        criteria.region_name,
        criteria.budget_year_label,
        criteria.agency_name,
        criteria.criterion,
        count(distinct criteria.project_id) as forms,
        round(100 * (1 - sum(criteria.hit_weight) / sum(criteria.possible_weight)), 1) as score_percent,
        sum(criteria.findings_count) as findings,
        sum(criteria.high_count) as high_findings,
        string_agg(distinct documents.path, ', ' order by documents.path) as documents
    from criteria
    inner join documents on criteria.document_id = documents.document_id
    group by criteria.region_name, criteria.budget_year_label, criteria.agency_name, criteria.criterion
),

final as (
    select
        by_agency.region_name,
        by_agency.budget_year_label,
        by_agency.agency_name,
        by_agency.criterion,
        by_agency.forms,
        by_agency.score_percent,
        by_agency.findings,
        by_agency.high_findings,
        rule_lists.rules_hit,
        by_agency.documents
    from by_agency
    left join rule_lists
        on
            by_agency.region_name = rule_lists.region_name
            and by_agency.budget_year_label = rule_lists.budget_year_label
            and by_agency.agency_name = rule_lists.agency_name
            and by_agency.criterion = rule_lists.criterion
)

select
    region_name,
    budget_year_label,
    agency_name,
    criterion,
    forms,
    score_percent,
    findings,
    high_findings,
    rules_hit,
    documents
from final
order by region_name, agency_name, budget_year_label, criterion
