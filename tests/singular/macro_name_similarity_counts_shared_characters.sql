-- The share of the distinct characters that both names have; the order of the words does not count.
with cases (name_a, name_b, expected) as (
    values
    ('运行维护', '运行维护', 1.0),
    ('运行维护', '维护运行', 1.0),
    ('运行维护', '运行保障', 0.5),
    ('古桥', '水质监测', 0.0),
    ('甲', '甲', 1.0),
    ('水水质', '水质', 1.0)
),

found as (
    select
        name_a,
        name_b,
        expected,
        {{ name_similarity('name_a', 'name_b') }} as similarity
    from cases
)

select
    name_a,
    name_b,
    expected,
    similarity
from found
where abs(similarity - expected) > 0.0001
