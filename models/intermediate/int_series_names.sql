-- Groups of one name are one series: a project that got a new code, or whose later form prints none. Not where two of
-- them stand in one list, or where two codes of one name stand in one year: then the name does not tell which is meant.
with members as (
    select
        form_kind,
        agency_id,
        year_key,
        list_key,
        series_name,
        has_code,
        is_name_shared,
        group_id
    from {{ ref('int_series_groups') }}
    where form_kind = 'project'
),

groups as (
    select
        group_id,
        agency_id,
        min(year_key) as first_year,
        bool_or(has_code) as has_code
    from members
    group by group_id, agency_id
),

name_lists as (
    select
        agency_id,
        series_name,
        count(distinct group_id) as groups_count
    from members
    where series_name is not null
    group by agency_id, series_name, list_key
    union all
    select
        agency_id,
        series_name,
        count(distinct group_id) as groups_count
    from members
    where series_name is not null and has_code
    group by agency_id, series_name, year_key
),

crowded_names as (
    select
        agency_id,
        series_name
    from name_lists
    group by agency_id, series_name
    having max(groups_count) > 1
),

-- Each name that says which project is meant, with its groups, the earliest first.
named as (
    select distinct
        members.agency_id,
        members.series_name,
        members.group_id,
        groups.first_year,
        groups.has_code
    from members
    inner join groups on members.group_id = groups.group_id
    left join crowded_names
        on
            members.agency_id = crowded_names.agency_id
            and members.series_name = crowded_names.series_name
    where
        members.series_name is not null
        and not members.is_name_shared
        and crowded_names.series_name is null
),

heads as (
    select
        agency_id,
        series_name,
        group_id,
        first_value(group_id) over (
            partition by agency_id, series_name
            order by first_year asc, has_code desc, group_id asc
            rows between unbounded preceding and unbounded following
        ) as head_id
    from named
),

-- A group of several names takes the head that is earliest by itself.
link_0 as (
    select
        groups.group_id,
        groups.agency_id,
        coalesce(min_by(heads.head_id, (head_groups.first_year, heads.head_id)), groups.group_id) as head_id
    from groups
    left join heads on groups.group_id = heads.group_id
    left join groups as head_groups on heads.head_id = head_groups.group_id
    group by groups.group_id, groups.agency_id
),

-- The head of the head, doubled: eight steps of chain.
{% for step in [1, 2, 3] -%}
    link_{{ step }} as (
        select
            link_{{ step - 1 }}.group_id,
            link_{{ step - 1 }}.agency_id,
            heads_of_heads.head_id
        from link_{{ step - 1 }}
        inner join link_{{ step - 1 }} as heads_of_heads on link_{{ step - 1 }}.head_id = heads_of_heads.group_id
    ),

{% endfor -%}
-- Whatever the names say: two groups that stand in one list are two projects.
head_lists as (
    select
        link_3.head_id,
        count(distinct link_3.group_id) as groups_count
    from link_3
    inner join members on link_3.group_id = members.group_id
    group by link_3.head_id, members.list_key
),

torn as (
    select head_id
    from head_lists
    group by head_id
    having max(groups_count) > 1
),

final as (
    select
        link_3.group_id,
        link_3.agency_id,
        case when torn.head_id is null then link_3.head_id else link_3.group_id end as head_id
    from link_3
    left join torn on link_3.head_id = torn.head_id
)

select
    group_id,
    agency_id,
    head_id
from final
