-- Where each project belongs, by its best witness. A name that regions share is settled by the others or left open.
with records as (
    select
        project_id,
        document_id
    from {{ ref('int_records') }}
),

documents as (
    select
        document_id,
        manifest_region_code,
        has_manifest_region_conflict
    from {{ ref('int_documents') }}
),

document_paths as (
    select
        path,
        document_id
    from {{ ref('stg_document_paths') }}
),

region_texts as (
    select * from {{ ref('int_region_texts') }}
),

region_readings as (
    select * from {{ ref('int_region_readings') }}
),

budget_years as (
    select * from {{ ref('int_budget_years') }}
),

regions as (
    select
        region_code,
        case when region_level <> 'prefecture' then prefecture_code end as prefecture_code,
        case when region_level <> 'province' then province_code end as province_code,
        region_level
    from {{ ref('regions') }}
    qualify row_number() over (partition by region_code order by valid_from desc) = 1
),

path_codes as (
    select
        document_id,
        path,
        regexp_extract_all(path, '(?:^|[^0-9])([0-9]{6})(?:[^0-9]|$)', 1) as codes
    from document_paths
),

coded as (
    select
        records.project_id,
        8 as witness_no,
        'manifest' as region_basis,
        documents.manifest_region_code as witness_text,
        left(documents.manifest_region_code, 6) as region_code
    from records
    inner join documents on records.document_id = documents.document_id
    where documents.manifest_region_code is not null
    union all
    select
        records.project_id,
        11 as witness_no,
        'path' as region_basis,
        path_codes.path as witness_text,
        {{ last_item('path_codes.codes') }} as region_code
    from records
    inner join path_codes on records.document_id = path_codes.document_id
    where {{ list_length('path_codes.codes') }} > 0
),

candidates as (
    select
        region_texts.project_id,
        region_texts.witness_no,
        region_texts.region_basis,
        region_texts.witness_text,
        region_readings.position,
        region_readings.level_no,
        region_readings.support,
        region_readings.region_code,
        region_readings.prefecture_code,
        region_readings.province_code,
        region_readings.valid_from,
        region_readings.valid_to
    from region_texts
    inner join region_readings on region_texts.witness_text = region_readings.witness_text
    union all
    select
        coded.project_id,
        coded.witness_no,
        coded.region_basis,
        coded.witness_text,
        cast(null as bigint) as position,
        cast(null as bigint) as level_no,
        cast(null as bigint) as support,
        regions.region_code,
        regions.prefecture_code,
        regions.province_code,
        cast(null as date) as valid_from,
        cast(null as date) as valid_to
    from coded
    inner join regions on coded.region_code = regions.region_code
),

-- Of the regions that had one name at different times, those of the budget's time; a year's grace around a change.
in_time as (
    select
        candidates.project_id,
        candidates.witness_no,
        candidates.region_basis,
        candidates.witness_text,
        candidates.position,
        candidates.level_no,
        candidates.support,
        candidates.region_code,
        candidates.prefecture_code,
        candidates.province_code,
        coalesce(
            budget_years.budget_year
            between year(coalesce(candidates.valid_from, date '1900-01-01')) - 1
            and year(coalesce(candidates.valid_to, date '2999-01-01')) + 1,
            candidates.valid_to is null
        ) as is_in_time
    from candidates
    inner join budget_years on candidates.project_id = budget_years.project_id
),

timely as (
    select
        project_id,
        witness_no,
        region_basis,
        witness_text,
        position,
        level_no,
        support,
        region_code,
        prefecture_code,
        province_code
    from in_time
    qualify rank() over (partition by project_id, witness_no, witness_text, position order by is_in_time desc) = 1
),

-- Of the places that a text names one inside the other, the closest.
closest as (
    select
        project_id,
        witness_no,
        region_basis,
        region_code,
        prefecture_code,
        province_code
    from timely
    qualify
        rank() over (
            partition by project_id, witness_no, witness_text
            order by level_no desc nulls last, position asc nulls last, support desc nulls last
        ) = 1
),

distinct_candidates as (
    select
        project_id,
        witness_no,
        region_basis,
        region_code,
        prefecture_code,
        province_code
    from closest
    group by project_id, witness_no, region_basis, region_code, prefecture_code, province_code
),

counted as (
    select
        distinct_candidates.project_id,
        distinct_candidates.witness_no,
        distinct_candidates.region_basis,
        distinct_candidates.region_code,
        distinct_candidates.prefecture_code,
        distinct_candidates.province_code,
        count(*) over (partition by project_id, witness_no) as candidates_count
    from distinct_candidates
),

certain as (
    select
        project_id,
        witness_no,
        region_code,
        prefecture_code,
        province_code
    from counted
    where candidates_count = 1
),

-- How near the certain witnesses are to a candidate: the same region, its city, its province.
nearness as (
    select
        counted.project_id,
        counted.witness_no,
        counted.region_basis,
        counted.region_code,
        counted.candidates_count,
        coalesce(max(
            case
                when certain.region_code = counted.region_code then 3
                when counted.prefecture_code in (certain.region_code, certain.prefecture_code) then 2
                when counted.province_code in (certain.region_code, certain.province_code) then 1
                else 0
            end
        ), 0) as nearness,
        count(certain.region_code) as certain_count
    from counted
    left join certain
        on
            counted.project_id = certain.project_id
            and counted.witness_no <> certain.witness_no
    group by
        counted.project_id, counted.witness_no, counted.region_basis, counted.region_code, counted.candidates_count
),

-- A shared name that no certain witness supports is set aside where there are such witnesses.
settled as (
    select
        nearness.project_id,
        nearness.witness_no,
        nearness.region_basis,
        nearness.region_code
    from nearness
    where
        candidates_count = 1
        or nearness > 0
        or certain_count = 0
    qualify rank() over (partition by project_id, witness_no order by nearness desc) = 1
),

by_witness as (
    select
        project_id,
        witness_no,
        region_basis,
        min(region_code) as region_code,
        count(distinct region_code) as regions_count
    from settled
    group by project_id, witness_no, region_basis
),

best as (
    select
        project_id,
        region_basis,
        region_code,
        regions_count
    from by_witness
    qualify row_number() over (partition by project_id order by witness_no) = 1
),

final as (
    select
        records.project_id,
        records.document_id,
        case
            when
                best.regions_count = 1
                and not (documents.has_manifest_region_conflict and best.region_basis in ('manifest', 'path'))
                then best.region_code
        end as region_code,
        case
            when documents.has_manifest_region_conflict and coalesce(best.region_basis, 'path') in ('manifest', 'path')
                then 'conflict'
            when best.project_id is null then 'unknown'
            when best.regions_count > 1 and best.region_basis = 'path' then 'conflict'
            when best.regions_count > 1 then 'ambiguous'
            else best.region_basis
        end as region_basis
    from records
    inner join documents on records.document_id = documents.document_id
    left join best on records.project_id = best.project_id
)

select
    final.project_id,
    final.document_id,
    final.region_code,
    regions.region_level,
    case
        when regions.region_level = 'province' then regions.region_code
        else regions.province_code
    end as province_code,
    final.region_basis
from final
left join regions on final.region_code = regions.region_code
