-- compact_value: rows whose compact text is not the expected one.
with listed (text, expected) as (
    values
    (' ≧ ９５ ％ ', '≥95%'),
    ('⩽ 1，000 元。', '≤1,000元'),
    ('1—2次', '1-2次'),
    ('3〜5天；', '3~5天'),
    ('100㎡', '100m2'),
    ('标准： 100%', '标准:100%'),
    ('', ''),
    (null, null)
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
    {{ compact_value('text') }} as found
from cases
where {{ compact_value('text') }} is distinct from expected
