-- value_number: rows whose number is not the expected one.
with listed (text, expected) as (
    values
    ('1,234.5', 1234.5),
    ('-0.5', -0.5),
    ('0', 0),
    ('999999999999.99999999', 999999999999.99999999),
    ('1000000000000', null),
    ('0.123456789', null),
    ('0571', null),
    ('12个', null),
    ('', null),
    (null, null)
),

cases as (
    select
        text,
        cast(expected as decimal(28, 8)) as expected
    from listed
)

select
    text,
    expected,
    {{ value_number('text') }} as found
from cases
where {{ value_number('text') }} is distinct from expected
