with tokens as (
    select * from {{ ref('int_value_tokens') }}
),

unit_keys as (
    select
        unit,
        {{ compact_value('unit') }} as unit_key,
        standard_unit,
        dimension,
        base_unit,
        factor,
        is_classifier
    from {{ ref('units') }}
),

-- Two spellings of the seed may be one text here: ㎡ and m2.
units as (
    select
        unit_key,
        standard_unit,
        dimension,
        base_unit,
        factor,
        is_classifier
    from unit_keys
    qualify row_number() over (partition by unit_key order by unit) = 1
),

words as (
    select
        {{ compact_value('word') }} as word,
        place,
        meaning,
        target
    from {{ ref('value_words') }}
    where place in ('after', 'scale', 'follow')
),

closing_words as (
    select
        word,
        meaning,
        target
    from words
    where place = 'after'
),

scales as (
    select
        '' as scale_word,
        cast(1 as decimal(18, 0)) as scale_factor
    union all
    select
        word as scale_word,
        cast(target as decimal(18, 0)) as scale_factor
    from words
    where place = 'scale'
),

-- How a unit may be spelled: with a scale word before it (万册), a scale word alone (万), not at all.
spellings as (
    select
        scales.scale_word || units.unit_key as spelling,
        scales.scale_factor,
        units.unit_key,
        units.standard_unit,
        units.dimension,
        units.base_unit,
        units.factor,
        units.is_classifier
    from units
    cross join scales
    qualify
        row_number() over (
            partition by scales.scale_word || units.unit_key order by length(scales.scale_word)
        ) = 1
    union all
    select
        scale_word as spelling,
        scale_factor,
        cast(null as string) as unit_key,
        cast(null as string) as standard_unit,
        cast(null as string) as dimension,
        cast(null as string) as base_unit,
        cast(1 as decimal(24, 14)) as factor,
        false as is_classifier
    from scales
),

lengths as (
    select distinct length(spelling) as text_length
    from spellings
    where spelling <> ''
    union
    select distinct length(word) as text_length
    from words
),

-- Longer texts are sentences, not units.
expressions as (
    select suffix as unit_expression
    from tokens
    where length(suffix) <= 30
    union
    select between_text as unit_expression
    from tokens
    where length(between_text) <= 30
    union
    select unit_key as unit_expression
    from tokens
    where length(unit_key) <= 30
),

-- A comparator may close the unit: 小时内, 个以上, 元/套为最高限价.
closings as (
    select
        unit_expression,
        unit_expression as core,
        cast(null as string) as closing_meaning,
        cast(null as string) as closing_target,
        0 as closing_length
    from expressions
    union all
    select
        expressions.unit_expression,
        substr(
            expressions.unit_expression, 1, length(expressions.unit_expression) - lengths.text_length
        ) as core,
        closing_words.meaning as closing_meaning,
        closing_words.target as closing_target,
        lengths.text_length as closing_length
    from expressions
    inner join lengths on length(expressions.unit_expression) >= lengths.text_length
    inner join closing_words on right(expressions.unit_expression, lengths.text_length) = closing_words.word
),

-- Either the whole is one unit (人·天), or it is a unit over others: 元/人/月, 元每人, 元/平方米.月, 元/(人·天).
heads as (
    select
        unit_expression,
        closing_meaning,
        closing_target,
        closing_length,
        core as head,
        '' as denominators
    from closings
    union all
    select
        unit_expression,
        closing_meaning,
        closing_target,
        closing_length,
        split_part(translate(core, '每.·*', '////'), '/', 1) as head,
        {{ regexp_replace_first(
            "substr("
            ~ "translate(core, '每.·*', '////'), length(split_part(translate(core, '每.·*', '////'), '/', 1)) + 2"
            ~ ")",
            '^\\(([^()]+)\\)$', '\\1'
        ) }} as denominators
    from closings
    where translate(core, '每.·*', '////') like '_%/_%'
),

known as (
    select
        heads.unit_expression,
        heads.closing_meaning,
        heads.closing_target,
        heads.closing_length,
        spellings.scale_factor,
        spellings.standard_unit as unit,
        spellings.dimension,
        spellings.factor,
        spellings.base_unit
        || case when heads.denominators = '' then '' else '/' || per_1.standard_unit end
        || case when split_part(heads.denominators, '/', 2) = '' then '' else '/' || per_2.standard_unit end
            as canonical_unit,
        heads.denominators <> '' as is_rate,
        false as is_alternative,
        coalesce(spellings.is_classifier, false) as is_classifier
    from heads
    inner join spellings on heads.head = spellings.spelling
    left join units as per_1 on split_part(heads.denominators, '/', 1) = per_1.unit_key
    left join units as per_2 on split_part(heads.denominators, '/', 2) = per_2.unit_key
    where
        split_part(heads.denominators, '/', 3) = ''
        and (heads.denominators = '' or (per_1.unit_key is not null and spellings.unit_key is not null))
        and (split_part(heads.denominators, '/', 2) = '' or per_2.unit_key is not null)
),

-- 间(个), 册、份: one or the other; what they are stays as printed, and a factor only where both have one.
alternative_parts as (
    select
        unit_expression,
        closing_meaning,
        closing_target,
        closing_length,
        core,
        regexp_extract(core, '^([^()、或和]+)(?:[、或和]|\(或?)([^()、或和]+)\)?$', 1) as first_spelling,
        regexp_extract(core, '^([^()、或和]+)(?:[、或和]|\(或?)([^()、或和]+)\)?$', 2) as second_spelling
    from closings
    where regexp_extract(core, '[(、或和]', 0) <> ''
),

