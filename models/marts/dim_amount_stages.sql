with amount_stages as (
    select * from {{ ref('amount_stages') }}
),

final as (
    select
        amount_stage,
        name_zh,
        name_en,
        stage_order
    from amount_stages
)

select
    amount_stage,
    name_zh,
    name_en,
    stage_order
from final
