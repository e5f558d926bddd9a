-- bare_date_text: rows where it errs.
with listed (text, expected) as (
    values
    ('2023', '2023'),
    ('20231231', '20231231'),
    ('20231331', null),
    ('2023.10', '2023.10'),
    ('12.31', '12.31'),
    ('12.5', '12.5'),
    ('13.5', null),
    ('44561', '44561'),
    ('54561', null),
    ('95%', null)
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
    {{ bare_date_text('text') }} as found
from cases
where {{ bare_date_text('text') }} is distinct from expected
