-- Half a unit of the last printed digit, once for the total and once for each part that is not 0.
with cases (total_precision, finest_part, parts_filled, expected) as (
    values
    (50.0, 50.0, 3, 200.0),
    (50.0, 5000.0, 14, 750.0),
    (5000.0, 50.0, 2, 5000.0),
    (50.0, null, 0, 50.0),
    (0.5, 0.5, 1, 1.0)
),

read as (
    select
        total_precision,
        finest_part,
        parts_filled,
        expected,
        {{ rounding_tolerance('total_precision', 'finest_part', 'parts_filled') }} as found
    from cases
)

select
    total_precision,
    finest_part,
    parts_filled,
    expected,
    found
from read
where found is distinct from expected
