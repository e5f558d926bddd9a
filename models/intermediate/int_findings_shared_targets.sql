-- One target in many projects of an agency. Looks across documents, so it is rebuilt whole.
with targets as (
    select * from {{ ref('int_review_targets') }}
),

series as (
    select
        project_id,
        series_id
    from {{ ref('int_project_series') }}
),

-- A target form and its self-evaluation are one project; an unknown agency has only its own document. Two ceilings of
-- one amount are no copy.
first_targets as (
    select
        targets.indicator_value_id,
        targets.project_id,
        targets.document_id,
        targets.page_no,
        targets.sheet_name,
        targets.table_no,
        targets.row_no,
        targets.evidence_text,
        targets.name_key,
        targets.target_key,
        coalesce(targets.agency_id, targets.document_id) as group_id,
        coalesce(targets.budget_year, 0) as group_year,
        coalesce(series.series_id, targets.project_id) as series_id
    from targets
    left join series on targets.project_id = series.project_id
    where
        not targets.is_name_blank
        and not targets.is_placeholder
        and targets.target_key is not null
        and coalesce(targets.value_dimension, '') <> 'money'
    qualify
        row_number() over (
            partition by targets.indicator_id order by targets.horizon_rank asc, targets.indicator_value_id asc
        ) = 1
),

shared_targets as (
    select
        group_id,
        group_year,
        name_key,
        target_key,
        count(distinct series_id) as projects_count
    from first_targets
    where name_key is not null
    group by group_id, group_year, name_key, target_key
    having count(distinct series_id) >= 3
),

final as (
    select
        'D03' as rule_id,
        first_targets.project_id,
        first_targets.document_id,
        first_targets.indicator_value_id,
        first_targets.page_no,
        first_targets.sheet_name,
        first_targets.table_no,
        first_targets.row_no,
        'The same name and target in ' || cast(shared_targets.projects_count as string)
        || ' projects of the agency in this year.' as message_en,
        '同一单位同一年度有' || cast(shared_targets.projects_count as string) || '个项目使用相同的名称和目标值。'
            as message_zh,
        first_targets.evidence_text as evidence,
        cast(null as decimal(20, 2)) as amount_at_stake_yuan
    from first_targets
    inner join shared_targets
        on
            first_targets.group_id = shared_targets.group_id
            and first_targets.group_year = shared_targets.group_year
            and first_targets.name_key = shared_targets.name_key
            and first_targets.target_key = shared_targets.target_key
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
