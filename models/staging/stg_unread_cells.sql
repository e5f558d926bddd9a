with source as (
    select * from {{ source('raw', 'unread_cells') }}
),

renamed as (
    select
        document_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        col_no,
        form_no,
        text,
        nearest_label_text,
        why
    from source
),

final as (
    select
        document_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        col_no,
        form_no,
        text,
        nearest_label_text,
        why
    from renamed
)

select
    document_id,
    page_no,
    sheet_name,
    table_no,
    row_no,
    col_no,
    form_no,
    text,
    nearest_label_text,
    why
from final
