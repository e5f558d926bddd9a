with code_names as (
    select * from {{ ref('code_names') }}
),

amount_stages as (
    select * from {{ ref('amount_stages') }}
),

-- A concept and a unit are of one kind of dimension.
concept_dimensions as (
    select
        'unit_dimension' as column_name,
        code,
        name_zh,
        name_en
    from code_names
    where column_name = 'dimension'
),

stages as (
    select
        'amount_stage' as column_name,
        amount_stage as code,
        name_zh,
        name_en
    from amount_stages
),

final as (
    select
        column_name,
        code,
        name_zh,
        name_en
    from code_names
    union all
    select
        column_name,
        code,
        name_zh,
        name_en
    from concept_dimensions
    union all
    select
        column_name,
        code,
        name_zh,
        name_en
    from stages
)

select
    column_name,
    code,
    name_zh,
    name_en
from final
