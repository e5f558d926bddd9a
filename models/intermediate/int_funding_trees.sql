-- Which lines add up to which. Per project, stage and side of the account: is a line's amount made of its children, and
-- is the total made of its sources, with or without what was carried over?
with funding_lines as (
    select
        funding_id,
        document_id,
        project_id,
        line_no,
        column_no,
        parent_line_no,
        amount_stage,
        account_side,
        axis,
        amount_text,
        amount_yuan,
        precision_yuan
    from {{ ref('int_funding_lines') }}
    where amount_stage <> 'other'
),

-- Of two columns of one stage in one line the first that is filled counts.
primary_lines as (
    select
        funding_id,
        document_id,
        project_id,
        line_no,
        column_no,
        parent_line_no,
        amount_stage,
        account_side,
        axis,
        amount_text,
        amount_yuan,
        precision_yuan
    from funding_lines
    qualify
        row_number() over (
            partition by project_id, line_no, amount_stage
            order by case when amount_yuan is null then 1 else 0 end, column_no
        ) = 1
),

children as (
    select
        parents.funding_id,
        count(*) as children_count,
        count(*) filter (where children.amount_yuan is null) as blank_count,
        count(*) filter (where children.axis = 'item') as unknown_count,
        sum(children.amount_yuan) as children_yuan,
        min(children.precision_yuan) filter (where children.amount_yuan <> 0) as finest_yuan,
        count(*) filter (where children.amount_yuan <> 0) as filled_count
    from primary_lines as parents
    inner join primary_lines as children
        on
            parents.project_id = children.project_id
            and parents.line_no = children.parent_line_no
            and parents.amount_stage = children.amount_stage
    where parents.axis <> 'total'
    group by parents.funding_id
),

-- The first filled total line of a side is its total.
totals as (
    select
        project_id,
        amount_stage,
        account_side,
        funding_id,
        amount_yuan,
        precision_yuan
    from primary_lines
    where axis = 'total'
    qualify
        row_number() over (
            partition by project_id, amount_stage, account_side
            order by case when amount_yuan is null then 1 else 0 end, line_no
        ) = 1
),

-- A top line has no line above it, or only a total.
placed as (
    select
        primary_lines.funding_id,
        primary_lines.document_id,
        primary_lines.project_id,
        primary_lines.line_no,
        primary_lines.column_no,
        primary_lines.amount_stage,
        primary_lines.account_side,
        primary_lines.axis,
        primary_lines.amount_text,
        primary_lines.amount_yuan,
        primary_lines.precision_yuan,
        parents.funding_id as parent_funding_id,
        primary_lines.axis <> 'total' and (parents.funding_id is null or parents.axis = 'total') as is_top
    from primary_lines
    left join primary_lines as parents
        on
            primary_lines.project_id = parents.project_id
            and primary_lines.parent_line_no = parents.line_no
            and primary_lines.amount_stage = parents.amount_stage
),

expanded as (
    select
        placed.funding_id,
        placed.document_id,
        placed.project_id,
        placed.line_no,
        placed.column_no,
        placed.amount_stage,
        placed.account_side,
        placed.axis,
        placed.amount_text,
        placed.amount_yuan,
        placed.precision_yuan,
        placed.parent_funding_id,
        placed.is_top,
        coalesce(children.children_count, 0) as children_count,
        coalesce(children.blank_count, 0) as blank_children_count,
        coalesce(children.unknown_count, 0) as unknown_children_count,
        children.children_yuan,
        {{ rounding_tolerance('placed.precision_yuan', 'children.finest_yuan', 'children.filled_count') }}
            as children_tolerance_yuan,
        coalesce(
            children.children_yuan is not null
            and (
                placed.amount_yuan is null
                or abs(placed.amount_yuan - children.children_yuan)
                <= {{ rounding_tolerance('placed.precision_yuan', 'children.finest_yuan', 'children.filled_count') }}
            ),
            false
        ) as is_expanded
    from placed
    left join children on placed.funding_id = children.funding_id
),

-- What a top line is worth: its own amount, else that of its children.
top_lines as (
    select
        project_id,
        amount_stage,
        account_side,
        count(*) filter (where axis <> 'carry_over') as parts_count,
        count(*) filter (where axis <> 'carry_over' and amount_yuan is null and children_yuan is null)
            as blank_parts_count,
        sum(coalesce(amount_yuan, children_yuan)) filter (where axis <> 'carry_over') as parts_yuan,
        count(*) filter (where axis = 'carry_over') as carry_over_count,
        count(*) filter (where axis = 'carry_over' and amount_yuan is null and children_yuan is null)
            as blank_carry_over_count,
        sum(coalesce(amount_yuan, children_yuan)) filter (where axis = 'carry_over') as carry_over_yuan,
        min(precision_yuan) filter (where amount_yuan <> 0) as finest_yuan,
        max(precision_yuan) as coarsest_yuan,
        count(*) filter (where coalesce(amount_yuan, children_yuan) <> 0) as filled_count
    from expanded
    where is_top
    group by project_id, amount_stage, account_side
),

