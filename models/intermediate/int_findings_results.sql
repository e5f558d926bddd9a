-- Self-evaluations: rates, weights and scores that do not come out, and results that tell something about the target.
with review_values as (
    select * from {{ ref('int_review_values') }}
    where is_effective
),

projects as (
    select * from {{ ref('int_projects') }}
),

funding_lines as (
    select * from {{ ref('stg_funding_lines') }}
),

fields as (
    select * from {{ ref('stg_fields') }}
),

column_labels as (
    select
        label_key,
        min(target) as target
    from {{ ref('int_labels') }}
    where role = 'column' and target in ('rate', 'score', 'weight')
    group by label_key
),

staged_amounts as (
    select * from {{ ref('int_funding_lines') }}
),

print_values as (
    select * from {{ ref('int_indicator_print_values') }}
),

readings as (
    select * from {{ ref('int_value_readings') }}
),

-- What a funding line prints beside its amounts: execution rate, its weight and its score.
line_texts as (
    select
        projects.project_id,
        funding_lines.line_no,
        funding_lines.column_no,
        column_labels.target,
        funding_lines.amount_text,
        replace(funding_lines.amount_text, '％', '%') as amount_tidy
    from funding_lines
    inner join column_labels on funding_lines.amount_heading_key = column_labels.label_key
    inner join projects
        on
            funding_lines.document_id = projects.document_id
            and funding_lines.form_no = projects.form_no
            and funding_lines.record_no = projects.record_no
),

bare_texts as (
    select
        project_id,
        line_no,
        column_no,
        target,
        amount_text,
        replace(amount_tidy, '%', '') as number_text,
        instr(amount_tidy, '%') > 0 as has_percent_sign,
        length(regexp_extract(amount_tidy, '[.]([0-9]+)', 1)) as decimals_count
    from line_texts
),

line_numbers as (
    select
        project_id,
        line_no,
        column_no,
        target,
        amount_text,
        has_percent_sign,
        decimals_count,
        {{ parse_decimal('number_text') }} as printed_number
    from bare_texts
),

executed_lines as (
    select
        project_id,
        document_id,
        line_no,
        min(page_no) as page_no,
        min(sheet_name) as sheet_name,
        min(table_no) as table_no,
        min(row_no) as row_no,
        min(label_text) as label_text,
        max(amount_yuan) filter (where amount_stage = 'executed') as executed_yuan,
        coalesce(
            max(amount_yuan) filter (where amount_stage = 'budget_adjusted'),
            max(amount_yuan) filter (where amount_stage = 'budget')
        ) as base_yuan,
        coalesce(
            max(precision_yuan) filter (where amount_stage = 'budget_adjusted'),
            max(precision_yuan) filter (where amount_stage = 'budget')
        ) as base_precision_yuan,
        max(precision_yuan) filter (where amount_stage = 'executed') as executed_precision_yuan
    from staged_amounts
    group by project_id, document_id, line_no
),

-- 98 and 98.00% are one rate; 0.98 without a sign is the same as a share. What rounding leaves is half a unit of the
-- last digit of the rate, and what the rounding of both amounts can do to it.
rates as (
    select
        executed_lines.project_id,
        executed_lines.document_id,
        executed_lines.page_no,
        executed_lines.sheet_name,
        executed_lines.table_no,
        executed_lines.row_no,
        executed_lines.label_text,
        executed_lines.executed_yuan,
        executed_lines.base_yuan,
        line_numbers.line_no,
        line_numbers.column_no,
        line_numbers.amount_text,
        case
            when not line_numbers.has_percent_sign and line_numbers.printed_number <= 1.5
                then cast(line_numbers.printed_number as double) * 100
            else cast(line_numbers.printed_number as double)
        end as printed_percent,
        cast(executed_lines.executed_yuan as double) / cast(executed_lines.base_yuan as double) * 100
            as computed_percent,
        power(0.1, line_numbers.decimals_count) * 0.51
        * case when not line_numbers.has_percent_sign and line_numbers.printed_number <= 1.5 then 100 else 1 end
        + 100 * cast(
            coalesce(executed_lines.executed_precision_yuan, 0) + coalesce(executed_lines.base_precision_yuan, 0)
            as double
        ) / cast(executed_lines.base_yuan as double) as tolerance_percent
    from executed_lines
    inner join line_numbers
        on
            executed_lines.project_id = line_numbers.project_id
            and executed_lines.line_no = line_numbers.line_no
            and line_numbers.target = 'rate'
    where
        executed_lines.base_yuan > 0
        and executed_lines.executed_yuan is not null
        and line_numbers.printed_number is not null
),

