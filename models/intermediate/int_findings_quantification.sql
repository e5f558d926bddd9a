-- Targets that do not say in numbers, with a bound and in a fitting unit, what is to be reached.
{%- set row_rules = [
    (
        'Q02', 'is_words_for_number', 'The class asks for a number; the target is words.', '该类别要求填写量化值，目标值却是文字。'
    ),
    ('Q03', 'is_vague_degree', 'A word of degree without a scale.', '程度词没有分级标准。'),
    ('Q04', 'is_empty_bound', 'Any result meets this bound.', '任何结果都满足这一界限。'),
    (
        'Q05', 'is_over_full', 'A share cannot exceed 100 %, so at least 100 % means exactly that.',
        '比率不会超过100%，≥100%实为等于100%。'
    ),
    (
        'Q06', 'is_against_direction', 'The comparator points away from what is wanted.', '比较符与期望方向相反。'
    ),
    ('Q07', 'is_without_comparator', 'A number without a comparator.', '数值没有比较符。'),
    ('Q08', 'is_without_unit', 'A number without a unit, in the cell or in the name.', '数值没有单位，名称中也没有。'),
    ('Q09', 'is_unit_unfit', 'The unit measures something else than the name speaks of.', '单位与名称所指不是一类。'),
    ('Q10', 'is_several_quantities', 'Several quantities in one target.', '一个目标值内有多个数量。'),
    ('Q11', 'is_growth_implausible', 'Growth of 90 % or more in one year.', '一年增长90%及以上。'),
    ('Q13', 'is_range_of_count', 'A range instead of a count.', '计数指标为区间。'),
    ('Q14', 'is_control_phrase', 'A phrase of control instead of a value.', '以控制用语代替目标值。'),
    ('Q15', 'is_exact_count', 'An exact count, which doing more would miss.', '数量写“=”，多做也不算完成。'),
    ('Q16', 'is_count_capped', 'A quantity to be delivered is capped.', '产出数量设了上限。'),
    ('Q17', 'is_share_in_words', 'A share without a number.', '比率没有数值。'),
] %}

with targets as (
    select * from {{ ref('int_review_targets') }}
),

projects as (
    select * from {{ ref('int_projects') }}
),

counting_units as (
    select distinct {{ compact_value('unit') }} as unit_key
    from {{ ref('units') }}
    where dimension in ('count', 'people', 'person_times')
),

-- What follows each number of a text that no single reading fits.
followers as (
    select
        indicator_value_id,
        {{ unnested("regexp_extract_all(value_key, '[0-9]+(?:[.][0-9]+)?([^0-9.,])', 1)") }} as follower
    from targets
    where value_kind = 'qualitative' and is_ambiguous
),

counted_followers as (
    select
        followers.indicator_value_id,
        count(*) as quantities_count
    from followers
    inner join counting_units on followers.follower = counting_units.unit_key
    group by followers.indicator_value_id
),

