-- Q31. What is covered: which regions and years, and what could not be placed? 覆盖了哪些地区和年度？哪些未能归入？
-- A row: one region and budget year, 未知 where the documents do not tell. 每行：一个地区和预算年度，无从判断为“未知”。
-- Caveats: documents in which no form was read stand under 未知; a year that is missing here may be unpublished or only
-- not collected. 未读出表的文件列在“未知”；缺少的年度可能是未公开，也可能只是未收集。

-- Columns: region_code, region_name, region_level, province_name, budget_year_label, documents, documents_not_read,
-- agencies, project_forms, department_forms, self_evaluations, indicators, without_amount, amount_yuan, document_paths
with documents as (
    select
        document_id,
        path,
        status
    from {{ ref('dim_documents') }}
    where status <> 'skipped'
),

projects as (
    select
        project_id,
        document_id,
        form_kind,
        form_purpose,
        agency_id,
        region_code,
        budget_year_label
    from {{ ref('dim_projects') }}
),

spending as (
    select
        project_id,
        count(*) - count(amount_yuan) as without_amount,
        sum(amount_yuan) as amount_yuan
    from {{ ref('fct_project_spending') }}
    where is_counted
    group by project_id
),

indicators as (
    select
        project_id,
        count(distinct indicator_id) as indicators
    from {{ ref('fct_indicator_values') }}
    where is_counted
    group by project_id
),

regions as (
    select
        region_code,
        region_name,
        region_level,
        province_name
    from {{ ref('dim_regions') }}
),

final as (
    select
        projects.region_code,
        coalesce(regions.region_name, '未知') as region_name,
        regions.region_level,
        regions.province_name,
        coalesce(projects.budget_year_label, '未知') as budget_year_label,
        count(distinct documents.document_id) as documents,
        count(distinct case when documents.status <> 'read' then documents.document_id end) as documents_not_read,
        count(distinct projects.agency_id) as agencies,
        count(case when projects.form_kind = 'project' then 1 end) as project_forms,
        count(case when projects.form_kind = 'department' then 1 end) as department_forms,
        count(case when projects.form_purpose = 'self_evaluation' then 1 end) as self_evaluations,
        coalesce(sum(indicators.indicators), 0) as indicators,
        coalesce(sum(spending.without_amount), 0) as without_amount,
        sum(spending.amount_yuan) as amount_yuan,
        string_agg(distinct documents.path, ', ' order by documents.path) as document_paths
    from documents
    left join projects on documents.document_id = projects.document_id
    left join spending on projects.project_id = spending.project_id
    left join indicators on projects.project_id = indicators.project_id
    left join regions on projects.region_code = regions.region_code
    group by
        projects.region_code,
        regions.region_name,
        regions.region_level,
        regions.province_name,
        coalesce(projects.budget_year_label, '未知')
)

select
    region_code,
    region_name,
    region_level,
    province_name,
    budget_year_label,
    documents,
    documents_not_read,
    agencies,
    project_forms,
    department_forms,
    self_evaluations,
    indicators,
    without_amount,
    amount_yuan,
    document_paths
from final
order by region_code nulls last, budget_year_label