sides as (
    select
        coalesce(totals.project_id, top_lines.project_id) as project_id,
        coalesce(totals.amount_stage, top_lines.amount_stage) as amount_stage,
        coalesce(totals.account_side, top_lines.account_side) as account_side,
        totals.funding_id as total_funding_id,
        totals.amount_yuan as total_yuan,
        totals.precision_yuan as total_precision_yuan,
        coalesce(top_lines.parts_count, 0) as parts_count,
        coalesce(top_lines.blank_parts_count, 0) as blank_parts_count,
        top_lines.parts_yuan,
        coalesce(top_lines.carry_over_count, 0) as carry_over_count,
        coalesce(top_lines.blank_carry_over_count, 0) as blank_carry_over_count,
        top_lines.carry_over_yuan,
        top_lines.coarsest_yuan,
        coalesce({{ rounding_tolerance(
            'totals.precision_yuan', 'top_lines.finest_yuan', 'top_lines.filled_count'
        ) }}, 0) as tolerance_yuan
    from totals
    full outer join top_lines
        on
            totals.project_id = top_lines.project_id
            and totals.amount_stage = top_lines.amount_stage
            and totals.account_side = top_lines.account_side
),

-- Carried-over money overlaps the sources, so it is added only where the total cannot do without it.
composed as (
    select
        sides.project_id,
        sides.amount_stage,
        sides.account_side,
        sides.total_funding_id,
        sides.total_yuan,
        sides.total_precision_yuan,
        sides.parts_count,
        sides.blank_parts_count,
        sides.parts_yuan,
        sides.carry_over_count,
        sides.blank_carry_over_count,
        sides.carry_over_yuan,
        sides.coarsest_yuan,
        sides.tolerance_yuan,
        case
            when total_yuan is null and parts_yuan is not null then 'parts'
            when total_yuan is null and carry_over_yuan is not null then 'parts_with_carry_over'
            when abs(total_yuan - parts_yuan) <= tolerance_yuan then 'parts'
            when
                abs(total_yuan - coalesce(parts_yuan, 0) - carry_over_yuan) <= tolerance_yuan
                then 'parts_with_carry_over'
            else 'total'
        end as composition
    from sides
),

-- A form that prints income and expenditure prints its money twice: one side counts.
ranked_sides as (
    select
        composed.project_id,
        composed.amount_stage,
        composed.account_side,
        composed.total_funding_id,
        composed.total_yuan,
        composed.total_precision_yuan,
        composed.parts_count,
        composed.blank_parts_count,
        composed.parts_yuan,
        composed.carry_over_count,
        composed.blank_carry_over_count,
        composed.carry_over_yuan,
        composed.coarsest_yuan,
        composed.tolerance_yuan,
        composed.composition,
        row_number() over (
            partition by project_id, amount_stage
            order by
                case when amount_stage = 'half_year_plan' and account_side = 'expenditure' then 0 else 1 end,
                case
                    when total_yuan is not null then 0
                    when parts_yuan is not null or carry_over_yuan is not null then 1
                    else 2
                end,
                case account_side when 'none' then 0 when 'income' then 1 else 2 end
        ) as side_rank
    from composed
),

final as (
    select
        expanded.funding_id,
        expanded.document_id,
        expanded.project_id,
        expanded.line_no,
        expanded.column_no,
        expanded.amount_stage,
        expanded.account_side,
        expanded.is_top,
        expanded.is_expanded,
        expanded.children_count,
        expanded.blank_children_count,
        expanded.unknown_children_count,
        expanded.children_yuan,
        expanded.children_tolerance_yuan,
        ranked_sides.side_rank,
        ranked_sides.total_funding_id,
        ranked_sides.total_yuan,
        ranked_sides.total_precision_yuan,
        ranked_sides.composition,
        ranked_sides.parts_count,
        ranked_sides.blank_parts_count,
        ranked_sides.parts_yuan,
        ranked_sides.carry_over_count,
        ranked_sides.blank_carry_over_count,
        ranked_sides.carry_over_yuan,
        ranked_sides.coarsest_yuan,
        ranked_sides.tolerance_yuan,
        -- The lines that together are the project's money of this stage, each yuan once.
        coalesce(
            ranked_sides.side_rank = 1
            and expanded.amount_yuan is not null
            and case
                when expanded.axis = 'total'
                    then
                        expanded.funding_id = ranked_sides.total_funding_id
                        and ranked_sides.composition = 'total'
                else
                    ranked_sides.composition <> 'total'
                    and not expanded.is_expanded
                    and (root.axis <> 'carry_over' or ranked_sides.composition = 'parts_with_carry_over')
                    and (expanded.is_top or coalesce(parents.is_expanded, false))
                    and (
                        expanded.is_top or coalesce(parents.is_top, false) or coalesce(grandparents.is_expanded, false)
                    )
            end,
            false
        ) as is_additive
    from expanded
    inner join ranked_sides
        on
            expanded.project_id = ranked_sides.project_id
            and expanded.amount_stage = ranked_sides.amount_stage
            and expanded.account_side = ranked_sides.account_side
    left join expanded as parents on expanded.parent_funding_id = parents.funding_id
    left join expanded as grandparents on parents.parent_funding_id = grandparents.funding_id
    left join expanded as root
        on
            case
                when expanded.is_top or expanded.axis = 'total' then expanded.funding_id
                when parents.is_top then parents.funding_id
                else grandparents.funding_id
            end = root.funding_id
)

select
    funding_id,
    document_id,
    project_id,
    line_no,
    column_no,
    amount_stage,
    account_side,
    is_top,
    is_expanded,
    children_count,
    blank_children_count,
    unknown_children_count,
    children_yuan,
    children_tolerance_yuan,
    side_rank,
    total_funding_id,
    total_yuan,
    total_precision_yuan,
    composition,
    parts_count,
    blank_parts_count,
    parts_yuan,
    carry_over_count,
    blank_carry_over_count,
    carry_over_yuan,
    coarsest_yuan,
    tolerance_yuan,
    is_additive
from final
