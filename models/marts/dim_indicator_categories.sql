with indicator_categories as (
    select * from {{ ref('indicator_categories') }}
),

final as (
    select
        category_id,
        scheme,
        level1,
        level2,
        code,
        level1_101
    from indicator_categories
)

select
    category_id,
    scheme,
    level1,
    level2,
    code,
    level1_101
from final
