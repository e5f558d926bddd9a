with indicator_concepts as (
    select * from {{ ref('indicator_concepts') }}
),

final as (
    select
        concept_id,
        concept,
        measure_id,
        concept_id = measure_id as is_general,
        nullif(counted_object, '') as counted_object,
        polarity,
        nullif(unit_dimension, '') as unit_dimension,
        is_bounded_ratio,
        nullif(project_kind, '') as project_kind
    from indicator_concepts
)

select
    concept_id,
    concept,
    measure_id,
    is_general,
    counted_object,
    polarity,
    unit_dimension,
    is_bounded_ratio,
    project_kind
from final
