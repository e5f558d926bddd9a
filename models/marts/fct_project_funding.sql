with funding_lines as (
    select * from {{ ref('int_funding_lines') }}
),

trees as (
    select
        funding_id,
        is_additive
    from {{ ref('int_funding_trees') }}
),

axes as (
    select * from {{ ref('int_funding_axes') }}
),

final as (
    select
        funding_lines.funding_id,
        funding_lines.project_id,
        funding_lines.document_id,
        funding_lines.line_no,
        funding_lines.column_no,
        funding_lines.parent_line_no,
        funding_lines.funding_source_id,
        axes.fund_id,
        axes.government_level,
        funding_lines.section_text,
        funding_lines.label_text,
        funding_lines.amount_heading_text,
        funding_lines.amount_stage,
        funding_lines.amount_yuan,
        funding_lines.amount_text,
        funding_lines.unit_text,
        funding_lines.unit_basis,
        funding_lines.amount_problem,
        coalesce(trees.is_additive, false) as is_additive,
        funding_lines.page_no,
        funding_lines.sheet_name,
        funding_lines.table_no,
        funding_lines.row_no,
        {{ place_text(
            'funding_lines.page_no', 'funding_lines.sheet_name', 'funding_lines.table_no', 'funding_lines.row_no'
        ) }} as place_text
    from funding_lines
    inner join axes on funding_lines.funding_id = axes.funding_id
    left join trees on funding_lines.funding_id = trees.funding_id
)

select
    funding_id,
    project_id,
    document_id,
    line_no,
    column_no,
    parent_line_no,
    funding_source_id,
    fund_id,
    government_level,
    section_text,
    label_text,
    amount_heading_text,
    amount_stage,
    amount_yuan,
    amount_text,
    unit_text,
    unit_basis,
    amount_problem,
    is_additive,
    page_no,
    sheet_name,
    table_no,
    row_no,
    place_text
from final
