-- Targets in yuan and what they are the cost of. The last print of a name counts, as in a form printed in drafts.
with review_values as (
    select * from {{ ref('int_review_values') }}
    where
        is_effective
        and horizon = 'annual'
        and form_purpose = 'target'
        and value_kind = 'number'
        and not is_ambiguous
        and not is_placeholder
        and coalesce(comparator, '=') in ('=', '<=', '<')
        and canonical_high > 0
        and (canonical_unit = '元' or canonical_unit like '元/%')
),

review_words as (
    select * from {{ ref('review_words') }}
),

-- The words in a name.
worded as (
    select
        review_values.indicator_value_id,
        coalesce(bool_or(
            review_words.meaning = 'whole_cost'
            and review_values.name_key like '%' || review_words.word
        ), false) as is_whole_by_name,
        coalesce(bool_or(
            review_words.meaning = 'unit_price'
            and instr(review_values.name_key, review_words.word) > 0
        ), false) as is_unit_price_by_name,
        coalesce(bool_or(
            review_words.meaning = 'saving'
            and instr(review_values.name_key, review_words.word) > 0
        ), false) as is_saving
    from review_values
    left join review_words on instr(review_values.name_key, review_words.word) > 0
    group by review_values.indicator_value_id
),

scaled as (
    select
        review_values.indicator_value_id,
        review_values.project_id,
        review_values.document_id,
        review_values.level2,
        review_values.indicator_name,
        review_values.name_key,
        review_values.target_text,
        review_values.canonical_high as cost_yuan,
        review_values.canonical_unit,
        coalesce(review_values.comparator, '=') = '=' as is_exact,
        review_values.page_no,
        review_values.sheet_name,
        review_values.table_no,
        review_values.row_no,
        -- Half a unit of the last printed digit, in yuan.
        cast(
            cast(
                '0.' || repeat('0', least(length(regexp_extract(review_values.value_text, '[0-9][.]([0-9]+)', 1)), 6))
                || '5' as decimal(12, 8)
            ) * case
                when review_values.canonical_high = review_values.value_high * 10000 then 10000
                when review_values.canonical_high = review_values.value_high * 100000000 then 100000000
                when review_values.canonical_high = review_values.value_high * 1000 then 1000
                when review_values.canonical_high = review_values.value_high * 100 then 100
                else 1
            end as decimal(20, 4)
        ) as precision_yuan,
        worded.is_whole_by_name,
        worded.is_unit_price_by_name or review_values.canonical_unit <> '元' as is_unit_price,
        coalesce(review_values.level2, '') in ('成本指标', '经济成本指标') as is_filed_as_cost
    from review_values
    inner join worded on review_values.indicator_value_id = worded.indicator_value_id
    where not worded.is_saving
    qualify
        row_number() over (
            partition by review_values.project_id, review_values.name_key
            order by
                review_values.page_no desc nulls last,
                review_values.table_no desc nulls last,
                review_values.row_no desc nulls last,
                review_values.item_no desc nulls last,
                review_values.horizon_value_no desc
        ) = 1
),

counted as (
    select
        indicator_value_id,
        count(*) filter (where is_filed_as_cost and not is_unit_price) over (partition by project_id) as sums_count
    from scaled
),

final as (
    select
        scaled.indicator_value_id,
        scaled.project_id,
        scaled.document_id,
        scaled.indicator_name,
        scaled.name_key,
        scaled.target_text,
        scaled.cost_yuan,
        scaled.canonical_unit,
        scaled.is_exact,
        scaled.precision_yuan,
        case
            when scaled.is_unit_price then 'unit_price'
            when scaled.is_whole_by_name then 'whole'
            when scaled.is_filed_as_cost and counted.sums_count = 1 then 'sole'
            when scaled.is_filed_as_cost then 'part'
            else 'other'
        end as cost_role,
        scaled.page_no,
        scaled.sheet_name,
        scaled.table_no,
        scaled.row_no
    from scaled
    inner join counted on scaled.indicator_value_id = counted.indicator_value_id
)

select
    indicator_value_id,
    project_id,
    document_id,
    indicator_name,
    name_key,
    target_text,
    cost_yuan,
    canonical_unit,
    is_exact,
    precision_yuan,
    cost_role,
    page_no,
    sheet_name,
    table_no,
    row_no
from final
