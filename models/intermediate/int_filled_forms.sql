-- One row per form in which something is filled in. Who reports, for which year, and sums of nothing (a workbook's
-- formulas) say nothing of a project: a form with no more than these is a blank one.
with fields as (
    select
        document_id,
        form_no
    from {{ ref('stg_fields') }}
    where
        value_tidy is not null
        and coalesce(field, '') not in (
            'year_text', 'money_unit_text', 'sequence_text', 'filled_by_text', 'filled_on_text',
            'supervising_agency', 'implementing_agency', 'department_name', 'central_agency', 'finance_agency',
            'score_total_text', 'weight_total_text'
        )
),

amounts as (
    select
        document_id,
        form_no
    from {{ ref('stg_funding_lines') }}
    where {{ regexp_matches(normalise_text('amount_text'), '[1-9]') }}
),

indicator_lines as (
    select
        document_id,
        form_no
    from {{ ref('stg_indicator_lines') }}
),

task_lines as (
    select
        document_id,
        form_no
    from {{ ref('stg_task_lines') }}
),

final as (
    select
        document_id,
        form_no
    from fields
    union
    select
        document_id,
        form_no
    from amounts
    union
    select
        document_id,
        form_no
    from indicator_lines
    union
    select
        document_id,
        form_no
    from task_lines
)

select
    document_id,
    form_no
from final
