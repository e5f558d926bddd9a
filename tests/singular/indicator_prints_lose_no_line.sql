-- Printed indicator rows of the present documents that are no row of the mart, or more than one.
with printed as (
    select distinct
        lines.document_id,
        lines.form_no,
        lines.record_no,
        lines.line_no
    from {{ ref('stg_indicator_lines') }} as lines
    inner join {{ ref('dim_documents') }} as documents on lines.document_id = documents.document_id
),

printed_counts as (
    select
        document_id,
        count(*) as lines_printed
    from printed
    group by document_id
),

mart_counts as (
    select
        document_id,
        count(*) as lines_in_mart
    from {{ ref('fct_indicator_prints') }}
    group by document_id
)

select
    coalesce(printed_counts.document_id, mart_counts.document_id) as document_id,
    printed_counts.lines_printed,
    mart_counts.lines_in_mart
from printed_counts
full outer join mart_counts on printed_counts.document_id = mart_counts.document_id
where printed_counts.lines_printed is distinct from mart_counts.lines_in_mart
