-- The bound that binds; null for what cannot be compared.
with cases (
    case_id, is_counted, horizon, value_kind, is_ambiguous, polarity, canonical_unit, unit_dimension, expected
) as (
    values
    (1, true, 'annual', 'percent', false, 'up', '%', 'ratio', 90),
    (2, true, 'annual', 'percent', false, 'down', '%', 'ratio', 95),
    (3, true, 'annual', 'number', false, null, '%', null, 90),
    (4, false, 'annual', 'percent', false, 'up', '%', 'ratio', null),
    (5, true, 'half_year', 'percent', false, 'up', '%', 'ratio', null),
    (6, true, 'annual', 'qualitative', false, 'up', '%', 'ratio', null),
    (7, true, 'annual', 'percent', true, 'up', '%', 'ratio', null),
    (8, true, 'annual', 'percent', false, 'up', '%', 'time', null),
    (9, true, 'annual', 'number', false, 'up', '元/人', 'money', null),
    (10, true, 'annual', 'percent', false, 'up', '%', 'no concept', null),
    (11, true, 'annual', 'number', false, 'up', '不明', null, null)
),

indicator_values as (
    select
        case_id,
        is_counted,
        horizon,
        value_kind,
        is_ambiguous,
        polarity,
        canonical_unit,
        expected,
        false as is_placeholder,
        90 as canonical_low,
        95 as canonical_high
    from cases
),

concepts as (
    select
        case_id,
        nullif(unit_dimension, 'no concept') as unit_dimension,
        case when unit_dimension = 'no concept' then null else 'c' end as concept_id,
        case when unit_dimension = 'money' then 'cost' else 'rate' end as measure_id
    from cases
),

dimensions (base_unit, dimension) as (
    values
    ('%', 'ratio'),
    ('元', 'money')
),

read as (
    select
        indicator_values.case_id,
        indicator_values.expected,
        {{ comparable_target('indicator_values', 'concepts', 'dimensions') }} as found
    from indicator_values
    inner join concepts on indicator_values.case_id = concepts.case_id
    left join dimensions on split_part(indicator_values.canonical_unit, '/', 1) = dimensions.base_unit
)

select
    case_id,
    expected,
    found
from read
where found is distinct from expected
