-- Half a unit of the last digit that is printed.
with cases (digits, expected) as (
    values
    ('15', 0.5),
    ('9.8', 0.05),
    ('9.80', 0.005),
    ('-3.125', 0.0005),
    (null, null)
),

found as (
    select
        digits,
        expected,
        {{ half_of_last_digit('digits') }} as half
    from cases
)

select
    digits,
    expected,
    half
from found
where half is distinct from cast(expected as decimal(12, 9))