alternatives as (
    select
        alternative_parts.unit_expression,
        alternative_parts.closing_meaning,
        alternative_parts.closing_target,
        alternative_parts.closing_length,
        first_unit.scale_factor,
        alternative_parts.core as unit,
        case when first_unit.dimension = second_unit.dimension then first_unit.dimension end as dimension,
        case
            when
                first_unit.dimension = second_unit.dimension
                and first_unit.factor = second_unit.factor
                and first_unit.scale_factor = second_unit.scale_factor
                then first_unit.factor
        end as factor,
        case
            when
                first_unit.dimension = second_unit.dimension
                and first_unit.factor = second_unit.factor
                and first_unit.scale_factor = second_unit.scale_factor
                then
                    case
                        when first_unit.base_unit = second_unit.base_unit then first_unit.base_unit
                        else alternative_parts.core
                    end
        end as canonical_unit,
        false as is_rate,
        true as is_alternative,
        false as is_classifier
    from alternative_parts
    inner join spellings as first_unit
        on alternative_parts.first_spelling = first_unit.spelling and first_unit.unit_key is not null
    inner join spellings as second_unit
        on alternative_parts.second_spelling = second_unit.spelling and second_unit.unit_key is not null
),

wholes as (
    select
        unit_expression,
        scale_factor,
        unit,
        dimension,
        factor,
        canonical_unit,
        is_rate,
        is_alternative,
        is_classifier,
        closing_meaning,
        closing_target,
        closing_length
    from known
    union all
    select
        unit_expression,
        scale_factor,
        unit,
        dimension,
        factor,
        canonical_unit,
        is_rate,
        is_alternative,
        is_classifier,
        closing_meaning,
        closing_target,
        closing_length
    from alternatives
),

whole as (
    select
        unit_expression,
        scale_factor,
        unit,
        dimension,
        factor,
        canonical_unit,
        is_rate,
        is_alternative,
        is_classifier,
        closing_meaning,
        closing_target
    from wholes
    qualify
        row_number() over (
            partition by unit_expression
            order by
                is_alternative asc, closing_length asc, is_rate asc, scale_factor asc, closing_meaning asc,
                closing_target asc
        ) = 1
),

-- The longest unit that any other text begins with: 个 of 个场景, 个月 of 个月内完成.
openings as (
    select
        expressions.unit_expression,
        spellings.spelling,
        substr(expressions.unit_expression, lengths.text_length + 1) as rest
    from expressions
    inner join lengths on length(expressions.unit_expression) > lengths.text_length
    inner join spellings
        on
            left(expressions.unit_expression, lengths.text_length) = spellings.spelling
            and spellings.unit_key is not null
    left join whole on expressions.unit_expression = whole.unit_expression
    where whole.unit_expression is null
    qualify row_number() over (partition by expressions.unit_expression order by lengths.text_length desc) = 1
),

-- Then a comparator may come: 内 of 个月内完成, 以上 of 人以上参加.
opening_closings as (
    select
        openings.unit_expression,
        openings.spelling,
        openings.rest,
        closing_words.meaning as closing_meaning,
        closing_words.target as closing_target,
        substr(openings.rest, coalesce(length(closing_words.word), 0) + 1) as remainder
    from openings
    left join lengths on length(openings.rest) > lengths.text_length
    left join closing_words on left(openings.rest, lengths.text_length) = closing_words.word
    qualify
        row_number() over (
            partition by openings.unit_expression
            order by length(closing_words.word) desc nulls last, closing_words.meaning asc, closing_words.target asc
        ) = 1
),

followed as (
    select distinct opening_closings.unit_expression
    from opening_closings
    inner join lengths on length(opening_closings.remainder) >= lengths.text_length
    inner join words
        on
            words.place = 'follow'
            and left(opening_closings.remainder, lengths.text_length) = words.word
    where regexp_extract(opening_closings.remainder, '{{ second_quantity_class() }}', 0) = ''
),

opened as (
    select
        opening_closings.unit_expression,
        spellings.scale_factor,
        spellings.standard_unit as unit,
        spellings.dimension,
        spellings.factor,
        spellings.base_unit as canonical_unit,
        false as is_rate,
        false as is_alternative,
        spellings.is_classifier,
        opening_closings.closing_meaning,
        opening_closings.closing_target,
        case
            when followed.unit_expression is not null then 'verb'
            when
                spellings.is_classifier
                and further_units.spelling is null
                and regexp_extract(opening_closings.remainder, '{{ second_quantity_class() }}', 0) = ''
                and regexp_extract(opening_closings.remainder, '{{ no_noun_pattern() }}', 0) = ''
                then 'noun'
            else 'other'
        end as remainder_kind
    from opening_closings
    inner join spellings on opening_closings.spelling = spellings.spelling
    left join spellings as further_units
        on opening_closings.remainder = further_units.spelling and further_units.unit_key is not null
    left join followed on opening_closings.unit_expression = followed.unit_expression
),

final as (
    select
        unit_expression,
        scale_factor,
        unit,
        dimension,
        factor,
        canonical_unit,
        is_rate,
        is_alternative,
        is_classifier,
        closing_meaning,
        closing_target,
        cast(null as string) as remainder_kind
    from whole
    union all
    select
        unit_expression,
        scale_factor,
        unit,
        dimension,
        factor,
        canonical_unit,
        is_rate,
        is_alternative,
        is_classifier,
        closing_meaning,
        closing_target,
        remainder_kind
    from opened
)

select
    unit_expression,
    scale_factor,
    unit,
    dimension,
    factor,
    canonical_unit,
    is_rate,
    is_alternative,
    is_classifier,
    closing_meaning,
    closing_target,
    remainder_kind
from final
