-- What a sentence says before its only number or date: 满意度不低于, 项目计划完成时间.
with tokens as (
    select * from {{ ref('int_value_tokens') }}
),

prefixes as (
    select * from {{ ref('int_value_prefixes') }}
),

words as (
    select
        {{ compact_value('word') }} as word,
        place,
        meaning
    from {{ ref('value_words') }}
),

sentences as (
    select distinct tokens.prefix
    from tokens
    left join prefixes on tokens.prefix = prefixes.prefix
    where
        prefixes.prefix is null
        and length(tokens.prefix) <= 30
        and regexp_extract(tokens.prefix, '[,.;。、(/\\]', 0) = ''
),

-- The longest known prefix that the sentence ends with.
lengths as (
    select distinct length(prefix) as text_length
    from prefixes
    where comparator is not null or prefix in ('', ':', '达', '达到', '为')
),

split as (
    select
        sentences.prefix,
        left(sentences.prefix, length(sentences.prefix) - lengths.text_length) as lead_text,
        prefixes.comparator,
        prefixes.per_unit,
        prefixes.is_approximate,
        prefixes.is_plus_minus,
        prefixes.is_change
    from sentences
    inner join lengths on length(sentences.prefix) > lengths.text_length
    inner join prefixes on right(sentences.prefix, lengths.text_length) = prefixes.prefix
    qualify row_number() over (partition by sentences.prefix order by lengths.text_length desc) = 1
),

lead_words as (
    select
        word,
        meaning
    from words
    where place = 'lead'
),

-- Words in a lead after which a number is not surely the target itself.
refusals as (
    select word
    from lead_words
    where meaning = 'refused'
    union
    select word
    from words
    where place = 'before' and meaning in ('change', 'per')
),

judged as (
    select
        split.prefix,
        split.lead_text,
        split.comparator,
        split.per_unit,
        split.is_approximate,
        split.is_plus_minus,
        split.is_change,
        max(case when lead_words.meaning = 'ratio' then 1 else 0 end) = 1 as is_ratio_lead,
        max(case when lead_words.meaning = 'date' then 1 else 0 end) = 1 as is_date_lead
    from split
    left join lead_words
        on lead_words.meaning <> 'refused' and right(split.lead_text, length(lead_words.word)) = lead_words.word
    group by
        split.prefix,
        split.lead_text,
        split.comparator,
        split.per_unit,
        split.is_approximate,
        split.is_plus_minus,
        split.is_change
),

refused as (
    select
        judged.prefix,
        max(case when refusals.word is not null then 1 else 0 end) = 1 as is_refused
    from judged
    left join refusals on instr(judged.lead_text, refusals.word) > 0
    group by judged.prefix
),

final as (
    select
        judged.prefix,
        judged.comparator,
        judged.is_approximate,
        judged.is_ratio_lead,
        judged.is_date_lead and not refused.is_refused as is_date_lead,
        -- 故障时长不超过: the comparator is the number's own.
        judged.comparator is not null
        and length(judged.lead_text) >= 2
        and (
            judged.is_ratio_lead
            or (
                not refused.is_refused
                and regexp_extract(judged.lead_text, '{{ second_quantity_class() }}', 0) = ''
                and regexp_extract(judged.lead_text, '[不非未无均每各的]$', 0) = ''
            )
        ) as is_comparator_lead
    from judged
    inner join refused on judged.prefix = refused.prefix
    where judged.per_unit is null and not judged.is_plus_minus and not judged.is_change
)

select
    prefix,
    comparator,
    is_approximate,
    is_ratio_lead,
    is_date_lead,
    is_comparator_lead
from final
where is_ratio_lead or is_date_lead or is_comparator_lead
