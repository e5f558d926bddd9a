-- What may stand before a number: nothing, one word, or two of different meanings (标准:≥, 每天≥, ≥约).
with words as (
    select
        {{ compact_value('word') }} as word,
        meaning,
        target
    from {{ ref('value_words') }}
    where place = 'before'
),

prefix_spellings as (
    select
        '' as prefix,
        cast(null as varchar) as first_meaning,
        cast(null as varchar) as first_target,
        cast(null as varchar) as second_meaning,
        cast(null as varchar) as second_target,
        0 as word_count
    union all
    select
        word as prefix,
        meaning as first_meaning,
        target as first_target,
        cast(null as varchar) as second_meaning,
        cast(null as varchar) as second_target,
        1 as word_count
    from words
    union all
    select
        words.word || following.word as prefix,
        words.meaning as first_meaning,
        words.target as first_target,
        following.meaning as second_meaning,
        following.target as second_target,
        2 as word_count
    from words
    inner join words as following
        on words.meaning <> following.meaning
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
        coalesce(first_meaning = 'plus_minus' or second_meaning = 'plus_minus', false) as is_plus_minus
    from prefix_spellings
    qualify
        row_number() over (
            partition by prefix order by word_count asc, first_target asc nulls last, second_target asc nulls last
        ) = 1
)

select
    prefix,
    comparator,
    per_unit,
    is_approximate,
    is_plus_minus
from final
