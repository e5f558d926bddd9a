-- One model per family of rules, two more for duplicates that span documents; a new family is a new name here.
{%- set families = [
    'int_findings_amounts',
    'int_findings_arithmetic',
    'int_findings_time',
    'int_findings_completeness',
    'int_findings_quantification',
    'int_findings_classification',
    'int_findings_duplicates',
    'int_findings_shared_targets',
    'int_findings_publications',
    'int_findings_text',
    'int_findings_results',
] %}

with hits as (
    {% for family in families -%}
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
        from {{ ref(family) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

review_rules as (
    select
        rule_id,
        severity
    from {{ ref('review_rules') }}
),

final as (
    select
        {{ position_id([
            "'finding'", 'hits.rule_id', 'hits.document_id', 'hits.project_id', 'hits.indicator_value_id',
            'hits.page_no', 'hits.sheet_name', 'hits.table_no', 'hits.row_no'
        ]) }} as finding_id,
        hits.rule_id,
        review_rules.severity,
        hits.project_id,
        hits.document_id,
        hits.indicator_value_id,
        hits.message_en,
        hits.message_zh,
        hits.evidence,
        hits.amount_at_stake_yuan,
        hits.page_no,
        hits.sheet_name,
        hits.table_no,
        hits.row_no,
        {{ place_text('hits.page_no', 'hits.sheet_name', 'hits.table_no', 'hits.row_no') }} as place_text
    from hits
    left join review_rules on hits.rule_id = review_rules.rule_id
)

select
    finding_id,
    rule_id,
    severity,
    project_id,
    document_id,
    indicator_value_id,
    message_en,
    message_zh,
    evidence,
    amount_at_stake_yuan,
    page_no,
    sheet_name,
    table_no,
    row_no,
    place_text
from final
