-- A cell or folder that is a year.
with cases (printed, expected) as (
    values
    ('2024', 2024),
    ('2024年', 2024),
    ('(2024年度)', 2024),
    ('２０２４年', 2024),
    ('20241', null),
    ('2024-2025', null),
    ('202403', null),
    ('undated', null),
    ('1850', null),
    (null, null)
),

read as (
    select
        printed,
        cast(expected as bigint) as expected,
        {{ bare_year('printed') }} as found
    from cases
)

select
    printed,
    expected,
    found
from read
where found is distinct from expected
