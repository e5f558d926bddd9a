with projects as (
    select * from {{ ref('dim_projects') }}
),

rules as (
    select * from {{ ref('dim_review_rules') }}
),

findings as (
    select * from {{ ref('fct_review_findings') }}
    where project_id is not null
),

regions as (
    select * from {{ ref('dim_regions') }}
),

indicators as (
    select
        project_id,
        count(distinct indicator_id) as indicators_count
    from {{ ref('fct_indicator_values') }}
    where is_effective
    group by project_id
),

hits as (
    select
        project_id,
        rule_id,
        count(*) as hits_count
    from findings
    group by project_id, rule_id
),

-- Every rule that speaks of the form weighs once; one that judges indicators is hit by the share of them that it finds
-- wanting.
judged as (
    select
        projects.project_id,
        rules.rule_id,
        rules.criterion,
        rules.severity,
        rules.severity_weight,
        rules.title_zh,
        coalesce(hits.hits_count, 0) as hits_count,
        case
            when rules.judges = 'indicator' then greatest(coalesce(indicators.indicators_count, 0), 1)
            else 1
        end as chances_count
    from projects
    cross join rules
    left join hits
        on
            projects.project_id = hits.project_id
            and rules.rule_id = hits.rule_id
    left join indicators on projects.project_id = indicators.project_id
    where
        rules.applies_to in ('all', projects.form_kind, projects.form_purpose)
        or hits.hits_count > 0
),

scored as (
    select
        project_id,
        criterion,
        sum(severity_weight) as possible_weight,
        sum(cast(severity_weight as double) * least(hits_count, chances_count) / chances_count) as hit_weight,
        sum(hits_count) as findings_count,
        sum(case when severity = 'high' then hits_count else 0 end) as high_count,
        sum(case when severity = 'medium' then hits_count else 0 end) as medium_count,
        sum(case when severity = 'low' then hits_count else 0 end) as low_count,
        sum(case when severity = 'info' then hits_count else 0 end) as info_count,
        string_agg(
            case
                when hits_count = 1 then rule_id
                when hits_count > 1 then rule_id || '×' || cast(hits_count as varchar)
            end,
            ' ' order by rule_id
        ) as rule_ids,
        string_agg(case when hits_count > 0 then rule_id || ' ' || title_zh end, '；' order by rule_id) as findings_text
    from judged
    group by project_id, criterion
),

final as (
    select
        scored.project_id,
        scored.criterion,
        projects.document_id,
        coalesce(regions.province_name, case when regions.region_level = 'central' then regions.region_name end, '未知')
            as province_name,
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year,
        projects.budget_year_label,
        coalesce(projects.agency_name, '未知') as agency_name,
        coalesce(projects.project_name, projects.agency_name, '未知') as project_name,
        projects.form_kind,
        projects.form_purpose,
        cast(scored.possible_weight as double) as possible_weight,
        scored.hit_weight,
        case
            when scored.possible_weight > 0
                then 1 - scored.hit_weight / cast(scored.possible_weight as double)
        end as score_share,
        cast(scored.findings_count as bigint) as findings_count,
        cast(scored.high_count as bigint) as high_count,
        cast(scored.medium_count as bigint) as medium_count,
        cast(scored.low_count as bigint) as low_count,
        cast(scored.info_count as bigint) as info_count,
        scored.rule_ids,
        scored.findings_text,
        projects.place_text
    from scored
    inner join projects on scored.project_id = projects.project_id
    left join regions on projects.region_code = regions.region_code
)

select
    project_id,
    criterion,
    document_id,
    province_name,
    region_name,
    budget_year,
    budget_year_label,
    agency_name,
    project_name,
    form_kind,
    form_purpose,
    possible_weight,
    hit_weight,
    score_share,
    findings_count,
    high_count,
    medium_count,
    low_count,
    info_count,
    rule_ids,
    findings_text,
    place_text
from final
