-- Q19. Which projects have no measurable output? 哪些项目没有可衡量的产出？
-- A row: one project whose money counts and none of whose output indicators states a quantity. 每行：一个没有量化产出指标的项目。
-- Caveats: outputs are 数量, 质量 and 时效 under 产出; sums of money are costs, not outputs, wherever they stand; output_texts
-- shows what is promised instead. A project without any indicator is here too. 金额不算产出；无指标的项目也在此列。

-- Columns: region_name, budget_year_label, agency_name, project_name, budget_yuan, output_indicators, output_texts,
-- document_path, place_text
with spending as (
    select
        project_id,
        document_id,
        region_code,
        amount_yuan
    from {{ ref('fct_project_spending') }}
    where is_counted
),

outputs as (
    select
        indicator_id,
        project_id,
        indicator_name,
        value_text,
        value_kind,
        canonical_unit,
        case horizon when 'annual' then 1 when 'cycle' then 2 else 3 end as horizon_order,
        row_no,
        item_no
    from {{ ref('fct_indicator_values') }}
    where
        is_counted
        and level1 = '产出指标'
        and level2 in ('数量指标', '质量指标', '时效指标')
),

projects as (
    select
        project_id,
        project_name,
        agency_name,
        budget_year_label,
        form_kind,
        coalesce(series_id, project_id) as project_key,
        coalesce(cast(budget_year as varchar), document_id) as year_key,
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

money_units as (
    select unit
    from {{ ref('dim_units') }}
    where dimension = 'money'
),

-- The year's value; where a form states none, the whole project's, else the half year's.
chosen as (
    select
        indicator_id,
        project_id,
        indicator_name,
        value_text,
        value_kind,
        canonical_unit,
        row_no,
        item_no
    from outputs
    qualify horizon_order = min(horizon_order) over (partition by indicator_id)
),

-- The money and the targets of one project and year may stand in two documents.
by_project as (
    select
        projects.form_kind,
        projects.project_key,
        projects.year_key,
        count(distinct chosen.indicator_id) as output_indicators,
        max(
            case
                when chosen.value_kind in ('empty', 'placeholder', 'qualitative') then 0
                when money_units.unit is not null then 0
                else 1
            end
        ) as is_measurable,
        string_agg(
            coalesce(chosen.indicator_name, '–') || ' ' || coalesce(chosen.value_text, '–'),
            '；' order by chosen.row_no, chosen.item_no
        ) as output_texts
    from chosen
    inner join projects on chosen.project_id = projects.project_id
    left join money_units on chosen.canonical_unit = money_units.unit
    group by projects.form_kind, projects.project_key, projects.year_key
),

final as (
    select
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        coalesce(projects.agency_name, '未知') as agency_name,
        coalesce(projects.project_name, projects.agency_name, '未知') as project_name,
        spending.amount_yuan as budget_yuan,
        coalesce(by_project.output_indicators, 0) as output_indicators,
        by_project.output_texts,
        documents.path as document_path,
        projects.place_text
    from spending
    inner join projects on spending.project_id = projects.project_id
    inner join documents on spending.document_id = documents.document_id
    left join by_project
        on
            projects.form_kind = by_project.form_kind
            and projects.project_key = by_project.project_key
            and projects.year_key = by_project.year_key
    left join regions on spending.region_code = regions.region_code
    where coalesce(by_project.is_measurable, 0) = 0
)

select
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    budget_yuan,
    output_indicators,
    output_texts,
    document_path,
    place_text
from final
order by budget_yuan desc nulls last, document_path asc, place_text asc
