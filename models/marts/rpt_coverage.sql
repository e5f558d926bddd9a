with recursive projects as (
    select
        project_id,
        document_id,
        form_kind,
        form_purpose,
        project_name,
        agency_id,
        region_code,
        budget_year,
        page_no,
        table_no,
        row_no,
        place_text,
        coalesce(region_code, '') as region_key,
        coalesce(agency_id, '') as agency_key,
        coalesce(budget_year, 0) as year_key
    from {{ ref('dim_projects') }}
),

documents as (
    select * from {{ ref('dim_documents') }}
),

agencies as (
    select
        agency_id,
        agency_name
    from {{ ref('dim_agencies') }}
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

spending as (
    select
        project_id,
        amount_yuan
    from {{ ref('fct_project_spending') }}
    where is_counted
),

indicators as (
    select
        project_id,
        count(distinct indicator_id) as indicators_count,
        count(distinct case when actual_text is not null then indicator_id end) as actuals_count
    from {{ ref('fct_indicator_values') }}
    where is_effective
    group by project_id
),

findings as (
    select
        document_id,
        project_id
    from {{ ref('fct_review_findings') }}
),

gaps as (
    select
        document_id,
        project_id
    from {{ ref('fct_reconciliations') }}
    where not is_balanced
),

-- A document counts once, where most of its projects stand; one without a project stands where nothing is known.
document_places as (
    select
        document_id,
        region_key,
        agency_key,
        year_key,
        count(*) as projects_count
    from projects
    group by document_id, region_key, agency_key, year_key
),

document_rows as (
    select
        document_id,
        region_key,
        agency_key,
        year_key
    from document_places
    qualify
        row_number() over (
            partition by document_id order by projects_count desc, region_key desc, agency_key desc, year_key desc
        ) = 1
),

placed_documents as (
    select
        documents.document_id,
        documents.path,
        documents.status,
        documents.forms_count,
        documents.cells_total,
        documents.cells_unread,
        documents.cells_outside,
        coalesce(document_rows.region_key, '') as region_key,
        coalesce(document_rows.agency_key, '') as agency_key,
        coalesce(document_rows.year_key, 0) as year_key
    from documents
    left join document_rows on documents.document_id = document_rows.document_id
),

document_counts as (
    select
        region_key,
        agency_key,
        year_key,
        count(*) as main_documents_count,
        count(case when status = 'partial' then 1 end) as partial_documents_count,
        count(case when status in ('rejected', 'skipped') then 1 end) as unread_documents_count,
        sum(coalesce(forms_count, 0)) as forms_count,
        sum(coalesce(cells_total, 0)) as cells_total,
        sum(coalesce(cells_unread, 0)) as cells_unread,
        sum(coalesce(cells_outside, 0)) as cells_outside,
        min_by(document_id, path) as first_document_id
    from placed_documents
    group by region_key, agency_key, year_key
),

project_counts as (
    select
        projects.region_key,
        projects.agency_key,
        projects.year_key,
        count(distinct projects.document_id) as documents_count,
        count(case when projects.form_kind = 'project' then 1 end) as projects_count,
        count(case when projects.form_kind = 'department' then 1 end) as department_forms_count,
        count(case when projects.form_purpose = 'self_evaluation' then 1 end) as self_evaluations_count,
        count(case when projects.form_purpose = 'monitoring' then 1 end) as monitoring_forms_count,
        count(spending.project_id) as counted_projects_count,
        count(case when spending.project_id is not null and spending.amount_yuan is null then 1 end)
            as counted_without_amount_count,
        sum(spending.amount_yuan) as budget_yuan,
        sum(coalesce(indicators.indicators_count, 0)) as indicators_count,
        sum(coalesce(indicators.actuals_count, 0)) as actuals_count,
        count(case when indicators.project_id is null then 1 end) as projects_without_indicators_count
    from projects
    left join spending on projects.project_id = spending.project_id
    left join indicators on projects.project_id = indicators.project_id
    group by projects.region_key, projects.agency_key, projects.year_key
),

first_projects as (
    select
        region_key,
        agency_key,
        year_key,
        project_id,
        document_id,
        project_name,
        place_text
    from projects
    qualify
        row_number() over (
            partition by region_key, agency_key, year_key
            order by
                document_id asc,
                page_no asc nulls first,
                table_no asc nulls first,
                row_no asc,
                project_id asc
        ) = 1
),

-- What speaks of a whole list belongs to no project and counts where its document does.
remarks as (
    select
        document_id,
        project_id,
        1 as finding,
        0 as gap
    from findings
    union all
    select
        document_id,
        project_id,
        0 as finding,
        1 as gap
    from gaps
),

placed_remarks as (
    select
        remarks.finding,
        remarks.gap,
        coalesce(projects.region_key, document_rows.region_key, '') as region_key,
        coalesce(projects.agency_key, document_rows.agency_key, '') as agency_key,
        coalesce(projects.year_key, document_rows.year_key, 0) as year_key
    from remarks
    left join projects on remarks.project_id = projects.project_id
    left join document_rows on remarks.document_id = document_rows.document_id
),

remark_counts as (
    select
        region_key,
        agency_key,
        year_key,
        sum(finding) as findings_count,
        sum(gap) as gaps_count
    from placed_remarks
    group by region_key, agency_key, year_key
),

agency_years as (
    select
        region_key,
        agency_key,
        min(budget_year) as first_year,
        max(budget_year) as last_year,
        count(distinct budget_year) as years_count
    from projects
    where agency_id is not null
    group by region_key, agency_key
),

calendar as (
    select
        min(first_year) as budget_year,
        max(last_year) as last_year
    from agency_years
    union all
    select
        budget_year + 1 as budget_year,
        last_year
    from calendar
    where budget_year < last_year
),

-- Years without a form between the first and the last year of an agency.
missing_years as (
    select
        agency_years.region_key,
        agency_years.agency_key,
        calendar.budget_year as year_key
    from agency_years
    inner join calendar
        on agency_years.first_year < calendar.budget_year and agency_years.last_year > calendar.budget_year
    where
        not exists (
            select 1
            from project_counts
            where
                project_counts.region_key = agency_years.region_key
                and project_counts.agency_key = agency_years.agency_key
                and project_counts.year_key = calendar.budget_year
        )
),

missing_lists as (
    select
        region_key,
        agency_key,
        count(*) as missing_years_count,
        {{ joined_texts('cast(year_key as string)', "' '", 'year_key') }} as missing_years_text
    from missing_years
    group by region_key, agency_key
),

grid as (
    select
        region_key,
        agency_key,
        year_key,
        false as is_missing_year
    from project_counts
    union
    select
        region_key,
        agency_key,
        year_key,
        false as is_missing_year
    from document_counts
    union
    select
        region_key,
        agency_key,
        year_key,
        true as is_missing_year
    from missing_years
),

final as (
    select
        {{ position_id(["'coverage'", 'grid.region_key', 'grid.agency_key', 'grid.year_key']) }} as coverage_id,
        regions.province_code,
        {{ province_label('regions') }} as province_name,
        coalesce(regions.prefecture_name, '') as prefecture_name,
        regions.region_code,
        coalesce(regions.region_name, '未知') as region_name,
        regions.region_level,
        agencies.agency_id,
        coalesce(agencies.agency_name, '未知') as agency_name,
        case when grid.year_key > 0 then cast(grid.year_key as bigint) end as budget_year,
        case when grid.year_key > 0 then cast(grid.year_key as string) || '年' else '未知' end as budget_year_label,
        grid.is_missing_year,
        agency_years.first_year,
        agency_years.last_year,
        cast(coalesce(agency_years.years_count, 0) as bigint) as years_count,
        cast(coalesce(missing_lists.missing_years_count, 0) as bigint) as missing_years_count,
        coalesce(missing_lists.missing_years_text, '') as missing_years_text,
        cast(coalesce(project_counts.documents_count, 0) as bigint) as documents_count,
        cast(coalesce(document_counts.main_documents_count, 0) as bigint) as main_documents_count,
        cast(coalesce(document_counts.partial_documents_count, 0) as bigint) as partial_documents_count,
        cast(coalesce(document_counts.unread_documents_count, 0) as bigint) as unread_documents_count,
        cast(coalesce(document_counts.forms_count, 0) as bigint) as forms_count,
        cast(coalesce(document_counts.cells_total, 0) as bigint) as cells_total,
        cast(coalesce(document_counts.cells_unread, 0) as bigint) as cells_unread,
        cast(coalesce(document_counts.cells_outside, 0) as bigint) as cells_outside,
        cast(coalesce(project_counts.projects_count, 0) as bigint) as projects_count,
        cast(coalesce(project_counts.department_forms_count, 0) as bigint) as department_forms_count,
        cast(coalesce(project_counts.self_evaluations_count, 0) as bigint) as self_evaluations_count,
        cast(coalesce(project_counts.monitoring_forms_count, 0) as bigint) as monitoring_forms_count,
        cast(coalesce(project_counts.counted_projects_count, 0) as bigint) as counted_projects_count,
        cast(coalesce(project_counts.counted_without_amount_count, 0) as bigint) as counted_without_amount_count,
        cast(project_counts.budget_yuan as double) as budget_yuan,
        cast(coalesce(project_counts.indicators_count, 0) as bigint) as indicators_count,
        cast(coalesce(project_counts.actuals_count, 0) as bigint) as actuals_count,
        cast(coalesce(project_counts.projects_without_indicators_count, 0) as bigint)
            as projects_without_indicators_count,
        cast(coalesce(remark_counts.findings_count, 0) as bigint) as findings_count,
        cast(coalesce(remark_counts.gaps_count, 0) as bigint) as gaps_count,
        first_projects.project_id,
        first_projects.project_name,
        documents.document_id,
        documents.title as document_title,
        documents.path as document_path,
        documents.source_url,
        first_projects.place_text
    from grid
    left join project_counts
        on
            grid.region_key = project_counts.region_key
            and grid.agency_key = project_counts.agency_key
            and grid.year_key = project_counts.year_key
    left join document_counts
        on
            grid.region_key = document_counts.region_key
            and grid.agency_key = document_counts.agency_key
            and grid.year_key = document_counts.year_key
    left join remark_counts
        on
            grid.region_key = remark_counts.region_key
            and grid.agency_key = remark_counts.agency_key
            and grid.year_key = remark_counts.year_key
    left join first_projects
        on
            grid.region_key = first_projects.region_key
            and grid.agency_key = first_projects.agency_key
            and grid.year_key = first_projects.year_key
    left join agency_years on grid.region_key = agency_years.region_key and grid.agency_key = agency_years.agency_key
    left join missing_lists
        on grid.region_key = missing_lists.region_key and grid.agency_key = missing_lists.agency_key
    left join documents
        on coalesce(first_projects.document_id, document_counts.first_document_id) = documents.document_id
    left join agencies on grid.agency_key = agencies.agency_id
    left join regions on grid.region_key = regions.region_code
)

select
    coverage_id,
    province_code,
    province_name,
    prefecture_name,
    region_code,
    region_name,
    region_level,
    agency_id,
    agency_name,
    budget_year,
    budget_year_label,
    is_missing_year,
    first_year,
    last_year,
    years_count,
    missing_years_count,
    missing_years_text,
    documents_count,
    main_documents_count,
    partial_documents_count,
    unread_documents_count,
    forms_count,
    cells_total,
    cells_unread,
    cells_outside,
    projects_count,
    department_forms_count,
    self_evaluations_count,
    monitoring_forms_count,
    counted_projects_count,
    counted_without_amount_count,
    budget_yuan,
    indicators_count,
    actuals_count,
    projects_without_indicators_count,
    findings_count,
    gaps_count,
    project_id,
    project_name,
    document_id,
    document_title,
    document_path,
    source_url,
    place_text
from final
