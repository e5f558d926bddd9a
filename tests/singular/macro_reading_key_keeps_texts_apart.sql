-- reading_key: pairs of different texts that share a key, or of equal texts that do not.
with listed (comparator_text, value_text, unit_text) as (
    values
    ('≥', '5', '次'),
    ('≥5', '', '次'),
    ('≥', '5次', ''),
    ('≥', '5次', null),
    (null, '≥', '5次'),
    (null, null, null),
    ('', '', '')
),

cases as (
    select
        row_number() over (order by comparator_text, value_text, unit_text) as case_no,
        comparator_text,
        value_text,
        unit_text
    from listed
),

keyed as (
    select
        case_no,
        {{ reading_key('comparator_text', 'value_text', 'unit_text') }} as reading_id
    from cases
)

select reading_id
from keyed
group by reading_id
having count(*) > 1
