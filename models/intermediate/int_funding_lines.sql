-- What each printed funding line means: its source, its stage, its side of the account, its amount in yuan.
-- Columns that are no money (执行率, 得分) end here.
with projects as (
    select
        project_id,
        document_id,
        form_no,
        record_no
    from {{ ref('int_projects') }}
),

funding_lines as (
    select * from {{ ref('stg_funding_lines') }}
),

amounts as (
    select * from {{ ref('int_amounts') }}
    where amount_kind = 'funding'
),

money_labels as (
    select * from {{ ref('int_money_labels') }}
),

funding_sources as (
    select
        funding_source_id,
        axis
    from {{ ref('funding_sources') }}
),

opening as (
    select
        amount_stage,
        opening_word
    from {{ ref('amount_stages') }}
    where opening_word is not null
),

-- A label is looked up whole, else without its bracketed groups.
looked_up as (
    select
        projects.project_id,
        funding_lines.document_id,
        funding_lines.form_no,
        funding_lines.record_no,
        funding_lines.line_no,
        funding_lines.column_no,
        funding_lines.parent_line_no,
        funding_lines.page_no,
        funding_lines.sheet_name,
        funding_lines.table_no,
        funding_lines.row_no,
        funding_lines.section_text,
        funding_lines.label_text,
        funding_lines.amount_heading_text,
        funding_lines.amount_heading_key,
        coalesce(label_full.funding_source_id, label_short.funding_source_id) as label_source_id,
        coalesce(label_full.label_stage, label_short.label_stage) as label_stage,
        coalesce(label_full.column_stage, label_short.column_stage) as label_column_stage,
        coalesce(label_full.is_amount_column, label_short.is_amount_column, false) as is_amount_label,
        coalesce(label_full.is_other_column, label_short.is_other_column, false) as is_other_label,
        coalesce(heading_full.column_stage, heading_short.column_stage) as heading_stage,
        coalesce(heading_full.is_amount_column, heading_short.is_amount_column, false) as is_amount_heading,
        coalesce(heading_full.is_other_column, heading_short.is_other_column, false) as is_other_heading,
        funding_lines.amount_heading_key is not null
        and heading_full.label_key is null
        and heading_short.label_key is null as is_unknown_heading,
        coalesce(section_full.label_stage, section_short.label_stage) as section_stage,
        coalesce(section_full.account_side, section_short.account_side) as section_side
    from funding_lines
    inner join projects
        on
            funding_lines.document_id = projects.document_id
            and funding_lines.form_no = projects.form_no
            and funding_lines.record_no = projects.record_no
    left join money_labels as label_full on funding_lines.label_key = label_full.label_key
    left join money_labels as label_short on funding_lines.label_key_short = label_short.label_key
    left join money_labels as heading_full on funding_lines.amount_heading_key = heading_full.label_key
    left join money_labels as heading_short on funding_lines.amount_heading_key_short = heading_short.label_key
    left join money_labels as section_full on funding_lines.section_key = section_full.label_key
    left join money_labels as section_short on funding_lines.section_key_short = section_short.label_key
),

lines as (
    select
        project_id,
        line_no,
        min(label_stage) as label_stage,
        min(parent_line_no) as parent_line_no
    from looked_up
    group by project_id, line_no
),

-- One unknown heading may be another word for the budget. Beside others nothing tells what it is.
headings as (
    select
        project_id,
        count(distinct amount_heading_key) > 1 as has_several
    from looked_up
    where is_unknown_heading or is_amount_heading
    group by project_id
),

-- A heading such as 金额 says only that it is money of the year; a label that names a stage knows better.
staged as (
    select
        looked_up.project_id,
        looked_up.document_id,
        looked_up.form_no,
        looked_up.record_no,
        looked_up.line_no,
        looked_up.column_no,
        looked_up.parent_line_no,
        looked_up.page_no,
        looked_up.sheet_name,
        looked_up.table_no,
        looked_up.row_no,
        looked_up.section_text,
        looked_up.label_text,
        looked_up.amount_heading_text,
        looked_up.amount_heading_key,
        looked_up.label_source_id,
        looked_up.is_amount_label,
        looked_up.section_side,
        case
            when
                looked_up.heading_stage is not null and looked_up.heading_stage <> 'budget'
                then looked_up.heading_stage
            when looked_up.is_unknown_heading and headings.has_several then 'other'
            else coalesce(
                looked_up.label_stage,
                case when looked_up.label_source_id is null then looked_up.label_column_stage end,
                parents.label_stage,
                grandparents.label_stage,
                looked_up.section_stage,
                looked_up.heading_stage,
                'budget'
            )
        end as stated_stage
    from looked_up
    left join headings on looked_up.project_id = headings.project_id
    left join lines as parents
        on
            looked_up.project_id = parents.project_id
            and looked_up.parent_line_no = parents.line_no
    left join lines as grandparents
        on
            parents.project_id = grandparents.project_id
            and parents.parent_line_no = grandparents.line_no
    where
        not (looked_up.is_other_heading and not looked_up.is_amount_heading)
        and not (looked_up.is_other_label and not looked_up.is_amount_label and looked_up.label_source_id is null)
),

-- 全年预算数 is the budget, unless the same form prints 年初预算数: then it is the budget as adjusted.
openings as (
    select
        staged.project_id,
        bool_or(instr(staged.amount_heading_key, opening.opening_word) > 0) as has_opening
    from staged
    inner join opening on staged.stated_stage = opening.amount_stage
    group by staged.project_id
),

final as (
    select
        staged.project_id,
        staged.document_id,
        staged.form_no,
        staged.record_no,
        staged.line_no,
        staged.column_no,
        staged.parent_line_no,
        staged.page_no,
        staged.sheet_name,
        staged.table_no,
        staged.row_no,
        staged.section_text,
        staged.label_text,
        staged.amount_heading_text,
        coalesce(
            staged.label_source_id, case when staged.is_amount_label then 'total' end
        ) as funding_source_id,
        case
            when
                openings.has_opening
                and staged.stated_stage = opening.amount_stage
                and staged.amount_heading_key is not null
                and instr(staged.amount_heading_key, opening.opening_word) = 0
                then 'budget_adjusted'
            else staged.stated_stage
        end as amount_stage,
        case
            when staged.section_side is not null then staged.section_side
            when funding_sources.axis = 'expenditure' then 'expenditure'
            else 'none'
        end as account_side,
        coalesce(funding_sources.axis, 'item') as axis,
        amounts.amount_text,
        amounts.unit_text,
        amounts.unit_basis,
        amounts.amount_yuan,
        amounts.precision_yuan,
        amounts.amount_problem
    from staged
    inner join amounts
        on
            staged.document_id = amounts.document_id
            and staged.form_no = amounts.form_no
            and staged.record_no = amounts.record_no
            and staged.line_no = amounts.line_no
            and staged.column_no = amounts.column_no
    left join openings on staged.project_id = openings.project_id
    left join opening on staged.stated_stage = opening.amount_stage
    left join funding_sources
        on
            coalesce(staged.label_source_id, case when staged.is_amount_label then 'total' end)
            = funding_sources.funding_source_id
)

select
    {{ position_id(['project_id', 'line_no', 'column_no']) }} as funding_id,
    project_id,
    document_id,
    form_no,
    record_no,
    line_no,
    column_no,
    parent_line_no,
    page_no,
    sheet_name,
    table_no,
    row_no,
    section_text,
    label_text,
    amount_heading_text,
    funding_source_id,
    amount_stage,
    account_side,
    axis,
    amount_text,
    unit_text,
    unit_basis,
    amount_yuan,
    precision_yuan,
    amount_problem
from final
