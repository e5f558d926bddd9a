-- The texts that may say where a project belongs, from the best witness to the last; one row per project and text.
with records as (
    select
        project_id,
        document_id,
        form_title,
        supervising_agency,
        implementing_agency,
        department_name,
        unit_label_text,
        sheet_name
    from {{ ref('int_records') }}
),

documents as (
    select
        document_id,
        title_tidy,
        head_text,
        publisher
    from {{ ref('int_documents') }}
),

document_paths as (
    select
        path,
        document_id
    from {{ ref('stg_document_paths') }}
),

witnesses as (
    select
        project_id,
        document_id,
        1 as witness_no,
        'agency' as region_basis,
        implementing_agency as witness_text
    from records
    union all
    select
        project_id,
        document_id,
        2 as witness_no,
        'agency' as region_basis,
        unit_label_text as witness_text
    from records
    union all
    select
        project_id,
        document_id,
        3 as witness_no,
        'agency' as region_basis,
        department_name as witness_text
    from records
    union all
    select
        project_id,
        document_id,
        4 as witness_no,
        'agency' as region_basis,
        supervising_agency as witness_text
    from records
    union all
    select
        project_id,
        document_id,
        5 as witness_no,
        'title' as region_basis,
        form_title as witness_text
    from records
    union all
    select
        records.project_id,
        records.document_id,
        6 as witness_no,
        'title' as region_basis,
        documents.title_tidy as witness_text
    from records
    inner join documents on records.document_id = documents.document_id
    union all
    select
        records.project_id,
        records.document_id,
        7 as witness_no,
        'title' as region_basis,
        documents.head_text as witness_text
    from records
    inner join documents on records.document_id = documents.document_id
    union all
    select
        records.project_id,
        records.document_id,
        9 as witness_no,
        'manifest' as region_basis,
        documents.publisher as witness_text
    from records
    inner join documents on records.document_id = documents.document_id
    union all
    select
        project_id,
        document_id,
        10 as witness_no,
        'title' as region_basis,
        sheet_name as witness_text
    from records
    union all
    select
        records.project_id,
        records.document_id,
        12 as witness_no,
        'path' as region_basis,
        document_paths.path as witness_text
    from records
    inner join document_paths on records.document_id = document_paths.document_id
),

final as (
    select
        project_id,
        document_id,
        witness_no,
        region_basis,
        {{ normalise_label('witness_text') }} as witness_text
    from witnesses
    where witness_text is not null
)

select
    project_id,
    document_id,
    witness_no,
    region_basis,
    witness_text
from final
where witness_text <> ''
group by project_id, document_id, witness_no, region_basis, witness_text
