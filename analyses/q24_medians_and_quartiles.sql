-- Q24. What is usual: median and quartiles of a concept over the corpus? 通常水平：各概念目标值的中位数与四分位数是多少？
-- A row: one concept and unit over all places and years, with the lowest median of a province and the highest.
-- 每行：一个概念与单位在全部地区、年度的分布，及省级中位数的最低与最高。
-- Caveats: at least three targets of two places. The name and place are those of the lowest target. Few documents make
-- few peers. 至少两地三个目标值；所示名称与位置属最低值；文件少时仅供参考。

-- Columns: concept, polarity, canonical_unit, indicators, places, lowest, lower_quartile, median_target,
-- upper_quartile,
-- highest, provinces, lowest_province_median, highest_province_median, lowest_name, document_path,
-- place_text
with corpus as (
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
    where area_scope = 'corpus' and not is_general and indicators_count >= 3 and places_count >= 2
),

provinces as (
    select
        concept_id,
        canonical_unit,
        count(distinct area_name) as provinces,
        min(median_target) as lowest_province_median,
        max(median_target) as highest_province_median
    from {{ ref('rpt_indicator_benchmark') }}
    where area_scope = 'province'
    group by concept_id, canonical_unit
),

documents as (
    select
        document_id,
        path
    from {{ ref('dim_documents') }}
),

final as (
    select
        corpus.concept,
        corpus.polarity,
        corpus.canonical_unit,
        corpus.indicators_count as indicators,
        corpus.places_count as places,
        corpus.lowest_target as lowest,
        corpus.lower_quartile_target as lower_quartile,
        corpus.median_target,
        corpus.upper_quartile_target as upper_quartile,
        corpus.highest_target as highest,
        provinces.provinces,
        provinces.lowest_province_median,
        provinces.highest_province_median,
        corpus.indicator_name as lowest_name,
        documents.path as document_path,
        corpus.place_text
    from corpus
    inner join provinces
        on corpus.concept_id = provinces.concept_id and corpus.canonical_unit = provinces.canonical_unit
    inner join documents on corpus.document_id = documents.document_id
)

select
    concept,
    polarity,
    canonical_unit,
    indicators,
    places,
    lowest,
    lower_quartile,
    median_target,
    upper_quartile,
    highest,
    provinces,
    lowest_province_median,
    highest_province_median,
    lowest_name,
    document_path,
    place_text
from final
order by indicators desc, concept asc, canonical_unit asc
