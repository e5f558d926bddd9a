-- period_pattern, year_end_pattern, date_range_pattern_characters, date_range_pattern_digits: rows with other parts.
with listed (text, expected) as (
    values
    ('2023年上半年完成', 'period 2023 上 完成'),
    ('第三季度', 'none'),
    ('第3季度末', 'period  3 '),
    ('年底前完成', 'year_end 底前 完成'),
    ('1月1日至6月30日', 'range  1 1 to  6 30'),
    ('2021-2023年', 'range 2021   to 2023  '),
    ('2023.10-2023.12', 'digits 2023 10 2023 12'),
    ('3-5天', 'none')
),

found as (
    select
        text,
        expected,
        case
            when regexp_extract(text, '{{ period_pattern() }}', 0) <> ''
                then
                    'period ' || regexp_extract(text, '{{ period_pattern() }}', 2)
                    || ' ' || regexp_extract(text, '{{ period_pattern() }}', 3)
                    || regexp_extract(text, '{{ period_pattern() }}', 5)
                    || ' ' || regexp_extract(text, '{{ period_pattern() }}', 7)
            when regexp_extract(text, '{{ year_end_pattern() }}', 0) <> ''
                then
                    'year_end ' || regexp_extract(text, '{{ year_end_pattern() }}', 2)
                    || ' ' || regexp_extract(text, '{{ year_end_pattern() }}', 3)
            when regexp_extract(text, '{{ date_range_pattern_digits() }}', 0) <> ''
                then
                    'digits ' || regexp_extract(text, '{{ date_range_pattern_digits() }}', 1)
                    || ' ' || regexp_extract(text, '{{ date_range_pattern_digits() }}', 2)
                    || ' ' || regexp_extract(text, '{{ date_range_pattern_digits() }}', 4)
                    || ' ' || regexp_extract(text, '{{ date_range_pattern_digits() }}', 5)
            when
                regexp_extract(text, '{{ date_range_pattern_characters("first") }}', 0) <> ''
                and regexp_extract(text, '{{ date_range_pattern_characters("first") }}', 7) = ''
                then
                    'range ' || regexp_extract(text, '{{ date_range_pattern_characters("first") }}', 1)
                    || ' ' || regexp_extract(text, '{{ date_range_pattern_characters("first") }}', 3)
                    || ' ' || regexp_extract(text, '{{ date_range_pattern_characters("first") }}', 5)
                    || ' to ' || regexp_extract(text, '{{ date_range_pattern_characters("second") }}', 1)
                    || ' ' || regexp_extract(text, '{{ date_range_pattern_characters("second") }}', 3)
                    || ' ' || regexp_extract(text, '{{ date_range_pattern_characters("second") }}', 5)
            else 'none'
        end as parts
    from listed
)

select
    text,
    expected,
    parts
from found
where parts is distinct from expected
