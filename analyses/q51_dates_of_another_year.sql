-- Q51. Which forms carry dates of another year? 哪些表写的是别的年度的日期？
-- A row: one date target outside the budget year, or one project whose printed period leaves the budget year out.
-- 每行：一个不在预算年度内的日期目标，或一个期间不含预算年度的项目。
-- Caveats: only where the budget year is known; a target of the whole project may lie in any year and is left out. Not
-- wrong by itself: an instalment for last year's service is paid this year. 仅限预算年度已知者；不一定是错误，如本年支付上年服务费。

-- Columns: sign, region_name, budget_year_label, agency_name, project_name, indicator_name, printed_text, first_year,
-- last_year, amount_yuan, document_path, place_text
with dates as (
    select
        project_id,
        document_id,
        indicator_name,
        value_text,
        date_low,
        date_high,
        row_no,
        place_text
    from {{ ref('fct_indicator_values') }}
    where is_counted and value_kind = 'date' and date_basis = 'printed' and horizon <> 'cycle'
),

-- A year stands at the start of a run of digits: 20240131 is of 2024, and 2012 is not in 202012.
projects as (
    select
        project_id,
        document_id,
        region_code,
        project_name,
        agency_name,
        budget_year,
        budget_year_label,
        start_text,
        end_text,
        try_cast(regexp_extract(start_text, '(?:^|[^0-9])((?:19|20)[0-9][0-9])', 1) as integer) as start_year,
        try_cast(regexp_extract(end_text, '(?:^|.*[^0-9])((?:19|20)[0-9][0-9])', 1) as integer) as end_year,
        row_no,
        place_text
    from {{ ref('dim_projects') }}
    where budget_year is not null
),

spending as (
    select
        project_id,
        amount_yuan
    from {{ ref('fct_project_spending') }}
    where is_counted
),

regions as (
    select
        region_code,
        region_name
    from {{ ref('dim_regions') }}
),

documents as (
    select
        document_id,
        path
    from {{ ref('dim_documents') }}
),

signs as (
    select
        'date target' as sign,
        dates.project_id,
        dates.indicator_name,
        dates.value_text as printed_text,
        year(coalesce(dates.date_low, dates.date_high)) as first_year,
        year(coalesce(dates.date_high, dates.date_low)) as last_year,
        dates.row_no,
        dates.place_text
    from dates
    inner join projects on dates.project_id = projects.project_id
    where
        year(coalesce(dates.date_low, dates.date_high)) > projects.budget_year
        or year(coalesce(dates.date_high, dates.date_low)) < projects.budget_year
    union all
    select
        'project period' as sign,
        project_id,
        cast(null as varchar) as indicator_name,
        coalesce(start_text, '') || '–' || coalesce(end_text, '') as printed_text,
        start_year as first_year,
        end_year as last_year,
        row_no,
        place_text
    from projects
    where start_year > budget_year or end_year < budget_year
),

final as (
    select
        signs.sign,
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        coalesce(projects.agency_name, '未知') as agency_name,
        coalesce(projects.project_name, projects.agency_name, '未知') as project_name,
        signs.indicator_name,
        signs.printed_text,
        signs.first_year,
        signs.last_year,
        spending.amount_yuan,
        documents.path as document_path,
        signs.place_text,
        signs.row_no
    from signs
    inner join projects on signs.project_id = projects.project_id
    inner join documents on projects.document_id = documents.document_id
    left join spending on signs.project_id = spending.project_id
    left join regions on projects.region_code = regions.region_code
)

select
    sign,
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    indicator_name,
    printed_text,
    first_year,
    last_year,
    amount_yuan,
    document_path,
    place_text
from final
order by document_path, row_no, sign
