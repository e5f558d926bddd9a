-- Q5. What is spent on information systems, property, hired people, training, meetings, rent? 信息化、物业、劳务、培训、会议、租金各花多少钱？
-- A row: one kind of spending of one place in one year. 每行：一地一年的一类支出。
-- Caveats: the kind is told by words of the project's name alone, the first that fits; what fits none is 其他, so that
-- all counted money is in the answer. 仅按项目名称中的词归类，先中先得；归不入的列为“其他”，金额不漏。

-- Columns: region_name, budget_year_label, kind, projects, amount_yuan, project_names, documents
with projects as (
    select
        project_id,
        document_id,
        region_code,
        budget_year_label,
        coalesce(project_name, agency_name, '未知') as project_name,
        case
            when regexp_matches(project_name, '出国|接待|公务车|公务用车|公车') then '三公'
            when regexp_matches(project_name, '租金|租赁费|房租|办公用房') then '租金与办公用房'
            when regexp_matches(project_name, '物业|水电|后勤|大楼|场所维修') then '物业与后勤'
            when regexp_matches(project_name, '培训|课件|讲解') then '培训'
            when regexp_matches(project_name, '会议|会展|论坛') then '会议'
            when regexp_matches(project_name, '差旅|调研|考察') then '差旅与调研'
            when regexp_matches(project_name, '人员|劳务|聘用|聘请|合同工|团队|伙食') then '人员与劳务'
            when regexp_matches(project_name, '信息|系统|网站|网络|政务云|商务云|电子|数字|数据|信创|公众号|平台|监控')
                then '信息化'
            when regexp_matches(project_name, '印刷|邮政|邮寄|寄递|公报|宣传|档案') then '印刷、邮寄与宣传'
            when regexp_matches(project_name, '设备|购置') then '设备购置'
            else '其他'
        end as kind
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
        path
    from {{ ref('dim_documents') }}
),

spending as (
    select
        project_id,
        amount_yuan
    from {{ ref('fct_project_spending') }}
    where is_counted
),

final as (
    select
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        projects.kind,
        count(*) as projects,
        cast(sum(spending.amount_yuan) as decimal(20, 2)) as amount_yuan,
        string_agg(distinct projects.project_name, '；' order by projects.project_name) as project_names,
        string_agg(distinct documents.path, '; ' order by documents.path) as documents
    from spending
    inner join projects on spending.project_id = projects.project_id
    inner join documents on projects.document_id = documents.document_id
    left join regions on projects.region_code = regions.region_code
    group by coalesce(regions.region_name, '未知'), projects.budget_year_label, projects.kind
)

select
    region_name,
    budget_year_label,
    kind,
    projects,
    amount_yuan,
    project_names,
    documents
from final
order by region_name asc, budget_year_label asc, amount_yuan desc nulls last, kind asc
