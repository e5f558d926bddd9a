-- Chinese numerals below ten thousand, after each spelling became a figure; what is doubtful matches no pattern.
with cases (printed, expected) as (
    values
    ('三千二百一十五', 3215),
    ('叁仟贰佰壹拾伍', 3215),
    ('十', 10),
    ('十五', 15),
    ('二十', 20),
    ('一百零五', 105),
    ('两千零五十', 2050),
    ('一千', 1000),
    ('三千五', null),
    ('二三', null),
    ('一百二', null),
    ('五十六十', null),
    ('百', null)
),

figures as (
    select
        printed,
        expected,
        regexp_extract({{ numeral_digits('printed') }}, '^{{ numeral_pattern() }}$', 0) as whole
    from cases
),

found as (
    select
        printed,
        expected,
        case when whole <> '' then {{ numeral_section('whole') }} end as number
    from figures
)

select
    printed,
    expected,
    number
from found
where number is distinct from expected
