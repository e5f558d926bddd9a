with funding_sources as (
    select * from {{ ref('funding_sources') }}
),

final as (
    select
        funding_source_id,
        name_zh,
        name_en,
        parent_id as parent,
        axis,
        government_level,
        source_order
    from funding_sources
)

select
    funding_source_id,
    name_zh,
    name_en,
    parent,
    axis,
    government_level,
    source_order
from final
