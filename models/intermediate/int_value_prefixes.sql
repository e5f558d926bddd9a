-- What may stand before a number: nothing, one word, two of different meanings (标准:≥, 每天≥, ≥约), or 每人每月 with or
-- without a comparator.
with words as (
    select
        {{ compact_value('word') }} as word,
        meaning,
        target
    from {{ ref('value_words') }}
    where place = 'before'
),

units as (
    select
        {{ compact_value('unit') }} as unit_key,
        standard_unit,
        dimension,
        is_classifier
    from {{ ref('units') }}
),

-- 每期, 每个工作日, 每家: whatever can be counted can be a rhythm.
each_units as (
    select
        '每' || unit_key as word,
        'per' as meaning,
        standard_unit as target
    from units
    where is_classifier or dimension in ('people', 'time', 'calendar_time', 'working_time', 'area')
    union
    select
        '每个' || unit_key as word,
        'per' as meaning,
        standard_unit as target
    from units
    where dimension in ('count', 'calendar_time', 'working_time') and unit_key not like '个%'
),

all_words as (
    select
        word,
        meaning,
        target
    from words
    union all
    select
        each_units.word,
        each_units.meaning,
        each_units.target
    from each_units
    left join words on each_units.word = words.word
    where words.word is null
    qualify row_number() over (partition by each_units.word order by each_units.target) = 1
),

rhythms as (
    select
        word,
        target
    from words
    where meaning = 'per'
),

double_rhythms as (
    select
        rhythms.word || following.word as word,
        'per' as meaning,
        rhythms.target || '/' || following.target as target
    from rhythms
    inner join rhythms as following
        on rhythms.target <> following.target and following.target in ('天', '周', '月', '季度', '年', '次', '期')
    where rhythms.target not in ('天', '周', '月', '季度', '年')
),

prefix_spellings as (
    select
        '' as prefix,
        cast(null as string) as first_meaning,
        cast(null as string) as first_target,
        cast(null as string) as second_meaning,
        cast(null as string) as second_target,
        0 as word_count
    union all
    select
        word as prefix,
        meaning as first_meaning,
        target as first_target,
        cast(null as string) as second_meaning,
        cast(null as string) as second_target,
        1 as word_count
    from all_words
    union all
    select
        word as prefix,
        meaning as first_meaning,
        target as first_target,
        cast(null as string) as second_meaning,
        cast(null as string) as second_target,
        2 as word_count
    from double_rhythms
    union all
    select
        first_words.word || following.word as prefix,
        first_words.meaning as first_meaning,
        first_words.target as first_target,
        following.meaning as second_meaning,
        following.target as second_target,
        2 as word_count
    from words as first_words
    inner join words as following
        on first_words.meaning <> following.meaning
    union all
    select
        each_units.word || words.word as prefix,
        each_units.meaning as first_meaning,
        each_units.target as first_target,
        words.meaning as second_meaning,
        words.target as second_target,
        2 as word_count
    from each_units
    inner join words on words.meaning in ('comparator', 'approximate')
    union all
    select
        double_rhythms.word || words.word as prefix,
        double_rhythms.meaning as first_meaning,
        double_rhythms.target as first_target,
        words.meaning as second_meaning,
        words.target as second_target,
        3 as word_count
    from double_rhythms
    inner join words on words.meaning = 'comparator'
),

final as (
    select
        prefix,
        case
            when first_meaning = 'comparator' then first_target
            when second_meaning = 'comparator' then second_target
        end as comparator,
        case
            when first_meaning = 'per' then first_target
            when second_meaning = 'per' then second_target
        end as per_unit,
        coalesce(first_meaning = 'approximate' or second_meaning = 'approximate', false) as is_approximate,
        coalesce(first_meaning = 'plus_minus' or second_meaning = 'plus_minus', false) as is_plus_minus,
        coalesce(first_meaning = 'change' or second_meaning = 'change', false) as is_change,
        coalesce(first_meaning = 'verb' or second_meaning = 'verb', false) as is_verb
    from prefix_spellings
    qualify
        row_number() over (
            partition by prefix
            order by
                word_count asc, first_target asc nulls last, second_target asc nulls last, first_meaning asc,
                second_meaning asc
        ) = 1
)

select
    prefix,
    comparator,
    per_unit,
    is_approximate,
    is_plus_minus,
    is_change,
    is_verb
from final
