with lines as (
    select * from {{ ref('stg_indicator_lines') }}
),

projects as (
    select
        project_id,
        document_id,
        form_no,
        record_no
    from {{ ref('int_projects') }}
),

labels as (
    select
        label,
        max(case when cast(qualifier as varchar) = '1' then target end) as level1,
        max(case when cast(qualifier as varchar) = '2' then target end) as level2
    from {{ ref('printed_labels') }}
    where role = 'category'
    group by label
),

categories as (
    select
        category_id,
        scheme,
        level1,
        level2
    from {{ ref('indicator_categories') }}
),

-- Level 2 labels that only one taxonomy has tell which one a form follows.
scheme_marks as (
    select
        level2,
        min(scheme) as scheme
    from categories
    group by level2
    having count(*) = 1
),

-- A level 1 with a single level 2 needs no label for it.
only_children as (
    select
        level1,
        min(level2) as level2
    from categories
    group by level1
    having count(distinct level2) = 1
),

blank_names as (
    select distinct {{ compact_value('word') }} as name_key
    from {{ ref('value_words') }}
    where place = 'whole'
),

printed_lines as (
    select
        projects.project_id,
        lines.document_id,
        lines.page_no,
        lines.sheet_name,
        lines.table_no,
        lines.row_no,
        lines.col_no,
        lines.form_no,
        lines.record_no,
        lines.line_no,
        lines.item_no,
        lines.level1_text,
        lines.level1_key,
        lines.level1_key_short,
        lines.level1_row_no,
        lines.level2_text,
        lines.level2_key,
        lines.level2_key_short,
        lines.level2_row_no,
        lines.name_text,
        lines.name_tidy,
        lines.explanation_text
    from lines
    inner join projects
        on
            lines.document_id = projects.document_id
            and lines.form_no = projects.form_no
            and lines.record_no = projects.record_no
    qualify
        row_number() over (
            partition by lines.document_id, lines.form_no, lines.record_no, lines.line_no order by lines.value_no
        ) = 1
),

named as (
    select
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
        level1_text,
        level1_key,
        level1_key_short,
        level1_row_no,
        level2_text,
        level2_key,
        level2_key_short,
        level2_row_no,
        name_text,
        name_tidy,
        explanation_text,
        nullif({{ compact_value('name_tidy') }}, '') as name_key,
        row_number() over (
            partition by document_id, page_no, sheet_name, table_no, row_no, col_no, item_no
            order by form_no, record_no, line_no
        ) as place_repeat_no,
        row_number() over (partition by project_id order by line_no) as print_no
    from printed_lines
),

labelled as (
    select
        named.project_id,
        named.document_id,
        named.page_no,
        named.sheet_name,
        named.table_no,
        named.row_no,
        named.col_no,
        named.form_no,
        named.record_no,
        named.line_no,
        named.item_no,
        named.level1_text,
        named.level1_row_no,
        named.level2_text,
        named.level2_key,
        named.level2_row_no,
        named.name_text,
        named.name_tidy,
        named.explanation_text,
        named.name_key,
        named.place_repeat_no,
        named.print_no,
        coalesce(first_full.level1, first_short.level1) as first_as_level1,
        coalesce(first_full.level2, first_short.level2) as first_as_level2,
        coalesce(second_full.level1, second_short.level1) as second_as_level1,
        coalesce(second_full.level2, second_short.level2) as second_as_level2
    from named
    left join labels as first_full on named.level1_key = first_full.label
    left join labels as first_short on named.level1_key_short = first_short.label
    left join labels as second_full on named.level2_key = second_full.label
    left join labels as second_short on named.level2_key_short = second_short.label
),

form_schemes as (
    select
        labelled.document_id,
        labelled.form_no,
        min(scheme_marks.scheme) as scheme
    from labelled
    inner join scheme_marks
        on coalesce(labelled.second_as_level2, labelled.first_as_level2) = scheme_marks.level2
    where scheme_marks.scheme = 'T2'
    group by labelled.document_id, labelled.form_no
),

-- The label of each level as carried down. Forms print the two columns the wrong way round now and then; a label that
-- is both a level 1 and a level 2 (成本指标) and stands alone is a level 1 only in a form that follows 财预〔2021〕101号.
carried as (
    select
        labelled.project_id,
        labelled.document_id,
        labelled.page_no,
        labelled.sheet_name,
        labelled.table_no,
        labelled.row_no,
        labelled.col_no,
        labelled.form_no,
        labelled.record_no,
        labelled.line_no,
        labelled.item_no,
        labelled.level1_text,
        labelled.level1_row_no,
        labelled.level2_text,
        labelled.level2_row_no,
        labelled.name_text,
        labelled.name_tidy,
        labelled.explanation_text,
        labelled.name_key,
        labelled.place_repeat_no,
        labelled.print_no,
        labelled.first_as_level1,
        labelled.first_as_level2,
        labelled.second_as_level1,
        labelled.second_as_level2,
        coalesce(form_schemes.scheme, 'T1') as form_scheme,
        case
            when labelled.first_as_level1 is not null and labelled.first_as_level2 is null
                then labelled.first_as_level1
            when labelled.second_as_level1 is not null and labelled.second_as_level2 is null
                then labelled.second_as_level1
            when
                labelled.first_as_level1 is not null
                and (
                    labelled.level2_key is not null
                    or form_schemes.scheme is not null
                    or labelled.first_as_level2 <> labelled.first_as_level1
                )
                then labelled.first_as_level1
            when labelled.first_as_level1 is null and labelled.first_as_level2 is null then labelled.level1_text
        end as level1_printed,
        case
            when labelled.second_as_level2 is not null then labelled.second_as_level2
            when
                labelled.first_as_level2 is not null
                and (labelled.first_as_level1 is null or labelled.second_as_level1 is not null)
                then labelled.first_as_level2
            when
                labelled.first_as_level2 = labelled.first_as_level1
                and labelled.level2_key is null
                and form_schemes.scheme is null
                then labelled.first_as_level2
            when labelled.second_as_level1 is null then labelled.level2_text
        end as level2_printed
    from labelled
    left join form_schemes
        on
            labelled.document_id = form_schemes.document_id
            and labelled.form_no = form_schemes.form_no
),