judged as (
    select
        targets.indicator_value_id,
        targets.project_id,
        targets.document_id,
        targets.page_no,
        targets.sheet_name,
        targets.table_no,
        targets.row_no,
        targets.evidence_text,
        targets.asks_number and targets.value_kind = 'qualitative' as is_words_for_number,
        -- The frame of evaluation (决策, 过程) is judged in words by design.
        targets.is_vague and coalesce(targets.level1 not in ('决策指标', '过程指标'), true) as is_vague_degree,
        not targets.is_held_down
        and not targets.is_placeholder
        and (
            (targets.comparator = '>=' and targets.canonical_low <= 0)
            or (
                targets.comparator = '<='
                and targets.value_dimension = 'ratio'
                and targets.canonical_unit = '%'
                and targets.canonical_high >= 100
                and targets.is_bounded_share
                and targets.head_polarity = 'up'
            )
        ) as is_empty_bound,
        targets.comparator in ('>=', '>')
        and targets.canonical_unit = '%'
        and targets.canonical_low >= 100
        and not targets.is_held_down
        and targets.is_bounded_share
        and targets.head_polarity = 'up' as is_over_full,
        not targets.is_benefit
        and not targets.is_ambiguous
        and (
            (
                targets.head_polarity = 'up'
                and targets.comparator in ('<=', '<')
                and (
                    targets.head_concept_id = 'service_life'
                    or (
                        targets.value_dimension = 'ratio'
                        and targets.canonical_high < 100
                        and targets.is_bounded_share
                    )
                )
            )
            or (
                targets.head_polarity = 'down'
                and targets.comparator in ('>=', '>')
                and targets.canonical_low > 0
                and (
                    (targets.head_kind = 'rate' and targets.value_dimension = 'ratio')
                    or (targets.head_kind = 'time' and targets.value_dimension = 'time')
                    or (targets.head_kind = 'money' and targets.value_dimension = 'money')
                    or (targets.head_kind = 'count' and targets.value_dimension = 'count')
                )
            )
        ) as is_against_direction,
        -- All of a share leaves nothing open.
        targets.value_kind in ('number', 'percent', 'duration')
        and targets.comparator is null
        and not targets.is_ambiguous
        and not coalesce(targets.value_kind = 'percent' and targets.canonical_low = 100, false)
            as is_without_comparator,
        targets.value_kind in ('number', 'range')
        and targets.canonical_unit is null
        and not targets.is_ambiguous
        and not targets.has_unit_in_name
        and coalesce(targets.canonical_low, targets.canonical_high) <> 0 as is_without_unit,
        not targets.is_ambiguous
        and (
            (targets.head_kind = 'time' and targets.value_dimension in ('ratio', 'money', 'count'))
            or (
                targets.head_kind in ('rate', 'satisfaction')
                and targets.value_dimension in ('count', 'money', 'time', 'date', 'measure')
            )
            or (targets.head_kind = 'count' and targets.value_dimension in ('ratio', 'money', 'time', 'date'))
            or (targets.head_kind = 'money' and targets.value_dimension in ('count', 'time', 'date'))
        ) as is_unit_unfit,
        coalesce(counted_followers.quantities_count >= 2, false) as is_several_quantities,
        targets.head_concept_id = 'growth_rate'
        and targets.horizon = 'annual'
        and targets.canonical_unit = '%'
        and coalesce(targets.comparator, '=') in ('>=', '>', '=')
        and targets.canonical_low >= 90 as is_growth_implausible,
        targets.value_kind = 'range' and targets.value_dimension = 'count' as is_range_of_count,
        targets.is_placeholder and targets.is_ambiguous as is_control_phrase,
        targets.comparator = '='
        and targets.value_kind = 'number'
        and targets.level2 = '数量指标'
        and targets.value_dimension = 'count' as is_exact_count,
        targets.comparator in ('<=', '<')
        and targets.level2 = '数量指标'
        and targets.value_dimension = 'count'
        and targets.canonical_high > 0
        and not targets.is_bad_event as is_count_capped,
        targets.head_kind in ('rate', 'satisfaction')
        and targets.value_kind = 'qualitative'
        and not targets.is_ambiguous
        and not {{ regexp_matches('targets.value_key', '[0-9零一二三四五六七八九十百千万两半]') }} as is_share_in_words
    from targets
    left join counted_followers on targets.indicator_value_id = counted_followers.indicator_value_id
),

row_findings as (
    {% for rule_id, condition, message_en, message_zh in row_rules -%}
        select
            '{{ rule_id }}' as rule_id,
            project_id,
            document_id,
            indicator_value_id,
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

-- An indicator counts once, by the value of its nearest horizon.
first_values as (
    select
        project_id,
        indicator_id,
        value_kind
    from targets
    where value_kind not in ('placeholder', 'empty')
    qualify row_number() over (partition by indicator_id order by horizon_rank asc, indicator_value_id asc) = 1
),

shares as (
    select
        project_id,
        count(*) as targets_count,
        count(*) filter (where value_kind <> 'qualitative') as quantified_count
    from first_values
    group by project_id
),

share_findings as (
    select
        'Q01' as rule_id,
        projects.project_id,
        projects.document_id,
        cast(null as string) as indicator_value_id,
        projects.page_no,
        projects.sheet_name,
        projects.table_no,
        projects.row_no,
        cast(shares.quantified_count as string) || ' of ' || cast(shares.targets_count as string)
        || ' targets are numbers or dates.' as message_en,
        cast(shares.targets_count as string) || '项目标值中，' || cast(shares.quantified_count as string)
        || '项为数值或日期。' as message_zh,
        projects.project_name as evidence
    from shares
    inner join projects on shares.project_id = projects.project_id
    where shares.quantified_count * 10 < shares.targets_count * 6
),

final as (
    {% for hits in ['row_findings', 'share_findings'] -%}
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
