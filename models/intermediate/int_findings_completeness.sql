-- What a form leaves out.
-- A form of which nothing is filled in is a template and leaves nothing out.
with projects as (
    select * from {{ ref('int_projects') }}
    where coalesce(project_name, project_code, agency_name, goal_text) is not null
),

fields as (
    select * from {{ ref('stg_fields') }}
),

spending as (
    select * from {{ ref('int_project_spending') }}
),

funding_lines as (
    select * from {{ ref('int_funding_lines') }}
),

costs as (
    select * from {{ ref('int_review_costs') }}
),

review_values as (
    select * from {{ ref('int_review_values') }}
    where is_effective
),

-- One value of each indicator: that of the year, where there is one.
indicators as (
    select
        indicator_value_id,
        indicator_id,
        project_id,
        document_id,
        level1,
        level2,
        indicator_name,
        is_name_blank,
        explanation_text,
        value_text,
        target_text,
        value_kind,
        is_placeholder,
        not is_name_blank and not is_placeholder as is_real,
        bool_and(value_kind = 'empty') over (partition by indicator_id) as is_valueless,
        page_no,
        sheet_name,
        table_no,
        row_no
    from review_values
    qualify
        row_number() over (
            partition by indicator_id order by case horizon when 'annual' then 0 else 1 end, horizon, horizon_value_no
        ) = 1
),

-- The form prints the label and nothing beside it. What reviewers fill in, and goals, are not the head.
blank_fields as (
    select
        projects.project_id,
        projects.document_id,
        projects.page_no,
        projects.sheet_name,
        projects.table_no,
        projects.row_no,
        fields.field,
        max(fields.label_text) as label_text,
        min(fields.line_no) as line_no
    from fields
    inner join projects
        on
            fields.document_id = projects.document_id
            and fields.form_no = projects.form_no
            and fields.record_no = projects.record_no
    where
        fields.field in (
            'project_name', 'project_code', 'supervising_agency', 'implementing_agency', 'department_name',
            'project_attribute', 'project_tier', 'start_text', 'end_text', 'period_text', 'necessity_text',
            'feasibility_text', 'content_text', 'overview_text', 'schedule_text'
        )
    group by all
    having count(fields.value_tidy) = 0
),

blank_heads as (
    select
        project_id,
        document_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        {{ joined_texts('label_text', "', '", 'line_no, field') }} as labels_text
    from blank_fields
    group by all
),

heads_left_blank as (
    select
        'C01' as rule_id,
        blank_heads.project_id,
        blank_heads.document_id,
        cast(null as string) as indicator_value_id,
        blank_heads.page_no,
        blank_heads.sheet_name,
        blank_heads.table_no,
        blank_heads.row_no,
        'Left blank: ' || blank_heads.labels_text || '.' as message_en,
        '未填写：' || blank_heads.labels_text || '。' as message_zh,
        blank_heads.labels_text as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from blank_heads
),

codes_missing as (
    select
        'C03' as rule_id,
        projects.project_id,
        projects.document_id,
        cast(null as string) as indicator_value_id,
        projects.page_no,
        projects.sheet_name,
        projects.table_no,
        projects.row_no,
        'No project code is printed.' as message_en,
        '没有印项目编码。' as message_zh,
        projects.project_name as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from projects
    where
        projects.form_kind = 'project'
        and projects.project_code is null
),

-- What a form has of each class. A placeholder is none; a row of no known class may be of any.
classes as (
    select
        project_id,
        count(*) filter (where is_real) as real_count,
        count(*) filter (where is_real and level2 = '数量指标') as quantity_count,
        count(*) filter (where is_real and level2 = '质量指标') as quality_count,
        count(*) filter (where is_real and level2 = '时效指标') as time_count,
        count(*) filter (where is_real and level1 = '效益指标' and coalesce(level2, '') <> '服务对象满意度指标')
            as benefit_count,
        count(*) filter (
            where is_real and (level1 = '满意度指标' or coalesce(level2, '') = '服务对象满意度指标')
        ) as satisfaction_count,
        count(*) filter (
            where
            is_real
            and (
                level1 = '成本指标'
                or coalesce(level2, '') in ('成本指标', '经济成本指标', '社会成本指标', '生态环境成本指标')
            )
        ) as cost_count,
        count(*) filter (where level1 is null) as unclassed_count,
        count(*) filter (where level2 is null and coalesce(level1, '产出指标') = '产出指标') as unclassed_outputs_count
    from indicators
    group by project_id
),

