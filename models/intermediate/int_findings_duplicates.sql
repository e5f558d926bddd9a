-- What one document prints twice: rows, values of one name, goals that were copied, projects of one name.
with targets as (
    select * from {{ ref('int_review_targets') }}
),

review_values as (
    select * from {{ ref('int_review_values') }}
),

indicators as (
    select * from {{ ref('int_indicators') }}
),

projects as (
    select * from {{ ref('int_projects') }}
),

reprints as (
    select
        project_id,
        sum(print_count - 1) as rows_count,
        {{ joined_texts(
            'indicator_name', "'; '",
            'page_no nulls last, table_no nulls last, row_no, item_no nulls last, indicator_name'
        ) }} as names_text
    from indicators
    where print_count > 1
    group by project_id
),

reprint_findings as (
    select
        'D01' as rule_id,
        projects.project_id,
        projects.document_id,
        cast(null as string) as indicator_value_id,
        projects.page_no,
        projects.sheet_name,
        projects.table_no,
        projects.row_no,
        cast(reprints.rows_count as string) || ' rows repeat an earlier row of the form.' as message_en,
        '有' || cast(reprints.rows_count as string) || '行与本表前面的行完全相同。' as message_zh,
        reprints.names_text as evidence
    from reprints
    inner join projects on reprints.project_id = projects.project_id
),

-- Few names have several targets: what they are is asked of those only.
names_with_several as (
    select
        project_id,
        level2,
        name_key,
        horizon
    from targets
    where not is_name_blank and name_key is not null and target_key is not null
    group by project_id, level2, name_key, horizon
    having min(target_key) <> max(target_key) and min(indicator_id) <> max(indicator_id)
),

several_values as (
    select
        targets.project_id,
        targets.level2,
        targets.name_key,
        targets.horizon,
        {{ joined_distinct_texts('targets.target_text', "'; '") }} as targets_text
    from targets
    inner join names_with_several
        on
            targets.project_id = names_with_several.project_id
            and targets.level2 is not distinct from names_with_several.level2
            and targets.name_key = names_with_several.name_key
            and targets.horizon = names_with_several.horizon
    where not targets.is_name_blank and targets.target_key is not null
    group by targets.project_id, targets.level2, targets.name_key, targets.horizon
),

several_value_findings as (
    select
        'D02' as rule_id,
        targets.project_id,
        targets.document_id,
        targets.indicator_value_id,
        targets.page_no,
        targets.sheet_name,
        targets.table_no,
        targets.row_no,
        'One name with several targets: ' || several_values.targets_text || '.' as message_en,
        '同名指标有多个目标值：' || several_values.targets_text || '。' as message_zh,
        concat_ws(' — ', targets.level2, targets.indicator_name, several_values.targets_text) as evidence
    from several_values
    inner join targets
        on
            several_values.project_id = targets.project_id
            and several_values.level2 is not distinct from targets.level2
            and several_values.name_key = targets.name_key
            and several_values.horizon = targets.horizon
    where not targets.is_name_blank and targets.target_key is not null
    qualify
        row_number() over (
            partition by several_values.project_id, several_values.level2, several_values.name_key
            order by
                targets.horizon_rank asc, targets.page_no asc, targets.table_no asc, targets.row_no asc,
                targets.item_no asc, targets.indicator_value_id asc
        ) = 1
),

goals as (
    select
        project_id,
        document_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        goal_text,
        {{ compact_value('goal_text') }} as goal_key,
        {{ compact_value('goal_mid_text') }} as goal_mid_key,
        regexp_extract(start_text, '(?:19|20)[0-9]{2}', 0) as start_year_text,
        regexp_extract(end_text, '(?:19|20)[0-9]{2}', 0) as end_year_text
    from projects
),

