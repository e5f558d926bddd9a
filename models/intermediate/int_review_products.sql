-- What quantity times unit price comes to. A price and a quantity belong together where their names differ only by the
-- words for price and quantity (台式电脑单价, 台式电脑数量), or where the form has one price per unit and one quantity in
-- that unit.
with costs as (
    select * from {{ ref('int_review_costs') }}
    where cost_role = 'unit_price'
),

review_values as (
    select * from {{ ref('int_review_values') }}
    where
        is_effective
        and horizon = 'annual'
        and value_kind = 'number'
        and not is_ambiguous
        and not is_placeholder
        and coalesce(comparator, '=') in ('=', '>=')
        and coalesce(level2, '数量指标') = '数量指标'
        and coalesce(canonical_unit, '') not like '元%'
),

review_words as (
    select * from {{ ref('review_words') }}
),

-- The name of the thing: what is left when the word for price or quantity is off.
price_names as (
    select
        costs.indicator_value_id,
        left(costs.name_key, length(costs.name_key) - max(length(review_words.word))) as thing_key
    from costs
    inner join review_words
        on
            review_words.meaning = 'price_suffix'
            and costs.name_key like '%_' || review_words.word
    group by costs.indicator_value_id, costs.name_key
),

quantity_names as (
    select
        review_values.indicator_value_id,
        left(review_values.name_key, length(review_values.name_key) - coalesce(max(length(review_words.word)), 0))
            as thing_key
    from review_values
    left join review_words
        on
            review_words.meaning = 'quantity_suffix'
            and review_values.name_key like '%_' || review_words.word
    group by review_values.indicator_value_id, review_values.name_key
),

prices as (
    select
        costs.indicator_value_id,
        costs.project_id,
        costs.document_id,
        costs.indicator_name || ' ' || costs.target_text as price_text,
        costs.cost_yuan,
        costs.precision_yuan,
        costs.is_exact,
        costs.page_no,
        costs.sheet_name,
        costs.table_no,
        costs.row_no,
        case when costs.canonical_unit = '元' then price_names.thing_key end as thing_key,
        case when costs.canonical_unit like '元/%' then substr(costs.canonical_unit, 3) end as thing_unit,
        count(*) over (partition by costs.project_id) as prices_count
    from costs
    left join price_names on costs.indicator_value_id = price_names.indicator_value_id
),

quantities as (
    select
        review_values.project_id,
        review_values.indicator_name || ' ' || review_values.target_text as quantity_text,
        coalesce(review_values.canonical_low, review_values.canonical_high) as quantity,
        review_values.canonical_unit,
        coalesce(review_values.comparator, '=') = '=' as is_exact,
        quantity_names.thing_key,
        count(*) over (partition by review_values.project_id, review_values.canonical_unit) as unit_count
    from review_values
    inner join quantity_names on review_values.indicator_value_id = quantity_names.indicator_value_id
),

paired as (
    select
        prices.project_id,
        prices.document_id,
        prices.indicator_value_id,
        prices.price_text || ' × ' || quantities.quantity_text as pair_text,
        prices.prices_count,
        prices.is_exact as is_price_exact,
        -- One price of a form may be that of a part of it; names say more than units.
        quantities.is_exact and prices.thing_key is not null as is_quantity_exact,
        prices.page_no,
        prices.sheet_name,
        prices.table_no,
        prices.row_no,
        try_cast(quantities.quantity as decimal(16, 4)) * try_cast(prices.cost_yuan as decimal(16, 4))
            as product_yuan,
        try_cast(quantities.quantity as decimal(16, 4)) * try_cast(prices.precision_yuan as decimal(16, 4))
            as precision_yuan,
        count(*) over (partition by prices.indicator_value_id) as matches_count
    from prices
    inner join quantities
        on
            prices.project_id = quantities.project_id
            and (
                prices.thing_key = quantities.thing_key
                or (
                    prices.thing_unit = quantities.canonical_unit
                    and prices.prices_count = 1
                    and quantities.unit_count = 1
                )
            )
),

-- Only where every price of the form has its one quantity is the sum what the form should cost.
final as (
    select
        project_id,
        max(document_id) as document_id,
        {% for place in ['page_no', 'sheet_name', 'table_no', 'row_no'] -%}
            min_by({{ place }}, (coalesce(page_no, 0), coalesce(table_no, 0), row_no)) as {{ place }},
        {% endfor -%}
        try_cast(sum(product_yuan) as decimal(20, 2)) as product_yuan,
        try_cast(sum(precision_yuan) as decimal(20, 4)) as precision_yuan,
        bool_and(is_price_exact) as is_least,
        bool_and(is_quantity_exact) as is_most,
        {{ joined_texts(
            'pair_text', "'; '", 'page_no nulls last, table_no nulls last, row_no, indicator_value_id'
        ) }} as pairs_text
    from paired
    where matches_count = 1
    group by project_id
    having count(product_yuan) = max(prices_count)
)

select
    project_id,
    document_id,
    page_no,
    sheet_name,
    table_no,
    row_no,
    product_yuan,
    precision_yuan,
    is_least,
    is_most,
    pairs_text
from final
