-- Q36. How long are the goal texts, and how many repeat another? 绩效目标文字有多长？有多少是照抄的？
-- A row: one agency in one place and budget year. 每行：一地一年度的一个单位。
-- Caveats: length in characters without blanks; short is below 50, a length that some forms ask for and no rule for the
-- others. same_as_mid_term compares the year's goal with the mid-term goal of the same form. 长度不计空白；50 字只是部分表的填报要求。

-- Columns: region_name, budget_year_label, agency_name, forms, with_goal, shortest, median_length, longest,
-- short_goals, with_mid_term_goal, same_as_mid_term, same_as_another_form, documents
with projects as (
    select
        project_id,
        document_id,
        region_code,
        agency_id,
        budget_year_label,
        nullif(replace(replace(replace(goal_text, ' ', ''), chr(10), ''), '　', ''), '') as goal,
        nullif(replace(replace(replace(goal_mid_text, ' ', ''), chr(10), ''), '　', ''), '') as goal_mid
    from {{ ref('dim_projects') }}
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
        region_name
    from {{ ref('dim_regions') }}
),

documents as (
    select
        document_id,
        path
    from {{ ref('dim_documents') }}
),

goal_uses as (
    select
        region_code,
        agency_id,
        budget_year_label,
        goal,
        count(*) as forms_with_goal
    from projects
    where goal is not null
    group by region_code, agency_id, budget_year_label, goal
),

judged as (
    select
        projects.document_id,
        projects.region_code,
        projects.agency_id,
        projects.budget_year_label,
        projects.goal,
        projects.goal_mid,
        length(projects.goal) as goal_length,
        goal_uses.forms_with_goal
    from projects
    left join goal_uses
        on
            coalesce(projects.region_code, '') = coalesce(goal_uses.region_code, '')
            and coalesce(projects.agency_id, '') = coalesce(goal_uses.agency_id, '')
            and projects.budget_year_label = goal_uses.budget_year_label
            and projects.goal = goal_uses.goal
),

final as (
    select
        coalesce(regions.region_name, '未知') as region_name,
        judged.budget_year_label,
        coalesce(agencies.agency_name, '未知') as agency_name,
        count(*) as forms,
        count(judged.goal) as with_goal,
        min(judged.goal_length) as shortest,
        median(judged.goal_length) as median_length,
        max(judged.goal_length) as longest,
        count(case when judged.goal_length < 50 then 1 end) as short_goals,
        count(judged.goal_mid) as with_mid_term_goal,
        count(case when judged.goal = judged.goal_mid then 1 end) as same_as_mid_term,
        count(case when judged.forms_with_goal > 1 then 1 end) as same_as_another_form,
        string_agg(distinct documents.path, ', ' order by documents.path) as documents
    from judged
    inner join documents on judged.document_id = documents.document_id
    left join agencies on judged.agency_id = agencies.agency_id
    left join regions on judged.region_code = regions.region_code
    group by
        judged.region_code,
        regions.region_name,
        judged.budget_year_label,
        judged.agency_id,
        agencies.agency_name
)

select
    region_name,
    budget_year_label,
    agency_name,
    forms,
    with_goal,
    shortest,
    median_length,
    longest,
    short_goals,
    with_mid_term_goal,
    same_as_mid_term,
    same_as_another_form,
    documents
from final
order by region_name, budget_year_label, agency_name
