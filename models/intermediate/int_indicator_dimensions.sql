-- What the values of an indicator measure, as far as a name is understood by it.
with indicators as (
    select print_id
    from {{ ref('int_indicator_drafts') }}
    where print_id = indicator_id
),

prints as (
    select
        print_id,
        document_id,
        name_key,
        level2
    from {{ ref('int_indicator_prints') }}
    where name_key is not null
),

print_values as (
    select
        print_id,
        reading_id
    from {{ ref('int_indicator_print_values') }}
),

readings as (
    select
        reading_id,
        value_kind,
        unit_dimension,
        canonical_unit
    from {{ ref('int_value_readings') }}
),

measured as (
    select
        print_values.print_id,
        case
            when readings.value_kind = 'date' then 'date'
            when readings.unit_dimension = 'money' and instr(readings.canonical_unit, '/') > 0 then 'money_rate'
            else readings.unit_dimension
        end as name_dimension
    from print_values
    inner join readings on print_values.reading_id = readings.reading_id
),

-- The values of one row nearly always measure one thing; where they do not, they tell nothing.
dimensions as (
    select
        print_id,
        case when count(distinct name_dimension) = 1 then max(name_dimension) end as name_dimension
    from measured
    group by print_id
),

final as (
    select
        indicators.print_id as indicator_id,
        prints.document_id,
        prints.name_key,
        prints.level2,
        dimensions.name_dimension,
        {{ reading_key('prints.name_key', 'prints.level2', 'dimensions.name_dimension') }} as concept_name_id
    from indicators
    inner join prints on indicators.print_id = prints.print_id
    left join dimensions on indicators.print_id = dimensions.print_id
)

select
    indicator_id,
    document_id,
    name_key,
    level2,
    name_dimension,
    concept_name_id
from final
