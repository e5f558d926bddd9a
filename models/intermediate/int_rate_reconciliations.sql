-- Amounts that a form says are a share of another: what was spent against 执行率, the half-year plan against the rate
-- that the form declares for the half year. Printed is the amount, computed is the rate times the budget.
with projects as (
    select
        project_id,
        document_id,
        form_no,
        record_no
    from {{ ref('int_projects') }}
),

rate_labels as (
    select distinct label_key
    from {{ ref('int_labels') }}
    where role = 'column' and target = 'rate'
),

printed_lines as (
    select
        document_id,
        form_no,
        record_no,
        line_no,
        amount_text,
        amount_heading_key,
        amount_heading_key_short
    from {{ ref('stg_funding_lines') }}
    where amount_text is not null and amount_heading_key is not null
),

funding_lines as (
    select * from {{ ref('int_funding_lines') }}
    where amount_yuan is not null
),

spending as (
    select * from {{ ref('int_project_spending') }}
    where amount_yuan is not null
),

indicators as (
    select
        indicator_id,
        project_id,
        name_key
    from {{ ref('int_indicators') }}
),

readings as (
    select
        indicator_id,
        canonical_low
    from {{ ref('int_indicator_values') }}
    where
        horizon = 'half_year'
        and canonical_unit = '%'
        and canonical_low = canonical_high
        and coalesce(comparator, '=') = '='
        and not is_ambiguous
),

-- A rate is read where its cell or its heading prints %: a column of that name may hold points.
rate_texts as (
    select
        projects.project_id,
        printed_lines.line_no,
        {{ normalise_text('printed_lines.amount_text') }} as rate_text,
        instr(printed_lines.amount_heading_key, '%') > 0 as is_percent_heading
    from printed_lines
    inner join projects
        on
            printed_lines.document_id = projects.document_id
            and printed_lines.form_no = projects.form_no
            and printed_lines.record_no = projects.record_no
    inner join rate_labels
        on rate_labels.label_key in (printed_lines.amount_heading_key, printed_lines.amount_heading_key_short)
),

rates as (
    select
        project_id,
        line_no,
        {{ number_text(regexp_replace_first('rate_text', '%$', '')) }} as rate_digits
    from rate_texts
    where is_percent_heading or {{ regexp_matches('rate_text', '%$') }}
    qualify row_number() over (partition by project_id, line_no order by rate_text) = 1
),

rates_read as (
    select
        project_id,
        line_no,
        cast(try_cast(rate_digits as decimal(10, 6)) * 0.01 as decimal(12, 8)) as rate,
        cast(
            '0.' || repeat('0', length(regexp_extract(rate_digits, '[.]([0-9]+)$', 1)) + 2) || '5' as decimal(12, 9)
        ) as rate_precision
    from rates
    where try_cast(rate_digits as decimal(10, 6)) is not null and length(rate_digits) <= 8
),

executed_lines as (
    select
        funding_id,
        project_id,
        line_no,
        document_id,
        label_text,
        amount_heading_text,
        amount_yuan,
        precision_yuan,
        page_no,
        sheet_name,
        table_no,
        row_no
    from funding_lines
    where amount_stage = 'executed'
    qualify row_number() over (partition by project_id, line_no order by column_no) = 1
),

-- 执行率 is printed of the adjusted budget, or of the opening one: the nearer of the two is meant.
budget_lines as (
    select
        project_id,
        line_no,
        amount_yuan as budget_yuan,
        precision_yuan as budget_precision_yuan
    from funding_lines
    where amount_stage in ('budget', 'budget_adjusted') and amount_yuan > 0
),

