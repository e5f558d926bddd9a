-- has_several_numbers: rows where it errs.
with listed (text, expected) as (
    values
    ('保安4人、清洁1人', true),
    ('1-2次', true),
    ('5/10000', true),
    ('1,234.5元', false),
    ('24小时服务', false),
    ('较高', false)
),

cases as (
    select
        text,
        expected
    from listed
)

select
    text,
    expected
from cases
where {{ has_several_numbers('text') }} <> expected
