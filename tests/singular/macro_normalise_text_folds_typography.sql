-- Compatibility forms are folded, white space around is off, Chinese punctuation stays.
with cases (printed, expected) as (
    values
    ('（２０２４年）', '(2024年)'),
    ('　万元　', '万元'),
    ('a b', 'a b'),
    ('㎡', 'm2'),
    ('①②', '12'),
    ('⑴', '(1)'),
    ('⼀级', '一级'),
    ('≥９５％', '≥95%'),
    ('…', '...'),
    ('“引号”、《书名》', '“引号”、《书名》'),
    ('', ''),
    (null, null)
),

read as (
    select
        printed,
        cast(expected as string) as expected,
        {{ normalise_text('printed') }} as found
    from cases
)

select
    printed,
    expected,
    found
from read
where found is distinct from expected
