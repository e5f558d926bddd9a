with cases (amount_yuan, expected) as (
    values
    (5150000.00, '5150000'),
    (4040.50, '4040.5'),
    (0.05, '0.05'),
    (-100, '-100'),
    (0, '0'),
    (null, null)
),

read as (
    select
        expected,
        {{ yuan_text('amount_yuan') }} as found
    from cases
)

select
    expected,
    found
from read
where found is distinct from expected
