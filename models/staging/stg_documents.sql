with source as (
    select * from {{ source('raw', 'documents') }}
),

renamed as (
    select
        document_id,
        sha256,
        reader_version,
        forms_version,
        vocabulary_hash,
        path,
        file_name,
        media_type,
        bytes,
        charset,
        title_text,
        head_text,
        try_cast(cited_year_max as bigint) as cited_year_max,
        status,
        reason_code,
        reason,
        cells_total,
        cells_used,
        cells_furniture,
        cells_unread,
        cells_outside,
        forms_count
    from source
),

final as (
    select
        document_id,
        sha256,
        reader_version,
        forms_version,
        vocabulary_hash,
        path,
        file_name,
        media_type,
        bytes,
        charset,
        title_text,
        nullif({{ strip_markup('title_text') }}, '') as title_tidy,
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
        forms_count
    from renamed
)

select
    document_id,
    sha256,
    reader_version,
    forms_version,
    vocabulary_hash,
    path,
    file_name,
    media_type,
    bytes,
    charset,
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
    forms_count
from final
