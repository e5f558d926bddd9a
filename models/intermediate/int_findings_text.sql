-- Texts that are short, cut off or carry markup, and texts that a person should look at before they are passed on.
with targets as (
    select * from {{ ref('int_review_targets') }}
),

projects as (
    select * from {{ ref('int_projects') }}
),

fields as (
    select * from {{ ref('stg_fields') }}
),

indicator_lines as (
    select * from {{ ref('stg_indicator_lines') }}
),

goals as (
    select
        project_id,
        document_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        goal_text,
        {{ normalise_text('goal_text') }} as goal_tidy,
        length({{ regexp_replace_all(normalise_text('goal_text'), white_space_class() ~ '+', '') }}) as goal_length
    from projects
    where goal_text is not null
),

short_goal_findings as (
    select
        'X01' as rule_id,
        project_id,
        document_id,
        cast(null as string) as indicator_value_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        'The goal has ' || cast(goal_length as string) || ' characters.' as message_en,
        '绩效目标仅' || cast(goal_length as string) || '字。' as message_zh,
        goal_text as evidence
    from goals
    where goal_length between 1 and 49
),

texts as (
    select
        project_id,
        document_id,
        cast(null as string) as indicator_value_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        goal_text as printed_text,
        goal_tidy as text_tidy
    from goals
    union all
    select
        project_id,
        document_id,
        indicator_value_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        value_text as printed_text,
        {{ normalise_text('value_text') }} as text_tidy
    from targets
    where value_kind = 'qualitative'
),

-- Signs of a text that goes on where its cell ends: it closes with a sign that only stands between words; its last
-- bracket or quotation stays open; and, weaker, it counts items, each closed with a full stop, and the last is not.
measured as (
    select
        project_id,
        document_id,
        indicator_value_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        printed_text,
        {{ regexp_matches('text_tidy', '[,、:;(《“‘\\[]$') }} as is_left_hanging,
        {{ regexp_matches('text_tidy', '[(][^()]*$|《[^《》]*$|“[^“”]*$') }} as is_left_open,
        {{ regexp_matches(
            'text_tidy',
            '^1[、.][^。]*。\\s*2[、.][^。]*。(?:.*。)?\\s*[3-9][、.][^0-9。][^。]*[^。!?;.)”》]$'
        ) }} as is_last_item_open
    from texts
    where length(text_tidy) >= 10
),

cut_findings as (
    select
        'X03' as rule_id,
        project_id,
        document_id,
        indicator_value_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        case
            when is_left_hanging then 'The text ends with a sign that joins.'
            else 'The text ends inside a bracket or a quotation.'
        end as message_en,
        case
            when is_left_hanging then '文字以连接用的标点结尾。'
            else '文字在括号或引号内结束。'
        end as message_zh,
        printed_text as evidence
    from measured
    where is_left_hanging or is_left_open
),

open_item_findings as (
    select
        'X09' as rule_id,
        project_id,
        document_id,
        indicator_value_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        'The items of the text end with a full stop, the last does not.' as message_en,
        '分条文字各条均有句号，最后一条没有。' as message_zh,
        printed_text as evidence
    from measured
    where is_last_item_open and not is_left_hanging and not is_left_open
),

marked_cells as (
    select
        document_id,
        form_no,
        record_no,
        value_text as printed_text
    from fields
    union all
    select
        document_id,
        form_no,
        record_no,
        name_text as printed_text
    from indicator_lines
    union all
    select
        document_id,
        form_no,
        record_no,
        value_text as printed_text
    from indicator_lines
),

marked_forms as (
    select
        document_id,
        form_no,
        record_no,
        count(distinct printed_text) as cells_count,
        left(min(printed_text), 200) as printed_text
    from marked_cells
    where {{ regexp_matches('printed_text', markup_pattern() ~ '|&(?:nbsp|lt|gt|amp|quot);') }}
    group by document_id, form_no, record_no
),

markup_findings as (
    select
        'X05' as rule_id,
        projects.project_id,
        projects.document_id,
        cast(null as string) as indicator_value_id,
        projects.page_no,
        projects.sheet_name,
        projects.table_no,
        projects.row_no,
        cast(marked_forms.cells_count as string) || ' cells carry web markup.' as message_en,
        '有' || cast(marked_forms.cells_count as string) || '个单元格残留网页标记。' as message_zh,
        marked_forms.printed_text as evidence
    from marked_forms
    inner join projects
        on
            marked_forms.document_id = projects.document_id
            and marked_forms.form_no = projects.form_no
            and marked_forms.record_no = projects.record_no
),

-- One person hired, and money by the year or month beside it. The amount itself is not repeated here.
lone_posts as (
    select project_id
    from targets
    where
        is_hiring
        and head_kind = 'count'
        and value_dimension = 'count'
        and canonical_unit = '人'
    group by project_id
    having max(coalesce(canonical_high, canonical_low)) = 1 and min(coalesce(canonical_low, canonical_high)) = 1
),

pay_findings as (
    select
        'V02' as rule_id,
        targets.project_id,
        targets.document_id,
        targets.indicator_value_id,
        targets.page_no,
        targets.sheet_name,
        targets.table_no,
        targets.row_no,
        'One post, and money by time that may be its pay; the amount is not repeated here.' as message_en,
        '仅一个岗位，并印有按时间计的金额，可能是个人薪酬；此处不重复金额。' as message_zh,
        targets.indicator_name as evidence
    from targets
    inner join lone_posts on targets.project_id = lone_posts.project_id
    where
        targets.is_pay
        and targets.value_dimension = 'money'
        and {{ regexp_matches("coalesce(targets.denominator_unit, '')", '(?:^|/)(?:年|月|天|日|小时)(?:/|$)') }}
    qualify
        row_number() over (
            partition by targets.indicator_id order by targets.horizon_rank asc, targets.indicator_value_id asc
        ) = 1
),

secret_findings as (
    select
        'V03' as rule_id,
        project_id,
        document_id,
        indicator_value_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        'A number beside a word that may touch secrecy; neither name nor number is repeated here.' as message_en,
        '数值所在的指标含有可能涉密的用词；此处不重复名称和数值。' as message_zh,
        secret_word as evidence
    from targets
    where secret_word is not null and value_dimension in ('count', 'measure')
    qualify
        row_number() over (
            partition by indicator_id order by horizon_rank asc, indicator_value_id asc
        ) = 1
),

final as (
    {% for hits in [
        'short_goal_findings', 'cut_findings', 'open_item_findings', 'markup_findings', 'pay_findings', 'secret_findings',
    ] -%}
        select
            rule_id,
            project_id,
            document_id,
            indicator_value_id,
            page_no,
            sheet_name,
            table_no,
            row_no,
            message_en,
            message_zh,
            evidence,
            cast(null as decimal(20, 2)) as amount_at_stake_yuan
        from {{ hits }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    rule_id,
    project_id,
    document_id,
    indicator_value_id,
    page_no,
    sheet_name,
    table_no,
    row_no,
    message_en,
    message_zh,
    evidence,
    amount_at_stake_yuan
from final
