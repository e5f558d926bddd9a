-- Q23. Where is the same thing promised at different levels? 同一概念，各地目标值相差多少？
-- A row: one concept and unit in one place and budget year, if another place has it too. 每行：一地一年度的一个概念与单位。
-- Caveats: the target is the bound that binds (the lower one where more is better, the upper one where less is). Plain
-- numbers of things and plain sums of money are left out: they follow the size of the project. A concept is told from
-- words of the name; lowest_name is the name of the lowest target. 不含单纯数量和金额；概念按名称用词归类，引用前请核对名称。

-- Columns: concept, polarity, canonical_unit, region_name, budget_year_label, indicators, lowest, lowest_name,
-- lowest_place, median_target, highest, corpus_indicators, corpus_places, corpus_lowest, corpus_median, corpus_highest
with places as (
    select
        concept_id,
        concept,
        polarity,
        canonical_unit,
        area_name,
        budget_year_label,
        indicators_count,
        places_count,
        lowest_target,
        lower_quartile_target,
        median_target,
        upper_quartile_target,
        highest_target,
        indicator_name,
        document_id,
        place_text
    from {{ ref('rpt_indicator_benchmark') }}
    where area_scope = 'region' and not is_general and polarity <> 'neutral' and measure_id <> 'cost'
),

corpus as (
    select
        concept_id,
        canonical_unit,
        indicators_count,
        places_count,
        lowest_target,
        median_target,
        highest_target
    from {{ ref('rpt_indicator_benchmark') }}
    where area_scope = 'corpus' and places_count > 1
),

documents as (
    select
        document_id,
        path
    from {{ ref('dim_documents') }}
),

final as (
    select
        places.concept,
        places.polarity,
        places.canonical_unit,
        places.area_name as region_name,
        places.budget_year_label,
        places.indicators_count as indicators,
        places.lowest_target as lowest,
        places.indicator_name as lowest_name,
        documents.path || ' ' || places.place_text as lowest_place,
        places.median_target,
        places.highest_target as highest,
        corpus.indicators_count as corpus_indicators,
        corpus.places_count as corpus_places,
        corpus.lowest_target as corpus_lowest,
        corpus.median_target as corpus_median,
        corpus.highest_target as corpus_highest
    from places
    inner join corpus on places.concept_id = corpus.concept_id and places.canonical_unit = corpus.canonical_unit
    inner join documents on places.document_id = documents.document_id
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
    corpus_indicators,
    corpus_places,
    corpus_lowest,
    corpus_median,
    corpus_highest
from final
order by corpus_places desc, concept asc, canonical_unit asc, region_name asc, budget_year_label asc, lowest_place asc
