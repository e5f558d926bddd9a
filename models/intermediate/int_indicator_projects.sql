-- Which form's indicators stand for a project and year: the one whose money counts, else a target before a
-- self-evaluation, the newest publication first. A form without indicators stands for none; a department's own form and
-- its projects' forms promise different things, so neither replaces the other. Looks across documents: rebuilt whole.
with projects as (
    select
        project_id,
        document_id,
        form_kind,
        form_purpose,
        form_no,
        record_no,
        budget_year
    from {{ ref('int_projects') }}
),

prints as (
    select distinct project_id
    from {{ ref('int_indicator_prints') }}
),

documents as (
    select
        document_id,
        published_on
    from {{ ref('int_documents') }}
),

series as (
    select
        project_id,
        series_id
    from {{ ref('int_project_series') }}
),

counted_projects as (
    select project_id
    from {{ ref('int_counted_projects') }}
),

-- Without a year nothing says that two documents speak of the same one.
final as (
    select
        projects.project_id,
        projects.document_id,
        row_number() over (
            partition by
                projects.form_kind,
                coalesce(series.series_id, projects.project_id),
                coalesce(cast(projects.budget_year as string), projects.document_id)
            order by
                case when counted_projects.project_id is null then 1 else 0 end asc,
                case projects.form_purpose when 'target' then 0 when 'monitoring' then 1 else 2 end asc,
                documents.published_on desc nulls last,
                projects.document_id asc,
                projects.form_no asc,
                projects.record_no asc
        ) = 1 as is_counted
    from projects
    inner join prints on projects.project_id = prints.project_id
    inner join documents on projects.document_id = documents.document_id
    left join series on projects.project_id = series.project_id
    left join counted_projects on projects.project_id = counted_projects.project_id
)

select
    project_id,
    document_id,
    is_counted
from final
