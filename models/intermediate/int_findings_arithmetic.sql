-- Figures of a document that contradict one another.
with list_checks as (
    select * from {{ ref('int_list_reconciliations') }}
),

form_checks as (
    select * from {{ ref('int_form_reconciliations') }}
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

final as (
    {% for hits in ['sum_findings'] -%}
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
