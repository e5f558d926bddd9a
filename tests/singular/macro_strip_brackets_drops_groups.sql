-- Bracketed groups go, one level deep.
with cases (printed, expected) as (
    values
    ('数量指标(必填量化)', '数量指标'),
    ('金额(元)', '金额'),
    ('全年(程)预算数', '全年预算数'),
    ('(万元)', ''),
    ('a(b(c)d)', 'a(bd)'),
    ('无括号', '无括号'),
    ('资金(万元):', '资金'),
    (null, null)
),

read as (
    select
        printed,
        cast(expected as string) as expected,
        {{ strip_brackets('printed') }} as found
    from cases
)

select
    printed,
    expected,
    found
from read
where found is distinct from expected
