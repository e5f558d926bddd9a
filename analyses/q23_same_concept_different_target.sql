-- Q23. Where is the same thing promised at different levels? 同一概念，各地目标值相差多少？
-- A row: one concept and unit in one place and budget year, if another has it too. 每行：一地一年度的一个概念与单位。
-- Caveats: the target is the bound that binds (the lower one where more is better, the upper one where less is),
-- leaving out ambiguous values, plain numbers of things and plain sums of money, which follow the size of the project.
-- A concept is told from words of the name; names whose object is not known are left out: look at the names before
-- quoting. 不含有歧义的值、单纯数量和金额；概念按名称用词归类，对象不明者不列，引用前请核对名称。

-- Columns: concept, polarity, canonical_unit, region_name, budget_year_label, indicators, lowest, lowest_name,
-- lowest_place, median_target, highest, highest_name, highest_place, lowest_anywhere, highest_anywhere
with indicators as (
    select
        indicator_value_id,
        project_id,
        document_id,
        region_code,
        concept_id,
        polarity,
        indicator_name,
        canonical_unit,
        case
            when polarity = 'down' then coalesce(canonical_high, canonical_low)
            else coalesce(canonical_low, canonical_high)
        end as target,
        row_no,
        place_text
    from {{ ref('fct_indicator_values') }}
    where
        is_counted
        and horizon = 'annual'
        and concept_id is not null
        and polarity <> 'neutral'
        and value_kind in ('number', 'percent', 'range', 'duration')
        and not is_ambiguous
),

concepts as (
    select
        concept_id,
        concept
    from {{ ref('dim_indicator_concepts') }}
    where not is_general
),

money_units as (
    select unit
    from {{ ref('dim_units') }}
    where dimension = 'money'
),

projects as (
    select
        project_id,
        budget_year_label
    from {{ ref('dim_projects') }}
),

regions as (
    select
        region_code,
        region_name
    from {{ ref('dim_regions') }}
),

documents as (
    select
        document_id,
        path
    from {{ ref('dim_documents') }}
),

ranked as (
    select
        concepts.concept,
        indicators.polarity,
        indicators.canonical_unit,
        indicators.region_code,
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        indicators.target,
        indicators.indicator_name,
        documents.path || ' ' || indicators.place_text as place,
        row_number() over (
            partition by
                concepts.concept, indicators.canonical_unit, indicators.region_code, projects.budget_year_label
            order by
                indicators.target asc, documents.path asc, indicators.row_no asc, indicators.indicator_value_id asc
        ) as rank_from_lowest,
        row_number() over (
            partition by
                concepts.concept, indicators.canonical_unit, indicators.region_code, projects.budget_year_label
            order by
                indicators.target desc, documents.path asc, indicators.row_no asc, indicators.indicator_value_id asc
        ) as rank_from_highest
    from indicators
    inner join concepts on indicators.concept_id = concepts.concept_id
    inner join projects on indicators.project_id = projects.project_id
    inner join documents on indicators.document_id = documents.document_id
    left join money_units on indicators.canonical_unit = money_units.unit
    left join regions on indicators.region_code = regions.region_code
    where indicators.target is not null and indicators.canonical_unit is not null and money_units.unit is null
),

by_place as (
    select
        concept,
        polarity,
        canonical_unit,
        region_name,
        budget_year_label,
        count(*) as indicators,
        min(target) as lowest,
        max(case when rank_from_lowest = 1 then indicator_name end) as lowest_name,
        max(case when rank_from_lowest = 1 then place end) as lowest_place,
        median(target) as median_target,
        max(target) as highest,
        max(case when rank_from_highest = 1 then indicator_name end) as highest_name,
        max(case when rank_from_highest = 1 then place end) as highest_place
    from ranked
    group by concept, polarity, canonical_unit, region_code, region_name, budget_year_label
),

final as (
    select
        concept,
        polarity,
        canonical_unit,
        region_name,
        budget_year_label,
        indicators,
        lowest,
        lowest_name,
        lowest_place,
        median_target,
        highest,
        highest_name,
        highest_place,
        min(lowest) over (partition by concept, canonical_unit) as lowest_anywhere,
        max(highest) over (partition by concept, canonical_unit) as highest_anywhere
    from by_place
    qualify count(*) over (partition by concept, canonical_unit) > 1
)

select
    concept,
    polarity,
    canonical_unit,
    region_name,
    budget_year_label,
    indicators,
    lowest,
    lowest_name,
    lowest_place,
    median_target,
    highest,
    highest_name,
    highest_place,
    lowest_anywhere,
    highest_anywhere
from final
order by concept, canonical_unit, region_name, budget_year_label
