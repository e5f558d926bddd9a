-- The key of a label: no markup, white space, list number, 其中, end marks.
with cases (printed, expected) as (
    values
    ('年度资金总额:', '年度资金总额'),
    ('其中：财政拨款', '财政拨款'),
    ('一、项目名称：', '项目名称'),
    ('（一）基本信息', '基本信息'),
    ('1.财政拨款', '财政拨款'),
    ('1.5倍', '1.5倍'),
    ('全年（程） 预算数', '全年(程)预算数'),
    ('〔必填〕数量【指标】', '(必填)数量(指标)'),
    ('<p>项目<br/>名称</p>', '项目名称'),
    ('<关于印发办法>', '<关于印发办法>'),
    ('项目	名
称*', '项目名称'),
    ('（1）其中：1.上级', '1.上级'),
    ('资金 来源', '资金来源'),
    (null, null)
),

read as (
    select
        printed,
        cast(expected as string) as expected,
        {{ normalise_label('printed') }} as found
    from cases
)

select
    printed,
    expected,
    found
from read
where found is distinct from expected
