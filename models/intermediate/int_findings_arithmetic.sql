-- Targets and money of a form that contradict one another.
with costs as (
    select * from {{ ref('int_review_costs') }}
),

spending as (
    select * from {{ ref('int_project_spending') }}
),

review_values as (
    select * from {{ ref('int_review_values') }}
    where is_effective and not is_ambiguous and not is_placeholder
),

review_words as (
    select * from {{ ref('review_words') }}
),

products as (
    select * from {{ ref('int_review_products') }}
),

budgets as (
    select
        project_id,
        amount_yuan,
        coalesce(precision_yuan, 0) as precision_yuan,
        coalesce(nullif(concat_ws(' ', amount_text, unit_text), unit_text), {{ yuan_text('amount_yuan') }} || ' 元')
            as budget_text
    from spending
    where amount_stage = 'budget' and amount_yuan is not null
),

whole_lives as (
    select
        project_id,
        amount_yuan
    from spending
    where amount_stage = 'whole_life' and amount_yuan is not null
),

-- A ceiling for all of the project against its money of the year, or of its whole life where that is printed and covers
-- it. What rounding can explain is no contradiction.
ceilings as (
    select
        costs.indicator_value_id,
        costs.project_id,
        costs.document_id,
        costs.indicator_name,
        costs.target_text,
        costs.cost_yuan,
        costs.cost_role,
        costs.page_no,
        costs.sheet_name,
        costs.table_no,
        costs.row_no,
        budgets.amount_yuan as budget_yuan,
        budgets.budget_text,
        costs.cost_yuan - budgets.amount_yuan as excess_yuan,
        costs.precision_yuan + budgets.precision_yuan as tolerance_yuan
    from costs
    inner join budgets on costs.project_id = budgets.project_id
    left join whole_lives on costs.project_id = whole_lives.project_id
    where
        costs.cost_role in ('whole', 'sole')
        and (
            whole_lives.amount_yuan is null
            or costs.cost_yuan <= budgets.amount_yuan
            or costs.cost_yuan > whole_lives.amount_yuan
        )
),

ceilings_above_budget as (
    select
        'A05' as rule_id,
        ceilings.project_id,
        ceilings.document_id,
        ceilings.indicator_value_id,
        ceilings.page_no,
        ceilings.sheet_name,
        ceilings.table_no,
        ceilings.row_no,
        'The ceiling of ' || {{ yuan_text('ceilings.cost_yuan') }} || ' yuan exceeds the budget of '
        || {{ yuan_text('ceilings.budget_yuan') }} || ' yuan.' as message_en,
        '成本上限 ' || {{ yuan_text('ceilings.cost_yuan') }} || ' 元，高于预算 '
        || {{ yuan_text('ceilings.budget_yuan') }} || ' 元。' as message_zh,
        concat_ws('; ', ceilings.indicator_name || ' ' || ceilings.target_text, '预算 ' || ceilings.budget_text)
            as evidence,
        ceilings.excess_yuan as amount_at_stake_yuan
    from ceilings
    where ceilings.excess_yuan > ceilings.tolerance_yuan
),

ceilings_below_budget as (
    select
        'A06' as rule_id,
        ceilings.project_id,
        ceilings.document_id,
        ceilings.indicator_value_id,
        ceilings.page_no,
        ceilings.sheet_name,
        ceilings.table_no,
        ceilings.row_no,
        'The ceiling of ' || {{ yuan_text('ceilings.cost_yuan') }}
        || ' yuan leaves ' || {{ yuan_text('-ceilings.excess_yuan') }}
        || ' yuan of the budget unexplained.' as message_en,
        '成本上限 ' || {{ yuan_text('ceilings.cost_yuan') }}
        || ' 元，比预算少 ' || {{ yuan_text('-ceilings.excess_yuan') }}
        || ' 元，用途未说明。' as message_zh,
        concat_ws('; ', ceilings.indicator_name || ' ' || ceilings.target_text, '预算 ' || ceilings.budget_text)
            as evidence,
        -ceilings.excess_yuan as amount_at_stake_yuan
    from ceilings
    -- A single cost that is not called the whole may well be a part.
    where
        ceilings.cost_role = 'whole'
        and -ceilings.excess_yuan > ceilings.tolerance_yuan
),

