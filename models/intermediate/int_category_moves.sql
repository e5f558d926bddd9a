with prints as (
    select * from {{ ref('int_indicator_labels') }}
),

cues as (
    select * from {{ ref('int_category_cues') }}
),

-- Items of packed prose carry a code each: no label stands a row off there.
rows_in_blocks as (
    select
        print_id,
        project_id,
        print_no,
        run_no,
        label_level2,
        name_key,
        is_name_blank,
        values_text,
        coalesce(level2_row_no = row_no, false) as is_label_beside,
        row_number() over (partition by project_id, run_no order by print_no) as place_down,
        row_number() over (partition by project_id, run_no order by print_no desc) as place_up,
        count(*) over (partition by project_id, run_no) as block_size
    from prints
    where
        item_no is null
        and label_level2 is not null
),

blocks as (
    select
        project_id,
        run_no,
        max(label_level2) as label_level2
    from rows_in_blocks
    group by project_id, run_no
),

names_in_blocks as (
    select
        project_id,
        run_no,
        name_key,
        count(*) as prints_count
    from rows_in_blocks
    where not is_name_blank
    group by project_id, run_no, name_key
),

lines_in_blocks as (
    select
        project_id,
        run_no,
        name_key,
        values_text,
        count(*) as prints_count
    from rows_in_blocks
    where not is_name_blank
    group by project_id, run_no, name_key, values_text
),

-- How many drafts of itself a form has printed: as many as it prints a name in one block, if it reprints a line at all.
reprints as (
    select
        project_id,
        max(prints_count) as line_prints
    from lines_in_blocks
    group by project_id
),

drafts as (
    select
        names_in_blocks.project_id,
        max(names_in_blocks.prints_count) as draft_prints
    from names_in_blocks
    inner join reprints on names_in_blocks.project_id = reprints.project_id
    where reprints.line_prints > 1
    group by names_in_blocks.project_id
),

-- Each row beside both neighbours of its block: the one above (a label may stand early) and the one below (late).
sides as (
    select
        rows_in_blocks.project_id,
        rows_in_blocks.run_no,
        blocks.run_no as other_run_no,
        case when blocks.run_no < rows_in_blocks.run_no then 'early' else 'late' end as side,
        rows_in_blocks.label_level2,
        blocks.label_level2 as other_level2,
        rows_in_blocks.print_id,
        rows_in_blocks.name_key,
        rows_in_blocks.values_text,
        rows_in_blocks.is_name_blank,
        rows_in_blocks.is_label_beside,
        rows_in_blocks.block_size,
        rows_in_blocks.place_down = 1 as is_first,
        case
            when blocks.run_no < rows_in_blocks.run_no then rows_in_blocks.place_down
            else rows_in_blocks.place_up
        end as distance
    from rows_in_blocks
    inner join blocks
        on
            rows_in_blocks.project_id = blocks.project_id
            and (
                rows_in_blocks.run_no = blocks.run_no + 1
                or rows_in_blocks.run_no = blocks.run_no - 1
            )
),

weighed as (
    select
        sides.project_id,
        sides.run_no,
        sides.side,
        sides.other_level2,
        sides.print_id,
        sides.name_key,
        sides.is_name_blank,
        sides.is_label_beside,
        sides.is_first,
        sides.block_size,
        sides.distance,
        coalesce(own_cues.cue_strength, 0) as own_strength,
        coalesce(other_cues.cue_strength, 0) as other_strength,
        coalesce(other_names.prints_count, 0) as prints_there,
        other_lines.name_key is not null as is_line_there
    from sides
    left join cues as own_cues
        on
            sides.name_key = own_cues.name_key
            and sides.label_level2 = own_cues.level2
    left join cues as other_cues
        on
            sides.name_key = other_cues.name_key
            and sides.other_level2 = other_cues.level2
    left join names_in_blocks as other_names
        on
            sides.project_id = other_names.project_id
            and sides.other_run_no = other_names.run_no
            and sides.name_key = other_names.name_key
    left join lines_in_blocks as other_lines
        on
            sides.project_id = other_lines.project_id
            and sides.other_run_no = other_lines.run_no
            and sides.name_key = other_lines.name_key
            and sides.values_text = other_lines.values_text
),

-- Rows at the edge of a block, without a break from it, that speak more for the neighbour than for their own label.
reached as (
    select
        project_id,
        run_no,
        side,
        other_level2,
        print_id,
        name_key,
        own_strength,
        other_strength,
        prints_there,
        is_line_there,
        block_size,
        distance,
        max(case
            when
                is_name_blank
                or other_strength <= own_strength
                or (is_label_beside and not is_first)
                then 1
            else 0
        end) over (
            partition by project_id, run_no, side order by distance
            rows between unbounded preceding and current row
        ) as is_beyond_edge
    from weighed
),

