with places (region_name, region_level, province_name, expected) as (
    values
    ('番禺区', 'county', '广东省', '广东省'),
    ('江苏省', 'province', '江苏省', '江苏省'),
    ('中央', 'central', null, '中央'),
    ('某地', 'county', null, '未知'),
    (null, null, null, '未知')
),

named as (
    select
        expected,
        {{ province_label('places') }} as found
    from places
)

select
    expected,
    found
from named
where found is distinct from expected
