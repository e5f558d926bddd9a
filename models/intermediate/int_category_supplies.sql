with prints as (
    select * from {{ ref('int_indicator_labels') }}
),

cues as (
    select * from {{ ref('int_category_cues') }}
),

categories as (
    select
        scheme,
        level1,
        level2,
        code
    from {{ ref('indicator_categories') }}
),

printed_categories as (
    select distinct
        project_id,
        label_level2
    from prints
    where label_level2 is not null
),

blocks as (
    select
        project_id,
        run_no,
        max(label_level2) as label_level2
    from prints
    group by project_id, run_no
),

-- Rows without a level 2: no label at all, or a level 1 alone. A label that nobody knows is a label all the same.
unlabelled as (
    select
        prints.print_id,
        prints.project_id,
        prints.form_scheme,
        prints.name_key,
        prints.level1_printed,
        blocks.label_level2 as next_level2
    from prints
    left join blocks
        on
            prints.project_id = blocks.project_id
            and prints.run_no = blocks.run_no - 1
    where
        prints.label_level2 is null
        and prints.level2_printed is null
        and (prints.level1_printed is null or prints.is_level1_known)
        and prints.item_no is null
        and not prints.is_name_blank
),

-- What the name's strong words say, of the categories that the form's taxonomy has and the printed level 1 holds.
spoken as (
    select
        unlabelled.print_id,
        unlabelled.project_id,
        unlabelled.level1_printed,
        unlabelled.next_level2,
        min(cues.level2) as level2
    from unlabelled
    inner join cues on unlabelled.name_key = cues.name_key
    inner join categories
        on
            cues.level2 = categories.level2
            and unlabelled.form_scheme = categories.scheme
            and categories.level1 = coalesce(unlabelled.level1_printed, categories.level1)
    where cues.cue_strength = 2
    group by unlabelled.print_id, unlabelled.project_id, unlabelled.level1_printed, unlabelled.next_level2
    having count(distinct cues.level2) = 1
),

-- A label that the form prints elsewhere was not lost: only the one that comes next may stand late.
without_label as (
    select
        spoken.print_id,
        spoken.level2,
        case when spoken.level2 = spoken.next_level2 then 'label_late' else 'name_cue' end as category_reason
    from spoken
    left join printed_categories
        on
            spoken.project_id = printed_categories.project_id
            and spoken.level2 = printed_categories.label_level2
    where
        spoken.level1_printed is not null
        or printed_categories.label_level2 is null
        or spoken.level2 = spoken.next_level2
),

-- A page or a table may end inside a category, and the label of the next one be lost with it.
lines_in_runs as (
    select
        print_id,
        project_id,
        run_no,
        print_no,
        label_level2,
        name_key,
        form_scheme,
        row_no,
        coalesce(level2_row_no = row_no, false) as is_label_beside,
        concat_ws('|', coalesce(page_no, 0), coalesce(sheet_name, ''), coalesce(table_no, 0)) as table_place,
        lag(row_no) over (partition by project_id, run_no order by print_no) as row_no_above,
        lag(concat_ws('|', coalesce(page_no, 0), coalesce(sheet_name, ''), coalesce(table_no, 0))) over (
            partition by project_id, run_no order by print_no
        ) as table_place_above
    from prints
    where
        item_no is null
        and label_level2 is not null
),

stretches as (
    select
        print_id,
        project_id,
        run_no,
        label_level2,
        name_key,
        form_scheme,
        is_label_beside,
        sum(case when row_no > row_no_above + 1 or table_place <> table_place_above then 1 else 0 end) over (
            partition by project_id, run_no order by print_no
            rows between unbounded preceding and current row
        ) as breaks_before
    from lines_in_runs
),

stretch_cues as (
    select
        stretches.print_id,
        stretches.project_id,
        stretches.run_no,
        stretches.form_scheme,
        stretches.label_level2,
        stretches.breaks_before,
        stretches.is_label_beside,
        max(case when cues.level2 = stretches.label_level2 then cues.cue_strength else 0 end) as own_strength,
        count(distinct case when cues.cue_strength = 2 then cues.level2 end) as strong_categories,
        max(case when cues.cue_strength = 2 then cues.level2 end) as strong_level2
    from stretches
    left join cues on stretches.name_key = cues.name_key
    group by
        stretches.print_id,
        stretches.project_id,
        stretches.run_no,
        stretches.form_scheme,
        stretches.label_level2,
        stretches.breaks_before,
        stretches.is_label_beside
),

-- One break, before it no row against the label, after it no row but of one other category.
broken_runs as (
    select
        project_id,
        run_no,
        form_scheme,
        label_level2,
        max(case when breaks_before = 1 then strong_level2 end) as level2
    from stretch_cues
    group by project_id, run_no, form_scheme, label_level2
    having
        max(breaks_before) = 1
        and max(case when breaks_before = 0 and own_strength = 0 and strong_categories > 0 then 1 else 0 end) = 0
        and max(case when breaks_before = 1 and (is_label_beside or own_strength > 0) then 1 else 0 end) = 0
        and min(case when breaks_before = 1 then strong_categories end) = 1
        and max(case when breaks_before = 1 then strong_categories end) = 1
        and min(case when breaks_before = 1 then strong_level2 end)
        = max(case when breaks_before = 1 then strong_level2 end)
),

-- The lost label is one that the form prints nowhere, and that comes between this label and the next.
lost_labels as (
    select
        broken_runs.project_id,
        broken_runs.run_no,
        broken_runs.level2
    from broken_runs
    inner join categories as own_categories
        on
            broken_runs.form_scheme = own_categories.scheme
            and broken_runs.label_level2 = own_categories.level2
    inner join categories as lost_categories
        on
            broken_runs.form_scheme = lost_categories.scheme
            and broken_runs.level2 = lost_categories.level2
    left join blocks
        on
            broken_runs.project_id = blocks.project_id
            and broken_runs.run_no = blocks.run_no - 1
    left join categories as next_categories
        on
            broken_runs.form_scheme = next_categories.scheme
            and blocks.label_level2 = next_categories.level2
    left join printed_categories
        on
            broken_runs.project_id = printed_categories.project_id
            and broken_runs.level2 = printed_categories.label_level2
    where
        printed_categories.label_level2 is null
        and own_categories.code < lost_categories.code
        and (blocks.run_no is null or lost_categories.code < next_categories.code)
),

after_break as (
    select
        stretch_cues.print_id,
        lost_labels.level2
    from stretch_cues
    inner join lost_labels
        on
            stretch_cues.project_id = lost_labels.project_id
            and stretch_cues.run_no = lost_labels.run_no
    where stretch_cues.breaks_before = 1
),

found as (
    select
        print_id,
        level2,
        category_reason
    from without_label
    union all
    select
        print_id,
        level2,
        'page_break' as category_reason
    from after_break
),

final as (
    select
        found.print_id,
        prints.document_id,
        found.level2,
        found.category_reason
    from found
    inner join prints on found.print_id = prints.print_id
)

select
    print_id,
    document_id,
    level2,
    category_reason
from final
