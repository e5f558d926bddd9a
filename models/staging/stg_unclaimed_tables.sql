with source as (
    select * from {{ source('raw', 'unclaimed_tables') }}
),

renamed as (
    select
        document_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        col_no,
        block_no,
        last_row_no,
        kind,
        cells,
        first_text,
        label_count
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
        block_no,
        last_row_no,
        kind,
        cells,
        first_text,
        label_count
    from renamed
)

select
    document_id,
    page_no,
    sheet_name,
    table_no,
    row_no,
    col_no,
    block_no,
    last_row_no,
    kind,
    cells,
    first_text,
    label_count
from final
