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

documents as (
    select
        document_id,
        title,
        path,
        source_url
    from {{ ref('dim_documents') }}
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

kinds as (
    select distinct
        form_kind,
        form_purpose
    from projects
),

-- Every rule that speaks of a form of that kind weighs once.
possible as (
    select
        kinds.form_kind,
        kinds.form_purpose,
        rules.criterion,
        sum(rules.severity_weight) as possible_weight
    from kinds
    inner join rules on rules.applies_to in ('all', kinds.form_kind, kinds.form_purpose)
    group by kinds.form_kind, kinds.form_purpose, rules.criterion
),

-- A rule that judges indicators is hit by the share of them that it finds wanting; one that found something in a form
-- it does not speak of weighs there too.
hit_rules as (
    select
        hits.project_id,
        rules.rule_id,
        rules.criterion,
        rules.severity,
        rules.severity_weight,
        rules.title_zh,
        hits.hits_count,
        case
            when rules.judges = 'indicator' then greatest(coalesce(indicators.indicators_count, 0), 1)
            else 1
        end as chances_count,
        rules.applies_to in ('all', projects.form_kind, projects.form_purpose) as is_applicable
    from hits
    inner join rules on hits.rule_id = rules.rule_id
    inner join projects on hits.project_id = projects.project_id
    left join indicators on hits.project_id = indicators.project_id
),

found as (
    select
        project_id,
        criterion,
        sum(case when is_applicable then 0 else severity_weight end) as added_weight,
        -- each share as a decimal: doubles add up differently in another order of rows
        sum(
            cast(cast(severity_weight * least(hits_count, chances_count) as double) / chances_count as decimal(18, 6))
        ) as hit_weight,
        sum(hits_count) as findings_count,
        sum(case when severity = 'high' then hits_count else 0 end) as high_count,
        sum(case when severity = 'medium' then hits_count else 0 end) as medium_count,
        sum(case when severity = 'low' then hits_count else 0 end) as low_count,
        sum(case when severity = 'info' then hits_count else 0 end) as info_count,
        {{ texts_in_order(
            "case when hits_count = 1 then rule_id else rule_id || '×' || cast(hits_count as string) end",
            "' '", 'rule_id'
        ) }} as rule_ids,
        {{ texts_in_order("rule_id || ' ' || title_zh", "'；'", 'rule_id') }} as findings_text
    from hit_rules
    group by project_id, criterion
),

judged as (
    select
        projects.project_id,
        possible.criterion
    from projects
    inner join possible
        on
            projects.form_kind = possible.form_kind
            and projects.form_purpose = possible.form_purpose
    union
    select
        project_id,
        criterion
    from found
),

scored as (
    select
        judged.project_id,
        judged.criterion,
        coalesce(possible.possible_weight, 0) + coalesce(found.added_weight, 0) as possible_weight,
        coalesce(found.hit_weight, 0) as hit_weight,
        coalesce(found.findings_count, 0) as findings_count,
        coalesce(found.high_count, 0) as high_count,
        coalesce(found.medium_count, 0) as medium_count,
        coalesce(found.low_count, 0) as low_count,
        coalesce(found.info_count, 0) as info_count,
        found.rule_ids,
        found.findings_text
    from judged
    inner join projects on judged.project_id = projects.project_id
    left join possible
        on
            projects.form_kind = possible.form_kind
            and projects.form_purpose = possible.form_purpose
            and judged.criterion = possible.criterion
    left join found
        on
            judged.project_id = found.project_id
            and judged.criterion = found.criterion
),

final as (
    select
        scored.project_id,
        scored.criterion,
        projects.document_id,
        projects.province_code,
        {{ province_label('regions') }} as province_name,
        coalesce(regions.prefecture_name, '') as prefecture_name,
        projects.region_code,
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year,
        projects.budget_year_label,
        coalesce(projects.agency_name, '未知') as agency_name,
        coalesce(projects.project_name, projects.agency_name, '未知') as project_name,
        projects.form_kind,
        projects.form_purpose,
        cast(scored.possible_weight as double) as possible_weight,
        cast(scored.hit_weight as double) as hit_weight,
        case
            when scored.possible_weight > 0
                then 1 - cast(scored.hit_weight as double) / cast(scored.possible_weight as double)
        end as score_share,
        cast(scored.findings_count as bigint) as findings_count,
        cast(scored.high_count as bigint) as high_count,
        cast(scored.medium_count as bigint) as medium_count,
        cast(scored.low_count as bigint) as low_count,
        cast(scored.info_count as bigint) as info_count,
        scored.rule_ids,
        scored.findings_text,
        documents.title as document_title,
        documents.path as document_path,
        documents.source_url,
        projects.place_text
    from scored
    inner join projects on scored.project_id = projects.project_id
    left join documents on projects.document_id = documents.document_id
    left join regions on projects.region_code = regions.region_code
)

select
    project_id,
    criterion,
    document_id,
    province_code,
    province_name,
    prefecture_name,
    region_code,
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
    document_title,
    document_path,
    source_url,
    place_text
from final
