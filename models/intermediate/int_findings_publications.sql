-- One budget of one year that several documents print differently. Looks across documents, so it is rebuilt whole.
with projects as (
    select
        project_id,
        document_id,
        form_kind,
        form_purpose,
        budget_year
    from {{ ref('int_projects') }}
    where budget_year is not null
),

documents as (
    select
        document_id,
        path
    from {{ ref('int_documents') }}
),

series as (
    select
        project_id,
        series_id
    from {{ ref('int_project_series') }}
),

counted_projects as (
    select project_id from {{ ref('int_counted_projects') }}
),

budgets as (
    select
        project_id,
        amount_yuan,
        precision_yuan,
        page_no,
        sheet_name,
        table_no,
        row_no
    from {{ ref('int_project_spending') }}
    where amount_stage = 'budget' and amount_yuan is not null
),

-- A target beside a self-evaluation may rightly differ: the budget may have been adjusted in between.
printed as (
    select
        projects.project_id,
        projects.document_id,
        projects.form_kind,
        projects.form_purpose,
        projects.budget_year,
        series.series_id,
        budgets.amount_yuan,
        budgets.precision_yuan,
        budgets.page_no,
        budgets.sheet_name,
        budgets.table_no,
        budgets.row_no,
        counted_projects.project_id is not null as is_counted
    from projects
    inner join budgets on projects.project_id = budgets.project_id
    inner join series on projects.project_id = series.project_id
    left join counted_projects on projects.project_id = counted_projects.project_id
),

-- A document may print a project in several forms, or in a list and again in a form: what is compared is what all of
-- them come to, each amount once.
by_document as (
    select
        printed.series_id,
        printed.form_kind,
        printed.form_purpose,
        printed.budget_year,
        printed.document_id,
        sum(distinct printed.amount_yuan) as amount_yuan,
        sum(coalesce(printed.precision_yuan, 0)) as precision_yuan
    from printed
    group by
        printed.series_id,
        printed.form_kind,
        printed.form_purpose,
        printed.budget_year,
        printed.document_id
),

differing as (
    select
        by_document.series_id,
        by_document.form_kind,
        by_document.form_purpose,
        by_document.budget_year,
        count(*) as documents_count,
        min(by_document.amount_yuan) as least_yuan,
        max(by_document.amount_yuan) as most_yuan,
        {{ joined_texts(
            "documents.path || ' ' || " ~ yuan_text('by_document.amount_yuan') ~ " || '元'", "'; '", 'documents.path'
        ) }} as evidence
    from by_document
    inner join documents on by_document.document_id = documents.document_id
    group by
        by_document.series_id,
        by_document.form_kind,
        by_document.form_purpose,
        by_document.budget_year
    having max(by_document.amount_yuan) - min(by_document.amount_yuan) > 2 * max(by_document.precision_yuan)
),

final as (
    select
        'D09' as rule_id,
        printed.project_id,
        printed.document_id,
        cast(null as string) as indicator_value_id,
        printed.page_no,
        printed.sheet_name,
        printed.table_no,
        printed.row_no,
        cast(differing.documents_count as string) || ' documents print this budget differently, from '
        || {{ yuan_text('differing.least_yuan') }} || ' to ' || {{ yuan_text('differing.most_yuan') }}
        || case
            when printed.is_counted then ' yuan; totals count this form.' else ' yuan; totals leave this form out.'
        end as message_en,
        cast(differing.documents_count as string) || '个文件公开的这一预算不同，从 '
        || {{ yuan_text('differing.least_yuan') }} || ' 元到 ' || {{ yuan_text('differing.most_yuan') }}
        || case when printed.is_counted then ' 元；汇总计入本表。' else ' 元；汇总未计入本表。' end as message_zh,
        differing.evidence,
        cast(differing.most_yuan - differing.least_yuan as decimal(20, 2)) as amount_at_stake_yuan
    from printed
    inner join differing
        on
            printed.series_id = differing.series_id
            and printed.form_kind = differing.form_kind
            and printed.form_purpose = differing.form_purpose
            and printed.budget_year = differing.budget_year
)

select
    rule_id,
    project_id,
    document_id,
    indicator_value_id,
    page_no,
    sheet_name,
    table_no,
    row_no,
    message_en,
    message_zh,
    evidence,
    amount_at_stake_yuan
from final
