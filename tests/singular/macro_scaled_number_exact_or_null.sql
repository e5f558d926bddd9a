-- scaled_number: rows whose product is not exact, or does not become null where it would not fit.
with listed (number, scale, factor, expected) as (
    values
    (7.56, 10000, 1, 75600),
    (149.2, 1, 10000, 1492000),
    (120, 1, 0.01666666666667, 2),
    (-1.5, 1, 0.1, -0.15),
    (999999999999, 1000000000000, 1, null),
    (999999999999, 1, 100000000, null)
),

cases as (
    select
        cast(number as decimal(28, 8)) as number,
        scale,
        cast(factor as decimal(24, 14)) as factor,
        cast(expected as decimal(28, 8)) as expected
    from listed
)

select
    number,
    scale,
    factor,
    expected,
    {{ scaled_number('number', 'scale', 'factor') }} as found
from cases
where {{ scaled_number('number', 'scale', 'factor') }} is distinct from expected
