-- Projects that are one without doubt: of one code, or of one name, within an agency. Two projects of one name in one
-- list stay two: then only forms of the same year and the same amount come together.
with keys as (
    select
        project_id,
        form_no,
        record_no,
        form_kind,
        agency_id,
        year_key,
        list_key,
        project_code_key,
        project_name_key,
        core_name
    from {{ ref('int_project_keys') }}
),

budgets as (
    select
        project_id,
        amount_yuan
    from {{ ref('int_project_spending') }}
    where amount_stage = 'budget'
),

-- A code that stands for two projects in one list is none: of two names, or of two amounts.
code_lists as (
    select
        keys.agency_id,
        keys.form_kind,
        keys.project_code_key,
        greatest(count(distinct keys.core_name), count(distinct budgets.amount_yuan)) as projects_count
    from keys
    left join budgets on keys.project_id = budgets.project_id
    where keys.project_code_key is not null
    group by keys.agency_id, keys.form_kind, keys.project_code_key, keys.list_key
),

shared_codes as (
    select
        agency_id,
        form_kind,
        project_code_key
    from code_lists
    group by agency_id, form_kind, project_code_key
    having max(projects_count) > 1
),

-- 信息化项目 and 信息化经费 in one list are two projects: then their whole names tell them apart.
core_lists as (
    select
        agency_id,
        form_kind,
        core_name,
        count(distinct project_name_key) as names_count
    from keys
    group by agency_id, form_kind, core_name, list_key
),

shared_cores as (
    select
        agency_id,
        form_kind,
        core_name
    from core_lists
    group by agency_id, form_kind, core_name
    having max(names_count) > 1
),

chosen as (
    select
        keys.project_id,
        keys.form_no,
        keys.record_no,
        keys.form_kind,
        keys.agency_id,
        keys.year_key,
        keys.list_key,
        keys.project_name_key,
        case when shared_codes.project_code_key is null then keys.project_code_key end as project_code_key,
        case when shared_cores.core_name is null then keys.core_name else keys.project_name_key end as series_name,
        coalesce(cast(budgets.amount_yuan as string), '') as amount_key
    from keys
    left join budgets on keys.project_id = budgets.project_id
    left join shared_codes
        on
            keys.agency_id = shared_codes.agency_id
            and keys.form_kind = shared_codes.form_kind
            and keys.project_code_key = shared_codes.project_code_key
    left join shared_cores
        on
            keys.agency_id = shared_cores.agency_id
            and keys.form_kind = shared_cores.form_kind
            and keys.core_name = shared_cores.core_name
),

name_lists as (
    select
        agency_id,
        form_kind,
        series_name,
        count(*) as projects_count
    from chosen
    where project_code_key is null and series_name is not null
    group by agency_id, form_kind, series_name, list_key
),

shared_names as (
    select
        agency_id,
        form_kind,
        series_name
    from name_lists
    group by agency_id, form_kind, series_name
    having max(projects_count) > 1
),

numbered as (
    select
        chosen.project_id,
        chosen.form_kind,
        chosen.agency_id,
        chosen.year_key,
        chosen.list_key,
        chosen.project_name_key,
        chosen.project_code_key,
        chosen.series_name,
        chosen.amount_key,
        shared_names.series_name is not null and chosen.project_code_key is null as is_name_shared,
        row_number() over (
            partition by
                chosen.list_key, chosen.agency_id, chosen.form_kind, chosen.series_name, chosen.project_code_key,
                chosen.amount_key
            order by chosen.form_no, chosen.record_no
        ) as name_ordinal
    from chosen
    left join shared_names
        on
            chosen.agency_id = shared_names.agency_id
            and chosen.form_kind = shared_names.form_kind
            and chosen.series_name = shared_names.series_name
),

final as (
    select
        project_id,
        form_kind,
        agency_id,
        year_key,
        list_key,
        project_name_key,
        series_name,
        project_code_key is not null as has_code,
        is_name_shared,
        case
            when form_kind = 'department' then 'agency'
            when project_code_key is not null then 'code'
            when series_name is not null then 'name'
        end as group_method,
        case
            when form_kind = 'department' then {{ position_id(["'department'", 'agency_id']) }}
            when project_code_key is not null then {{ position_id(["'code'", 'agency_id', 'project_code_key']) }}
            when is_name_shared
                then {{ position_id([
                    "'name'", 'agency_id', 'series_name', 'year_key', 'amount_key', 'name_ordinal'
                ]) }}
            when series_name is not null then {{ position_id(["'name'", 'agency_id', 'series_name']) }}
        end as group_id
    from numbered
)

select
    project_id,
    form_kind,
    agency_id,
    year_key,
    list_key,
    project_name_key,
    series_name,
    has_code,
    is_name_shared,
    group_method,
    group_id
from final
where group_id is not null
