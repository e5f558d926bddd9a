with checks as (
    select * from {{ ref('int_score_reconciliations') }}
),

final as (
    select
        score_reconciliation_id,
        project_id,
        document_id,
        check_name,
        label_text,
        printed_points,
        computed_points,
        gap_points,
        tolerance_points,
        parts_count,
        is_balanced,
        page_no,
        sheet_name,
        table_no,
        row_no,
        {{ place_text() }} as place_text
    from checks
)

select
    score_reconciliation_id,
    project_id,
    document_id,
    check_name,
    label_text,
    printed_points,
    computed_points,
    gap_points,
    tolerance_points,
    parts_count,
    is_balanced,
    page_no,
    sheet_name,
    table_no,
    row_no,
    place_text
from final
