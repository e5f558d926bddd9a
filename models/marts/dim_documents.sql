with documents as (
    select * from {{ ref('int_documents') }}
),

final as (
    select
        document_id,
        path,
        file_name,
        media_type,
        title_tidy as title,
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
        is_latest_version
    from documents
)

select
    document_id,
    path,
    file_name,
    media_type,
    title,
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
    is_latest_version
from final