execution_rates as (
    select
        {{ position_id(["'execution_rate'", 'executed_lines.funding_id']) }} as reconciliation_id,
        executed_lines.document_id,
        executed_lines.project_id,
        'execution_rate' as check_name,
        executed_lines.label_text,
        executed_lines.amount_heading_text as column_label,
        executed_lines.amount_yuan as printed_yuan,
        rates_read.rate * budget_lines.budget_yuan as computed_yuan,
        executed_lines.precision_yuan
        + rates_read.rate_precision * budget_lines.budget_yuan
        + abs(rates_read.rate) * budget_lines.budget_precision_yuan as tolerance_yuan,
        executed_lines.page_no,
        executed_lines.sheet_name,
        executed_lines.table_no,
        executed_lines.row_no
    from executed_lines
    inner join rates_read
        on
            executed_lines.project_id = rates_read.project_id
            and executed_lines.line_no = rates_read.line_no
    inner join budget_lines
        on
            executed_lines.project_id = budget_lines.project_id
            and executed_lines.line_no = budget_lines.line_no
    qualify
        row_number() over (
            partition by executed_lines.funding_id
            order by
                abs(executed_lines.amount_yuan - rates_read.rate * budget_lines.budget_yuan),
                budget_lines.budget_yuan,
                budget_lines.budget_precision_yuan,
                rates_read.rate,
                rates_read.rate_precision
        ) = 1
),

-- A form that declares two rates for its half year declares none.
half_year_rates as (
    select
        indicators.project_id,
        try_cast(min(readings.canonical_low) * 0.01 as decimal(12, 8)) as rate
    from readings
    inner join indicators on readings.indicator_id = indicators.indicator_id
    inner join rate_labels on indicators.name_key = rate_labels.label_key
    group by indicators.project_id
    having count(distinct readings.canonical_low) = 1
),

plan_headings as (
    select
        project_id,
        label_text,
        amount_heading_text
    from funding_lines
    where amount_stage = 'half_year_plan'
    qualify row_number() over (partition by project_id order by line_no, column_no) = 1
),

-- Trailing zeros are often left off: the finer of the two amounts says what the last digit is.
half_years as (
    select
        {{ position_id(["'half_year_rate'", 'plans.project_id']) }} as reconciliation_id,
        projects.document_id,
        plans.project_id,
        'half_year_rate' as check_name,
        plan_headings.label_text,
        coalesce(plan_headings.amount_heading_text, plan_headings.label_text) as column_label,
        plans.amount_yuan as printed_yuan,
        half_year_rates.rate * budgets.amount_yuan as computed_yuan,
        least(plans.precision_yuan, budgets.precision_yuan) * (1 + half_year_rates.rate) as tolerance_yuan,
        plans.page_no,
        plans.sheet_name,
        plans.table_no,
        plans.row_no
    from spending as plans
    inner join projects on plans.project_id = projects.project_id
    inner join half_year_rates on plans.project_id = half_year_rates.project_id
    inner join plan_headings on plans.project_id = plan_headings.project_id
    inner join spending as budgets
        on
            plans.project_id = budgets.project_id
            and budgets.amount_stage = 'budget'
    where plans.amount_stage = 'half_year_plan'
),

checks as (
    select
        reconciliation_id,
        document_id,
        project_id,
        check_name,
        label_text,
        column_label,
        printed_yuan,
        computed_yuan,
        tolerance_yuan,
        page_no,
        sheet_name,
        table_no,
        row_no
    from execution_rates
    union all
    select
        reconciliation_id,
        document_id,
        project_id,
        check_name,
        label_text,
        column_label,
        printed_yuan,
        computed_yuan,
        tolerance_yuan,
        page_no,
        sheet_name,
        table_no,
        row_no
    from half_years
),

final as (
    select
        reconciliation_id,
        document_id,
        project_id,
        check_name,
        label_text,
        column_label,
        cast(printed_yuan as decimal(20, 2)) as printed_yuan,
        try_cast(computed_yuan as decimal(20, 2)) as computed_yuan,
        try_cast(tolerance_yuan as decimal(20, 4)) as tolerance_yuan,
        cast(1 as bigint) as parts_count,
        cast(0 as bigint) as blank_parts_count,
        page_no,
        sheet_name,
        table_no,
        row_no
    from checks
)

select
    reconciliation_id,
    document_id,
    project_id,
    check_name,
    label_text,
    column_label,
    printed_yuan,
    computed_yuan,
    tolerance_yuan,
    parts_count,
    blank_parts_count,
    page_no,
    sheet_name,
    table_no,
    row_no
from final
