-- Q53. Where does a printed total differ from the sum of its parts? 哪里的合计不等于各部分之和？
-- A row: one printed total, in one column, that does not add up or cannot be judged. 每行：一个不符或无法核对的合计。
-- Caveats: a gap is shown, never repaired; a row may be missing in the document or lost in its extraction. is_balanced
-- is null where a part is blank. half_year_rate and execution_rate compare an amount with the rate printed for it.
-- 差额只列示不修补；部分为空白时无法判断，为空值；half_year_rate、execution_rate 核对金额与所印比率。

-- Columns: document_path, place_text, check_name, label_text, column_label, project_name, printed_yuan, computed_yuan,
-- gap_yuan, gap_percent, tolerance_yuan, parts_count, is_balanced
with checks as (
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
        row_no,
        place_text
    from {{ ref('fct_reconciliations') }}
    where is_balanced is null or not is_balanced
),

projects as (
    select
        project_id,
        coalesce(project_name, agency_name) as project_name
    from {{ ref('dim_projects') }}
),

documents as (
    select
        document_id,
        path
    from {{ ref('dim_documents') }}
),

final as (
    select
        documents.path as document_path,
        checks.place_text,
        checks.check_name,
        checks.label_text,
        checks.column_label,
        projects.project_name,
        checks.printed_yuan,
        checks.computed_yuan,
        checks.gap_yuan,
        round(100 * cast(checks.gap_yuan as double) / nullif(cast(checks.printed_yuan as double), 0), 1)
            as gap_percent,
        checks.tolerance_yuan,
        checks.parts_count,
        checks.is_balanced,
        checks.row_no,
        checks.reconciliation_id
    from checks
    inner join documents on checks.document_id = documents.document_id
    left join projects on checks.project_id = projects.project_id
)

select
    document_path,
    place_text,
    check_name,
    label_text,
    column_label,
    project_name,
    printed_yuan,
    computed_yuan,
    gap_yuan,
    gap_percent,
    tolerance_yuan,
    parts_count,
    is_balanced
from final
order by abs(gap_yuan) desc nulls last, document_path asc, row_no asc, column_label asc, reconciliation_id asc
