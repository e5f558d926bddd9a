with printed_labels as (
    select * from {{ ref('printed_labels') }}
),

keyed as (
    select
        {{ normalise_label('label') }} as label_key,
        role,
        target,
        nullif(qualifier, '') as qualifier
    from printed_labels
),

final as (
    select
        label_key,
        role,
        target,
        qualifier
    from keyed
    group by label_key, role, target, qualifier
)

select
    label_key,
    role,
    target,
    qualifier
from final
