-- Q12. What is promised for one project? 某个项目承诺了什么？
-- A row: one value, for one horizon, of one indicator that holds. 每行：一个有效指标的一个期限取值。
-- Caveats: replaced drafts are left out (see Q21). For one project, add a condition on project_name or project_code to
-- the last query. 不含已被替换的草稿；只看一个项目时，在末尾的查询加上条件。

-- Columns: region_name, budget_year_label, agency_name, project_name, project_code, budget_yuan, level1, level2,
-- indicator_name, horizon, comparator_text, value_text, unit_text, value_kind, value_low, value_high, date_high,
-- is_ambiguous, is_placeholder, document_path, place_text
with indicators as (
    select
        indicator_value_id,
        project_id,
        document_id,
        region_code,
        level1,
        level2,
        indicator_name,
        horizon,
        comparator_text,
        value_text,
        unit_text,
        value_kind,
        value_low,
        value_high,
        date_high,
        is_ambiguous,
        is_placeholder,
        row_no,
        item_no,
        place_text
    from {{ ref('fct_indicator_values') }}
    where is_counted
),

projects as (
    select
        project_id,
        form_no,
        record_no,
        project_name,
        project_code,
        agency_name,
        budget_year_label
    from {{ ref('dim_projects') }}
),

budgets as (
    select
        project_id,
        amount_yuan
    from {{ ref('fct_project_spending') }}
    where amount_stage = 'budget'
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

final as (
    select
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        coalesce(projects.agency_name, '未知') as agency_name,
        coalesce(projects.project_name, projects.agency_name, '未知') as project_name,
        projects.project_code,
        budgets.amount_yuan as budget_yuan,
        indicators.level1,
        indicators.level2,
        indicators.indicator_name,
        indicators.horizon,
        indicators.comparator_text,
        indicators.value_text,
        indicators.unit_text,
        indicators.value_kind,
        indicators.value_low,
        indicators.value_high,
        indicators.date_high,
        indicators.is_ambiguous,
        indicators.is_placeholder,
        documents.path as document_path,
        indicators.place_text,
        projects.form_no,
        projects.record_no,
        indicators.row_no,
        indicators.item_no,
        indicators.indicator_value_id
    from indicators
    inner join projects on indicators.project_id = projects.project_id
    inner join documents on indicators.document_id = documents.document_id
    left join budgets on indicators.project_id = budgets.project_id
    left join regions on indicators.region_code = regions.region_code
)

select
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    project_code,
    budget_yuan,
    level1,
    level2,
    indicator_name,
    horizon,
    comparator_text,
    value_text,
    unit_text,
    value_kind,
    value_low,
    value_high,
    date_high,
    is_ambiguous,
    is_placeholder,
    document_path,
    place_text
from final
order by document_path, form_no, record_no, row_no, item_no, horizon, indicator_value_id
