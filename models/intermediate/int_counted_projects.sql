-- Which form counts for each project and year, so that no yuan is added twice: a target before a self-evaluation, the
-- newest publication first, of two of one day or none that which says it corrects, and a department's own total only
-- where none of its projects of that year is present. Looks across documents, so it is rebuilt whole.
with projects as (
    select
        project_id,
        document_id,
        form_no,
        record_no,
        form_kind,
        form_purpose,
        agency_id,
        budget_year
    from {{ ref('int_projects') }}
),

documents as (
    select
        document_id,
        path,
        title_tidy,
        published_on
    from {{ ref('int_documents') }}
),

correction_words as (
    select word
    from {{ ref('title_words') }}
    where target = 'publication' and value = 'corrected'
),

corrections as (
    select distinct documents.document_id
    from documents
    inner join correction_words
        on
            instr(documents.path, correction_words.word) > 0
            or instr(documents.title_tidy, correction_words.word) > 0
),

series as (
    select
        project_id,
        series_id
    from {{ ref('int_project_series') }}
),

budgets as (
    select
        project_id,
        amount_yuan
    from {{ ref('int_project_spending') }}
    where amount_stage = 'budget'
),

-- Without a year nothing says that two documents speak of the same one.
keyed as (
    select
        projects.project_id,
        projects.document_id,
        projects.form_kind,
        projects.form_purpose,
        projects.agency_id,
        projects.form_no,
        projects.record_no,
        coalesce(series.series_id, projects.project_id) as project_key,
        coalesce(cast(projects.budget_year as string), projects.document_id) as year_key,
        documents.published_on,
        corrections.document_id is not null as is_correction,
        budgets.amount_yuan
    from projects
    inner join budgets on projects.project_id = budgets.project_id
    inner join documents on projects.document_id = documents.document_id
    left join corrections on projects.document_id = corrections.document_id
    left join series on projects.project_id = series.project_id
),

ranked as (
    select
        keyed.project_id,
        keyed.document_id,
        keyed.form_kind,
        keyed.agency_id,
        keyed.year_key,
        keyed.amount_yuan,
        row_number() over (
            partition by form_kind, project_key, year_key
            order by
                case when amount_yuan is null then 1 else 0 end,
                case form_purpose when 'target' then 0 when 'monitoring' then 1 else 2 end,
                published_on desc nulls last,
                case when is_correction then 0 else 1 end,
                document_id,
                form_no,
                record_no
        ) as form_rank
    from keyed
),

agency_years as (
    select
        agency_id,
        year_key
    from ranked
    where form_kind = 'project' and form_rank = 1 and amount_yuan is not null and agency_id is not null
    group by agency_id, year_key
),

final as (
    select
        ranked.project_id,
        ranked.document_id
    from ranked
    left join agency_years
        on
            ranked.agency_id = agency_years.agency_id
            and ranked.year_key = agency_years.year_key
    where
        ranked.form_rank = 1
        and (ranked.form_kind = 'project' or agency_years.agency_id is null)
)

select
    project_id,
    document_id
from final
