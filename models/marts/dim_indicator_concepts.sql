with indicator_concepts as (
    select * from {{ ref('indicator_concepts') }}
),

final as (
    select distinct
        concept_id,
        concept,
        nullif(polarity, '') as polarity,
        nullif(unit_dimension, '') as unit_dimension
    from indicator_concepts
)

select
    concept_id,
    concept,
    polarity,
    unit_dimension
from final
