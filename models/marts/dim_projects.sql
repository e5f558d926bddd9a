with projects as (
    select * from {{ ref('int_projects') }}
),

series as (
    select * from {{ ref('int_project_series') }}
),

agencies as (
    select * from {{ ref('dim_agencies') }}
),

final as (
    select
        projects.project_id,
        projects.document_id,
        projects.form_no,
        projects.record_no,
        projects.form_kind,
        projects.form_purpose,
        projects.project_name,
        projects.project_code,
        projects.agency_id,
        -- one agency, one name: its prints differ in brackets and blanks
        coalesce(agencies.agency_name, projects.agency_name) as agency_name,
        projects.agency_name as agency_name_printed,
        projects.supervising_agency,
        projects.region_code,
        projects.province_code,
        projects.region_basis,
        projects.budget_year,
        projects.budget_year_basis,
        projects.budget_year_label,
        projects.evidence_year_min,
        projects.project_attribute,
        projects.start_text,
        projects.end_text,
        projects.goal_text,
        projects.goal_mid_text,
        projects.layout_id,
        projects.row_no as first_row,
        projects.last_row_no as last_row,
        series.series_id,
        series.series_method,
        series.series_confidence,
        projects.page_no,
        projects.sheet_name,
        projects.table_no,
        projects.row_no,
        {{ place_text('projects.page_no', 'projects.sheet_name', 'projects.table_no', 'projects.row_no') }}
            as place_text
    from projects
    left join series on projects.project_id = series.project_id
    left join agencies on projects.agency_id = agencies.agency_id
)

select
    project_id,
    document_id,
    form_no,
    record_no,
    form_kind,
    form_purpose,
    project_name,
    project_code,
    agency_id,
    agency_name,
    agency_name_printed,
    supervising_agency,
    region_code,
    province_code,
    region_basis,
    budget_year,
    budget_year_basis,
    budget_year_label,
    evidence_year_min,
    project_attribute,
    start_text,
    end_text,
    goal_text,
    goal_mid_text,
    layout_id,
    first_row,
    last_row,
    series_id,
    series_method,
    series_confidence,
    page_no,
    sheet_name,
    table_no,
    row_no,
    place_text
from final
