-- The same project over documents and years, within one agency of one region: by its code, by its name, or by a rename
-- that its indicators and its size bear out. Looks across documents, so it is rebuilt whole.
with members as (
    select
        project_id,
        year_key,
        is_name_shared,
        project_name_key,
        group_id,
        group_method
    from {{ ref('int_series_groups') }}
),

projects as (
    select
        project_id,
        document_id
    from {{ ref('int_projects') }}
),

names as (
    select
        group_id,
        head_id
    from {{ ref('int_series_names') }}
),

renames as (
    select
        head_id,
        root_id
    from {{ ref('int_series_renames') }}
),

joined as (
    select
        members.project_id,
        members.project_name_key,
        members.is_name_shared,
        members.group_method,
        members.group_id,
        coalesce(names.head_id, members.group_id) as head_id,
        coalesce(renames.root_id, names.head_id, members.group_id) as root_id
    from members
    left join names on members.group_id = names.group_id
    left join renames on names.head_id = renames.head_id
),

-- A name that agrees as a whole is worth more than one that agrees in its core: judged against the first of its head.
head_names as (
    select
        group_id,
        min_by(project_name_key, (year_key, project_id)) as project_name_key
    from members
    group by group_id
),

methods as (
    select
        joined.project_id,
        joined.root_id,
        joined.is_name_shared,
        coalesce(joined.project_name_key = head_names.project_name_key, false) as is_whole_name,
        case
            when joined.root_id <> joined.head_id then 'similar'
            when joined.head_id <> joined.group_id then 'name'
            else joined.group_method
        end as series_method
    from joined
    inner join head_names on joined.head_id = head_names.group_id
),

final as (
    select
        projects.project_id,
        projects.document_id,
        methods.root_id as series_id,
        methods.series_method,
        -- An estimate by method, not measured.
        cast(
            case
                when methods.series_method in ('code', 'agency') then 0.9
                when methods.series_method = 'similar' then 0.5
                when methods.is_name_shared then 0.4
                when methods.is_whole_name then 0.8
                when methods.series_method = 'name' then 0.7
            end as decimal(3, 2)
        ) as series_confidence
    from projects
    left join methods on projects.project_id = methods.project_id
)

select
    project_id,
    document_id,
    series_id,
    series_method,
    series_confidence
from final
