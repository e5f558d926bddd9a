with all_spending as (
    select * from {{ ref('fct_project_spending') }}
),

spending as (
    select * from {{ ref('fct_project_spending') }}
    where is_counted
),

projects as (
    select * from {{ ref('dim_projects') }}
),

documents as (
    select * from {{ ref('dim_documents') }}
),

regions as (
    select * from {{ ref('dim_regions') }}
),

-- Other stages stand beside the money that counts: they are never added to it. A self-evaluation prints what its target
-- form could not know, so what the form lacks comes from the other forms of the same project and year.
project_years as (
    select
        projects.project_id,
        projects.form_kind,
        projects.form_purpose,
        coalesce(projects.series_id, projects.project_id) as project_key,
        coalesce(cast(projects.budget_year as string), projects.document_id) as year_key,
        documents.published_on
    from projects
    inner join documents on projects.document_id = documents.document_id
),

stage_amounts as (
    select
        counted.project_id,
        printed.project_id as printed_project_id,
        amounts.amount_stage,
        amounts.amount_yuan,
        amounts.place_text
    from spending
    inner join project_years as counted on spending.project_id = counted.project_id
    inner join project_years as printed
        on
            counted.form_kind = printed.form_kind
            and counted.project_key = printed.project_key
            and counted.year_key = printed.year_key
    inner join all_spending as amounts on printed.project_id = amounts.project_id
    where amounts.amount_stage <> 'budget' and amounts.amount_yuan is not null
    qualify
        row_number() over (
            partition by counted.project_id, amounts.amount_stage
            order by
                case when printed.project_id = counted.project_id then 0 else 1 end asc,
                case printed.form_purpose when 'self_evaluation' then 0 when 'monitoring' then 1 else 2 end asc,
                printed.published_on desc nulls last,
                printed.project_id asc
        ) = 1
),

other_stages as (
    select
        project_id,
        max(amount_yuan) filter (where amount_stage = 'budget_adjusted') as budget_adjusted_yuan,
        max(amount_yuan) filter (where amount_stage = 'executed') as executed_yuan,
        max(amount_yuan) filter (where amount_stage = 'half_year_plan') as half_year_plan_yuan,
        max(amount_yuan) filter (where amount_stage = 'whole_life') as whole_life_yuan,
        max(printed_project_id) filter (where amount_stage = 'executed') as executed_project_id,
        max(place_text) filter (where amount_stage = 'executed') as executed_place_text
    from stage_amounts
    group by project_id
),

final as (
    select
        spending.project_id,
        spending.document_id,
        projects.province_code,
        {{ province_label('regions') }} as province_name,
        coalesce(regions.prefecture_name, '') as prefecture_name,
        coalesce(regions.region_name, '未知') as region_name,
        projects.region_code,
        regions.region_level,
        projects.region_basis,
        projects.budget_year,
        projects.budget_year_label,
        projects.budget_year_basis,
        coalesce(projects.agency_name, '未知') as agency_name,
        projects.form_kind,
        projects.form_purpose,
        coalesce(projects.project_name, projects.agency_name, '未知') as project_name,
        projects.project_code,
        projects.project_attribute,
        projects.goal_text,
        cast(spending.amount_yuan as double) as budget_yuan,
        cast(spending.amount_yuan as double) / 10000 as budget_wan_yuan,
        cast(other_stages.budget_adjusted_yuan as double) as budget_adjusted_yuan,
        cast(other_stages.executed_yuan as double) as executed_yuan,
        cast(other_stages.half_year_plan_yuan as double) as half_year_plan_yuan,
        cast(other_stages.whole_life_yuan as double) as whole_life_yuan,
        spending.amount_basis,
        other_stages.executed_project_id,
        other_stages.executed_place_text,
        projects.series_id,
        documents.title as document_title,
        documents.path as document_path,
        documents.source_url,
        spending.place_text
    from spending
    inner join projects on spending.project_id = projects.project_id
    inner join documents on spending.document_id = documents.document_id
    left join other_stages on spending.project_id = other_stages.project_id
    left join regions on projects.region_code = regions.region_code
)

select
    project_id,
    document_id,
    province_code,
    province_name,
    prefecture_name,
    region_name,
    region_code,
    region_level,
    region_basis,
    budget_year,
    budget_year_label,
    budget_year_basis,
    agency_name,
    form_kind,
    form_purpose,
    project_name,
    project_code,
    project_attribute,
    goal_text,
    budget_yuan,
    budget_wan_yuan,
    budget_adjusted_yuan,
    executed_yuan,
    half_year_plan_yuan,
    whole_life_yuan,
    amount_basis,
    executed_project_id,
    executed_place_text,
    series_id,
    document_title,
    document_path,
    source_url,
    place_text
from final
