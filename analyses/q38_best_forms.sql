-- Q38. Which forms are filled in best, and which worst? 哪些表填得最好，哪些最需要改？
-- A row: one form, over all review criteria. 每行：一张表，合计全部审核标准。
-- Caveats: the score is the share of its chances to go wrong that a form did not use; it says nothing of what the
-- project is worth, and never stands without the rules behind it. 得分只看填报，不评价项目价值；须与命中规则一起看。

-- Columns: score_rank, score_percent, region_name, budget_year_label, agency_name, project_name, high_findings,
-- findings, rules_hit, document_path, place_text
with criteria as (
    select
        project_id,
        criterion,
        document_id,
        region_name,
        budget_year_label,
        coalesce(agency_name, '未知') as agency_name,
        coalesce(project_name, '未知') as project_name,
        possible_weight,
        hit_weight,
        high_count,
        findings_count,
        rule_ids,
        place_text
    from {{ ref('rpt_form_quality') }}
),

documents as (
    select
        document_id,
        path
    from {{ ref('dim_documents') }}
),

forms as (
    select
        project_id,
        document_id,
        region_name,
        budget_year_label,
        agency_name,
        project_name,
        place_text,
        100 * (1 - sum(hit_weight) / nullif(sum(possible_weight), 0)) as score_percent,
        sum(high_count) as high_findings,
        sum(findings_count) as findings,
        string_agg(nullif(rule_ids, ''), ' ' order by criterion) as rules_hit
    from criteria
    group by project_id, document_id, region_name, budget_year_label, agency_name, project_name, place_text
),

final as (
    select
        rank() over (order by forms.score_percent desc nulls last) as score_rank,
        round(forms.score_percent, 1) as score_percent,
        forms.region_name,
        forms.budget_year_label,
        forms.agency_name,
        forms.project_name,
        forms.high_findings,
        forms.findings,
        forms.rules_hit,
        documents.path as document_path,
        forms.place_text,
        forms.project_id
    from forms
    inner join documents on forms.document_id = documents.document_id
)

select
    score_rank,
    score_percent,
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    high_findings,
    findings,
    rules_hit,
    document_path,
    place_text
from final
order by score_rank, document_path, place_text, project_id
