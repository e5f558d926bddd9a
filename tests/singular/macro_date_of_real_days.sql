-- date_of: rows where it is not the day, or invents one.
with listed (year, month, day, expected) as (
    values
    (2022, 12, 5, date '2022-12-05'),
    (2024, 2, 29, date '2024-02-29'),
    (2023, 2, 29, null),
    (2022, 13, 1, null),
    (null, 1, 1, null)
),

cases as (
    select
        year,
        month,
        day,
        expected
    from listed
)

select
    year,
    month,
    day,
    expected,
    {{ date_of('year', 'month', 'day') }} as found
from cases
where {{ date_of('year', 'month', 'day') }} is distinct from expected
