-- A project that vanished and one that is new in the next year of the same agency are one where their names are alike,
-- at least two of the indicators that only they print agree, and so does their size. Each takes one other at most.
with members as (
    select
        project_id,
        agency_id,
        list_key,
        series_name,
        is_name_shared,
        group_id
    from {{ ref('int_series_groups') }}
    where form_kind = 'project'
),

names as (
    select
        group_id,
        head_id
    from {{ ref('int_series_names') }}
),

years as (
    select
        project_id,
        budget_year
    from {{ ref('int_project_keys') }}
    where budget_year is not null
),

budgets as (
    select
        project_id,
        amount_yuan
    from {{ ref('int_project_spending') }}
    where amount_stage = 'budget' and amount_yuan > 0
),

printed_names as (
    select distinct
        project_id,
        name_key
    from {{ ref('int_indicator_prints') }}
    where name_key is not null
),

project_years as (
    select
        members.project_id,
        members.agency_id,
        members.list_key,
        members.series_name,
        names.head_id,
        years.budget_year,
        budgets.amount_yuan,
        min(years.budget_year) over (partition by names.head_id) as first_year,
        max(years.budget_year) over (partition by names.head_id) as last_year
    from members
    inner join names on members.group_id = names.group_id
    inner join years on members.project_id = years.project_id
    inner join budgets on members.project_id = budgets.project_id
    where not members.is_name_shared
),

-- An indicator that several projects of a list print says nothing about which project it is.
marks as (
    select
        project_years.project_id,
        printed_names.name_key
    from project_years
    inner join printed_names on project_years.project_id = printed_names.project_id
    qualify
        count(*) over (
            partition by project_years.list_key, project_years.agency_id, printed_names.name_key
        ) = 1
),

mark_counts as (
    select
        project_id,
        count(*) as marks_count
    from marks
    group by project_id
),

-- The last year of one beside the first year of the other. A number in a name (二期, 3号楼) is never an accident.
pairs as (
    select
        later.project_id as later_project_id,
        earlier.project_id as earlier_project_id,
        later.head_id as later_id,
        earlier.head_id as earlier_id,
        {{ name_similarity('later.series_name', 'earlier.series_name') }} as similarity
    from project_years as later
    inner join project_years as earlier
        on
            later.agency_id = earlier.agency_id
            and later.first_year = earlier.last_year + 1
    where
        later.budget_year = later.first_year
        and earlier.budget_year = earlier.last_year
        and later.head_id <> earlier.head_id
        and later.amount_yuan <= earlier.amount_yuan * 2
        and earlier.amount_yuan <= later.amount_yuan * 2
        and {{ regexp_replace_all('later.series_name', '[^0-9]', '') }}
        = {{ regexp_replace_all('earlier.series_name', '[^0-9]', '') }}
),

evidence as (
    select
        pairs.later_id,
        pairs.earlier_id,
        pairs.later_project_id,
        pairs.earlier_project_id,
        pairs.similarity,
        count(*) as shared_count
    from pairs
    inner join marks as later_marks on pairs.later_project_id = later_marks.project_id
    inner join marks as earlier_marks
        on
            pairs.earlier_project_id = earlier_marks.project_id
            and later_marks.name_key = earlier_marks.name_key
    where pairs.similarity >= 0.6
    group by
        pairs.later_id, pairs.earlier_id, pairs.later_project_id, pairs.earlier_project_id, pairs.similarity
),

scored as (
    select
        evidence.later_id,
        evidence.earlier_id,
        max(
            evidence.similarity
            + cast(evidence.shared_count as double) / least(later_counts.marks_count, earlier_counts.marks_count)
        ) as score
    from evidence
    inner join mark_counts as later_counts on evidence.later_project_id = later_counts.project_id
    inner join mark_counts as earlier_counts on evidence.earlier_project_id = earlier_counts.project_id
    where
        evidence.shared_count >= 2
        and evidence.shared_count * 2 >= least(later_counts.marks_count, earlier_counts.marks_count)
    group by evidence.later_id, evidence.earlier_id
),

-- Best for both, and no second one as good.
mutual as (
    select
        later_id,
        earlier_id
    from scored
    qualify
        row_number() over (partition by later_id order by score desc, earlier_id asc) = 1
        and row_number() over (partition by earlier_id order by score desc, later_id asc) = 1
        and count(*) over (partition by later_id, score) = 1
        and count(*) over (partition by earlier_id, score) = 1
),

heads as (
    select distinct head_id
    from names
),

link_0 as (
    select
        heads.head_id,
        coalesce(mutual.earlier_id, heads.head_id) as root_id
    from heads
    left join mutual on heads.head_id = mutual.later_id
),

-- One rename a year: doubled five times, thirty-two years.
{% for step in [1, 2, 3, 4, 5] -%}
    link_{{ step }} as (
        select
            link_{{ step - 1 }}.head_id,
            roots.root_id
        from link_{{ step - 1 }}
        inner join link_{{ step - 1 }} as roots on link_{{ step - 1 }}.root_id = roots.head_id
    ),

{% endfor -%}
-- As with names: what stands in one list is not one project.
root_lists as (
    select
        link_5.root_id,
        count(distinct members.group_id) as groups_count
    from link_5
    inner join names on link_5.head_id = names.head_id
    inner join members on names.group_id = members.group_id
    group by link_5.root_id, members.list_key
),

torn as (
    select root_id
    from root_lists
    group by root_id
    having max(groups_count) > 1
),

final as (
    select
        link_5.head_id,
        case when torn.root_id is null then link_5.root_id else link_5.head_id end as root_id
    from link_5
    left join torn on link_5.root_id = torn.root_id
)

select
    head_id,
    root_id
from final
