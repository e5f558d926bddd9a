-- Which regions a text may name: the first name in it, made closer by names of regions inside that one.
-- Keyed by the text alone, because few texts are distinct.
with witness_texts as (
    select witness_text
    from {{ ref('int_region_texts') }}
    group by witness_text
),

region_names as (
    select * from {{ ref('int_region_names') }}
),

-- Names are found by their first two characters: a join instead of comparing every text with every name.
positions as (
    select
        witness_text,
        {{ unnested(numbers_to('length(witness_text) - 1')) }} as position
    from witness_texts
),

named as (
    select
        positions.witness_text,
        positions.position,
        positions.position + length(region_names.name) as position_after,
        region_names.region_code,
        region_names.level_no,
        region_names.prefecture_code,
        region_names.province_code,
        region_names.name_kind,
        region_names.valid_from,
        region_names.valid_to
    from positions
    inner join region_names
        on
            substr(positions.witness_text, positions.position, 2) = substr(region_names.name, 1, 2)
            and substr(positions.witness_text, positions.position, length(region_names.name)) = region_names.name
    where
        case region_names.name_kind
            -- A body of the centre is named by a text that begins with it: 财政部 is not in 财政部门.
            when 'central_body'
                then
                    region_names.name = positions.witness_text
                    or (positions.position = 1 and length(region_names.name) >= 5)
            -- Streets and towns are named after cities: 南京东路街道 is in Shanghai, 大同镇人民政府 not in 大同.
            when 'short_name'
                then
                    not {{ regexp_matches(
                        'substr(positions.witness_text, positions.position + length(region_names.name))',
                        '^(?:[东西南北中]?(?:路|大街|大道|街|巷|社区|村(?:[^镇]|$))|镇(?:[^江村]|$)|乡(?:[^村镇]|$))'
                    ) }}
            else true
        end
),

spans as (
    select
        witness_text,
        position,
        max(position_after) as position_after
    from named
    group by witness_text, position
),

-- The longest name at a place, unless it begins inside an earlier name.
kept as (
    select
        named.witness_text,
        named.position,
        named.region_code,
        named.level_no,
        named.prefecture_code,
        named.province_code,
        named.name_kind,
        named.valid_from,
        named.valid_to
    from named
    inner join spans
        on
            named.witness_text = spans.witness_text
            and named.position = spans.position
            and named.position_after = spans.position_after
    left join spans as earlier
        on
            named.witness_text = earlier.witness_text
            and named.position > earlier.position
            and named.position < earlier.position_after
    where earlier.witness_text is null
),

first_positions as (
    select
        witness_text,
        min(position) as position
    from kept
    group by witness_text
),

firsts as (
    select
        kept.witness_text,
        kept.position,
        kept.region_code
    from kept
    inner join first_positions
        on
            kept.witness_text = first_positions.witness_text
            and kept.position = first_positions.position
),

-- A region inside the first one makes the reading closer; a short name only where it follows directly.
closer as (
    select
        kept.witness_text,
        kept.position,
        kept.region_code,
        kept.level_no,
        kept.prefecture_code,
        kept.province_code,
        kept.valid_from,
        kept.valid_to
    from kept
    inner join firsts
        on
            kept.witness_text = firsts.witness_text
            and (
                kept.region_code = firsts.region_code
                or kept.prefecture_code = firsts.region_code
                or kept.province_code = firsts.region_code
            )
    left join spans
        on
            kept.witness_text = spans.witness_text
            and kept.position = spans.position_after
    where
        kept.position = firsts.position
        or kept.name_kind = 'official'
        or spans.witness_text is not null
    group by
        kept.witness_text,
        kept.position,
        kept.region_code,
        kept.level_no,
        kept.prefecture_code,
        kept.province_code,
        kept.valid_from,
        kept.valid_to
),

-- A name that several cities share is settled by a city or province printed in the same text.
supported as (
    select
        closer.witness_text,
        closer.position,
        closer.region_code,
        closer.level_no,
        closer.prefecture_code,
        closer.province_code,
        closer.valid_from,
        closer.valid_to,
        count(distinct beside.region_code) as support
    from closer
    left join kept as beside
        on
            closer.witness_text = beside.witness_text
            and (closer.prefecture_code = beside.region_code or closer.province_code = beside.region_code)
    group by
        closer.witness_text,
        closer.position,
        closer.region_code,
        closer.level_no,
        closer.prefecture_code,
        closer.province_code,
        closer.valid_from,
        closer.valid_to
),

final as (
    select
        witness_text,
        position,
        region_code,
        level_no,
        prefecture_code,
        province_code,
        support,
        valid_from,
        valid_to
    from supported
)

select
    witness_text,
    position,
    region_code,
    level_no,
    prefecture_code,
    province_code,
    support,
    valid_from,
    valid_to
from final
