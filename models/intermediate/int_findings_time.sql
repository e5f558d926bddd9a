-- Dates and years of a document that do not fit one another.
with projects as (
    select * from {{ ref('int_projects') }}
),

review_values as (
    select * from {{ ref('int_review_values') }}
    where is_effective
),

review_words as (
    select * from {{ ref('review_words') }}
),

budgets as (
    select
        project_id,
        amount_yuan
    from {{ ref('int_project_spending') }}
    where amount_stage = 'budget'
),

-- A period stands in two cells, or in one: 2021年-2023年.
years as (
    select
        projects.project_id,
        projects.document_id,
        projects.form_purpose,
        projects.budget_year,
        projects.goal_text,
        {{ normalise_label('projects.project_attribute') }} as attribute_key,
        concat_ws(' — ', projects.start_text, projects.end_text) as period_text,
        projects.project_attribute,
        try_cast(
            nullif(regexp_extract({{ normalise_text('projects.start_text') }}, '^[^0-9]*((?:19|20)[0-9]{2})', 1), '')
            as bigint
        ) as start_year,
        try_cast(
            nullif(
                coalesce(
                    nullif(
                        regexp_extract(
                            {{ normalise_text('coalesce(projects.end_text, projects.start_text)') }},
                            '[-—–~至到][^0-9]{0,3}((?:19|20)[0-9]{2})(?:[^0-9]|$)', 1
                        ), ''
                    ),
                    regexp_extract({{ normalise_text('projects.end_text') }}, '^[^0-9]*((?:19|20)[0-9]{2})', 1)
                ), ''
            ) as bigint
        ) as end_year,
        projects.page_no,
        projects.sheet_name,
        projects.table_no,
        projects.row_no
    from projects
),

-- A deadline before the year is another form's. One after it may be that of a longer project; where the project's
-- end is printed and lies before it, it is not.
late_or_early as (
    select
        review_values.indicator_value_id,
        review_values.project_id,
        review_values.document_id,
        review_values.indicator_name,
        review_values.target_text,
        review_values.budget_year,
        review_values.page_no,
        review_values.sheet_name,
        review_values.table_no,
        review_values.row_no
    from review_values
    inner join years on review_values.project_id = years.project_id
    where
        review_values.value_kind = 'date'
        and review_values.horizon = 'annual'
        and review_values.form_purpose = 'target'
        and review_values.date_basis = 'printed'
        and (
            extract(year from review_values.date_high) < review_values.budget_year
            or (
                extract(year from coalesce(review_values.date_low, review_values.date_high))
                > greatest(review_values.budget_year, years.end_year)
                and years.end_year is not null
            )
        )
),

dates_of_another_year as (
    select
        'T01' as rule_id,
        late_or_early.project_id,
        late_or_early.document_id,
        late_or_early.indicator_value_id,
        late_or_early.page_no,
        late_or_early.sheet_name,
        late_or_early.table_no,
        late_or_early.row_no,
        'A form of ' || cast(late_or_early.budget_year as string) || ' sets the deadline '
        || late_or_early.target_text || '.' as message_en,
        cast(late_or_early.budget_year as string) || ' 年度的表，时限却是 '
        || late_or_early.target_text || '。' as message_zh,
        late_or_early.indicator_name || ' ' || late_or_early.target_text as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from late_or_early
),

projects_over as (
    select
        'T02' as rule_id,
        years.project_id,
        years.document_id,
        cast(null as string) as indicator_value_id,
        years.page_no,
        years.sheet_name,
        years.table_no,
        years.row_no,
        'The project ended in ' || cast(years.end_year as string) || ', the budget is that of '
        || cast(years.budget_year as string) || '.' as message_en,
        '项目期至 ' || cast(years.end_year as string) || ' 年，预算年度为 '
        || cast(years.budget_year as string) || ' 年。' as message_zh,
        years.period_text as evidence,
        budgets.amount_yuan as amount_at_stake_yuan
    from years
    left join budgets on years.project_id = budgets.project_id
    where
        years.form_purpose = 'target'
        and years.end_year < years.budget_year
        and (years.start_year is null or years.start_year <= years.end_year)
),

one_off as (
    select
        years.project_id,
        count(*) as words_count
    from years
    inner join review_words
        on
            review_words.meaning = 'one_off'
            and years.attribute_key like review_words.word || '%'
            and length(years.attribute_key) <= length(review_words.word) + 2
    group by years.project_id
),

one_off_for_years as (
    select
        'T03' as rule_id,
        years.project_id,
        years.document_id,
        cast(null as string) as indicator_value_id,
        years.page_no,
        years.sheet_name,
        years.table_no,
        years.row_no,
        'One-off, yet planned from ' || cast(years.start_year as string) || ' to '
        || cast(years.end_year as string) || '.' as message_en,
        '一次性项目，项目期却是 ' || cast(years.start_year as string) || ' 至 '
        || cast(years.end_year as string) || ' 年。' as message_zh,
        concat_ws('; ', years.project_attribute, years.period_text) as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from years
    inner join one_off on years.project_id = one_off.project_id
    where years.end_year > years.start_year
),

