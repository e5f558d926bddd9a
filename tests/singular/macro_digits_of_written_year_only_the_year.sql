-- digits_of_written_year: rows where another character changes.
with listed (text, expected) as (
    values
    ('二〇二三年底前', '2023年底前'),
    ('二零二二年十二月', '2022年十二月'),
    ('一年', '一年'),
    ('2023年', '2023年')
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
    {{ digits_of_written_year('text') }} as found
from cases
where {{ digits_of_written_year('text') }} is distinct from expected
