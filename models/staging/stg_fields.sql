with source as (
    select * from {{ source('raw', 'fields') }}
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
        record_no,
        line_no,
        field,
        label_text,
        {{ normalise_label('label_text') }} as label_key,
        value_text
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
        record_no,
        line_no,
        field,
        label_text,
        label_key,
        {{ strip_brackets('label_key') }} as label_key_short,
        value_text,
        nullif({{ strip_markup('value_text') }}, '') as value_tidy
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
    record_no,
    line_no,
    field,
    label_text,
    label_key,
    label_key_short,
    value_text,
    value_tidy
from final
