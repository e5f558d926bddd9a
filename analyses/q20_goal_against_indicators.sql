-- Q20. Which figures of a goal does no indicator take up? 绩效目标写到的数量，哪些没有落到指标上？
-- A row: one quantity printed in a goal that no effective target of its form states. 每行：目标文字中未见于本表指标的一个数量。
-- Caveats: figures are compared as printed, 60套 with 60; years, dates and money are left out. Not wrong by itself: a
-- goal may give a figure that is no target. 数字按原样比较，年份、日期、金额不计；不一定是错误。

-- Columns: region_name, budget_year_label, agency_name, project_name, quantity_text, evidence, targets_text,
-- document_path, place_text
with projects as (
    select
        project_id,
        document_id,
        region_code,
        budget_year_label,
        coalesce(agency_name, '未知') as agency_name,
        coalesce(project_name, agency_name, '未知') as project_name,
        goal_text,
        place_text
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

quantities as (
    select distinct
        project_id,
        unnest(
            regexp_extract_all(
                goal_text,
                '\d+(?:\.\d+)?[万亿]?(?:个|次|人次|人|期|份|册|套|台|条|件|%|平方米|㎡|杆|场|家|户|篇|门|班|公里)'
            )
        ) as quantity_text
    from projects
),

targets as (
    select
        project_id,
        string_agg(distinct value_text, '；' order by value_text) as targets_text,
        list(distinct regexp_replace(value_text, ',', '', 'g')) as value_texts
    from {{ ref('fct_indicator_values') }}
    where is_effective and not is_placeholder
    group by project_id
),

final as (
    select
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        projects.agency_name,
        projects.project_name,
        quantities.quantity_text,
        regexp_extract(projects.goal_text, '[^。；;，,\n]{0,20}' || quantities.quantity_text || '[^。；;，,\n]{0,20}')
            as evidence,
        targets.targets_text,
        documents.path as document_path,
        projects.place_text,
        projects.project_id
    from quantities
    inner join projects on quantities.project_id = projects.project_id
    inner join documents on projects.document_id = documents.document_id
    inner join targets on quantities.project_id = targets.project_id
    left join regions on projects.region_code = regions.region_code
    where
        not regexp_matches(
            array_to_string(targets.value_texts, ' '),
            '(^|[^\d.])' || regexp_extract(quantities.quantity_text, '^\d+(?:\.\d+)?') || '([^\d.]|$)'
        )
)

select
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    quantity_text,
    evidence,
    targets_text,
    document_path,
    place_text
from final
order by document_path asc, project_name asc, place_text asc, quantity_text asc, project_id asc
