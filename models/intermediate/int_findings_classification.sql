-- Indicators filed under a class that is not theirs. The class is the one that the form gives, as resolved.
{%- set row_rules = [
    ('M01', 'is_money_misfiled', 'Money outside the classes of cost and economic benefit.', '金额列在成本、经济效益以外的类别。'),
    ('M02', 'is_time_misfiled', 'A time or a timeliness under cost or quality.', '时间或及时性列在成本或质量指标。'),
    ('M03', 'is_rate_misfiled', 'A rate under quantity.', '比率列在数量指标。'),
    ('M04', 'is_count_misfiled', 'A count under quality, timeliness or cost.', '计数列在质量、时效或成本指标。'),
    ('M05', 'is_stranger_in_satisfaction', 'Not satisfaction, yet under satisfaction.', '满意度类别内的指标不是满意度。'),
    ('M06', 'is_satisfaction_misfiled', 'Satisfaction under another class.', '满意度列在其他类别。'),
    ('M07', 'is_spending_as_output', 'Progress of spending stands as an output.', '支出进度作为产出。'),
    ('M08', 'is_named_after_class', 'The name says the class, or repeats the value.', '名称只是类别名称或重复目标值。'),
    ('M09', 'is_value_in_name', 'The name holds the target value.', '目标值写在名称里。'),
] %}

with targets as (
    select * from {{ ref('int_review_targets') }}
),

-- 95% of ≥95%, 85个 of 85 and 个: the number with what follows it.
numbered as (
    select
        indicator_value_id,
        nullif(
            regexp_extract(target_key, '[0-9]+(?:[.][0-9]+)?(?:%|‰|[\x{4e00}-\x{9fff}])', 0),
            ''
        ) as number_token
    from targets
    where value_kind in ('number', 'percent', 'range', 'duration')
),

judged as (
    select
        targets.indicator_value_id,
        targets.indicator_id,
        targets.project_id,
        targets.document_id,
        targets.page_no,
        targets.sheet_name,
        targets.table_no,
        targets.row_no,
        targets.evidence_text,
        targets.value_dimension = 'money'
        and (
            targets.level2 in ('质量指标', '时效指标', '生态效益指标', '可持续影响指标', '服务对象满意度指标')
            or (
                targets.level2 in ('数量指标', '社会效益指标')
                and (targets.is_own_cost or targets.is_paying_out or targets.head_concept_id in ('cost', 'unit_price'))
            )
            or (targets.level2 = '经济效益指标' and targets.is_own_cost and targets.comparator in ('<=', '<'))
        )
        and not targets.is_benefit as is_money_misfiled,
        (
            targets.value_dimension = 'date'
            and targets.level2 in ('质量指标', '成本指标', '经济成本指标')
        )
        or (
            targets.value_dimension = 'time'
            and (
                (targets.level2 in ('成本指标', '经济成本指标') and coalesce(targets.head_kind, '') <> 'money')
                or (targets.level2 = '质量指标' and targets.head_concept_id in ('response_time', 'finish_time'))
            )
        )
        or (
            targets.is_timely
            and targets.is_share_or_degree
            and not targets.is_quality_mark
            and not targets.is_placeholder
            and targets.level2 in ('质量指标', '成本指标', '经济成本指标')
        ) as is_time_misfiled,
        targets.level2 = '数量指标'
        and targets.head_kind = 'rate'
        and targets.value_dimension = 'ratio' as is_rate_misfiled,
        targets.value_dimension = 'count'
        and targets.value_kind = 'number'
        and not targets.is_bad_event
        and not targets.is_merit
        and coalesce(targets.canonical_low, targets.canonical_high) <> 0
        and coalesce(split_part(targets.canonical_unit, '/', 1), '') <> '周期'
        and (
            (
                targets.level2 = '质量指标'
                and coalesce(targets.comparator, '=') not in ('<=', '<')
                and coalesce(targets.denominator_unit, '年') in ('年', '季度', '月', '周', '天', '工作日')
            )
            or (
                targets.level2 = '时效指标'
                and coalesce(targets.comparator, '=') not in ('<=', '<')
                and targets.denominator_unit is null
            )
            or targets.level2 in ('成本指标', '经济成本指标')
        ) as is_count_misfiled,
        coalesce(targets.level1 = '满意度指标' or targets.level2 = '服务对象满意度指标', false)
        and not targets.is_near_satisfaction
        and not targets.is_class_label
        and not targets.is_name_blank
        and not targets.is_placeholder
        and (
            targets.head_kind in ('rate', 'count', 'money', 'time')
            or targets.value_dimension in ('count', 'money', 'time', 'date')
        ) as is_stranger_in_satisfaction,
        targets.head_kind = 'satisfaction'
        and targets.level2 is not null
        and targets.level1 <> '满意度指标'
        and targets.level2 <> '服务对象满意度指标'
        and not targets.is_placeholder as is_satisfaction_misfiled,
        targets.level1 = '产出指标'
        and targets.is_spending_progress
        and not targets.is_placeholder as is_spending_as_output,
        not targets.is_name_blank
        and not targets.is_placeholder
        and (targets.is_class_label or targets.name_key = targets.value_key) as is_named_after_class,
        coalesce(
            instr(targets.name_key, numbered.number_token) > 0
            and not {{ regexp_matches(
                "substr(' ' || targets.name_key, instr(targets.name_key, numbered.number_token), 1)", '^[0-9.]$'
            ) }},
            false
        ) as is_value_in_name
    from targets
    left join numbered on targets.indicator_value_id = numbered.indicator_value_id
),

