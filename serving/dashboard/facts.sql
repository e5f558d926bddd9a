-- Steps between the marts and the cubes of the page, as temporary tables. The published file is attached as `source`.
-- A carrier is what a row belongs to: a form, or what speaks of a whole list, or a row of the coverage; it has the keys
-- of the filters. Unknown is '' everywhere. Money is in cents, as whole numbers.

create temp table places as
select
    region_code,
    region_name,
    case when region_level = 'central' then '000000' else coalesce(province_code, '') end as province
from source.marts.dim_regions;

create temp table indicators as
select
    indicator_id,
    project_id as carrier_id,
    coalesce(level1, '') || '|' || coalesce(level2, '') as class_id,
    bool_or(value_kind in ('number', 'range', 'percent', 'duration', 'date')) as is_quantified
from source.marts.fct_indicator_values
where is_counted
group by all;

create temp table money as
select
    project_id,
    cast(amount_yuan * 100 as hugeint) as cents,
    amount_text,
    unit_text,
    place_text
from source.marts.fct_project_spending
where is_counted;

create temp table projects as
with classes as (
    select
        carrier_id,
        string_agg(distinct class_id, ' ' order by class_id) as classes,
        string_agg(distinct split_part(class_id, '|', 1) || '|', ' ' order by split_part(class_id, '|', 1) || '|')
            as main_classes
    from indicators
    group by carrier_id
),

severities as (
    select
        project_id,
        bit_or(case severity when 'high' then 8 when 'medium' then 4 when 'low' then 2 else 1 end) as severities
    from source.marts.fct_review_findings
    where project_id is not null
    group by project_id
)

select
    projects.project_id as carrier_id,
    projects.document_id,
    projects.form_kind,
    projects.form_purpose,
    coalesce(projects.project_name, projects.agency_name, '') as project_name,
    coalesce(places.province, '') as province,
    coalesce(places.region_code, '') as region,
    coalesce(cast(projects.budget_year as varchar), '') as budget_year,
    coalesce(projects.agency_id, '') as agency,
    coalesce(classes.classes, '') as classes,
    coalesce(classes.main_classes, '') as main_classes,
    coalesce(severities.severities, 0) as severities,
    money.project_id is not null as is_counted,
    money.cents,
    money.amount_text,
    money.unit_text,
    coalesce(money.place_text, projects.place_text) as place_text
from source.marts.dim_projects as projects
left join places on projects.region_code = places.region_code
left join classes on projects.project_id = classes.carrier_id
left join severities on projects.project_id = severities.project_id
left join money on projects.project_id = money.project_id;

create temp table findings as
select
    coalesce(project_id, 'finding ' || document_id) as carrier_id,
    project_id,
    document_id,
    region_code,
    budget_year,
    rule_id,
    project_name,
    message_zh,
    message_en,
    coalesce(evidence, '') as evidence,
    cast(cast(amount_at_stake_yuan as decimal(20, 2)) * 100 as hugeint) as stake_cents,
    place_text,
    finding_id
from source.marts.rpt_review_findings;

create temp table totals as
select
    coalesce(facts.project_id, 'total ' || facts.document_id) as carrier_id,
    facts.project_id,
    facts.document_id,
    report.region_code,
    report.budget_year,
    report.agency_name,
    report.project_name,
    report.balance,
    facts.check_name,
    coalesce(facts.label_text, '') as label_text,
    coalesce(facts.column_label, '') as column_label,
    cast(facts.printed_yuan * 100 as hugeint) as printed_cents,
    cast(facts.computed_yuan * 100 as hugeint) as computed_cents,
    cast(facts.gap_yuan * 100 as hugeint) as gap_cents,
    facts.place_text,
    facts.reconciliation_id
from source.marts.fct_reconciliations as facts
inner join source.marts.rpt_reconciliations as report on facts.reconciliation_id = report.reconciliation_id;

create temp table carriers as
with loose as (
    select distinct
        carrier_id,
        region_code,
        budget_year,
        cast(null as varchar) as agency_name,
        '' as classes
    from findings
    where project_id is null
    union all
    select distinct
        carrier_id,
        region_code,
        budget_year,
        agency_name,
        '' as classes
    from totals
    where project_id is null
    union all
    -- Documents have no classes: the coverage shows whatever the class.
    select
        'coverage ' || coverage_id as carrier_id,
        region_code,
        budget_year,
        agency_name,
        '*' as classes
    from source.marts.rpt_coverage
),

agencies as (
    select
        region_code,
        agency_name,
        min(agency_id) as agency_id
    from source.marts.dim_agencies
    group by region_code, agency_name
)

select
    carrier_id,
    province,
    region,
    budget_year,
    agency,
    classes,
    main_classes
from projects
union all
select
    loose.carrier_id,
    coalesce(places.province, '') as province,
    coalesce(places.region_code, '') as region,
    coalesce(cast(loose.budget_year as varchar), '') as budget_year,
    coalesce(agencies.agency_id, '') as agency,
    loose.classes,
    loose.classes as main_classes
from loose
left join places on loose.region_code = places.region_code
left join agencies on loose.region_code = agencies.region_code and loose.agency_name = agencies.agency_name;

-- The lines that add up to a budget, by fund; what they leave over, or a budget without lines, is under ''.
create temp table sources as
with lines as (
    select
        funding.project_id as carrier_id,
        coalesce(funding.fund_id, funding.funding_source_id, '') as source_id,
        cast(sum(funding.amount_yuan) * 100 as hugeint) as cents
    from source.marts.fct_project_funding as funding
    inner join projects on funding.project_id = projects.carrier_id
    where funding.is_additive and funding.amount_stage = 'budget' and projects.cents is not null
    group by all
    having sum(funding.amount_yuan) is not null
),

line_sums as (
    select
        carrier_id,
        sum(cents) as cents
    from lines
    group by carrier_id
)

select
    carrier_id,
    source_id,
    cents
from lines
union all
select
    projects.carrier_id,
    '' as source_id,
    projects.cents - coalesce(line_sums.cents, 0) as cents
from projects
left join line_sums on projects.carrier_id = line_sums.carrier_id
where projects.cents <> coalesce(line_sums.cents, 0);

create temp table targets as
select
    project_id as carrier_id,
    coalesce(level1, '') || '|' || coalesce(level2, '') as class_id,
    concept_id,
    canonical_unit as unit,
    comparable_target as target
from source.marts.rpt_indicator_targets
where comparable_target is not null;

create temp table costs as
select
    project_id as carrier_id,
    document_id,
    project_name,
    coalesce(thing_id, thing) as thing_id,
    thing,
    coalesce(thing_en, thing) as thing_en,
    unit_cost_yuan,
    coalesce(cost_unit, '') as cost_unit,
    cost_bound,
    cost_basis,
    is_ambiguous,
    coalesce(numerator_label, '') as numerator_label,
    numerator_text,
    coalesce(denominator_label, '') as denominator_label,
    denominator_text,
    place_text,
    denominator_place_text,
    unit_cost_id
from source.marts.rpt_unit_costs
where is_counted and isfinite(unit_cost_yuan);
