with source as (
    select * from {{ source('raw', 'forms') }}
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
        shape,
        title_text,
        year_text,
        unit_document_text,
        last_row_no,
        layout_id
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
        shape,
        title_text,
        nullif({{ strip_markup('title_text') }}, '') as title_tidy,
        year_text,
        unit_document_text,
        last_row_no,
        layout_id
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
    shape,
    title_text,
    title_tidy,
    year_text,
    unit_document_text,
    last_row_no,
    layout_id
from final
