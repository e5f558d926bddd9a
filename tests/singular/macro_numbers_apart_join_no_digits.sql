-- numbers_apart: rows where numbers run together, or a number is broken.
with listed (text, expected) as (
    values
    ('10 20', '10|20'),
    ('① 5个', '①| 5个'),
    ('⒈5个', '⒈|5个'),
    ('²²', '²|²'),
    ('①个', '①|个'),
    ('10²', '10|²|'),
    ('5½', '5|½|'),
    ('1. 5万元', '1.|5万元'),
    ('≥ 95 %', '≥ 95 %'),
    ('100m²', '100m²'),
    ('1,234.5 元', '1,234.5 元'),
    (null, null)
),

cases as (
    select
        text,
        expected
    from listed
)

select
    text,
    expected,
    {{ numbers_apart('text') }} as found
from cases
where {{ numbers_apart('text') }} is distinct from expected
