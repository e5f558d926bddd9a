with labels as (
    select * from {{ ref('int_indicator_labels') }}
),

moves as (
    select * from {{ ref('int_category_moves') }}
),

supplies as (
    select * from {{ ref('int_category_supplies') }}
),

categories as (
    select
        category_id,
        scheme,
        level1,
        level2
    from {{ ref('indicator_categories') }}
),

resolved as (
    select
        labels.print_id,
        labels.project_id,
        labels.print_no,
        labels.form_scheme,
        labels.level1_printed,
        labels.level2_printed,
        labels.is_level1_known,
        coalesce(labels.level1_row_no = labels.row_no, false) as is_level1_beside,
        coalesce(moves.level2, supplies.level2, labels.label_level2) as level2,
        moves.category_reason as move_reason,
        supplies.category_reason as supply_reason
    from labels
    left join moves on labels.print_id = moves.print_id
    left join supplies on labels.print_id = supplies.print_id
),

-- A level 2 stays under its printed level 1 where a taxonomy has that pair; else it brings its own.
categorised as (
    select
        resolved.print_id,
        resolved.project_id,
        resolved.print_no,
        resolved.level1_printed,
        resolved.level2_printed,
        resolved.is_level1_beside,
        resolved.level2,
        resolved.move_reason,
        resolved.supply_reason,
        categories.category_id,
        coalesce(categories.level1, case when resolved.is_level1_known then resolved.level1_printed end) as level1
    from resolved
    left join categories on resolved.level2 = categories.level2
    qualify
        row_number() over (
            partition by resolved.print_id
            order by
                case when categories.level1 = resolved.level1_printed then 0 else 1 end asc,
                case when categories.scheme = resolved.form_scheme then 0 else 1 end asc,
                categories.scheme asc nulls last
        ) = 1
),

-- Stretches of one printed level 1, and what is printed before and after each.
level1_neighbours as (
    select
        print_id,
        project_id,
        print_no,
        level1_printed,
        coalesce(level1_printed, '') as level1_shown,
        lag(coalesce(level1_printed, '')) over (partition by project_id order by print_no) as level1_above
    from categorised
),

level1_stretches as (
    select
        print_id,
        project_id,
        level1_printed,
        sum(case when level1_above = level1_shown then 0 else 1 end) over (
            partition by project_id order by print_no
            rows between unbounded preceding and current row
        ) as stretch_no
    from level1_neighbours
),

stretches as (
    select
        project_id,
        stretch_no,
        max(level1_printed) as level1_printed
    from level1_stretches
    group by project_id, stretch_no
),

placed as (
    select
        categorised.print_id,
        categorised.level1_printed,
        categorised.level2_printed,
        categorised.level2,
        categorised.level1,
        categorised.category_id,
        case
            when categorised.move_reason is not null then categorised.move_reason
            when categorised.supply_reason is not null then categorised.supply_reason
            when categorised.level2 is null then null
            when categorised.level1 = categorised.level1_printed and categorised.level2_printed is null
                then 'only_child'
            when categorised.level1 = categorised.level1_printed then null
            when stretch_below.level1_printed = categorised.level1 then 'level1_late'
            when
                stretch_above.level1_printed = categorised.level1
                and categorised.is_level1_beside
                then 'level1_early'
            when categorised.level1_printed is null then 'level1_missing'
            else 'level1_contradicted'
        end as category_reason
    from categorised
    inner join level1_stretches on categorised.print_id = level1_stretches.print_id
    left join stretches as stretch_above
        on
            level1_stretches.project_id = stretch_above.project_id
            and level1_stretches.stretch_no = stretch_above.stretch_no + 1
    left join stretches as stretch_below
        on
            level1_stretches.project_id = stretch_below.project_id
            and level1_stretches.stretch_no = stretch_below.stretch_no - 1
),

identified as (
    select
        labels.print_id,
        labels.project_id,
        labels.document_id,
        labels.page_no,
        labels.sheet_name,
        labels.table_no,
        labels.row_no,
        labels.col_no,
        labels.form_no,
        labels.record_no,
        labels.line_no,
        labels.item_no,
        labels.print_no,
        labels.level1_text,
        labels.level1_row_no,
        labels.level2_text,
        labels.level2_row_no,
        labels.level1_printed,
        labels.level2_printed,
        placed.level1,
        placed.level2,
        placed.category_id,
        case
            when
                placed.category_reason in (
                    'label_early', 'label_late', 'labels_early', 'labels_late', 'level1_early', 'level1_late'
                )
                then 'moved'
            when placed.category_reason is not null then 'supplied'
            when labels.level1_printed is not null or labels.level2_printed is not null then 'printed'
        end as category_basis,
        placed.category_reason,
        labels.name_text,
        labels.name_tidy as indicator_name,
        labels.name_key,
        labels.is_name_blank,
        labels.explanation_text,
        -- Rows without a name are never the same indicator.
        concat_ws(
            chr(31),
            coalesce(placed.level2, labels.level2_printed, chr(30) || coalesce(labels.level1_printed, '')),
            coalesce(labels.name_key, chr(30) || cast(labels.print_no as string))
        ) as name_in_category
    from labels
    inner join placed on labels.print_id = placed.print_id
),

final as (
    select
        print_id,
        first_value(print_id) over (
            partition by project_id, name_in_category order by print_no
            rows between unbounded preceding and unbounded following
        ) as draft_group_id,
        project_id,
        document_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        col_no,
        form_no,
        record_no,
        line_no,
        item_no,
        print_no,
        level1_text,
        level1_row_no,
        level2_text,
        level2_row_no,
        level1_printed,
        level2_printed,
        level1,
        level2,
        category_id,
        category_basis,
        category_reason,
        name_text,
        indicator_name,
        name_key,
        is_name_blank,
        explanation_text
    from identified
)

select
    print_id,
    draft_group_id,
    project_id,
    document_id,
    page_no,
    sheet_name,
    table_no,
    row_no,
    col_no,
    form_no,
    record_no,
    line_no,
    item_no,
    print_no,
    level1_text,
    level1_row_no,
    level2_text,
    level2_row_no,
    level1_printed,
    level2_printed,
    level1,
    level2,
    category_id,
    category_basis,
    category_reason,
    name_text,
    indicator_name,
    name_key,
    is_name_blank,
    explanation_text
from final
