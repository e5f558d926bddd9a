with printed_prices as (
    select * from {{ ref('int_printed_prices') }}
),

stated_prices as (
    select * from {{ ref('int_stated_prices') }}
),

bought_quantities as (
    select * from {{ ref('int_bought_quantities') }}
),

things as (
    select
        thing_id,
        nullif(price_period, '') as price_period
    from {{ ref('unit_cost_things') }}
),

projects as (
    select
        project_id,
        form_purpose,
        region_code,
        province_code,
        agency_id,
        budget_year
    from {{ ref('int_projects') }}
),

indicator_projects as (
    select
        project_id,
        is_counted
    from {{ ref('int_indicator_projects') }}
),

costs as (
    select
        'printed' as cost_basis,
        indicator_id as source_key,
        thing_id,
        project_id,
        document_id,
        cast(price_yuan as decimal(28, 8)) as numerator_value,
        cast(1 as decimal(28, 8)) as denominator_value,
        quantity_unit,
        price_period,
        canonical_unit,
        case
            when comparator in ('<=', '<') then 'at_most'
            when comparator in ('>=', '>') then 'at_least'
            else 'exact'
        end as cost_bound,
        indicator_name as numerator_label,
        value_text || coalesce(unit_text, '') as numerator_text,
        page_no,
        sheet_name,
        table_no,
        row_no,
        indicator_name as denominator_label,
        value_text || coalesce(unit_text, '') as denominator_text,
        page_no as denominator_page_no,
        sheet_name as denominator_sheet_name,
        table_no as denominator_table_no,
        row_no as denominator_row_no,
        case when is_ambiguous then 'ambiguous_value' end as known_reason
    from printed_prices
    union all
    select
        'stated' as cost_basis,
        concat_ws('|', cast(line_no as string), cast(task_line_no as string), price_text) as source_key,
        thing_id,
        project_id,
        document_id,
        cast(price_yuan as decimal(28, 8)) as numerator_value,
        cast(1 as decimal(28, 8)) as denominator_value,
        quantity_unit,
        price_period,
        '元/' || quantity_unit || coalesce('/' || price_period, '') as canonical_unit,
        case when is_ceiling then 'at_most' else 'exact' end as cost_bound,
        cast(null as string) as numerator_label,
        price_text as numerator_text,
        page_no,
        sheet_name,
        table_no,
        row_no,
        cast(null as string) as denominator_label,
        price_text as denominator_text,
        page_no as denominator_page_no,
        sheet_name as denominator_sheet_name,
        table_no as denominator_table_no,
        row_no as denominator_row_no,
        case when is_approximate then 'approximate' end as known_reason
    from stated_prices
    union all
    -- A budget is for a year; a quantity of at least so many makes it a cost of at most so much.
    select
        'computed' as cost_basis,
        bought_quantities.indicator_id as source_key,
        bought_quantities.thing_id,
        bought_quantities.project_id,
        bought_quantities.document_id,
        cast(bought_quantities.amount_yuan as decimal(28, 8)) as numerator_value,
        cast(bought_quantities.quantity as decimal(28, 8)) as denominator_value,
        bought_quantities.quantity_unit,
        case when things.price_period is not null then '年' end as price_period,
        '元/' || bought_quantities.quantity_unit || case when things.price_period is not null then '/年' else '' end
            as canonical_unit,
        case
            when bought_quantities.comparator in ('>=', '>') then 'at_most'
            when bought_quantities.comparator in ('<=', '<') then 'at_least'
            else 'exact'
        end as cost_bound,
        cast(null as string) as numerator_label,
        bought_quantities.amount_text || coalesce(bought_quantities.amount_unit_text, '') as numerator_text,
        bought_quantities.amount_page_no as page_no,
        bought_quantities.amount_sheet_name as sheet_name,
        bought_quantities.amount_table_no as table_no,
        bought_quantities.amount_row_no as row_no,
        bought_quantities.indicator_name as denominator_label,
        bought_quantities.value_text || coalesce(bought_quantities.unit_text, '') as denominator_text,
        bought_quantities.page_no as denominator_page_no,
        bought_quantities.sheet_name as denominator_sheet_name,
        bought_quantities.table_no as denominator_table_no,
        bought_quantities.row_no as denominator_row_no,
        bought_quantities.ambiguity_reason as known_reason
    from bought_quantities
    inner join things on bought_quantities.thing_id = things.thing_id
),

