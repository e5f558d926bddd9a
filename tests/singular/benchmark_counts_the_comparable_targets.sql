-- The benchmark and the wide table of targets speak of the same values.
with targets as (
    select
        concept_id,
        canonical_unit,
        count(comparable_target) as indicators_count,
        min(comparable_target) as lowest_target,
        percentile_cont(0.5) within group (order by comparable_target) as median_target,
        max(comparable_target) as highest_target
    from {{ ref('rpt_indicator_targets') }}
    where comparable_target is not null
    group by concept_id, canonical_unit
),

benchmark as (
    select * from {{ ref('rpt_indicator_benchmark') }}
    where area_scope = 'corpus'
)

select
    coalesce(targets.concept_id, benchmark.concept_id) as concept_id,
    coalesce(targets.canonical_unit, benchmark.canonical_unit) as canonical_unit,
    targets.indicators_count as in_targets,
    benchmark.indicators_count as in_benchmark
from targets
full outer join benchmark
    on targets.concept_id = benchmark.concept_id and targets.canonical_unit = benchmark.canonical_unit
where
    targets.indicators_count is distinct from benchmark.indicators_count
    or targets.lowest_target is distinct from benchmark.lowest_target
    or (targets.median_target is null) <> (benchmark.median_target is null)
    -- The engines round a median between two values each in its way, in the last digit.
    or abs(targets.median_target - benchmark.median_target) > 1e-9 * abs(benchmark.median_target)
    or targets.highest_target is distinct from benchmark.highest_target
