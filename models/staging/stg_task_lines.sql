with source as (
    select * from {{ source('raw', 'task_lines') }}
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
        line_no,
        task_no_text,
        group_text,
        name_text,
        content_text,
        amount_text,
        {{ number_text("coalesce(replace(amount_text, unit_cell_text, ''), amount_text)") }} as amount_digits,
        amount_heading_text,
        {{ normalise_label('amount_heading_text') }} as amount_heading_key,
        unit_cell_text,
        unit_column_text,
        unit_block_text
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
        line_no,
        task_no_text,
        group_text,
        name_text,
        nullif({{ strip_markup('name_text') }}, '') as name_tidy,
        content_text,
        nullif({{ strip_markup('content_text') }}, '') as content_tidy,
        amount_text,
        try_cast(amount_digits as decimal(28, 8)) as amount_number,
        cast(length(regexp_extract(amount_digits, '\.([0-9]+)$', 1)) as bigint) as amount_decimals,
        amount_heading_text,
        amount_heading_key,
        {{ strip_brackets('amount_heading_key') }} as amount_heading_key_short,
        unit_cell_text,
        unit_column_text,
        unit_block_text
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
    line_no,
    task_no_text,
    group_text,
    name_text,
    name_tidy,
    content_text,
    content_tidy,
    amount_text,
    amount_number,
    amount_decimals,
    amount_heading_text,
    amount_heading_key,
    amount_heading_key_short,
    unit_cell_text,
    unit_column_text,
    unit_block_text
from final