-- Months of a period, where it has a fixed number of them.
months as (
    select
        '年' as price_period,
        12 as months_count
    union all
    select
        '季' as price_period,
        3 as months_count
    union all
    select
        '月' as price_period,
        1 as months_count
),

timed as (
    select
        costs.cost_basis,
        costs.source_key,
        costs.thing_id,
        costs.project_id,
        costs.document_id,
        costs.numerator_value,
        costs.denominator_value,
        costs.quantity_unit,
        costs.price_period,
        costs.canonical_unit,
        costs.cost_bound,
        costs.numerator_label,
        costs.numerator_text,
        costs.page_no,
        costs.sheet_name,
        costs.table_no,
        costs.row_no,
        costs.denominator_label,
        costs.denominator_text,
        costs.denominator_page_no,
        costs.denominator_sheet_name,
        costs.denominator_table_no,
        costs.denominator_row_no,
        costs.known_reason,
        things.price_period as thing_period,
        printed_months.months_count as printed_months,
        thing_months.months_count as thing_months
    from costs
    left join things on costs.thing_id = things.thing_id
    left join months as printed_months on costs.price_period = printed_months.price_period
    left join months as thing_months on things.price_period = thing_months.price_period
),

final as (
    select
        {{ position_id([
            "'unit cost'", 'timed.cost_basis', 'timed.project_id', 'timed.source_key', 'timed.thing_id'
        ]) }} as unit_cost_id,
        timed.thing_id,
        timed.project_id,
        timed.document_id,
        projects.form_purpose,
        projects.region_code,
        projects.province_code,
        projects.agency_id,
        projects.budget_year,
        timed.cost_basis,
        timed.numerator_value,
        timed.denominator_value,
        cast(
            case
                when timed.printed_months is not null and timed.thing_months is not null then timed.thing_months
                else 1
            end as bigint
        )
            as period_times,
        cast(
            case
                when timed.printed_months is not null and timed.thing_months is not null then timed.printed_months
                else 1
            end as bigint
        ) as period_divisor,
        case
            when timed.printed_months is not null and timed.thing_months is not null
                then '元/' || timed.quantity_unit || '/' || timed.thing_period
            when timed.canonical_unit = '元' then '元/' || timed.quantity_unit
            else timed.canonical_unit
        end as cost_unit,
        timed.cost_bound,
        timed.numerator_label,
        timed.numerator_text,
        timed.denominator_label,
        timed.denominator_text,
        {{ place_text(
            'timed.denominator_page_no', 'timed.denominator_sheet_name', 'timed.denominator_table_no',
            'timed.denominator_row_no'
        ) }} as denominator_place_text,
        timed.known_reason is not null
        or (timed.thing_period is not null and timed.price_period is null) as is_ambiguous,
        coalesce(
            timed.known_reason,
            case when timed.thing_period is not null and timed.price_period is null then 'period_not_printed' end
        ) as ambiguity_reason,
        indicator_projects.is_counted,
        timed.page_no,
        timed.sheet_name,
        timed.table_no,
        timed.row_no,
        {{ place_text('timed.page_no', 'timed.sheet_name', 'timed.table_no', 'timed.row_no') }} as place_text
    from timed
    inner join projects on timed.project_id = projects.project_id
    inner join indicator_projects on timed.project_id = indicator_projects.project_id
)

select
    unit_cost_id,
    thing_id,
    project_id,
    document_id,
    form_purpose,
    region_code,
    province_code,
    agency_id,
    budget_year,
    cost_basis,
    numerator_value,
    denominator_value,
    period_times,
    period_divisor,
    cost_unit,
    cost_bound,
    numerator_label,
    numerator_text,
    denominator_label,
    denominator_text,
    denominator_place_text,
    is_ambiguous,
    ambiguity_reason,
    is_counted,
    page_no,
    sheet_name,
    table_no,
    row_no,
    place_text
from final
