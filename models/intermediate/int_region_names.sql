-- Every name by which a region may be printed, with the time in which it was its name.
with regions as (
    select * from {{ ref('regions') }}
),

region_aliases as (
    select * from {{ ref('region_aliases') }}
),

latest_regions as (
    select
        region_code,
        region_level,
        prefecture_code,
        province_code
    from regions
    qualify row_number() over (partition by region_code order by valid_from desc) = 1
),

-- 中央 by itself is no name: a form about money from the centre (中央对地方转移支付) names it too.
official_names as (
    select
        region_name as name,
        region_code,
        region_level,
        prefecture_code,
        province_code,
        'official' as name_kind,
        valid_from,
        valid_to
    from regions
    where region_level <> 'central'
),

alias_names as (
    select
        region_aliases.alias as name,
        region_aliases.region_code,
        latest_regions.region_level,
        latest_regions.prefecture_code,
        latest_regions.province_code,
        region_aliases.alias_kind as name_kind,
        cast(null as date) as valid_from,
        cast(null as date) as valid_to
    from region_aliases
    inner join latest_regions on region_aliases.region_code = latest_regions.region_code
),

all_names as (
    select
        name,
        region_code,
        region_level,
        prefecture_code,
        province_code,
        name_kind,
        valid_from,
        valid_to
    from official_names
    union all
    select
        name,
        region_code,
        region_level,
        prefecture_code,
        province_code,
        name_kind,
        valid_from,
        valid_to
    from alias_names
),

final as (
    select
        {{ normalise_label('name') }} as name,
        region_code,
        case region_level when 'county' then 3 when 'prefecture' then 2 when 'province' then 1 else 0 end as level_no,
        case when region_level <> 'prefecture' then prefecture_code end as prefecture_code,
        case when region_level <> 'province' then province_code end as province_code,
        name_kind,
        valid_from,
        valid_to
    from all_names
)

select
    name,
    region_code,
    level_no,
    prefecture_code,
    province_code,
    name_kind,
    valid_from,
    valid_to
from final
