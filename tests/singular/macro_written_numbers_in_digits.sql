-- digits_of_written_tens, digits_of_written_hundreds: rows whose digits are not the expected ones.
with listed (text, expected) as (
    values
    ('两个', '2个'),
    ('十二项', '12项'),
    ('二十五个', '25个'),
    ('三十', '30'),
    ('三百零五人', '305人'),
    ('三百二十五人', '325人'),
    ('三千二百五十户', '3250户'),
    ('三千二百户', '3200户'),
    ('一千零五人', '1005人'),
    ('一千零五十人', '1050人'),
    ('三万人', '3万人'),
    ('近百人', '近100人'),
    ('十二月底前', '12月底前')
),

cases as (
    select
        text,
        expected,
        {{ digits_of_written_tens('text') }} as tens
    from listed
)

select
    text,
    expected,
    {{ digits_of_written_hundreds('tens') }} as found
from cases
where {{ digits_of_written_hundreds('tens') }} is distinct from expected
