-- The documents whose file is in the folder now. The same bytes may lie at several paths.
with documents as (
    select * from {{ ref('stg_documents') }}
),

document_paths as (
    select * from {{ ref('stg_document_paths') }}
),

by_document as (
    select
        document_id,
        min(path) as path,
        min_by(file_name, path) as file_name,
        count(*) as paths_count,
        min(source_url) as source_url,
        min(publisher) as publisher,
        count(distinct publisher) as publishers_count,
        max(published_on) as published_on,
        max(retrieved_on) as retrieved_on,
        min(manifest_budget_year) as manifest_budget_year,
        count(distinct manifest_budget_year) as manifest_years_count,
        min(manifest_region_code) as manifest_region_code,
        count(distinct manifest_region_code) as manifest_regions_count
    from document_paths
    group by document_id
),

-- A newer publication at the same address supersedes the older one; those of one day, or undated, stand side by side.
ranked as (
    select
        by_document.document_id,
        by_document.path,
        by_document.file_name,
        by_document.paths_count,
        by_document.source_url,
        by_document.publisher,
        by_document.publishers_count,
        by_document.published_on,
        by_document.retrieved_on,
        by_document.manifest_budget_year,
        by_document.manifest_years_count,
        by_document.manifest_region_code,
        by_document.manifest_regions_count,
        rank() over (
            partition by coalesce(source_url, document_id)
            order by published_on desc nulls last
        ) as recency
    from by_document
),

final as (
    select
        documents.document_id,
        ranked.path,
        ranked.file_name,
        documents.media_type,
        documents.title_text,
        documents.title_tidy,
        documents.head_text,
        documents.cited_year_max,
        documents.status,
        documents.reason_code,
        documents.reason,
        documents.cells_total,
        documents.cells_used,
        documents.cells_furniture,
        documents.cells_unread,
        documents.cells_outside,
        documents.forms_count,
        ranked.paths_count,
        ranked.source_url,
        case when ranked.publishers_count = 1 then ranked.publisher end as publisher,
        ranked.published_on,
        ranked.retrieved_on,
        case when ranked.manifest_years_count = 1 then ranked.manifest_budget_year end as manifest_budget_year,
        ranked.manifest_years_count > 1 as has_manifest_year_conflict,
        case when ranked.manifest_regions_count = 1 then ranked.manifest_region_code end as manifest_region_code,
        ranked.manifest_regions_count > 1 as has_manifest_region_conflict,
        ranked.recency = 1 as is_latest_version
    from documents
    inner join ranked on documents.document_id = ranked.document_id
)

select
    document_id,
    path,
    file_name,
    media_type,
    title_text,
    title_tidy,
    head_text,
    cited_year_max,
    status,
    reason_code,
    reason,
    cells_total,
    cells_used,
    cells_furniture,
    cells_unread,
    cells_outside,
    forms_count,
    paths_count,
    source_url,
    publisher,
    published_on,
    retrieved_on,
    manifest_budget_year,
    has_manifest_year_conflict,
    manifest_region_code,
    has_manifest_region_conflict,
    is_latest_version
from final
