-- What rpt_coverage counts, over all of its rows, is what dimensions and facts hold: no document, form, indicator,
-- finding or yuan is lost in it or counted twice.
with coverage as (
    select * from {{ ref('rpt_coverage') }}
),

documents as (
    select * from {{ ref('dim_documents') }}
),

projects as (
    select * from {{ ref('dim_projects') }}
),

spending as (
    select amount_yuan from {{ ref('fct_project_spending') }}
    where is_counted
),

indicators as (
    select
        count(distinct indicator_id) as indicators_count,
        count(distinct case when actual_text is not null then indicator_id end) as actuals_count
    from {{ ref('fct_indicator_values') }}
    where is_effective
),

findings as (
    select count(*) as findings_count from {{ ref('fct_review_findings') }}
),

gaps as (
    select count(*) as gaps_count from {{ ref('fct_reconciliations') }}
    where not is_balanced
),

expected as (
    select
        'documents' as measure,
        cast(count(*) as decimal(20, 2)) as amount
    from documents
    union all
    select
        'documents not read' as measure,
        count(case when status in ('rejected', 'skipped') then 1 end) as amount
    from documents
    union all
    select
        'forms' as measure,
        coalesce(sum(forms_count), 0) as amount
    from documents
    union all
    select
        'unread cells' as measure,
        coalesce(sum(cells_unread), 0) as amount
    from documents
    union all
    select
        'projects' as measure,
        count(*) as amount
    from projects
    union all
    select
        'counted projects' as measure,
        count(*) as amount
    from spending
    union all
    select
        'yuan' as measure,
        coalesce(sum(amount_yuan), 0) as amount
    from spending
    union all
    select
        'indicators' as measure,
        indicators_count as amount
    from indicators
    union all
    select
        'actuals' as measure,
        actuals_count as amount
    from indicators
    union all
    select
        'findings' as measure,
        findings_count as amount
    from findings
    union all
    select
        'gaps' as measure,
        gaps_count as amount
    from gaps
),

reported as (
    select
        'documents' as measure,
        cast(coalesce(sum(main_documents_count), 0) as decimal(20, 2)) as amount
    from coverage
    union all
    select
        'documents not read' as measure,
        coalesce(sum(unread_documents_count), 0) as amount
    from coverage
    union all
    select
        'forms' as measure,
        coalesce(sum(forms_count), 0) as amount
    from coverage
    union all
    select
        'unread cells' as measure,
        coalesce(sum(cells_unread), 0) as amount
    from coverage
    union all
    select
        'projects' as measure,
        coalesce(sum(projects_count + department_forms_count), 0) as amount
    from coverage
    union all
    select
        'counted projects' as measure,
        coalesce(sum(counted_projects_count), 0) as amount
    from coverage
    union all
    select
        'yuan' as measure,
        coalesce(sum(cast(budget_yuan as decimal(20, 2))), 0) as amount
    from coverage
    union all
    select
        'indicators' as measure,
        coalesce(sum(indicators_count), 0) as amount
    from coverage
    union all
    select
        'actuals' as measure,
        coalesce(sum(actuals_count), 0) as amount
    from coverage
    union all
    select
        'findings' as measure,
        coalesce(sum(findings_count), 0) as amount
    from coverage
    union all
    select
        'gaps' as measure,
        coalesce(sum(gaps_count), 0) as amount
    from coverage
)

select
    expected.measure,
    expected.amount as expected_amount,
    reported.amount as reported_amount
from expected
inner join reported on expected.measure = reported.measure
where expected.amount <> reported.amount