row_findings as (
    {% for rule_id, condition, message_en, message_zh in row_rules -%}
        select
            '{{ rule_id }}' as rule_id,
            project_id,
            document_id,
            indicator_value_id,
            indicator_id,
            page_no,
            sheet_name,
            table_no,
            row_no,
            '{{ message_en }}' as message_en,
            '{{ message_zh }}' as message_zh,
            evidence_text as evidence
        from judged
        where {{ condition }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- An indicator stands in its class once, however many horizons it has values for.
misfiled_indicators as (
    select
        row_findings.rule_id,
        row_findings.project_id,
        row_findings.document_id,
        row_findings.indicator_value_id,
        row_findings.page_no,
        row_findings.sheet_name,
        row_findings.table_no,
        row_findings.row_no,
        row_findings.message_en,
        row_findings.message_zh,
        row_findings.evidence
    from row_findings
    inner join targets on row_findings.indicator_value_id = targets.indicator_value_id
    qualify
        row_number() over (
            partition by row_findings.rule_id, row_findings.indicator_id
            order by targets.horizon_rank asc, row_findings.indicator_value_id asc
        ) = 1
),

repeated as (
    select
        project_id,
        name_key,
        target_key,
        {{ joined_distinct_texts('level2', "', '") }} as classes_text
    from targets
    where
        not is_name_blank
        and not is_placeholder
        and name_key is not null
        and target_key is not null
        and level2 is not null
        and horizon_rank = 1
    group by project_id, name_key, target_key
    having count(distinct level2) > 1
),

repeated_findings as (
    select
        'M10' as rule_id,
        targets.project_id,
        targets.document_id,
        targets.indicator_value_id,
        targets.page_no,
        targets.sheet_name,
        targets.table_no,
        targets.row_no,
        'The same indicator with the same target in: ' || repeated.classes_text || '.' as message_en,
        '同一指标、同一目标值列入：' || repeated.classes_text || '。' as message_zh,
        concat_ws(' — ', repeated.classes_text, targets.indicator_name, targets.target_text) as evidence
    from repeated
    inner join targets
        on
            repeated.project_id = targets.project_id
            and repeated.name_key = targets.name_key
            and repeated.target_key = targets.target_key
    where targets.horizon_rank = 1 and targets.level2 is not null
    qualify
        row_number() over (
            partition by repeated.project_id, repeated.name_key, repeated.target_key
            order by
                targets.page_no asc, targets.table_no asc, targets.row_no asc, targets.item_no asc,
                targets.indicator_value_id asc
        ) = 1
),

final as (
    {% for hits in ['misfiled_indicators', 'repeated_findings'] -%}
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
