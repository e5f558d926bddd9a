-- Printed totals that are not the sum of their parts, and amounts that are none.
with list_checks as (
    select * from {{ ref('int_list_reconciliations') }}
),

form_checks as (
    select * from {{ ref('int_form_reconciliations') }}
),

funding_lines as (
    select * from {{ ref('int_funding_lines') }}
),

tasks as (
    select * from {{ ref('int_department_tasks') }}
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
        max_by(printed_yuan, abs(printed_yuan - computed_yuan)) as printed_yuan,
        max_by(computed_yuan, abs(printed_yuan - computed_yuan)) as computed_yuan,
        max_by(printed_yuan - computed_yuan, abs(printed_yuan - computed_yuan)) as gap_yuan,
        string_agg(
            column_label
            || ': ' || {{ yuan_text('printed_yuan') }} || ' ≠ ' || {{ yuan_text('computed_yuan') }},
            '; ' order by column_label, printed_yuan
        ) as columns_text
    from gaps
    where rule_id is not null
    group by rule_id, project_id, document_id, page_no, sheet_name, table_no, row_no
),

sum_findings as (
    select
        rule_id,
        project_id,
        document_id,
        cast(null as varchar) as indicator_value_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        'Printed ' || {{ yuan_text('printed_yuan') }} || ' yuan, the parts come to '
        || {{ yuan_text('computed_yuan') }} || ' yuan: ' || {{ yuan_text('gap_yuan') }} || ' apart.' as message_en,
        '印 ' || {{ yuan_text('printed_yuan') }} || ' 元，各项合计 ' || {{ yuan_text('computed_yuan') }}
        || ' 元，相差 ' || {{ yuan_text('gap_yuan') }} || ' 元。' as message_zh,
        concat_ws(' — ', label_text, columns_text) as evidence,
        abs(gap_yuan) as amount_at_stake_yuan
    from sums_that_differ
),

amounts as (
    select
        project_id,
        document_id,
        label_text,
        amount_text,
        amount_yuan,
        unit_basis,
        page_no,
        sheet_name,
        table_no,
        row_no
    from funding_lines
    union all
    select
        project_id,
        document_id,
        task_name as label_text,
        amount_text,
        amount_yuan,
        unit_basis,
        page_no,
        sheet_name,
        table_no,
        row_no
    from tasks
),

-- Dashes and words for nothing are blanks; what holds a digit or a numeral was meant as an amount.
unread_amounts as (
    select
        project_id,
        document_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        string_agg(concat_ws(' ', label_text, amount_text), '; ' order by label_text, amount_text) as amounts_text
    from amounts
    where
        amount_yuan is null
        and unit_basis <> 'none'
        and regexp_matches({{ normalise_text('amount_text') }}, '[0-9]|[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾][百千万亿佰仟萬元]')
    group by project_id, document_id, page_no, sheet_name, table_no, row_no
),

amounts_without_unit as (
    select
        project_id,
        document_id,
        min_by(page_no, (coalesce(page_no, 0), coalesce(table_no, 0), row_no)) as page_no,
        min_by(sheet_name, (coalesce(page_no, 0), coalesce(table_no, 0), row_no)) as sheet_name,
        min_by(table_no, (coalesce(page_no, 0), coalesce(table_no, 0), row_no)) as table_no,
        min_by(row_no, (coalesce(page_no, 0), coalesce(table_no, 0), row_no)) as row_no,
        count(*) as amounts_count,
        string_agg(concat_ws(' ', label_text, amount_text), '; ' order by table_no, row_no, amount_text) as amounts_text
    from amounts
    where
        unit_basis = 'none'
        and amount_yuan is null
        and {{ parse_decimal('amount_text') }} <> 0
    group by project_id, document_id
),

amounts_unread as (
    select
        'A17' as rule_id,
        unread_amounts.project_id,
        unread_amounts.document_id,
        cast(null as varchar) as indicator_value_id,
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
        cast(null as varchar) as indicator_value_id,
        amounts_without_unit.page_no,
        amounts_without_unit.sheet_name,
        amounts_without_unit.table_no,
        amounts_without_unit.row_no,
        'No unit is printed for ' || cast(amounts_without_unit.amounts_count as varchar) || ' amounts.' as message_en,
        cast(amounts_without_unit.amounts_count as varchar) || ' 个金额没有印单位。' as message_zh,
        amounts_without_unit.amounts_text as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from amounts_without_unit
),

final as (
    {% for hits in [
        'sum_findings',
        'amounts_unread',
        'units_missing'
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
            cast(amount_at_stake_yuan as decimal(20, 2)) as amount_at_stake_yuan
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