-- Parts of cost that are no prices. Where one of them is the sum of the others, it is a total and not a part.
part_sums as (
    select
        project_id,
        max(document_id) as document_id,
        min_by(page_no, (coalesce(page_no, 0), coalesce(table_no, 0), row_no)) as page_no,
        min_by(sheet_name, (coalesce(page_no, 0), coalesce(table_no, 0), row_no)) as sheet_name,
        min_by(table_no, (coalesce(page_no, 0), coalesce(table_no, 0), row_no)) as table_no,
        min_by(row_no, (coalesce(page_no, 0), coalesce(table_no, 0), row_no)) as row_no,
        sum(cost_yuan) as cost_yuan,
        max(cost_yuan) as largest_yuan,
        sum(precision_yuan) as precision_yuan,
        {{ joined_texts(
            "indicator_name || ' ' || target_text", "'; '",
            'page_no nulls last, table_no nulls last, row_no, indicator_value_id'
        ) }} as parts_text
    from costs
    where cost_role = 'part'
    group by project_id
),

parts_above_budget as (
    select
        'A07' as rule_id,
        part_sums.project_id,
        part_sums.document_id,
        cast(null as string) as indicator_value_id,
        part_sums.page_no,
        part_sums.sheet_name,
        part_sums.table_no,
        part_sums.row_no,
        'The costs listed come to ' || {{ yuan_text('part_sums.cost_yuan') }} || ' yuan, the budget is '
        || {{ yuan_text('budgets.amount_yuan') }} || ' yuan.' as message_en,
        '所列各项成本合计 ' || {{ yuan_text('part_sums.cost_yuan') }} || ' 元，高于预算 '
        || {{ yuan_text('budgets.amount_yuan') }} || ' 元。' as message_zh,
        part_sums.parts_text || '; 预算 ' || budgets.budget_text as evidence,
        part_sums.cost_yuan - budgets.amount_yuan as amount_at_stake_yuan
    from part_sums
    inner join budgets on part_sums.project_id = budgets.project_id
    left join whole_lives on part_sums.project_id = whole_lives.project_id
    where
        (whole_lives.amount_yuan is null or part_sums.cost_yuan > whole_lives.amount_yuan)
        and part_sums.cost_yuan - budgets.amount_yuan > part_sums.precision_yuan + budgets.precision_yuan
        and part_sums.cost_yuan <> 2 * part_sums.largest_yuan
),

listed_sums as (
    select
        project_id,
        count(*) as sums_count
    from costs
    where cost_role in ('part', 'sole')
    group by project_id
),

products_off_budget as (
    select
        'A08' as rule_id,
        products.project_id,
        products.document_id,
        cast(null as string) as indicator_value_id,
        products.page_no,
        products.sheet_name,
        products.table_no,
        products.row_no,
        'Quantity times unit price comes to '
        || {{ yuan_text('products.product_yuan') }} || ' yuan, the budget is '
        || {{ yuan_text('budgets.amount_yuan') }} || ' yuan.' as message_en,
        '数量乘以单价为 ' || {{ yuan_text('products.product_yuan') }} || ' 元，预算为 '
        || {{ yuan_text('budgets.amount_yuan') }} || ' 元。' as message_zh,
        products.pairs_text || '; 预算 ' || budgets.budget_text as evidence,
        abs(products.product_yuan - budgets.amount_yuan) as amount_at_stake_yuan
    from products
    inner join budgets on products.project_id = budgets.project_id
    left join listed_sums on products.project_id = listed_sums.project_id
    where
        listed_sums.project_id is null
        and case
            when products.product_yuan > budgets.amount_yuan then products.is_least
            else products.is_most
        end
        and abs(products.product_yuan - budgets.amount_yuan) > products.precision_yuan + budgets.precision_yuan
),

