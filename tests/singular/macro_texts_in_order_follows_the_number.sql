with cases (group_name, number, x, expected) as (
    values
    ('by number, not by text', 10, 'a', 'b; c; a'),
    ('by number, not by text', 2, 'c', 'b; c; a'),
    ('by number, not by text', 1, 'b', 'b; c; a'),
    ('one', 1, '≥90%', '≥90%'),
    ('blanks left out', 1, null, '100%'),
    ('blanks left out', 2, '100%', '100%'),
    ('an empty text is a text', 1, '', '; 1'),
    ('an empty text is a text', 2, '1', '; 1'),
    ('nothing', 1, null, null)
),

read as (
    select
        group_name,
        min(expected) as expected,
        {{ texts_in_order('x', "'; '", 'number') }} as found
    from cases
    group by group_name
)

select
    group_name,
    expected,
    found
from read
where found is distinct from expected
