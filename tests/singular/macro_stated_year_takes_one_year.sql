-- A title states a year, or none: dates, ranges and two years are not taken.
with cases (printed, expected) as (
    values
    ('揭阳市2022年市直部门整体预算绩效目标表', 2022),
    ('2022年度部门预算', 2022),
    ('二〇二四年度', 2024),
    ('二○二三年', 2023),
    ('2024 年度', 2024),
    ('(2024年度)', 2024),
    ('2023年12月20日公开2024年部门预算', 2024),
    ('2022-2024年规划', null),
    ('2022年至2024年', null),
    ('2022年、2023年', null),
    ('国发〔2022〕5号', null),
    ('2023年12月', null),
    ('12022年', null),
    ('项目支出绩效目标表', null),
    (null, null)
),

read as (
    select
        printed,
        cast(expected as bigint) as expected,
        {{ stated_year('printed') }} as found
    from cases
)

select
    printed,
    expected,
    found
from read
where found is distinct from expected