-- Of the rates of one row the one that is farthest off.
rate_findings as (
    select
        'E01' as rule_id,
        project_id,
        document_id,
        cast(null as string) as indicator_value_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        'Printed ' || amount_text || ', but ' || {{ yuan_text('executed_yuan') }} || ' of '
        || {{ yuan_text('base_yuan') }} || ' yuan is ' || cast(round(computed_percent, 2) as string) || ' %.'
            as message_en,
        '印执行率' || amount_text || '，执行' || {{ yuan_text('executed_yuan') }} || '元、预算'
        || {{ yuan_text('base_yuan') }} || '元应为' || cast(round(computed_percent, 2) as string) || '%。' as message_zh,
        concat_ws(' — ', label_text, amount_text) as evidence
    from rates
    where
        abs(printed_percent - computed_percent) > tolerance_percent
        -- Spent above the budget is often printed as 100 %.
        and not (printed_percent = 100 and computed_percent > 100)
    qualify
        row_number() over (
            partition by project_id, page_no, sheet_name, table_no, row_no
            order by abs(printed_percent - computed_percent) desc, line_no, column_no
        ) = 1
),

-- One weight and one score for an indicator, whatever horizons it has.
scored as (
    select
        project_id,
        document_id,
        indicator_id,
        indicator_value_id,
        form_purpose,
        level2,
        indicator_name,
        target_text,
        weight,
        score,
        value_kind,
        is_placeholder,
        comparator,
        polarity,
        value_low,
        value_high,
        canonical_low,
        canonical_high,
        canonical_unit,
        actual_text,
        page_no,
        sheet_name,
        table_no,
        row_no
    from review_values
    where form_purpose = 'self_evaluation' or weight is not null
    qualify
        row_number() over (
            partition by indicator_id
            order by case when horizon = 'annual' then 0 else 1 end asc, horizon_value_no asc, indicator_value_id asc
        ) = 1
),

form_sums as (
    select
        project_id,
        sum(weight) as weights_sum,
        count(*) filter (where weight is null and not is_placeholder and value_kind <> 'empty') as unweighted_count,
        sum(score) as scores_sum,
        count(score) as scores_count,
        count(*) filter (where score is null and weight is not null) as unscored_count
    from scored
    group by project_id
),

execution_numbers as (
    select
        project_id,
        max(printed_number) filter (where target = 'weight') as execution_weight,
        max(printed_number) filter (where target = 'score') as execution_score
    from line_numbers
    group by project_id
),

score_texts as (
    select
        projects.project_id,
        fields.value_text,
        {{ parse_decimal('fields.value_text') }} as score_total
    from fields
    inner join projects
        on
            fields.document_id = projects.document_id
            and fields.form_no = projects.form_no
            and fields.record_no = projects.record_no
    where fields.field = 'score_total_text'
),

printed_scores as (
    select
        project_id,
        max(score_total) as score_total,
        max(value_text) as score_total_text
    from score_texts
    group by project_id
),

sums as (
    select
        projects.project_id,
        projects.document_id,
        projects.page_no,
        projects.sheet_name,
        projects.table_no,
        projects.row_no,
        form_sums.weights_sum,
        form_sums.unweighted_count,
        form_sums.scores_sum,
        form_sums.scores_count,
        form_sums.unscored_count,
        coalesce(execution_numbers.execution_weight, 0) as execution_weight,
        coalesce(execution_numbers.execution_score, 0) as execution_score,
        printed_scores.score_total,
        printed_scores.score_total_text
    from form_sums
    inner join projects on form_sums.project_id = projects.project_id
    left join execution_numbers on form_sums.project_id = execution_numbers.project_id
    left join printed_scores on form_sums.project_id = printed_scores.project_id
),

score_sum_findings as (
    select
        'E02' as rule_id,
        project_id,
        document_id,
        cast(null as string) as indicator_value_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        'Total score ' || score_total_text || ', but the scores come to '
        || {{ yuan_text('scores_sum + execution_score') }} || '.' as message_en,
        '印总分' || score_total_text || '，各项得分合计为' || {{ yuan_text('scores_sum + execution_score') }} || '。'
            as message_zh,
        score_total_text as evidence
    from sums
    where
        scores_count > 0
        and unscored_count = 0
        and score_total is not null
        -- Scores are printed to one or two decimals; a total may be rounded to one.
        and abs(score_total - scores_sum) > 0.1
        and abs(score_total - scores_sum - execution_score) > 0.1
),

weight_findings as (
    select
        'C11' as rule_id,
        project_id,
        document_id,
        cast(null as string) as indicator_value_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        'The weights of the indicators come to ' || {{ yuan_text('weights_sum') }} || '.' as message_en,
        '各指标权重合计为' || {{ yuan_text('weights_sum') }} || '。' as message_zh,
        {{ yuan_text('weights_sum') }} as evidence
    from sums
    where
        unweighted_count = 0
        and weights_sum not in (90, 100)
        and weights_sum + execution_weight <> 100
        -- Weights as shares of one.
        and weights_sum not in (0.9, 1)
),