filled as (
    select
        carried.project_id,
        carried.document_id,
        carried.page_no,
        carried.sheet_name,
        carried.table_no,
        carried.row_no,
        carried.col_no,
        carried.form_no,
        carried.record_no,
        carried.line_no,
        carried.item_no,
        carried.level1_text,
        carried.level1_row_no,
        carried.level2_text,
        carried.level2_row_no,
        carried.name_text,
        carried.name_tidy,
        carried.explanation_text,
        carried.name_key,
        carried.place_repeat_no,
        carried.print_no,
        carried.first_as_level1,
        carried.second_as_level1,
        carried.form_scheme,
        carried.level1_printed,
        carried.level2_printed,
        coalesce(
            case
                when carried.second_as_level2 is not null or carried.first_as_level2 is not null
                    then carried.level2_printed
            end,
            only_children.level2
        ) as level2
    from carried
    left join only_children
        on
            carried.level1_printed = only_children.level1
            and carried.level2_printed is null
),

-- A level 2 stays under its printed level 1 where a taxonomy has that pair; else it brings its own.
categorised as (
    select
        filled.project_id,
        filled.document_id,
        filled.page_no,
        filled.sheet_name,
        filled.table_no,
        filled.row_no,
        filled.col_no,
        filled.form_no,
        filled.record_no,
        filled.line_no,
        filled.item_no,
        filled.level1_text,
        filled.level1_row_no,
        filled.level2_text,
        filled.level2_row_no,
        filled.name_text,
        filled.name_tidy,
        filled.explanation_text,
        filled.name_key,
        filled.place_repeat_no,
        filled.print_no,
        filled.level1_printed,
        filled.level2_printed,
        filled.level2,
        categories.category_id,
        coalesce(
            categories.level1,
            case
                when filled.first_as_level1 is not null or filled.second_as_level1 is not null
                    then filled.level1_printed
            end
        ) as level1
    from filled
    left join categories on filled.level2 = categories.level2
    qualify
        row_number() over (
            partition by filled.document_id, filled.form_no, filled.record_no, filled.line_no
            order by
                case when categories.level1 = filled.level1_printed then 0 else 1 end asc,
                case when categories.scheme = filled.form_scheme then 0 else 1 end asc,
                categories.scheme asc nulls last
        ) = 1
),

identified as (
    select
        categorised.project_id,
        categorised.document_id,
        categorised.page_no,
        categorised.sheet_name,
        categorised.table_no,
        categorised.row_no,
        categorised.col_no,
        categorised.form_no,
        categorised.record_no,
        categorised.line_no,
        categorised.item_no,
        categorised.level1_text,
        categorised.level1_row_no,
        categorised.level2_text,
        categorised.level2_row_no,
        categorised.name_text,
        categorised.name_tidy,
        categorised.explanation_text,
        categorised.name_key,
        categorised.print_no,
        categorised.level1_printed,
        categorised.level2_printed,
        categorised.level2,
        categorised.category_id,
        categorised.level1,
        {{ position_id([
            "'indicator'", 'categorised.document_id', 'categorised.page_no', 'categorised.sheet_name',
            'categorised.table_no', 'categorised.row_no', 'categorised.col_no', 'categorised.item_no',
            'categorised.place_repeat_no'
        ]) }} as print_id,
        -- Rows without a name are never the same indicator.
        concat_ws(
            chr(31),
            coalesce(categorised.level2_printed, chr(30) || coalesce(categorised.level1_printed, '')),
            coalesce(categorised.name_key, chr(30) || cast(categorised.print_no as varchar))
        ) as name_in_category,
        coalesce(categorised.name_key is null or categorised.name_key = '0' or blank_names.name_key is not null, false)
            as is_name_blank
    from categorised
    left join blank_names on categorised.name_key = blank_names.name_key
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
        case
            when level1_printed is null and level2_printed is null then null
            when level1 = level1_printed and coalesce(level2 = level2_printed, level2 is null) then 'printed'
            when level1 is null and level2 is null then 'printed'
            else 'supplied'
        end as category_basis,
        name_text,
        name_tidy as indicator_name,
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
    name_text,
    indicator_name,
    name_key,
    is_name_blank,
    explanation_text
from final
