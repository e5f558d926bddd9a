-- signs_of_written_shares: rows whose text is not the expected one.
with listed (text, expected) as (
    values
    ('百分之95以上', '95%以上'),
    ('百分之百', '100%'),
    ('千分之5', '5‰'),
    ('≥百分之99.5', '≥99.5%'),
    ('270百分之95', '270百分之95'),
    ('3分之1', '3分之1')
),

cases as (
    select
        text,
        expected
    from listed
)

select
    text,
    expected,
    {{ signs_of_written_shares('text') }} as found
from cases
where {{ signs_of_written_shares('text') }} is distinct from expected
