-- Printed totals that are not the sum of their parts, and amounts that are none.
with list_checks as (
    select * from {{ ref('int_list_reconciliations') }}
),

form_checks as (
    select * from {{ ref('int_form_reconciliations') }}
),

projects as (
    select * from {{ ref('int_projects') }}
),

amounts as (
    select * from {{ ref('int_amounts') }}
    where amount_problem is not null
),

funding_lines as (
    select * from {{ ref('int_funding_lines') }}
),

task_lines as (
    select * from {{ ref('stg_task_lines') }}
),

printed_totals as (
    select * from {{ ref('stg_printed_totals') }}
),

-- Rates and scores stand in columns beside the money.
other_columns as (
    select label_key
    from {{ ref('int_money_labels') }}
    where is_other_column
),

checks as (
    {% for source in ['list_checks', 'form_checks'] -%}
        select
            check_name,
            document_id,
            project_id,
            label_text,
            column_label,
            printed_yuan,
            computed_yuan,
            tolerance_yuan,
            blank_parts_count,
            page_no,
            sheet_name,
            table_no,
            row_no
        from {{ source }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- A blank part may hold what is missing, so only full sums contradict their total.
gaps as (
    select
        case
            when check_name = 'total_vs_sources' then 'A01'
            when check_name like 'list_%' or check_name = 'parent_vs_children' then 'A02'
            when check_name in ('department_project_expenditure_vs_tasks', 'task_total_vs_tasks') then 'A03'
            when check_name = 'income_vs_expenditure' then 'A04'
        end as rule_id,
        document_id,
        project_id,
        label_text,
        column_label,
        printed_yuan,
        computed_yuan,
        page_no,
        sheet_name,
        table_no,
        row_no
    from checks
    where
        blank_parts_count = 0
        and abs(printed_yuan - computed_yuan) > tolerance_yuan
),

-- A row that misses in several columns is one finding.
sums_that_differ as (
    select
        rule_id,
        project_id,
        document_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        max(label_text) as label_text,
        max_by(printed_yuan, (abs(printed_yuan - computed_yuan), printed_yuan, computed_yuan)) as printed_yuan,
        max_by(computed_yuan, (abs(printed_yuan - computed_yuan), printed_yuan, computed_yuan)) as computed_yuan,
        {{ joined_texts(
            "concat_ws(': ', column_label, " ~ yuan_text('printed_yuan') ~ " || ' ≠ ' || "
            ~ yuan_text('computed_yuan') ~ ')',
            "'; '", 'column_label nulls first, printed_yuan, computed_yuan'
        ) }} as columns_text
    from gaps
    where rule_id is not null
    group by rule_id, project_id, document_id, page_no, sheet_name, table_no, row_no
),

sum_findings as (
    select
        rule_id,
        project_id,
        document_id,
        cast(null as string) as indicator_value_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        'Printed ' || {{ yuan_text('printed_yuan') }} || ' yuan, the parts come to '
        || {{ yuan_text('computed_yuan') }} || ' yuan: ' || {{ yuan_text('printed_yuan - computed_yuan') }}
        || ' apart.' as message_en,
        '印 ' || {{ yuan_text('printed_yuan') }} || ' 元，各项合计 ' || {{ yuan_text('computed_yuan') }}
        || ' 元，相差 ' || {{ yuan_text('printed_yuan - computed_yuan') }} || ' 元。' as message_zh,
        concat_ws(' — ', label_text, columns_text) as evidence,
        abs(printed_yuan - computed_yuan) as amount_at_stake_yuan
    from sums_that_differ
),

-- Where each amount stands that has no yuan.
amount_places as (
    select
        'funding' as amount_kind,
        document_id,
        form_no,
        record_no,
        line_no,
        column_no,
        label_text,
        page_no,
        sheet_name,
        table_no,
        row_no
    from funding_lines
    union all
    select
        'task' as amount_kind,
        document_id,
        form_no,
        1 as record_no,
        line_no,
        1 as column_no,
        name_tidy as label_text,
        page_no,
        sheet_name,
        table_no,
        row_no
    from task_lines
    union all
    select
        'total' as amount_kind,
        printed_totals.document_id,
        printed_totals.form_no,
        0 as record_no,
        printed_totals.line_no,
        printed_totals.column_no,
        printed_totals.label_text,
        printed_totals.page_no,
        printed_totals.sheet_name,
        printed_totals.table_no,
        printed_totals.row_no
    from printed_totals
    left join other_columns
        on other_columns.label_key in (printed_totals.amount_heading_key, printed_totals.amount_heading_key_short)
    where other_columns.label_key is null
),

problems as (
    select
        amounts.amount_problem,
        amounts.document_id,
        amounts.form_no,
        projects.project_id,
        coalesce(projects.shape, 'list') as shape,
        concat_ws(' ', amount_places.label_text, amounts.amount_text, amounts.unit_text) as amount_shown,
        {{ parse_decimal('amounts.amount_text') }} as amount_number,
        amounts.line_no,
        amounts.column_no,
        amount_places.page_no,
        amount_places.sheet_name,
        amount_places.table_no,
        amount_places.row_no
    from amounts
    inner join amount_places
        on
            amounts.amount_kind = amount_places.amount_kind
            and amounts.document_id = amount_places.document_id
            and amounts.form_no = amount_places.form_no
            and amounts.record_no = amount_places.record_no
            and amounts.line_no = amount_places.line_no
            and amounts.column_no = amount_places.column_no
    left join projects
        on
            amounts.document_id = projects.document_id
            and amounts.form_no = projects.form_no
            and amounts.record_no = projects.record_no
),

unread_amounts as (
    select
        project_id,
        document_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        {{ joined_texts('amount_shown', "'; '", 'amount_shown') }} as amounts_text
    from problems
    where amount_problem = 'unreadable'
    group by project_id, document_id, page_no, sheet_name, table_no, row_no
),

foreign_amounts as (
    select
        project_id,
        document_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        {{ joined_texts('amount_shown', "'; '", 'amount_shown') }} as amounts_text
    from problems
    where amount_problem = 'other_currency'
    group by project_id, document_id, page_no, sheet_name, table_no, row_no
),

-- A unit is missing once in a form or list. Nothing is nothing in any unit.
amounts_without_unit as (
    select
        max(case when shape = 'form' then project_id end) as project_id,
        document_id,
        {% for place in ['page_no', 'sheet_name', 'table_no', 'row_no'] -%}
            min_by({{ place }}, (coalesce(page_no, 0), coalesce(table_no, 0), row_no)) as {{ place }},
        {% endfor -%}
        count(*) as amounts_count,
        min_by(
            amount_shown, (coalesce(page_no, 0), coalesce(table_no, 0), row_no, line_no, column_no, amount_shown)
        ) as amounts_text
    from problems
    where
        amount_problem = 'no_unit'
        and amount_number is distinct from 0
    group by document_id, form_no
),

amounts_unread as (
    select
        'A17' as rule_id,
        unread_amounts.project_id,
        unread_amounts.document_id,
        cast(null as string) as indicator_value_id,
        unread_amounts.page_no,
        unread_amounts.sheet_name,
        unread_amounts.table_no,
        unread_amounts.row_no,
        'Cannot be read as an amount: ' || unread_amounts.amounts_text || '.' as message_en,
        '无法读作金额：' || unread_amounts.amounts_text || '。' as message_zh,
        unread_amounts.amounts_text as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from unread_amounts
),

units_missing as (
    select
        'A18' as rule_id,
        amounts_without_unit.project_id,
        amounts_without_unit.document_id,
        cast(null as string) as indicator_value_id,
        amounts_without_unit.page_no,
        amounts_without_unit.sheet_name,
        amounts_without_unit.table_no,
        amounts_without_unit.row_no,
        'No unit is printed for ' || cast(amounts_without_unit.amounts_count as string) || ' amounts.' as message_en,
        cast(amounts_without_unit.amounts_count as string) || ' 个金额没有印单位。' as message_zh,
        amounts_without_unit.amounts_text as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from amounts_without_unit
),

amounts_in_other_currencies as (
    select
        'A19' as rule_id,
        foreign_amounts.project_id,
        foreign_amounts.document_id,
        cast(null as string) as indicator_value_id,
        foreign_amounts.page_no,
        foreign_amounts.sheet_name,
        foreign_amounts.table_no,
        foreign_amounts.row_no,
        'Not in yuan: ' || foreign_amounts.amounts_text || '.' as message_en,
        '不是人民币金额：' || foreign_amounts.amounts_text || '。' as message_zh,
        foreign_amounts.amounts_text as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from foreign_amounts
),

final as (
    {% for hits in [
        'sum_findings',
        'amounts_unread',
        'units_missing',
        'amounts_in_other_currencies'
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
            try_cast(amount_at_stake_yuan as decimal(20, 2)) as amount_at_stake_yuan
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
