-- Which year's money a project is: printed, else the manifest, else a folder; else unknown, never guessed.
with records as (
    select
        project_id,
        document_id,
        form_title,
        form_year_text,
        year_text,
        period_text,
        sheet_name
    from {{ ref('int_records') }}
),

documents as (
    select
        document_id,
        title_tidy,
        head_text,
        cited_year_max,
        published_on,
        retrieved_on,
        manifest_budget_year,
        has_manifest_year_conflict
    from {{ ref('int_documents') }}
),

document_paths as (
    select
        path,
        document_id,
        file_name
    from {{ ref('stg_document_paths') }}
),

-- The file's own name counts only where it says 2024年: a bare number in it is often the day of publication.
folders as (
    select
        document_id,
        regexp_extract_all(
            substr(path, 1, length(path) - length(file_name)), '(?:^|[^0-9])((?:19|20)[0-9]{2})(?:[年/]|$)', 1
        ) as folder_years,
        {{ stated_year('file_name') }} as file_year
    from document_paths
),

path_years as (
    select
        document_id,
        coalesce(try_cast({{ last_item('folder_years') }} as bigint), file_year) as path_year
    from folders
),

folder_years as (
    select
        document_id,
        case when count(distinct path_year) = 1 then min(path_year) end as folder_year,
        count(distinct path_year) > 1 as has_folder_year_conflict
    from path_years
    group by document_id
),

read_texts as (
    select
        project_id,
        document_id,
        {{ stated_year('form_title') }} as title_year,
        {{ bare_year('form_year_text') }} as form_bare_year,
        {{ stated_year('form_year_text') }} as form_stated_year,
        {{ bare_year('year_text') }} as field_bare_year,
        {{ stated_year('year_text') }} as field_stated_year,
        {{ bare_year('period_text') }} as period_bare_year,
        {{ stated_year('period_text') }} as period_stated_year,
        {{ bare_year('sheet_name') }} as sheet_bare_year,
        {{ stated_year('sheet_name') }} as sheet_stated_year
    from records
),

read_heads as (
    select
        document_id,
        {{ stated_year('title_tidy') }} as document_title_year,
        {{ stated_year('head_text') }} as head_year
    from documents
),

evidence as (
    select
        read_texts.project_id,
        read_texts.document_id,
        coalesce(
            read_texts.title_year,
            read_texts.form_bare_year,
            read_texts.form_stated_year,
            read_texts.field_bare_year,
            read_texts.field_stated_year,
            read_texts.period_bare_year,
            read_texts.period_stated_year,
            read_texts.sheet_bare_year,
            read_texts.sheet_stated_year,
            read_heads.document_title_year,
            read_heads.head_year
        ) as printed_year,
        documents.manifest_budget_year,
        case when not documents.has_manifest_year_conflict then folder_years.folder_year end as folder_year,
        documents.has_manifest_year_conflict or coalesce(folder_years.has_folder_year_conflict, false) as has_conflict,
        documents.cited_year_max,
        year(coalesce(documents.published_on, documents.retrieved_on)) as published_year
    from read_texts
    inner join documents on read_texts.document_id = documents.document_id
    inner join read_heads on read_texts.document_id = read_heads.document_id
    left join folder_years on read_texts.document_id = folder_years.document_id
),

final as (
    select
        project_id,
        document_id,
        coalesce(printed_year, manifest_budget_year, folder_year) as budget_year,
        case
            when printed_year is not null then 'printed'
            when manifest_budget_year is not null then 'manifest'
            when folder_year is not null then 'folder'
            when has_conflict then 'conflict'
            else 'unknown'
        end as budget_year_basis,
        -- A plan may name a far year: what is printed proves nothing beyond the year of the budget or of publication.
        case
            when printed_year is not null then printed_year
            when cited_year_max between 1980 and 2100
                then least(
                    cited_year_max, coalesce(manifest_budget_year, folder_year, published_year, cited_year_max)
                )
        end as evidence_year_min
    from evidence
)

select
    project_id,
    document_id,
    budget_year,
    budget_year_basis,
    evidence_year_min
from final
