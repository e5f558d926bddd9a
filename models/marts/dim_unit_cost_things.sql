with unit_cost_things as (
    select * from {{ ref('unit_cost_things') }}
),

final as (
    select
        thing_id,
        thing,
        thing_en,
        '元/' || quantity_unit || coalesce('/' || nullif(price_period, ''), '') as cost_unit
    from unit_cost_things
)

select
    thing_id,
    thing,
    thing_en,
    cost_unit
from final