-- A year in brackets is the number of a document: 国发〔2022〕5号.
goal_years as (
    select
        project_id,
        {{ unnested(
            "regexp_extract_all(" ~ normalise_text('goal_text') ~ ", '(?:^|[^0-9〔\\[(])(20[0-9]{2})年', 1)"
        ) }} as goal_year
    from years
    where goal_text is not null and budget_year is not null
),

other_goal_years as (
    select
        goal_years.project_id,
        {{ joined_distinct_texts('goal_years.goal_year', "', '") }} as years_text
    from goal_years
    inner join years on goal_years.project_id = years.project_id
    where try_cast(goal_years.goal_year as bigint) <> years.budget_year
    group by goal_years.project_id
),

goals_of_another_year as (
    select
        'T04' as rule_id,
        years.project_id,
        years.document_id,
        cast(null as string) as indicator_value_id,
        years.page_no,
        years.sheet_name,
        years.table_no,
        years.row_no,
        'The goal speaks of ' || other_goal_years.years_text || ', the budget is that of '
        || cast(years.budget_year as string) || '.' as message_en,
        '目标提到 ' || other_goal_years.years_text || ' 年，预算年度为 '
        || cast(years.budget_year as string) || ' 年。' as message_zh,
        years.goal_text as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from years
    inner join other_goal_years on years.project_id = other_goal_years.project_id
),

-- A list is one form of many projects; its year is missing once.
yearless as (
    select
        case when shape = 'form' then project_id end as project_id,
        document_id,
        page_no,
        sheet_name,
        table_no,
        row_no
    from projects
    where
        budget_year_basis <> 'printed'
        and coalesce(project_name, project_code, agency_name, goal_text) is not null
    qualify
        shape = 'form'
        or row_number() over (
            partition by document_id, form_no order by page_no nulls first, table_no nulls first, row_no, record_no
        ) = 1
),

years_not_printed as (
    select
        'T05' as rule_id,
        yearless.project_id,
        yearless.document_id,
        cast(null as string) as indicator_value_id,
        yearless.page_no,
        yearless.sheet_name,
        yearless.table_no,
        yearless.row_no,
        'No budget year is printed.' as message_en,
        '未印预算年度。' as message_zh,
        cast(null as string) as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from yearless
),

dates_without_year as (
    select
        'T07' as rule_id,
        review_values.project_id,
        review_values.document_id,
        review_values.indicator_value_id,
        review_values.page_no,
        review_values.sheet_name,
        review_values.table_no,
        review_values.row_no,
        'The deadline ' || review_values.target_text || ' has no year.' as message_en,
        '时限“' || review_values.target_text || '”没有年份。' as message_zh,
        concat_ws(' ', review_values.indicator_name, review_values.target_text) as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from review_values
    where
        review_values.value_kind = 'date'
        and review_values.date_basis = 'budget_year'
        and review_values.horizon = 'annual'
),

serial_numbers as (
    select
        'T08' as rule_id,
        review_values.project_id,
        review_values.document_id,
        review_values.indicator_value_id,
        review_values.page_no,
        review_values.sheet_name,
        review_values.table_no,
        review_values.row_no,
        'The deadline is printed as ' || review_values.value_text || ', the number of a day in a spreadsheet.'
            as message_en,
        '时限印作 ' || review_values.value_text || '，是电子表格的日期序号。' as message_zh,
        concat_ws(' ', review_values.indicator_name, review_values.target_text) as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from review_values
    where
        review_values.level2 = '时效指标'
        and review_values.unit_text is null
        and {{ regexp_matches(normalise_text('review_values.value_text'), '^4[0-9],?[0-9]{3}$') }}
),

ends_before_starts as (
    select
        'T10' as rule_id,
        years.project_id,
        years.document_id,
        cast(null as string) as indicator_value_id,
        years.page_no,
        years.sheet_name,
        years.table_no,
        years.row_no,
        'The project ends in ' || cast(years.end_year as string) || ' and starts in '
        || cast(years.start_year as string) || '.' as message_en,
        '项目 ' || cast(years.end_year as string) || ' 年结束，却在 '
        || cast(years.start_year as string) || ' 年开始。' as message_zh,
        years.period_text as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from years
    where years.end_year < years.start_year
),

starts_after_year as (
    select
        'T11' as rule_id,
        years.project_id,
        years.document_id,
        cast(null as string) as indicator_value_id,
        years.page_no,
        years.sheet_name,
        years.table_no,
        years.row_no,
        'The project starts in ' || cast(years.start_year as string) || ', after the budget year '
        || cast(years.budget_year as string) || '.' as message_en,
        '项目 ' || cast(years.start_year as string) || ' 年才开始，预算年度为 '
        || cast(years.budget_year as string) || ' 年。' as message_zh,
        years.period_text as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from years
    where
        years.start_year > years.budget_year
        and coalesce(years.end_year, years.start_year) >= years.start_year
),

final as (
    {% for hits in [
        'dates_of_another_year',
        'projects_over',
        'one_off_for_years',
        'goals_of_another_year',
        'years_not_printed',
        'dates_without_year',
        'serial_numbers',
        'ends_before_starts',
        'starts_after_year'
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
