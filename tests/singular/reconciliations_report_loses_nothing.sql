-- rpt_reconciliations has every row of the fact, with the same amounts.
with facts as (
    select * from {{ ref('fct_reconciliations') }}
),

report as (
    select * from {{ ref('rpt_reconciliations') }}
)

select
    facts.reconciliation_id,
    facts.document_id,
    facts.place_text
from facts
left join report on facts.reconciliation_id = report.reconciliation_id
where
    report.reconciliation_id is null
    or facts.printed_yuan is distinct from cast(report.printed_yuan as decimal(20, 2))
    or facts.computed_yuan is distinct from cast(report.computed_yuan as decimal(20, 2))
    or facts.gap_yuan is distinct from cast(report.gap_yuan as decimal(20, 2))
    or facts.is_balanced is distinct from report.is_balanced