-- 预算执行率 of the half year is declared as an indicator, the money for it in the head of the form.
half_years as (
    select
        review_values.indicator_value_id,
        review_values.project_id,
        review_values.document_id,
        review_values.indicator_name,
        review_values.target_text,
        review_values.page_no,
        review_values.sheet_name,
        review_values.table_no,
        review_values.row_no,
        plans.amount_yuan as plan_yuan,
        coalesce(plans.precision_yuan, 0) as plan_precision_yuan,
        budgets.amount_yuan as budget_yuan,
        budgets.precision_yuan as budget_precision_yuan,
        cast(
            try_cast(review_values.canonical_high as decimal(9, 4)) * cast(0.01 as decimal(3, 2)) as decimal(9, 6)
        ) as rate
    from review_values
    inner join review_words
        on
            review_words.meaning = 'execution_rate'
            and review_values.name_key = review_words.word
    inner join spending as plans
        on
            review_values.project_id = plans.project_id
            and plans.amount_stage = 'half_year_plan'
    inner join budgets on review_values.project_id = budgets.project_id
    where
        review_values.horizon = 'half_year'
        and review_values.value_kind = 'percent'
        and coalesce(review_values.comparator, '=') = '='
        and review_values.canonical_low = review_values.canonical_high
        and review_values.canonical_high between 0 and 100
),

plans_off_their_rate as (
    select
        'A11' as rule_id,
        half_years.project_id,
        half_years.document_id,
        half_years.indicator_value_id,
        half_years.page_no,
        half_years.sheet_name,
        half_years.table_no,
        half_years.row_no,
        'The half-year plan is ' || {{ yuan_text('half_years.plan_yuan') }}
        || ' yuan; the declared rate of the year gives '
        || {{ yuan_text('half_years.budget_yuan * half_years.rate') }} || ' yuan.' as message_en,
        '半年计划 ' || {{ yuan_text('half_years.plan_yuan') }} || ' 元，按所报执行率应为 '
        || {{ yuan_text('half_years.budget_yuan * half_years.rate') }} || ' 元。' as message_zh,
        half_years.indicator_name || ' ' || half_years.target_text as evidence,
        abs(half_years.plan_yuan - half_years.budget_yuan * half_years.rate) as amount_at_stake_yuan
    from half_years
    where
        abs(half_years.plan_yuan - half_years.budget_yuan * half_years.rate)
        > half_years.plan_precision_yuan + half_years.budget_precision_yuan * half_years.rate
),

-- The same indicator at two horizons.
horizons as (
    select
        annual.indicator_value_id,
        annual.project_id,
        annual.document_id,
        annual.indicator_name,
        annual.value_kind,
        annual.canonical_unit,
        annual.comparator,
        annual.target_text as annual_text,
        annual.canonical_low as annual_low,
        annual.canonical_high as annual_high,
        others.horizon as other_horizon,
        others.comparator as other_comparator,
        others.target_text as other_text,
        others.canonical_low as other_low,
        others.canonical_high as other_high,
        annual.page_no,
        annual.sheet_name,
        annual.table_no,
        annual.row_no
    from review_values as annual
    inner join review_values as others
        on
            annual.indicator_id = others.indicator_id
            and annual.value_kind = others.value_kind
            and annual.horizon_value_no = others.horizon_value_no
            and coalesce(annual.canonical_unit, '') = coalesce(others.canonical_unit, '')
    where
        annual.horizon = 'annual'
        and others.horizon in ('half_year', 'cycle')
        and annual.value_kind in ('number', 'percent')
),

half_years_above_year as (
    select
        'A12' as rule_id,
        horizons.project_id,
        horizons.document_id,
        horizons.indicator_value_id,
        horizons.page_no,
        horizons.sheet_name,
        horizons.table_no,
        horizons.row_no,
        'More by the half-year, ' || horizons.other_text
        || ', than in the year, ' || horizons.annual_text || '.' as message_en,
        '半年目标 ' || horizons.other_text || '，高于全年目标 ' || horizons.annual_text || '。' as message_zh,
        horizons.indicator_name || ': 半年 '
        || horizons.other_text || '; 全年 ' || horizons.annual_text as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from horizons
    -- A rate may well be stricter at first; a count only grows.
    where
        horizons.other_horizon = 'half_year'
        and horizons.value_kind = 'number'
        and horizons.comparator = '>='
        and horizons.other_comparator = '>='
        and horizons.other_low > horizons.annual_low
),

