-- A text that is not wholly one number is null, never a part of it.
with cases (printed, expected) as (
    values
    ('5,195.75', 5195.75),
    ('１２３．４', 123.4),
    ('(1,234.00)', -1234),
    ('（12）', -12),
    ('−7', -7),
    ('▲3.5', -3.5),
    ('+3', 3),
    ('0', 0),
    ('.5', 0.5),
    ('¥1,000', 1000),
    ('13, 931.00', 13931),
    ('', null),
    ('-', null),
    ('—', null),
    ('150万元', null),
    ('1,2345', null),
    ('0,123', null),
    ('12 34', null),
    ('1.2.3', null),
    ('1e5', null),
    ('45%', null),
    ('100-200', null),
    ('无', null),
    (null, null)
),

read as (
    select
        printed,
        cast(expected as decimal(28, 8)) as expected,
        {{ parse_decimal('printed') }} as found
    from cases
)

select
    printed,
    expected,
    found
from read
where found is distinct from expected
