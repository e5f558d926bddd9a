-- What a label says about money: its source, its stage, its side of the account, or that its column is no money.
-- One row per label, because a funding line looks up its label, heading and section in the same way.
with labels as (
    select * from {{ ref('int_labels') }}
),

final as (
    select
        label_key,
        min(target) filter (where role in ('total', 'funding')) as funding_source_id,
        min(qualifier) filter (where role in ('total', 'funding')) as label_stage,
        min(qualifier) filter (where role = 'column' and target = 'amount') as column_stage,
        coalesce(bool_or(role = 'column' and target = 'amount'), false) as is_amount_column,
        coalesce(bool_or(role = 'column' and target not in ('amount', 'funding_source')), false) as is_other_column,
        min(qualifier) filter (where role = 'section' and target = 'funding') as account_side
    from labels
    group by label_key
)

select
    label_key,
    funding_source_id,
    label_stage,
    column_stage,
    is_amount_column,
    is_other_column,
    account_side
from final