years_above_cycle as (
    select
        'A13' as rule_id,
        horizons.project_id,
        horizons.document_id,
        horizons.indicator_value_id,
        horizons.page_no,
        horizons.sheet_name,
        horizons.table_no,
        horizons.row_no,
        'The target of the year, ' || horizons.annual_text
        || ', exceeds that of the whole life, ' || horizons.other_text
        || '.' as message_en,
        '年度目标 ' || horizons.annual_text || '，高于实施期目标 ' || horizons.other_text || '。' as message_zh,
        horizons.indicator_name || ': 实施期 '
        || horizons.other_text || '; 年度 ' || horizons.annual_text as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from horizons
    where
        horizons.other_horizon = 'cycle'
        and coalesce(horizons.comparator, '=') in ('=', '>=')
        and coalesce(horizons.other_comparator, '=') in ('=', '>=')
        and horizons.annual_low > horizons.other_low
),

-- 3332元/人/月 beside 3332元/人/年: of a round number it may be chance.
rates as (
    select
        indicator_value_id,
        indicator_id,
        project_id,
        document_id,
        indicator_name,
        target_text,
        canonical_high,
        {{ regexp_replace_first('canonical_unit', '/[^/]+$', '') }} as rate_unit,
        regexp_extract(canonical_unit, '/([^/]+)$', 1) as period_unit,
        page_no,
        sheet_name,
        table_no,
        row_no
    from review_values
    where
        horizon = 'annual'
        and value_kind = 'number'
        and canonical_unit like '元%/%'
        and canonical_high = canonical_low
        and canonical_high <> cast(cast(canonical_high * cast(0.01 as decimal(3, 2)) as bigint) as bigint) * 100
),

rates_of_two_periods as (
    select
        'A15' as rule_id,
        yearly.project_id,
        yearly.document_id,
        yearly.indicator_value_id,
        yearly.page_no,
        yearly.sheet_name,
        yearly.table_no,
        yearly.row_no,
        'The same figure is printed per month and per year: '
        || monthly.target_text || ' and ' || yearly.target_text || '.' as message_en,
        '同一数值既按月又按年：' || monthly.target_text || '，' || yearly.target_text || '。' as message_zh,
        monthly.indicator_name || ' ' || monthly.target_text
        || '; ' || yearly.indicator_name || ' ' || yearly.target_text as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from rates as yearly
    inner join rates as monthly
        on
            yearly.project_id = monthly.project_id
            and yearly.rate_unit = monthly.rate_unit
            and yearly.canonical_high = monthly.canonical_high
    where
        yearly.period_unit = '年'
        and monthly.period_unit = '月'
    qualify row_number() over (partition by yearly.indicator_value_id order by monthly.indicator_value_id) = 1
),

final as (
    {% for hits in [
        'ceilings_above_budget',
        'ceilings_below_budget',
        'parts_above_budget',
        'products_off_budget',
        'plans_off_their_rate',
        'half_years_above_year',
        'years_above_cycle',
        'rates_of_two_periods'
    ] -%}
        select
            rule_id,
            project_id,
            document_id,
            indicator_value_id,
            page_no,
            sheet_name,
            table_no,
            row_no,
            message_en,
            message_zh,
            evidence,
            try_cast(amount_at_stake_yuan as decimal(20, 2)) as amount_at_stake_yuan
        from {{ hits }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    rule_id,
    project_id,
    document_id,
    indicator_value_id,
    page_no,
    sheet_name,
    table_no,
    row_no,
    message_en,
    message_zh,
    evidence,
    amount_at_stake_yuan
from final