-- For a project of one year the goal of the year is the goal of all of it.
copied_goal_findings as (
    select
        'D04' as rule_id,
        project_id,
        document_id,
        cast(null as string) as indicator_value_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        'The goal of the year repeats the goal of the whole period.' as message_en,
        '年度目标与中期（中长期）目标文字相同。' as message_zh,
        goal_text as evidence
    from goals
    where
        goal_key = goal_mid_key
        and goal_key <> ''
        and not coalesce(start_year_text <> '' and start_year_text = end_year_text, false)
),

target_pairs as (
    select
        annual.project_id,
        annual.indicator_id,
        {{ compact_value('annual.target_text') }} = {{ compact_value('cycle.target_text') }}
        or (
            annual.canonical_low is not distinct from cycle.canonical_low
            and annual.canonical_high is not distinct from cycle.canonical_high
            and annual.canonical_unit is not distinct from cycle.canonical_unit
            and coalesce(annual.canonical_low, annual.canonical_high) is not null
        ) as is_equal
    from review_values as annual
    inner join review_values as cycle on annual.indicator_id = cycle.indicator_id
    where
        annual.horizon = 'annual'
        and cycle.horizon = 'cycle'
        and annual.is_effective
        and annual.target_text is not null
        and cycle.target_text is not null
),

horizon_pairs as (
    select
        project_id,
        indicator_id,
        bool_or(is_equal) as is_equal
    from target_pairs
    group by project_id, indicator_id
),

unbroken as (
    select
        project_id,
        count(*) as pairs_count
    from horizon_pairs
    group by project_id
    having bool_and(is_equal) and count(*) >= 3
),

unbroken_findings as (
    select
        'D05' as rule_id,
        projects.project_id,
        projects.document_id,
        cast(null as string) as indicator_value_id,
        projects.page_no,
        projects.sheet_name,
        projects.table_no,
        projects.row_no,
        'All ' || cast(unbroken.pairs_count as string) || ' targets of the year equal those of the whole period.'
            as message_en,
        '全部' || cast(unbroken.pairs_count as string) || '项年度指标值与实施周期指标值相同。' as message_zh,
        projects.project_name as evidence
    from unbroken
    inner join projects on unbroken.project_id = projects.project_id
),

-- Two codes tell two projects apart; so do two years, two purposes, two agencies.
namesakes as (
    select
        project_id,
        document_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        project_name,
        form_no,
        record_no,
        form_purpose,
        coalesce(agency_id, '') as agency_key,
        coalesce(budget_year, 0) as year_key,
        project_name_key,
        count(*) over namesake as projects_count,
        count(project_code) over namesake as coded_count,
        count(*) over (
            partition by
                document_id, form_purpose, coalesce(agency_id, ''), coalesce(budget_year, 0), project_name_key,
                coalesce(project_code, '')
        ) as name_in_code_count
    from projects
    where form_kind = 'project' and project_name_key is not null
    window
        namesake as (
            partition by document_id, form_purpose, coalesce(agency_id, ''), coalesce(budget_year, 0), project_name_key
        )
),

placed_namesakes as (
    select
        project_id,
        document_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        project_name,
        projects_count,
        coded_count,
        name_in_code_count,
        string_agg({{ place_text() }}, '; ') over (
            partition by document_id, form_purpose, agency_key, year_key, project_name_key
            order by form_no, record_no rows between unbounded preceding and unbounded following
        ) as places_text
    from namesakes
    where projects_count > 1
),

namesake_findings as (
    select
        'D06' as rule_id,
        project_id,
        document_id,
        cast(null as string) as indicator_value_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        cast(projects_count as string) || ' projects of this name in one agency and year.' as message_en,
        '同一单位同一年度有' || cast(projects_count as string) || '个项目使用这一名称。' as message_zh,
        concat_ws(' — ', project_name, places_text) as evidence
    from placed_namesakes
    where coded_count < projects_count or name_in_code_count > 1
),

final as (
    {% for hits in [
        'reprint_findings', 'several_value_findings', 'copied_goal_findings', 'unbroken_findings',
        'namesake_findings',
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
            cast(null as decimal(20, 2)) as amount_at_stake_yuan
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
