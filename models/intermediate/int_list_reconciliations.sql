-- Totals that a list prints, against the units or the projects that they are made of, per amount column.
-- Columns are matched by heading. An empty cell of a list is no part: only amounts that are printed enter the sum.
with amounts as (
    select * from {{ ref('int_amounts') }}
),

money_labels as (
    select
        label_key,
        is_amount_column,
        is_other_column
    from {{ ref('int_money_labels') }}
),

funding_lines as (
    select
        document_id,
        form_no,
        record_no,
        line_no,
        column_no,
        label_key
    from {{ ref('stg_funding_lines') }}
),

projects as (
    select
        document_id,
        form_no,
        record_no,
        coalesce(page_no, 0) as page_order,
        coalesce(table_no, 0) as table_order,
        row_no
    from {{ ref('int_projects') }}
    where shape = 'list'
),

total_rows as (
    select
        printed_totals.document_id,
        printed_totals.form_no,
        printed_totals.line_no,
        printed_totals.column_no,
        coalesce(printed_totals.amount_heading_key, '') as column_key,
        printed_totals.total_kind,
        printed_totals.label_text,
        printed_totals.amount_heading_text,
        printed_totals.page_no,
        printed_totals.sheet_name,
        printed_totals.table_no,
        printed_totals.row_no,
        coalesce(printed_totals.page_no, 0) as page_order,
        coalesce(printed_totals.table_no, 0) as table_order,
        amounts.amount_text,
        amounts.amount_yuan,
        amounts.precision_yuan
    from {{ ref('stg_printed_totals') }} as printed_totals
    inner join amounts
        on
            printed_totals.document_id = amounts.document_id
            and printed_totals.form_no = amounts.form_no
            and printed_totals.line_no = amounts.line_no
            and printed_totals.column_no = amounts.column_no
            and amounts.amount_kind = 'total'
    left join money_labels on printed_totals.amount_heading_key = money_labels.label_key
    where not coalesce(money_labels.is_other_column, false) or money_labels.is_amount_column
),

-- The rows of each list in the order of print: total rows, and projects between them.
sequence as (
    select
        document_id,
        form_no,
        'total_row' as row_kind,
        line_no,
        cast(null as bigint) as record_no,
        total_kind,
        page_order,
        table_order,
        row_no
    from total_rows
    group by document_id, form_no, line_no, total_kind, page_order, table_order, row_no
    union all
    select
        document_id,
        form_no,
        'project' as row_kind,
        cast(null as bigint) as line_no,
        record_no,
        cast(null as string) as total_kind,
        page_order,
        table_order,
        row_no
    from projects
),

neighbours as (
    select
        document_id,
        form_no,
        row_kind,
        record_no,
        max(case when total_kind = 'unit' then line_no end) over (
            partition by document_id, form_no
            order by page_order, table_order, row_no
            rows between unbounded preceding and current row
        ) as unit_line_no,
        -- The last total row of any kind above, and the next section row below.
        max(line_no) over (
            partition by document_id, form_no
            order by page_order, table_order, row_no
            rows between unbounded preceding and current row
        ) as line_above_no,
        min(line_no) over (
            partition by document_id, form_no
            order by page_order, table_order, row_no
            rows between current row and unbounded following
        ) as line_below_no
    from sequence
),

project_rows as (
    select
        document_id,
        form_no,
        record_no,
        unit_line_no,
        line_above_no,
        line_below_no
    from neighbours
    where row_kind = 'project'
),

project_amounts as (
    select
        project_rows.document_id,
        project_rows.form_no,
        project_rows.unit_line_no,
        project_rows.line_above_no,
        project_rows.line_below_no,
        coalesce(funding_lines.label_key, '') as column_key,
        amounts.amount_text,
        amounts.amount_yuan,
        amounts.precision_yuan
    from project_rows
    inner join funding_lines
        on
            project_rows.document_id = funding_lines.document_id
            and project_rows.form_no = funding_lines.form_no
            and project_rows.record_no = funding_lines.record_no
    inner join amounts
        on
            funding_lines.document_id = amounts.document_id
            and funding_lines.form_no = amounts.form_no
            and funding_lines.record_no = amounts.record_no
            and funding_lines.line_no = amounts.line_no
            and funding_lines.column_no = amounts.column_no
            and amounts.amount_kind = 'funding'
),

lists_with_units as (
    select
        document_id,
        form_no,
        column_key
    from total_rows
    where total_kind = 'unit'
    group by document_id, form_no, column_key
),

-- A section's total may stand above its projects or below them: below, if projects stand between it and the row before.
sections_below as (
    select
        document_id,
        form_no,
        line_below_no as line_no
    from project_rows
    where line_below_no is not null
    group by document_id, form_no, line_below_no
),

