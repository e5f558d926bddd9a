-- An amount that is printed is in a fact, read or not: no line is lost between staging and the marts.
-- The zeros of a form that nobody filled in are none.
with documents as (
    select document_id
    from {{ ref('dim_documents') }}
),

filled as (
    select
        document_id,
        form_no
    from {{ ref('int_filled_forms') }}
),

labels as (
    select
        label_key,
        is_amount_column,
        is_other_column,
        funding_source_id
    from {{ ref('int_money_labels') }}
),

printed as (
    select
        lines.document_id,
        count(*) as lines_count
    from {{ ref('stg_funding_lines') }} as lines
    inner join documents on lines.document_id = documents.document_id
    inner join filled on lines.document_id = filled.document_id and lines.form_no = filled.form_no
    left join labels as headings on lines.amount_heading_key = headings.label_key
    left join labels as headings_short on lines.amount_heading_key_short = headings_short.label_key
    left join labels as names on lines.label_key = names.label_key
    left join labels as names_short on lines.label_key_short = names_short.label_key
    where
        lines.amount_text is not null
        and not (
            coalesce(headings.is_other_column, headings_short.is_other_column, false)
            and not coalesce(headings.is_amount_column, headings_short.is_amount_column, false)
        )
        and not (
            coalesce(names.is_other_column, names_short.is_other_column, false)
            and coalesce(names.funding_source_id, names_short.funding_source_id) is null
            and not coalesce(names.is_amount_column, names_short.is_amount_column, false)
        )
    group by lines.document_id
),

kept as (
    select
        document_id,
        count(*) as lines_count
    from {{ ref('fct_project_funding') }}
    where amount_text is not null
    group by document_id
)

select
    printed.document_id,
    printed.lines_count as printed_count,
    kept.lines_count as kept_count
from printed
left join kept on printed.document_id = kept.document_id
where kept.lines_count is distinct from printed.lines_count
