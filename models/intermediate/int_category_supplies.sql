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
        level2
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
final as (
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
)

select
    print_id,
    level2,
    category_reason
from final