missing_outputs as (
    select
        projects.project_id,
        projects.document_id,
        concat_ws(
            '、',
            case when classes.quantity_count = 0 then '数量指标' end,
            case when classes.quality_count = 0 then '质量指标' end,
            case when classes.time_count = 0 then '时效指标' end
        ) as classes_text,
        concat_ws(
            ', ',
            case when classes.quantity_count = 0 then 'quantity' end,
            case when classes.quality_count = 0 then 'quality' end,
            case when classes.time_count = 0 then 'timeliness' end
        ) as classes_en,
        projects.project_name,
        projects.page_no,
        projects.sheet_name,
        projects.table_no,
        projects.row_no
    from projects
    inner join classes on projects.project_id = classes.project_id
    where
        projects.form_kind = 'project'
        and classes.real_count > 0
        and classes.unclassed_outputs_count = 0
        and least(classes.quantity_count, classes.quality_count, classes.time_count) = 0
),

outputs_missing as (
    select
        'C04' as rule_id,
        missing_outputs.project_id,
        missing_outputs.document_id,
        cast(null as string) as indicator_value_id,
        missing_outputs.page_no,
        missing_outputs.sheet_name,
        missing_outputs.table_no,
        missing_outputs.row_no,
        'No indicator of ' || missing_outputs.classes_en || '.' as message_en,
        '缺 ' || missing_outputs.classes_text || '。' as message_zh,
        missing_outputs.project_name as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from missing_outputs
),

benefits_missing as (
    select
        'C05' as rule_id,
        projects.project_id,
        projects.document_id,
        cast(null as string) as indicator_value_id,
        projects.page_no,
        projects.sheet_name,
        projects.table_no,
        projects.row_no,
        'No benefit indicator.' as message_en,
        '没有效益指标。' as message_zh,
        projects.project_name as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from projects
    inner join classes on projects.project_id = classes.project_id
    where
        classes.real_count > 0
        and classes.unclassed_count = 0
        and classes.benefit_count = 0
),

satisfaction_missing as (
    select
        'C06' as rule_id,
        projects.project_id,
        projects.document_id,
        cast(null as string) as indicator_value_id,
        projects.page_no,
        projects.sheet_name,
        projects.table_no,
        projects.row_no,
        'No satisfaction target.' as message_en,
        '没有满意度指标。' as message_zh,
        projects.project_name as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from projects
    inner join classes on projects.project_id = classes.project_id
    where
        classes.real_count > 0
        and classes.unclassed_count = 0
        and classes.satisfaction_count = 0
),

-- A cost that stands under another class is a cost all the same.
cost_projects as (
    select distinct project_id
    from costs
    where cost_role in ('whole', 'unit_price')
),

costs_missing as (
    select
        'C07' as rule_id,
        projects.project_id,
        projects.document_id,
        cast(null as string) as indicator_value_id,
        projects.page_no,
        projects.sheet_name,
        projects.table_no,
        projects.row_no,
        'No cost indicator.' as message_en,
        '没有成本指标。' as message_zh,
        projects.project_name as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from projects
    inner join classes on projects.project_id = classes.project_id
    left join cost_projects on projects.project_id = cost_projects.project_id
    where
        classes.real_count > 0
        and classes.unclassed_count = 0
        and classes.cost_count = 0
        and cost_projects.project_id is null
),

values_missing as (
    select
        'C08' as rule_id,
        indicators.project_id,
        indicators.document_id,
        indicators.indicator_value_id,
        indicators.page_no,
        indicators.sheet_name,
        indicators.table_no,
        indicators.row_no,
        'No target value for ' || indicators.indicator_name || '.' as message_en,
        '“' || indicators.indicator_name || '”没有目标值。' as message_zh,
        indicators.indicator_name as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from indicators
    where
        indicators.is_valueless
        and not indicators.is_name_blank
),