-- The actual value in the units of the target, so that 8.6万人 and 80000人 can be set side by side. An actual without a
-- unit is in the unit of its target, unless that scales.
actuals as (
    select
        scored.project_id,
        scored.document_id,
        scored.indicator_value_id,
        scored.page_no,
        scored.sheet_name,
        scored.table_no,
        scored.row_no,
        scored.weight,
        scored.score,
        scored.comparator,
        scored.value_kind,
        scored.polarity,
        scored.canonical_low,
        scored.canonical_high,
        readings.canonical_low as actual_number,
        concat_ws(' — ', scored.level2, scored.indicator_name, scored.target_text, scored.actual_text) as evidence
    from scored
    inner join print_values on scored.indicator_id = print_values.print_id
    inner join readings on print_values.actual_reading_id = readings.reading_id
    where
        scored.actual_text is not null
        and scored.value_kind in ('number', 'percent', 'duration')
        and not readings.is_ambiguous
        and readings.comparator is null
        and readings.canonical_low = readings.canonical_high
        and (
            (
                readings.value_kind = scored.value_kind
                and readings.canonical_unit is not distinct from scored.canonical_unit
            )
            or (
                readings.value_kind = 'number'
                and scored.value_kind = 'number'
                and readings.canonical_unit is null
                and coalesce(scored.canonical_low, scored.canonical_high)
                = coalesce(scored.value_low, scored.value_high)
            )
        )
    qualify row_number() over (partition by scored.indicator_id order by print_values.value_no) = 1
),

far_above_findings as (
    select
        'E04' as rule_id,
        project_id,
        document_id,
        indicator_value_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        'The actual value is 130 % of the target or more.' as message_en,
        '实际值达到目标值的130%及以上。' as message_zh,
        evidence
    from actuals
    where
        comparator in ('>=', '>')
        and value_kind in ('number', 'percent')
        and coalesce(polarity, 'up') = 'up'
        and canonical_low > 0
        and actual_number * 10 >= canonical_low * 13
),

missed_findings as (
    select
        'E05' as rule_id,
        project_id,
        document_id,
        indicator_value_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        'The actual value misses the target, and the score is full.' as message_en,
        '实际值未达到目标值，却得满分。' as message_zh,
        evidence
    from actuals
    where
        score = weight
        and weight > 0
        and (
            (comparator in ('>=', '>', '=') and actual_number < canonical_low)
            or (comparator in ('<=', '<') and actual_number > canonical_high)
        )
),

score_findings as (
    select
        'E02' as rule_id,
        project_id,
        document_id,
        indicator_value_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        'The score exceeds its weight.' as message_en,
        '得分超过分值。' as message_zh,
        concat_ws(
            ' — ', level2, indicator_name, {{ yuan_text('score') }} || ' > ' || {{ yuan_text('weight') }}
        ) as evidence
    from scored
    where score > weight
),

-- A form that prints no actual value at all is none to be judged by them.
forms_with_actuals as (
    select project_id
    from scored
    where form_purpose = 'self_evaluation'
    group by project_id
    having count(actual_text) > 0
),

unreported_findings as (
    select
        'E06' as rule_id,
        scored.project_id,
        scored.document_id,
        scored.indicator_value_id,
        scored.page_no,
        scored.sheet_name,
        scored.table_no,
        scored.row_no,
        'No actual value beside the target.' as message_en,
        '有目标值而没有实际完成值。' as message_zh,
        concat_ws(' — ', scored.level2, scored.indicator_name, scored.target_text) as evidence
    from scored
    inner join forms_with_actuals on scored.project_id = forms_with_actuals.project_id
    where scored.actual_text is null and not scored.is_placeholder and scored.value_kind <> 'empty'
),

deviations as (
    select
        print_id,
        max(deviation_text) as deviation_text
    from print_values
    group by print_id
),

-- Only a form that gives a reason somewhere has a column for it.
forms_with_reasons as (
    select scored.project_id
    from scored
    inner join deviations on scored.indicator_id = deviations.print_id
    group by scored.project_id
    having count(deviations.deviation_text) > 0
),

unexplained_findings as (
    select
        'E07' as rule_id,
        scored.project_id,
        scored.document_id,
        scored.indicator_value_id,
        scored.page_no,
        scored.sheet_name,
        scored.table_no,
        scored.row_no,
        'Points were lost and no reason is given.' as message_en,
        '扣分而没有说明原因。' as message_zh,
        concat_ws(
            ' — ', scored.level2, scored.indicator_name,
            {{ yuan_text('scored.score') }} || ' < ' || {{ yuan_text('scored.weight') }}
        ) as evidence
    from scored
    inner join forms_with_reasons on scored.project_id = forms_with_reasons.project_id
    left join deviations on scored.indicator_id = deviations.print_id
    where scored.score < scored.weight and deviations.deviation_text is null
),

final as (
    {% for hits in [
        'rate_findings', 'score_sum_findings', 'score_findings', 'weight_findings', 'far_above_findings',
        'missed_findings', 'unreported_findings', 'unexplained_findings',
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
