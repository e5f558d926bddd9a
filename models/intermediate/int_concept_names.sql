with named as (
    select distinct
        concept_name_id,
        name_key,
        level2,
        name_dimension
    from {{ ref('int_indicator_dimensions') }}
),

heads as (
    select
        nullif(head, '') as head,
        nullif(level2, '') as level2,
        nullif(name_dimension, '') as name_dimension,
        measure_id
    from {{ ref('indicator_heads') }}
),

cues as (
    select
        measure_id,
        cue,
        priority,
        concept_id
    from {{ ref('indicator_cues') }}
),

-- A name may close with its unit or another note in brackets, …
unbracketed as (
    select
        concept_name_id,
        name_key,
        level2,
        name_dimension,
        coalesce(
            nullif(
                {{ regexp_replace_all(regexp_replace_all('name_key', '\\([^()]*\\)', ''), '\\([^()]*$', '') }}, ''
            ),
            name_key
        ) as noteless_name
    from named
),

-- … with its own target (…满意度不低于95%) and with words that say nothing.
stems as (
    select
        concept_name_id,
        level2,
        name_dimension,
        {{ regexp_replace_first(
            regexp_replace_first(
                'noteless_name',
                '(?:不[低少高小大超][于过]|[低高小大少]于|超过|达到?|为|≥|≤|>=|<=|>|<|=|控制在|至少)?'
                ~ '[0-9]+(?:[.][0-9]+)?[%‰]?(?:及?以上|及?以下|以内|左右)?$',
                ''
            ),
            '(?:指标|等|的|[:;,、.。*%])+$',
            ''
        ) }} as bare_name
    from unbracketed
),

head_lengths as (
    select distinct length(head) as head_length
    from heads
    where head is not null
),

endings as (
    select
        stems.concept_name_id,
        stems.level2,
        stems.name_dimension,
        right(stems.bare_name, head_lengths.head_length) as ending
    from stems
    inner join head_lengths on length(stems.bare_name) >= head_lengths.head_length
),

-- The head of a Chinese name stands at its end: 故障修复及时率 is a timeliness, not a fault.
-- The longest head wins; one that asks for the category or for what the value measures goes before one that does not.
headed as (
    select
        endings.concept_name_id,
        heads.measure_id,
        false as is_implied
    from endings
    inner join heads
        on
            endings.ending = heads.head
            and (heads.level2 is null or endings.level2 = heads.level2)
            and (heads.name_dimension is null or endings.name_dimension = heads.name_dimension)
    qualify
        row_number() over (
            partition by endings.concept_name_id
            order by
                length(heads.head) desc,
                heads.level2 asc nulls last,
                heads.name_dimension asc nulls last,
                heads.measure_id asc
        ) = 1
),

-- A name without a head (路灯, 66杆) is a thing; category and value say what of it is measured.
implied as (
    select
        stems.concept_name_id,
        heads.measure_id,
        true as is_implied
    from stems
    inner join heads on stems.level2 = heads.level2 and stems.name_dimension = heads.name_dimension
    left join headed on stems.concept_name_id = headed.concept_name_id
    where heads.head is null and headed.concept_name_id is null
),

measures as (
    select
        concept_name_id,
        measure_id,
        is_implied
    from headed
    union all
    select
        concept_name_id,
        measure_id,
        is_implied
    from implied
),

-- Who is satisfied stands before 对, with what behind it: 企业对刻章服务的满意度.
searched as (
    select
        measures.concept_name_id,
        stems.bare_name,
        measures.measure_id,
        measures.is_implied,
        case
            when measures.measure_id = 'satisfaction'
                then replace(split_part(replace(stems.bare_name, '对象', '◇'), '对', 1), '◇', '对象')
            else stems.bare_name
        end as searched_text
    from measures
    inner join stems on measures.concept_name_id = stems.concept_name_id
),

-- Of several cues the one nearest the end of the name decides.
specified as (
    select
        searched.concept_name_id,
        cues.cue,
        cues.concept_id
    from searched
    inner join cues on searched.measure_id = cues.measure_id and instr(searched.searched_text, cues.cue) > 0
    qualify
        row_number() over (
            partition by searched.concept_name_id
            order by
                cues.priority asc,
                instr(reverse(searched.searched_text), reverse(cues.cue)) asc,
                length(cues.cue) desc,
                cues.concept_id asc
        ) = 1
),

final as (
    select
        searched.concept_name_id,
        searched.bare_name,
        searched.measure_id,
        searched.is_implied,
        specified.cue,
        case
            when specified.concept_id is not null then specified.concept_id
            when not searched.is_implied then searched.measure_id
        end as concept_id
    from searched
    left join specified on searched.concept_name_id = specified.concept_name_id
)

select
    concept_name_id,
    bare_name,
    measure_id,
    is_implied,
    cue,
    concept_id
from final
where concept_id is not null