parts as (
    -- the total of a list with units: the units, and projects of no unit
    select
        total_rows.document_id,
        total_rows.form_no,
        total_rows.line_no,
        total_rows.column_no,
        'list_total_vs_units' as check_name,
        units.amount_text,
        units.amount_yuan,
        units.precision_yuan
    from total_rows
    inner join total_rows as units
        on
            total_rows.document_id = units.document_id
            and total_rows.form_no = units.form_no
            and total_rows.column_key = units.column_key
            and units.total_kind = 'unit'
    where total_rows.total_kind = 'total'
    union all
    select
        total_rows.document_id,
        total_rows.form_no,
        total_rows.line_no,
        total_rows.column_no,
        case
            when lists_with_units.document_id is null then 'list_total_vs_projects'
            else 'list_total_vs_units'
        end as check_name,
        project_amounts.amount_text,
        project_amounts.amount_yuan,
        project_amounts.precision_yuan
    from total_rows
    inner join project_amounts
        on
            total_rows.document_id = project_amounts.document_id
            and total_rows.form_no = project_amounts.form_no
            and total_rows.column_key = project_amounts.column_key
    left join lists_with_units
        on
            total_rows.document_id = lists_with_units.document_id
            and total_rows.form_no = lists_with_units.form_no
            and total_rows.column_key = lists_with_units.column_key
    where
        total_rows.total_kind = 'total'
        and (lists_with_units.document_id is null or project_amounts.unit_line_no is null)
    union all
    -- a unit stands above its projects
    select
        total_rows.document_id,
        total_rows.form_no,
        total_rows.line_no,
        total_rows.column_no,
        'list_unit_vs_projects' as check_name,
        project_amounts.amount_text,
        project_amounts.amount_yuan,
        project_amounts.precision_yuan
    from total_rows
    inner join project_amounts
        on
            total_rows.document_id = project_amounts.document_id
            and total_rows.form_no = project_amounts.form_no
            and total_rows.column_key = project_amounts.column_key
            and total_rows.line_no = project_amounts.unit_line_no
    where total_rows.total_kind = 'unit'
    union all
    select
        total_rows.document_id,
        total_rows.form_no,
        total_rows.line_no,
        total_rows.column_no,
        'list_section_vs_projects' as check_name,
        project_amounts.amount_text,
        project_amounts.amount_yuan,
        project_amounts.precision_yuan
    from total_rows
    left join sections_below
        on
            total_rows.document_id = sections_below.document_id
            and total_rows.form_no = sections_below.form_no
            and total_rows.line_no = sections_below.line_no
    inner join project_amounts
        on
            total_rows.document_id = project_amounts.document_id
            and total_rows.form_no = project_amounts.form_no
            and total_rows.column_key = project_amounts.column_key
            and total_rows.line_no = case
                when sections_below.line_no is null then project_amounts.line_above_no
                else project_amounts.line_below_no
            end
    where total_rows.total_kind = 'section'
),

sums as (
    select
        document_id,
        form_no,
        line_no,
        column_no,
        check_name,
        sum(amount_yuan) as computed_yuan,
        count(*) as parts_count,
        count(*) filter (where amount_text is null or amount_yuan is null) as blank_parts_count,
        min(precision_yuan) filter (where amount_yuan <> 0) as finest_yuan,
        count(*) filter (where amount_yuan <> 0) as filled_count
    from parts
    group by document_id, form_no, line_no, column_no, check_name
),

final as (
    select
        {{ position_id([
            'sums.check_name', 'sums.document_id', 'sums.form_no', 'sums.line_no', 'sums.column_no'
        ]) }} as reconciliation_id,
        sums.document_id,
        cast(null as string) as project_id,
        sums.check_name,
        total_rows.label_text,
        total_rows.amount_heading_text as column_label,
        total_rows.amount_yuan as printed_yuan,
        sums.computed_yuan,
        {{ rounding_tolerance('total_rows.precision_yuan', 'sums.finest_yuan', 'sums.filled_count') }}
            as tolerance_yuan,
        sums.parts_count,
        sums.blank_parts_count,
        total_rows.page_no,
        total_rows.sheet_name,
        total_rows.table_no,
        total_rows.row_no
    from sums
    inner join total_rows
        on
            sums.document_id = total_rows.document_id
            and sums.form_no = total_rows.form_no
            and sums.line_no = total_rows.line_no
            and sums.column_no = total_rows.column_no
    where total_rows.amount_yuan is not null
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
    tolerance_yuan,
    parts_count,
    blank_parts_count,
    page_no,
    sheet_name,
    table_no,
    row_no
from final
