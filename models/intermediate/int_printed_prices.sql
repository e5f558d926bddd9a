-- Prices per something that stand as targets: ≤10元/平方米.月, 台式电脑单价 6200元.
with indicators as (
    select * from {{ ref('int_indicators') }}
),

indicator_values as (
    select * from {{ ref('int_indicator_values') }}
),

dimensions as (
    select
        indicator_id,
        concept_name_id
    from {{ ref('int_indicator_dimensions') }}
),

concept_names as (
    select
        concept_name_id,
        measure_id
    from {{ ref('int_concept_names') }}
),

projects as (
    select
        project_id,
        project_name
    from {{ ref('int_projects') }}
),

things as (
    select
        thing_id,
        quantity_unit,
        nullif(price_period, '') as price_period
    from {{ ref('unit_cost_things') }}
),

thing_words as (
    select * from {{ ref('int_unit_cost_words') }}
    where not is_ruled_out
),

-- One value of an indicator: the year's, else the whole project's, else the half year's.
valued as (
    select
        indicators.indicator_id,
        indicators.project_id,
        indicators.document_id,
        indicators.name_key,
        indicators.page_no,
        indicators.sheet_name,
        indicators.table_no,
        indicators.row_no,
        indicators.indicator_name,
        indicator_values.value_text,
        indicator_values.unit_text,
        indicator_values.comparator,
        coalesce(indicator_values.canonical_high, indicator_values.canonical_low) as price_yuan,
        indicator_values.canonical_unit,
        split_part(indicator_values.canonical_unit, '/', 2) as over_first,
        split_part(indicator_values.canonical_unit, '/', 3) as over_second,
        indicator_values.is_ambiguous,
        concept_names.measure_id,
        indicators.level1 = '成本指标' or indicators.level2 = '成本指标' as is_cost_class
    from indicators
    inner join indicator_values on indicators.indicator_id = indicator_values.indicator_id
    left join dimensions on indicators.indicator_id = dimensions.indicator_id
    left join concept_names on dimensions.concept_name_id = concept_names.concept_name_id
    where
        indicators.is_effective
        and indicator_values.value_kind in ('number', 'range')
        and split_part(indicator_values.canonical_unit, '/', 1) = '元'
    qualify
        row_number() over (
            partition by indicators.indicator_id
            order by
                case indicator_values.horizon when 'annual' then 1 when 'cycle' then 2 else 3 end,
                indicator_values.horizon_value_no
        ) = 1
),

-- What a price is over, and for how long: 元/人/月.
split_units as (
    select
        indicator_id,
        project_id,
        document_id,
        name_key,
        page_no,
        sheet_name,
        table_no,
        row_no,
        indicator_name,
        value_text,
        unit_text,
        comparator,
        price_yuan,
        canonical_unit,
        is_ambiguous,
        measure_id,
        case
            when over_first not in ('', '年', '季', '月', '天') then over_first
            when over_second not in ('', '年', '季', '月', '天') then over_second
        end as quantity_unit,
        case
            when over_first in ('年', '季', '月', '天') then over_first
            when over_second in ('年', '季', '月', '天') then over_second
        end as price_period
    from valued
    -- Income per head is money per something too, and no price.
    where
        measure_id = 'unit_price'
        or (canonical_unit <> '元' and (measure_id = 'cost' or (measure_id is null and is_cost_class)))
),

-- The name of the indicator tells the thing; where it does not, the name of the project may.
candidates as (
    select
        split_units.indicator_id,
        1 as word_rank,
        thing_words.thing_id,
        thing_words.word_length
    from split_units
    inner join thing_words on thing_words.place = 'price' and split_units.name_key = thing_words.searched_text
    union all
    select
        split_units.indicator_id,
        2 as word_rank,
        thing_words.thing_id,
        thing_words.word_length
    from split_units
    inner join projects on split_units.project_id = projects.project_id
    inner join thing_words on thing_words.place = 'project' and projects.project_name = thing_words.searched_text
    where split_units.quantity_unit is not null
),

fitting as (
    select
        candidates.indicator_id,
        things.thing_id,
        things.quantity_unit,
        things.price_period
    from candidates
    inner join split_units on candidates.indicator_id = split_units.indicator_id
    inner join things on candidates.thing_id = things.thing_id
    where
        split_units.quantity_unit = things.quantity_unit
        or (
            split_units.quantity_unit is null
            and split_units.price_period is null
            and things.price_period is null
        )
    qualify
        row_number() over (
            partition by candidates.indicator_id
            order by candidates.word_rank, candidates.word_length desc, things.thing_id
        ) = 1
),

final as (
    select
        split_units.indicator_id,
        split_units.project_id,
        split_units.document_id,
        fitting.thing_id,
        split_units.indicator_name,
        split_units.value_text,
        split_units.unit_text,
        split_units.comparator,
        split_units.price_yuan,
        split_units.canonical_unit,
        coalesce(split_units.quantity_unit, fitting.quantity_unit) as quantity_unit,
        split_units.price_period,
        split_units.is_ambiguous,
        split_units.page_no,
        split_units.sheet_name,
        split_units.table_no,
        split_units.row_no
    from split_units
    left join fitting on split_units.indicator_id = fitting.indicator_id
    -- A sum a year, or a price without its thing, is no price of anything.
    where split_units.price_yuan > 0 and (split_units.quantity_unit is not null or fitting.thing_id is not null)
)

select
    indicator_id,
    project_id,
    document_id,
    thing_id,
    indicator_name,
    value_text,
    unit_text,
    comparator,
    price_yuan,
    canonical_unit,
    quantity_unit,
    price_period,
    is_ambiguous,
    page_no,
    sheet_name,
    table_no,
    row_no
from final
