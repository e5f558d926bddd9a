-- Q61. Where does a figure stand: which document, table and row printed it, and as what? 一个数字出自哪份文件、哪张表、哪一行？
-- A row: one amount of one project, in one stage. 每行：一个项目一个阶段的金额。
-- Caveats: only rows with is_counted may be added up. Rows are counted in the file that was read; a table that runs
-- over pages has several numbers. For one figure add a condition to the last query. 只有 is_counted 的行可以加总。

-- Columns: region_name, budget_year_label, agency_name, project_name, amount_stage, is_counted, amount_yuan,
-- amount_text, unit_text, unit_basis, amount_basis, document_path, title, source_url, published_on, page_no,
-- sheet_name, table_no, row_no, place_text
with spending as (
    select
        spending_id,
        project_id,
        document_id,
        region_code,
        amount_stage,
        is_counted,
        amount_yuan,
        amount_text,
        unit_text,
        unit_basis,
        amount_basis,
        page_no,
        sheet_name,
        table_no,
        row_no,
        place_text
    from {{ ref('fct_project_spending') }}
),

projects as (
    select
        project_id,
        project_name,
        agency_name,
        budget_year_label
    from {{ ref('dim_projects') }}
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
        path,
        title,
        source_url,
        published_on
    from {{ ref('dim_documents') }}
),

final as (
    select
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        coalesce(projects.agency_name, '未知') as agency_name,
        coalesce(projects.project_name, projects.agency_name, '未知') as project_name,
        spending.amount_stage,
        spending.is_counted,
        spending.amount_yuan,
        spending.amount_text,
        spending.unit_text,
        spending.unit_basis,
        spending.amount_basis,
        documents.path as document_path,
        documents.title,
        documents.source_url,
        documents.published_on,
        spending.page_no,
        spending.sheet_name,
        spending.table_no,
        spending.row_no,
        spending.place_text,
        spending.spending_id
    from spending
    inner join projects on spending.project_id = projects.project_id
    inner join documents on spending.document_id = documents.document_id
    left join regions on spending.region_code = regions.region_code
)

select
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    amount_stage,
    is_counted,
    amount_yuan,
    amount_text,
    unit_text,
    unit_basis,
    amount_basis,
    document_path,
    title,
    source_url,
    published_on,
    page_no,
    sheet_name,
    table_no,
    row_no,
    place_text
from final
order by document_path, row_no, amount_stage, spending_id
