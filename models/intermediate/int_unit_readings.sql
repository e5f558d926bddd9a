with tokens as (
    select
        unit_key,
        between_text,
        suffix
    from {{ ref('int_value_tokens') }}
),

unit_keys as (
    select
        unit,
        {{ compact_value('unit') }} as unit_key,
        standard_unit,
        dimension,
        base_unit,
        factor
    from {{ ref('units') }}
),

-- Two spellings of the seed may be one text here: ㎡ and m2.
units as (
    select
        unit_key,
        standard_unit,
        dimension,
        base_unit,
        factor
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
    where place in ('after', 'scale')
),

-- Longer texts are sentences, not units.
expressions as (
    select suffix as unit_expression
    from tokens
    where length(suffix) <= 20
    union
    select between_text as unit_expression
    from tokens
    where length(between_text) <= 20
    union
    select unit_key as unit_expression
    from tokens
    where length(unit_key) <= 20
),

-- A comparator may close the unit: 小时内, 个以上, 元/套为最高限价.
closings as (
    select
        unit_expression,
        unit_expression as core,
        cast(null as varchar) as closing_meaning,
        cast(null as varchar) as closing_target,
        0 as closing_length
    from expressions
    union all
    select
        expressions.unit_expression,
        substr(
            expressions.unit_expression, 1, length(expressions.unit_expression) - length(words.word)
        ) as core,
        words.meaning as closing_meaning,
        words.target as closing_target,
        length(words.word) as closing_length
    from expressions
    inner join words
        on
            words.place = 'after'
            and right(expressions.unit_expression, length(words.word)) = words.word
),

-- Either the whole is one unit (人·天), or it is a unit over others: 元/人/月, 元每人, 元/平方米.月.
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
        split_part(translate(core, '每.·', '///'), '/', 1) as head,
        substr(core, length(split_part(translate(core, '每.·', '///'), '/', 1)) + 2) as denominators
    from closings
    where translate(core, '每.·', '///') like '_%/_%'
),

scaled as (
    select
        unit_expression,
        closing_meaning,
        closing_target,
        closing_length,
        denominators,
        head as unit_key,
        cast(1 as decimal(18, 0)) as scale_factor,
        0 as scale_length
    from heads
    union all
    select
        heads.unit_expression,
        heads.closing_meaning,
        heads.closing_target,
        heads.closing_length,
        heads.denominators,
        substr(heads.head, length(words.word) + 1) as unit_key,
        cast(words.target as decimal(18, 0)) as scale_factor,
        length(words.word) as scale_length
    from heads
    inner join words
        on
            words.place = 'scale'
            and left(heads.head, length(words.word)) = words.word
),

split as (
    select
        unit_expression,
        closing_meaning,
        closing_target,
        closing_length,
        unit_key,
        scale_factor,
        scale_length,
        split_part(translate(denominators, '每.·', '///'), '/', 1) as denominator_1,
        split_part(translate(denominators, '每.·', '///'), '/', 2) as denominator_2,
        split_part(translate(denominators, '每.·', '///'), '/', 3) as denominator_rest
    from scaled
),

known as (
    select
        split.unit_expression,
        split.closing_meaning,
        split.closing_target,
        split.closing_length,
        split.scale_factor,
        split.scale_length,
        units.standard_unit as unit,
        units.dimension,
        coalesce(units.factor, cast(1 as decimal(24, 14))) as factor,
        units.base_unit
        || case when split.denominator_1 = '' then '' else '/' || per_1.standard_unit end
        || case when split.denominator_2 = '' then '' else '/' || per_2.standard_unit end as canonical_unit,
        split.denominator_1 <> '' as is_rate
    from split
    left join units on split.unit_key = units.unit_key
    left join units as per_1 on split.denominator_1 = per_1.unit_key
    left join units as per_2 on split.denominator_2 = per_2.unit_key
    where
        split.denominator_rest = ''
        and (split.denominator_1 = '' or per_1.unit_key is not null)
        and (split.denominator_2 = '' or per_2.unit_key is not null)
        and (units.unit_key is not null or (split.unit_key = '' and split.denominator_1 = ''))
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
        closing_meaning,
        closing_target
    from known
    qualify
        row_number() over (
            partition by unit_expression
            order by scale_length asc, closing_length asc, is_rate asc, closing_meaning asc, closing_target asc
        ) = 1
)

select
    unit_expression,
    scale_factor,
    unit,
    dimension,
    factor,
    canonical_unit,
    is_rate,
    closing_meaning,
    closing_target
from final
