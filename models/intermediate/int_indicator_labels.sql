{%- set stated -%}
    concat_ws(
        chr(30), coalesce(lines.comparator_text, ''), coalesce(lines.value_text, ''), coalesce(lines.unit_text, '')
    )
{%- endset -%}
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
        max(case when cast(qualifier as string) = '1' then target end) as level1,
        max(case when cast(qualifier as string) = '2' then target end) as level2
    from {{ ref('printed_labels') }}
    where role = 'category'
    group by label
),

categories as (
    select
        scheme,
        level1,
        level2
    from {{ ref('indicator_categories') }}
),

-- What the further value columns of a line state; most lines have one column.
further_values as (
    select
        document_id,
        form_no,
        record_no,
        line_no,
        {{ texts_in_order('chr(31) || ' ~ stated, "''", 'value_no') }} as values_text
    from lines
    where value_no > 1
    group by document_id, form_no, record_no, line_no
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

-- All that a line states, as one text: two lines with one name and one text are prints of one line.
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
        lines.explanation_text,
        {{ stated }} || coalesce(further_values.values_text, '') as values_text
    from lines
    inner join projects
        on
            lines.document_id = projects.document_id
            and lines.form_no = projects.form_no
            and lines.record_no = projects.record_no
    left join further_values
        on
            lines.document_id = further_values.document_id
            and lines.form_no = further_values.form_no
            and lines.record_no = further_values.record_no
            and lines.line_no = further_values.line_no
    where lines.value_no = 1
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
        values_text,
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
        named.values_text,
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
        labelled.values_text,
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
        carried.values_text,
        carried.name_key,
        carried.place_repeat_no,
        carried.print_no,
        carried.form_scheme,
        carried.level1_printed,
        carried.level2_printed,
        carried.first_as_level1 is not null or carried.second_as_level1 is not null as is_level1_known,
        coalesce(
            case
                when carried.second_as_level2 is not null or carried.first_as_level2 is not null
                    then carried.level2_printed
            end,
            only_children.level2
        ) as label_level2
    from carried
    left join only_children
        on
            carried.level1_printed = only_children.level1
            and carried.level2_printed is null
),

identified as (
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
        filled.values_text,
        filled.name_key,
        filled.print_no,
        filled.form_scheme,
        filled.level1_printed,
        filled.level2_printed,
        filled.is_level1_known,
        filled.label_level2,
        {{ position_id([
            "'indicator'", 'filled.document_id', 'filled.page_no', 'filled.sheet_name', 'filled.table_no',
            'filled.row_no', 'filled.col_no', 'filled.item_no', 'filled.place_repeat_no'
        ]) }} as print_id,
        coalesce(filled.name_key is null or filled.name_key = '0' or blank_names.name_key is not null, false)
            as is_name_blank
    from filled
    left join blank_names on filled.name_key = blank_names.name_key
),

-- Lines of one category below one another are a block; its label may be printed again inside it.
labels_above as (
    select
        print_id,
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
        form_scheme,
        level1_printed,
        level2_printed,
        is_level1_known,
        label_level2,
        name_text,
        name_tidy,
        name_key,
        is_name_blank,
        explanation_text,
        values_text,
        coalesce(label_level2, level2_printed, level1_printed, '') as label_shown,
        lag(coalesce(label_level2, level2_printed, level1_printed, '')) over (
            partition by project_id order by print_no
        ) as label_above
    from identified
),

final as (
    select
        print_id,
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
        form_scheme,
        level1_printed,
        level2_printed,
        is_level1_known,
        label_level2,
        sum(case when label_above = label_shown then 0 else 1 end) over (
            partition by project_id order by print_no
            rows between unbounded preceding and current row
        ) as run_no,
        name_text,
        name_tidy,
        name_key,
        is_name_blank,
        explanation_text,
        values_text
    from labels_above
)

select
    print_id,
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
    form_scheme,
    level1_printed,
    level2_printed,
    is_level1_known,
    label_level2,
    run_no,
    name_text,
    name_tidy,
    name_key,
    is_name_blank,
    explanation_text,
    values_text
from final
