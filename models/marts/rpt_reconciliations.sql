with reconciliations as (
    select * from {{ ref('fct_reconciliations') }}
),

projects as (
    select
        project_id,
        document_id,
        form_kind,
        form_purpose,
        project_name,
        agency_name,
        region_code,
        budget_year,
        budget_year_label
    from {{ ref('dim_projects') }}
),

documents as (
    select
        document_id,
        title,
        path,
        source_url
    from {{ ref('dim_documents') }}
),

regions as (
    select
        region_code,
        region_name,
        region_level,
        prefecture_name,
        province_code,
        province_name
    from {{ ref('dim_regions') }}
),

-- A total of a list belongs to no project; its place, year and agency are those that all its document's projects share.
document_places as (
    select
        document_id,
        case when count(distinct coalesce(region_code, '')) = 1 then max(region_code) end as region_code,
        case when count(distinct budget_year_label) = 1 then max(budget_year) end as budget_year,
        case when count(distinct budget_year_label) = 1 then max(budget_year_label) end as budget_year_label,
        case when count(distinct coalesce(agency_name, '')) = 1 then max(agency_name) end as agency_name
    from projects
    group by document_id
),

placed as (
    select
        reconciliations.reconciliation_id,
        reconciliations.document_id,
        reconciliations.project_id,
        reconciliations.check_name,
        reconciliations.label_text,
        reconciliations.column_label,
        reconciliations.printed_yuan,
        reconciliations.computed_yuan,
        reconciliations.gap_yuan,
        reconciliations.tolerance_yuan,
        reconciliations.parts_count,
        reconciliations.is_balanced,
        reconciliations.place_text,
        projects.form_kind,
        projects.form_purpose,
        case
            when projects.project_id is null then '（列表）'
            else coalesce(projects.project_name, projects.agency_name, '未知')
        end as project_name,
        case when projects.project_id is null then document_places.agency_name else projects.agency_name end
            as agency_name,
        case when projects.project_id is null then document_places.region_code else projects.region_code end
            as region_code,
        case when projects.project_id is null then document_places.budget_year else projects.budget_year end
            as budget_year,
        case
            when projects.project_id is null then document_places.budget_year_label
            else projects.budget_year_label
        end as budget_year_label
    from reconciliations
    left join projects on reconciliations.project_id = projects.project_id
    left join document_places on reconciliations.document_id = document_places.document_id
),

final as (
    select
        placed.reconciliation_id,
        placed.document_id,
        placed.project_id,
        regions.province_code,
        {{ province_label('regions') }} as province_name,
        coalesce(regions.prefecture_name, '') as prefecture_name,
        placed.region_code,
        coalesce(regions.region_name, '未知') as region_name,
        placed.budget_year,
        coalesce(placed.budget_year_label, '未知') as budget_year_label,
        coalesce(placed.agency_name, '未知') as agency_name,
        placed.form_kind,
        placed.form_purpose,
        placed.project_name,
        placed.check_name,
        placed.label_text,
        placed.column_label,
        cast(placed.printed_yuan as double) as printed_yuan,
        cast(placed.computed_yuan as double) as computed_yuan,
        cast(placed.gap_yuan as double) as gap_yuan,
        cast(placed.tolerance_yuan as double) as tolerance_yuan,
        placed.parts_count,
        placed.is_balanced,
        case
            when placed.is_balanced then 'balanced'
            when not placed.is_balanced then 'gap'
            else 'not_comparable'
        end as balance,
        documents.title as document_title,
        documents.path as document_path,
        documents.source_url,
        placed.place_text
    from placed
    inner join documents on placed.document_id = documents.document_id
    left join regions on placed.region_code = regions.region_code
)

select
    reconciliation_id,
    document_id,
    project_id,
    province_code,
    province_name,
    prefecture_name,
    region_code,
    region_name,
    budget_year,
    budget_year_label,
    agency_name,
    form_kind,
    form_purpose,
    project_name,
    check_name,
    label_text,
    column_label,
    printed_yuan,
    computed_yuan,
    gap_yuan,
    tolerance_yuan,
    parts_count,
    is_balanced,
    balance,
    document_title,
    document_path,
    source_url,
    place_text
from final
