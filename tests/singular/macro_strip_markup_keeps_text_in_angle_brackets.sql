-- Only known elements are markup; entities are resolved after them.
with cases (printed, expected) as (
    values
    ('<p>1、完成。</p> <p>2、建成。</p>', '1、完成。 2、建成。'),
    ('通过 <input type="checkbox"/> 退回', '通过 退回'),
    ('按<关于加强管理的意见>执行', '按<关于加强管理的意见>执行'),
    ('<B>粗</B>体', '粗体'),
    ('a&nbsp;b &lt;p&gt; c&amp;d', 'a b <p> c&d'),
    ('<td colspan="2">x</td>', 'x'),
    ('<project>', '<project>'),
    ('5<6', '5<6'),
    (null, null)
),

read as (
    select
        printed,
        cast(expected as string) as expected,
        {{ strip_markup('printed') }} as found
    from cases
)

select
    printed,
    expected,
    found
from read
where found is distinct from expected