placeholders as (
    select
        'C09' as rule_id,
        indicators.project_id,
        indicators.document_id,
        indicators.indicator_value_id,
        indicators.page_no,
        indicators.sheet_name,
        indicators.table_no,
        indicators.row_no,
        'A placeholder: ' || concat_ws(' ', indicators.indicator_name, indicators.target_text) || '.' as message_en,
        '占位填写：' || concat_ws(' ', indicators.indicator_name, indicators.target_text) || '。' as message_zh,
        concat_ws(' ', indicators.indicator_name, indicators.target_text) as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from indicators
    where
        (indicators.is_name_blank and (indicators.is_placeholder or indicators.value_kind = 'empty'))
        -- 控制数 is no placeholder for an indicator, but a phrase for a value.
        or (indicators.is_placeholder and length(indicators.value_text) <= 2)
),

explained as (
    select
        indicators.indicator_value_id,
        indicators.project_id,
        indicators.document_id,
        indicators.indicator_name,
        indicators.explanation_text,
        indicators.page_no,
        indicators.sheet_name,
        indicators.table_no,
        indicators.row_no,
        count(indicators.explanation_text) over (partition by indicators.project_id) as explained_count
    from indicators
    where not indicators.is_name_blank and not indicators.is_placeholder
),

explanations_missing as (
    select
        'C10' as rule_id,
        explained.project_id,
        explained.document_id,
        explained.indicator_value_id,
        explained.page_no,
        explained.sheet_name,
        explained.table_no,
        explained.row_no,
        explained.indicator_name || ' is not explained.' as message_en,
        '“' || explained.indicator_name || '”没有说明。' as message_zh,
        explained.indicator_name as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from explained
    where
        explained.explained_count > 0
        and explained.explanation_text is null
),

-- A list that prints no indicators at all is no target form.
indicator_forms as (
    select
        projects.document_id,
        projects.form_no,
        count(*) as indicators_count
    from projects
    inner join indicators on projects.project_id = indicators.project_id
    group by projects.document_id, projects.form_no
),

indicators_missing as (
    select
        'C13' as rule_id,
        projects.project_id,
        projects.document_id,
        cast(null as string) as indicator_value_id,
        projects.page_no,
        projects.sheet_name,
        projects.table_no,
        projects.row_no,
        'No indicator at all.' as message_en,
        '没有任何绩效指标。' as message_zh,
        projects.project_name as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from projects
    left join classes on projects.project_id = classes.project_id
    left join indicator_forms
        on
            projects.document_id = indicator_forms.document_id
            and projects.form_no = indicator_forms.form_no
    where
        coalesce(classes.real_count, 0) = 0
        and (projects.shape = 'form' or indicator_forms.indicators_count > 0)
),

goals_missing as (
    select
        'C14' as rule_id,
        projects.project_id,
        projects.document_id,
        cast(null as string) as indicator_value_id,
        projects.page_no,
        projects.sheet_name,
        projects.table_no,
        projects.row_no,
        'No goal in words.' as message_en,
        '没有绩效目标文字。' as message_zh,
        projects.project_name as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from projects
    left join indicator_forms
        on
            projects.document_id = indicator_forms.document_id
            and projects.form_no = indicator_forms.form_no
    where
        projects.form_purpose = 'target'
        and projects.goal_text is null
        and projects.goal_mid_text is null
        and (projects.shape = 'form' or indicator_forms.indicators_count > 0)
),

-- The lines for money are printed and all of them are blank.
blank_budgets as (
    select
        funding_lines.project_id,
        count(*) as lines_count,
        {{ joined_distinct_texts('funding_lines.label_text', "', '") }} as labels_text
    from funding_lines
    left join spending
        on
            funding_lines.project_id = spending.project_id
            and spending.amount_yuan is not null
    where spending.project_id is null
    group by funding_lines.project_id
    having count(funding_lines.amount_text) = 0
),

budgets_blank as (
    select
        'C15' as rule_id,
        projects.project_id,
        projects.document_id,
        cast(null as string) as indicator_value_id,
        projects.page_no,
        projects.sheet_name,
        projects.table_no,
        projects.row_no,
        'No amount is filled in.' as message_en,
        '资金栏全部空白。' as message_zh,
        blank_budgets.labels_text as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from projects
    inner join blank_budgets on projects.project_id = blank_budgets.project_id
),

final as (
    {% for hits in [
        'heads_left_blank',
        'codes_missing',
        'outputs_missing',
        'benefits_missing',
        'satisfaction_missing',
        'costs_missing',
        'values_missing',
        'placeholders',
        'explanations_missing',
        'indicators_missing',
        'goals_missing',
        'budgets_blank'
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
