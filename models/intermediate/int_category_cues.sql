with prints as (
    select * from {{ ref('int_indicator_labels') }}
),

cues as (
    select
        {{ compact_value('word') }} as word,
        place,
        level2,
        case strength when 'strong' then 2 else 1 end as strength
    from {{ ref('category_cues') }}
),

names as (
    select distinct
        name_key,
        {{ strip_brackets('name_key') }} as name_core
    from prints
    where
        name_key is not null
        and not is_name_blank
),

found as (
    select
        names.name_key,
        cues.word,
        cues.level2,
        cues.strength
    from names
    inner join cues
        on
            instr(names.name_core, cues.word) > 0
            and (
                cues.place = 'any'
                or right(names.name_core, length(cues.word)) = cues.word
            )
),

-- A word inside a longer one says nothing of its own: 节约成本 is no cost.
inner_words as (
    select distinct
        found.name_key,
        found.word
    from found
    inner join found as longer
        on
            found.name_key = longer.name_key
            and length(found.word) < length(longer.word)
            and instr(longer.word, found.word) > 0
),

final as (
    select
        found.name_key,
        found.level2,
        max(found.strength) as cue_strength
    from found
    left join inner_words
        on
            found.name_key = inner_words.name_key
            and found.word = inner_words.word
    where inner_words.word is null
    group by found.name_key, found.level2
)

select
    name_key,
    level2,
    cue_strength
from final
