with regions as (
    select * from {{ ref('regions') }}
),

-- A code that was renamed has one row a name; the latest one stands for it here.
final as (
    select
        region_code,
        region_name,
        region_level,
        case when region_level = 'prefecture' then region_code else prefecture_code end as prefecture_code,
        case when region_level = 'prefecture' then region_name else prefecture_name end as prefecture_name,
        case when region_level = 'province' then region_code else province_code end as province_code,
        case when region_level = 'province' then region_name else province_name end as province_name,
        valid_from,
        valid_to
    from regions
    qualify row_number() over (partition by region_code order by valid_from desc) = 1
)

select
    region_code,
    region_name,
    region_level,
    prefecture_code,
    prefecture_name,
    province_code,
    province_name,
    valid_from,
    valid_to
from final
