-- date_pattern_characters, date_pattern_digits, date_like_pattern: rows where a pattern finds other parts.
with listed (text, characters, digits, is_date_like) as (
    values
    ('2022年12月25日前', '2022/12/25/前', '///', false),
    ('12月份', '/12//', '///', false),
    ('2022年12月底前', '2022/12//底前', '///', false),
    ('2021/12/31', '///', '2021/12/31/', false),
    ('2021-12-31|00:00:00', '///', '2021/12/31/', false),
    ('12月25日前完成支付', '/12/25/前', '///', false),
    ('3年', '//3/', '///', false),
    ('2023.10', '///', '2023/10//', true),
    ('20231231', '///', '///', true),
    ('2023.10-2023.12', '///', '///', false),
    ('2021-2023', '///', '///', false),
    ('2023', '///', '///', false),
    ('20231331', '///', '///', false),
    ('12.5', '///', '///', false)
),

cases as (
    select
        text,
        characters,
        digits,
        is_date_like
    from listed
),

found as (
    select
        text,
        characters,
        digits,
        is_date_like,
        regexp_extract(text, '{{ date_pattern_characters() }}', 1)
        || '/' || regexp_extract(text, '{{ date_pattern_characters() }}', 2)
        || '/' || regexp_extract(text, '{{ date_pattern_characters() }}', 3)
        || '/' || regexp_extract(text, '{{ date_pattern_characters() }}', 5) as characters_found,
        regexp_extract(text, '{{ date_pattern_digits() }}', 1)
        || '/' || regexp_extract(text, '{{ date_pattern_digits() }}', 3)
        || '/' || regexp_extract(text, '{{ date_pattern_digits() }}', 5)
        || '/' || regexp_extract(text, '{{ date_pattern_digits() }}', 6) as digits_found,
        regexp_extract(text, '{{ date_like_pattern() }}', 0) <> '' as is_date_like_found
    from cases
)

select
    text,
    characters_found,
    digits_found,
    is_date_like_found
from found
where
    characters_found <> characters
    or digits_found <> digits
    or is_date_like_found <> is_date_like
