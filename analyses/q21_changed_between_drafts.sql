-- Q21. What changed between the drafts that a form prints of itself? 同一张表印出的几稿之间改了什么？
-- A row: one indicator with a draft that was replaced. 每行：一个有草稿被替换的指标。
-- Caveats: drafts are told from the order of print and by the same category and name; nothing in a form says so. For a
-- sum of money last_off_budget_yuan is the last draft less the budget: 0 where that draft was granted.
-- 草稿按印出顺序和同类同名推断，原表并未注明；金额类指标另列末稿与预算之差。

-- Columns: region_name, budget_year_label, agency_name, project_name, level2, indicator_name, drafts, first_text,
-- last_text, all_texts, first_yuan, last_yuan, budget_yuan, last_off_budget_yuan, document_path, place_text
with indicator_values as (
    select
        indicator_value_id,
        indicator_id,
        draft_group_id,
        project_id,
        document_id,
        region_code,
        level2,
        indicator_name,
        horizon,
        value_text,
        unit_text,
        draft_no,
        is_effective,
        canonical_unit,
        coalesce(canonical_high, canonical_low) as canonical_value,
        row_no,
        place_text
    from {{ ref('fct_indicator_values') }}
    where draft_count > 1
),

projects as (
    select
        project_id,
        project_name,
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

money_units as (
    select unit
    from {{ ref('dim_units') }}
    where dimension = 'money'
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

-- The draft that holds is the last, even where its text was first printed before another's: 1, 2, 1.
ordered as (
    select
        indicator_values.draft_group_id,
        indicator_values.project_id,
        indicator_values.document_id,
        indicator_values.region_code,
        indicator_values.level2,
        indicator_values.indicator_name,
        indicator_values.horizon,
        indicator_values.indicator_id,
        indicator_values.is_effective,
        indicator_values.value_text || coalesce(indicator_values.unit_text, '') as draft_text,
        case when money_units.unit is not null then indicator_values.canonical_value end as draft_yuan,
        indicator_values.row_no,
        indicator_values.place_text,
        row_number() over (
            partition by indicator_values.draft_group_id, indicator_values.horizon
            order by
                case when indicator_values.is_effective then 1 else 0 end asc,
                indicator_values.draft_no asc,
                indicator_values.indicator_value_id asc
        ) as draft_order
    from indicator_values
    left join money_units on indicator_values.canonical_unit = money_units.unit
),

by_indicator as (
    select
        project_id,
        document_id,
        region_code,
        level2,
        max_by(indicator_name, draft_order) as indicator_name,
        horizon,
        count(distinct indicator_id) as drafts,
        min_by(draft_text, draft_order) as first_text,
        max_by(draft_text, draft_order) as last_text,
        string_agg(coalesce(draft_text, '–'), ' → ' order by draft_order) as all_texts,
        min_by(draft_yuan, draft_order) as first_yuan,
        max_by(draft_yuan, draft_order) as last_yuan,
        max(row_no) as row_no,
        max_by(place_text, draft_order) as place_text
    from ordered
    group by draft_group_id, project_id, document_id, region_code, level2, horizon
    having count(case when not is_effective then 1 end) > 0
),

final as (
    select
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        coalesce(projects.agency_name, '未知') as agency_name,
        coalesce(projects.project_name, projects.agency_name, '未知') as project_name,
        by_indicator.level2,
        by_indicator.indicator_name,
        by_indicator.drafts,
        by_indicator.first_text,
        by_indicator.last_text,
        by_indicator.all_texts,
        cast(by_indicator.first_yuan as decimal(20, 2)) as first_yuan,
        cast(by_indicator.last_yuan as decimal(20, 2)) as last_yuan,
        budgets.amount_yuan as budget_yuan,
        cast(cast(by_indicator.last_yuan as decimal(20, 2)) - budgets.amount_yuan as decimal(20, 2))
            as last_off_budget_yuan,
        documents.path as document_path,
        by_indicator.place_text,
        by_indicator.row_no,
        by_indicator.horizon
    from by_indicator
    inner join projects on by_indicator.project_id = projects.project_id
    inner join documents on by_indicator.document_id = documents.document_id
    left join budgets on by_indicator.project_id = budgets.project_id
    left join regions on by_indicator.region_code = regions.region_code
)

select
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    level2,
    indicator_name,
    drafts,
    first_text,
    last_text,
    all_texts,
    first_yuan,
    last_yuan,
    budget_yuan,
    last_off_budget_yuan,
    document_path,
    place_text
from final
order by document_path, row_no, indicator_name, horizon
