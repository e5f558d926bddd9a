-- Which things a text may be about, and which it is surely not about: a repair is no rent.
with projects as (
    select
        project_name,
        goal_text
    from {{ ref('int_projects') }}
),

indicators as (
    select name_key
    from {{ ref('int_indicators') }}
),

words as (
    select
        thing_id,
        place,
        word,
        is_excluded
    from {{ ref('unit_cost_words') }}
),

texts as (
    select
        'project' as place,
        project_name as searched_text
    from projects
    where project_name is not null
    union
    select
        'project' as place,
        goal_text as searched_text
    from projects
    where goal_text is not null
    union
    select
        'quantity' as place,
        name_key as searched_text
    from indicators
    where name_key is not null
    union
    select
        'price' as place,
        name_key as searched_text
    from indicators
    where name_key is not null
),

final as (
    select
        texts.place || ' ' || texts.searched_text as text_key,
        texts.place,
        texts.searched_text,
        words.thing_id,
        max(case when not words.is_excluded then length(words.word) end) as word_length,
        bool_or(words.is_excluded) as is_ruled_out
    from texts
    inner join words on texts.place = words.place and instr(texts.searched_text, words.word) > 0
    group by texts.place, texts.searched_text, words.thing_id
)

select
    text_key,
    place,
    searched_text,
    thing_id,
    word_length,
    is_ruled_out
from final
