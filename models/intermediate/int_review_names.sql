-- What the words of an indicator's name say to the review rules.
with indicators as (
    select * from {{ ref('int_indicators') }}
),

words as (
    select
        word,
        place,
        meaning
    from {{ ref('finding_words') }}
    where meaning not in ('asks_number', 'vague', 'vague_adverb', 'vague_verb')
),

class_labels as (
    select distinct label as name_key
    from {{ ref('printed_labels') }}
    where role = 'category'
),

heads as (
    select
        head,
        measure_id
    from {{ ref('indicator_heads') }}
    where coalesce(head, '') <> '' and coalesce(level2, '') = '' and coalesce(name_dimension, '') = ''
),

measures as (
    select
        concept_id,
        polarity,
        is_bounded_ratio
    from {{ ref('indicator_concepts') }}
),

concepts as (
    select
        heads.head as name_pattern,
        heads.measure_id as concept_id,
        nullif(measures.polarity, 'neutral') as polarity,
        measures.is_bounded_ratio
    from heads
    inner join measures on heads.measure_id = measures.concept_id
),

names as (
    select distinct name_key
    from indicators
    where name_key is not null
),

-- A name may close with its own target (…满意度不低于95%), with its unit in brackets, with the word 指标.
stems as (
    select
        name_key,
        {{ regexp_replace_first(
            regexp_replace_first(
                strip_brackets('name_key'),
                '(?:不低于|不少于|不超过|不高于|达到|达|≥|≤|>=|<=|=|>|<)?[0-9]+(?:[.][0-9]+)?[%‰]?(?:以上|以下|以内)?$',
                ''
            ),
            '指标$',
            ''
        ) }} as name_stem
    from names
),

said as (
    select
        stems.name_key,
        words.word,
        words.meaning
    from stems
    inner join words
        on
            (words.place = 'anywhere' and instr(stems.name_key, words.word) > 0)
            or (words.place = 'end' and right(stems.name_stem, length(words.word)) = words.word)
),

meanings as (
    select
        name_key,
        max_by(meaning, length(word)) filter (
            where meaning in ('satisfaction', 'rate', 'count', 'money', 'time', 'other')
        ) as head_kind,
        bool_or(meaning = 'unit_in_name') as has_unit_in_name,
        bool_or(meaning = 'timely') as is_timely,
        bool_or(meaning = 'share_or_degree') as is_share_or_degree,
        bool_or(meaning = 'quality_mark') as is_quality_mark,
        bool_or(meaning = 'spending_progress') as is_spending_progress,
        bool_or(meaning = 'bad_event') as is_bad_event,
        bool_or(meaning = 'merit') as is_merit,
        bool_or(meaning = 'near_satisfaction') as is_near_satisfaction,
        bool_or(meaning = 'benefit') as is_benefit,
        bool_or(meaning = 'own_cost') as is_own_cost,
        bool_or(meaning = 'paying_out') as is_paying_out,
        bool_or(meaning = 'held_down') as is_held_down,
        bool_or(meaning = 'hiring') as is_hiring,
        bool_or(meaning = 'pay') as is_pay,
        min(word) filter (where meaning = 'secret') as secret_word
    from said
    group by name_key
),

-- The head of a Chinese name stands at its end.
head_concepts as (
    select
        stems.name_key,
        concepts.concept_id,
        concepts.polarity,
        concepts.is_bounded_ratio
    from stems
    inner join concepts on right(stems.name_stem, length(concepts.name_pattern)) = concepts.name_pattern
    qualify
        row_number() over (
            partition by stems.name_key
            order by length(concepts.name_pattern) desc, concepts.concept_id asc
        ) = 1
),

final as (
    select
        stems.name_key,
        stems.name_stem,
        meanings.head_kind,
        head_concepts.concept_id as head_concept_id,
        head_concepts.polarity as head_polarity,
        coalesce(head_concepts.is_bounded_ratio, false) as is_bounded_share,
        -- 服务对象满意度 is a label and a good name; 满意度指标 is a label.
        class_labels.name_key is not null
        and (
            coalesce(meanings.head_kind, '') <> 'satisfaction'
            or stems.name_stem <> stems.name_key
            or length(stems.name_key) <= 3
        ) as is_class_label,
        coalesce(meanings.has_unit_in_name, false) or {{ regexp_matches('stems.name_key', '[(][^()]{1,5}[)]$') }}
            as has_unit_in_name,
        coalesce(meanings.is_timely, false) as is_timely,
        coalesce(meanings.is_share_or_degree, false) as is_share_or_degree,
        coalesce(meanings.is_quality_mark, false) as is_quality_mark,
        coalesce(meanings.is_spending_progress, false) as is_spending_progress,
        coalesce(meanings.is_bad_event, false) as is_bad_event,
        coalesce(meanings.is_merit, false) as is_merit,
        coalesce(meanings.is_near_satisfaction, false) as is_near_satisfaction,
        coalesce(meanings.is_benefit, false) as is_benefit,
        coalesce(meanings.is_own_cost, false) as is_own_cost,
        coalesce(meanings.is_paying_out, false) as is_paying_out,
        coalesce(meanings.is_held_down, false) as is_held_down,
        coalesce(meanings.is_hiring, false) as is_hiring,
        coalesce(meanings.is_pay, false) as is_pay,
        meanings.secret_word
    from stems
    left join meanings on stems.name_key = meanings.name_key
    left join head_concepts on stems.name_key = head_concepts.name_key
    left join class_labels on stems.name_key = class_labels.name_key
)

select
    name_key,
    name_stem,
    head_kind,
    head_concept_id,
    head_polarity,
    is_bounded_share,
    is_class_label,
    has_unit_in_name,
    is_timely,
    is_share_or_degree,
    is_quality_mark,
    is_spending_progress,
    is_bad_event,
    is_merit,
    is_near_satisfaction,
    is_benefit,
    is_own_cost,
    is_paying_out,
    is_held_down,
    is_hiring,
    is_pay,
    secret_word
from final
