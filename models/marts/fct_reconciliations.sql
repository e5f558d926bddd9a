with list_checks as (
    select * from {{ ref('int_list_reconciliations') }}
),

form_checks as (
    select * from {{ ref('int_form_reconciliations') }}
),

rate_checks as (
    select * from {{ ref('int_rate_reconciliations') }}
),

checks as (
    select
        reconciliation_id,
        document_id,
        project_id,
        check_name,
        label_text,
        column_label,
        printed_yuan,
        computed_yuan,
        tolerance_yuan,
        parts_count,
        blank_parts_count,
        page_no,
        sheet_name,
        table_no,
        row_no
    from list_checks
    union all
    select
        reconciliation_id,
        document_id,
        project_id,
        check_name,
        label_text,
        column_label,
        printed_yuan,
        computed_yuan,
        tolerance_yuan,
        parts_count,
        blank_parts_count,
        page_no,
        sheet_name,
        table_no,
        row_no
    from form_checks
    union all
    select
        reconciliation_id,
        document_id,
        project_id,
        check_name,
        label_text,
        column_label,
        printed_yuan,
        computed_yuan,
        tolerance_yuan,
        parts_count,
        blank_parts_count,
        page_no,
        sheet_name,
        table_no,
        row_no
    from rate_checks
),

final as (
    select
        reconciliation_id,
        document_id,
        project_id,
        check_name,
        label_text,
        column_label,
        cast(printed_yuan as decimal(20, 2)) as printed_yuan,
        cast(computed_yuan as decimal(20, 2)) as computed_yuan,
        cast(printed_yuan - computed_yuan as decimal(20, 2)) as gap_yuan,
        cast(tolerance_yuan as decimal(20, 4)) as tolerance_yuan,
        parts_count,
        case
            when blank_parts_count > 0 or computed_yuan is null then null
            else abs(printed_yuan - computed_yuan) <= tolerance_yuan
        end as is_balanced,
        page_no,
        sheet_name,
        table_no,
        row_no,
        {{ place_text() }} as place_text
    from checks
)

select
    reconciliation_id,
    document_id,
    project_id,
    check_name,
    label_text,
    column_label,
    printed_yuan,
    computed_yuan,
    gap_yuan,
    tolerance_yuan,
    parts_count,
    is_balanced,
    page_no,
    sheet_name,
    table_no,
    row_no,
    place_text
from final