edges as (
    select
        project_id,
        run_no,
        side,
        other_level2,
        print_id,
        name_key,
        own_strength,
        other_strength,
        prints_there,
        is_line_there,
        block_size,
        distance,
        max(case when prints_there > 0 then distance end) over (partition by project_id, run_no, side)
            as last_twin_distance,
        min(distance) over (partition by project_id, run_no, side, name_key) as name_first_distance
    from reached
    where is_beyond_edge = 0
),

-- Up to the last name that the neighbour prints too, and on while names are repeated that have come before it.
stretched as (
    select
        project_id,
        run_no,
        side,
        other_level2,
        print_id,
        name_key,
        own_strength,
        other_strength,
        prints_there,
        is_line_there,
        block_size,
        distance,
        max(case when name_first_distance > last_twin_distance then 1 else 0 end) over (
            partition by project_id, run_no, side order by distance
            rows between unbounded preceding and current row
        ) as is_after_twins
    from edges
    where last_twin_distance is not null
),

candidates as (
    select
        stretched.project_id,
        stretched.run_no,
        stretched.side,
        stretched.other_level2,
        stretched.print_id,
        stretched.prints_there,
        stretched.is_line_there,
        stretched.own_strength,
        stretched.other_strength,
        stretched.block_size,
        names_in_blocks.prints_count as prints_here,
        drafts.draft_prints,
        count(*) over (partition by stretched.project_id, stretched.run_no, stretched.side) as rows_off,
        count(*) over (
            partition by stretched.project_id, stretched.run_no, stretched.side, stretched.name_key
        ) as prints_off
    from stretched
    inner join names_in_blocks
        on
            stretched.project_id = names_in_blocks.project_id
            and stretched.run_no = names_in_blocks.run_no
            and stretched.name_key = names_in_blocks.name_key
    inner join drafts on stretched.project_id = drafts.project_id
    where stretched.is_after_twins = 0
),

-- A label is some rows off where every name at the edge is wholly there (its author did not file it deeper in the block
-- too), something stays under the label, and the drafts come out: no name more often than there are drafts, unless each
-- of the rows is printed word for word under the other label and its name belongs there.
runs_off as (
    select
        project_id,
        run_no,
        side,
        max(rows_off) as rows_off,
        max(block_size) as block_size
    from candidates
    group by project_id, run_no, side
    having
        max(case when prints_off < prints_here then 1 else 0 end) = 0
        and (
            max(case when prints_there + prints_off > draft_prints then 1 else 0 end) = 0
            or min(case when is_line_there and other_strength = 2 and own_strength = 0 then 1 else 0 end) = 1
        )
),

-- One label cannot stand early and late.
runs_of_one_side as (
    select
        project_id,
        run_no,
        side,
        rows_off,
        block_size
    from runs_off
    qualify
        count(*) over (
            partition by project_id, case when side = 'early' then run_no - 1 else run_no end
        ) = 1
),

blocks_kept as (
    select
        project_id,
        run_no
    from runs_of_one_side
    group by project_id, run_no
    having sum(rows_off) < max(block_size)
),

moved_by_drafts as (
    select
        candidates.print_id,
        candidates.other_level2 as level2,
        'label_' || candidates.side as category_reason
    from candidates
    inner join runs_of_one_side
        on
            candidates.project_id = runs_of_one_side.project_id
            and candidates.run_no = runs_of_one_side.run_no
            and candidates.side = runs_of_one_side.side
    inner join blocks_kept
        on
            candidates.project_id = blocks_kept.project_id
            and candidates.run_no = blocks_kept.run_no
),

-- A form of one draft that prints all of its labels one row early or late: the rows next to the labels speak for the
-- neighbour, at three labels or more, none against it, and no row elsewhere does.
shifts as (
    select
        weighed.project_id,
        weighed.side
    from weighed
    left join drafts on weighed.project_id = drafts.project_id
    where drafts.project_id is null
    group by weighed.project_id, weighed.side
    having
        sum(case
            when weighed.distance = 1 and weighed.other_strength = 2 and weighed.own_strength = 0 then 1
            else 0
        end) >= 3
        and max(case
            when
                weighed.distance = 1
                and weighed.own_strength > 0
                and weighed.own_strength >= weighed.other_strength
                then 1
            else 0
        end) = 0
        and max(case
            when weighed.distance > 1 and weighed.other_strength = 2 and weighed.own_strength = 0 then 1
            else 0
        end) = 0
        and max(case
            when weighed.is_label_beside and not weighed.is_first then 1
            else 0
        end) = 0
),

single_shifts as (
    select
        project_id,
        min(side) as side
    from shifts
    group by project_id
    having count(*) = 1
),

moved_by_shift as (
    select
        weighed.print_id,
        weighed.other_level2 as level2,
        'labels_' || weighed.side as category_reason
    from weighed
    inner join single_shifts
        on
            weighed.project_id = single_shifts.project_id
            and weighed.side = single_shifts.side
    where weighed.distance = 1
),

found as (
    select
        print_id,
        level2,
        category_reason
    from moved_by_drafts
    union all
    select
        print_id,
        level2,
        category_reason
    from moved_by_shift
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
