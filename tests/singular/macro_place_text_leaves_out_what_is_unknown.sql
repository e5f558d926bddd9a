with cases (page_no, sheet_name, table_no, row_no, expected) as (
    values
    (12, null, 3, 5, '第12页 表3 第5行'),
    (null, '附表2', 1, 7, '工作表「附表2」 表1 第7行'),
    (null, null, null, 8, '第8行'),
    (null, null, null, null, null)
),

read as (
    select
        expected,
        {{ place_text() }} as found
    from cases
)

select
    expected,
    found
from read
where found is distinct from expected
