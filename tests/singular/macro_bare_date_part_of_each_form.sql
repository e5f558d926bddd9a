-- bare_date_part: rows where a part is not the expected one.
with listed (text, year_expected, month_expected, day_expected) as (
    values
    ('2023', 2023, null, null),
    ('20231231', 2023, 12, 31),
    ('2023.10', 2023, 10, null),
    ('12.31', null, 12, 31),
    ('1.5', null, 1, 5),
    ('44561', 2021, 12, 31)
),

found as (
    select
        text,
        year_expected,
        month_expected,
        day_expected,
        {{ bare_date_part('text', 'year') }} as year_found,
        {{ bare_date_part('text', 'month') }} as month_found,
        {{ bare_date_part('text', 'day') }} as day_found
    from listed
)

select
    text,
    year_found,
    month_found,
    day_found
from found
where
    year_found is distinct from year_expected
    or month_found is distinct from month_expected
    or day_found is distinct from day_expected
