-- number_pattern: rows where it finds another number at the start of the text.
with listed (text, expected) as (
    values
    ('1,234,567.8元', '1,234,567.8'),
    ('1234,567', '1234'),
    ('1,23', '1'),
    ('12.', '12'),
    ('.5', ''),
    ('五', '')
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
    regexp_extract(text, '^({{ number_pattern() }})', 1) as found
from cases
where regexp_extract(text, '^({{ number_pattern() }})', 1) <> expected
