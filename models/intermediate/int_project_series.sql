-- The same project over documents and years: by its code, else by its name, within one agency of one region.
-- Looks across documents, so it is rebuilt whole.
with projects as (
    select
        project_id,
        document_id,
        form_no,
        record_no,
        shape,
        form_kind,
        form_purpose,
        project_name_key,
        project_code,
        agency_id,
        region_code
    from {{ ref('int_projects') }}
),

-- Two projects of one name in one list are two projects: the first of each list is one series, the second another.
numbered as (
    select
        project_id,
        form_kind,
        region_code,
        agency_id,
        project_name_key,
        {{ normalise_label('project_code') }} as project_code_key,
        row_number() over (
            partition by document_id, form_kind, form_purpose, shape, agency_id, project_name_key, project_code
            order by form_no, record_no
        ) as name_ordinal
    from projects
),

final as (
    select
        project_id,
        name_ordinal,
        case
            when region_code is null or agency_id is null then null
            when form_kind = 'department' then {{ position_id(["'department'", 'region_code', 'agency_id']) }}
            when nullif(project_code_key, '') is not null
                then {{ position_id(["'code'", 'region_code', 'agency_id', 'project_code_key']) }}
            when project_name_key is not null
                then {{ position_id(["'name'", 'region_code', 'agency_id', 'project_name_key', 'name_ordinal']) }}
        end as series_id,
        case
            when region_code is null or agency_id is null then null
            when form_kind = 'department' then 'agency'
            when nullif(project_code_key, '') is not null then 'code'
            when project_name_key is not null then 'name'
        end as series_method
    from numbered
)

select
    project_id,
    name_ordinal,
    series_id,
    series_method,
    cast(case series_method when 'code' then 0.9 when 'agency' then 0.9 when 'name' then 0.6 end as decimal(3, 2))
        as series_confidence
from final
