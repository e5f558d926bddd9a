-- has_written_number: rows where it errs.
with listed (text, expected) as (
    values
    ('两个', true),
    ('近百', true),
    ('三五个', false),
    ('10一20个', false),
    ('完成3项一体化', false),
    ('较高', false),
    ('一半', false)
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
    {{ has_written_number('text') }} as found
from cases
where {{ has_written_number('text') }} is distinct from expected
