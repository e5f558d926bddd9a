with units as (
    select * from {{ ref('units') }}
),

final as (
    select
        unit,
        standard_unit,
        dimension,
        base_unit,
        factor
    from units
)

select
    unit,
    standard_unit,
    dimension,
    base_unit,
    factor
from final
