-- Q64. How high is satisfaction, or another measure, set in each place? 满意度等同类衡量，各地定得多高？
-- A row: one kind of measure and unit in one place and budget year. 每行：一地一年度的一种衡量与单位。
-- Caveats: whatever is measured counts alike, trainees' satisfaction with visitors'; Q23 tells them apart. Targets of
-- the year that hold, read without ambiguity. Money, and numbers of things without a direction, are left out.
-- 合并了不同对象的同类指标，按对象比较见 Q23；金额和无方向的数量不计。

-- Columns: measure, polarity, canonical_unit, region_name, budget_year_label, indicators, projects, lowest,
-- median_target, highest, lowest_name, lowest_place
with targets as (
    select
        measure,
        polarity,
        canonical_unit,
        region_name,
        budget_year_label,
        project_id,
        indicator_name,
        comparable_target,
        document_path,
        place_text,
        row_number() over (
            partition by measure, polarity, canonical_unit, region_name, budget_year_label
            order by comparable_target asc, document_path asc, place_text asc, indicator_value_id asc
        ) as rank_from_lowest
    from {{ ref('rpt_indicator_targets') }}
    where
        is_counted
        and horizon = 'annual'
        and polarity <> 'neutral'
        and measure is not null
        and comparable_target is not null
        and canonical_unit not like '元%'
),

final as (
    select
        measure,
        polarity,
        canonical_unit,
        region_name,
        budget_year_label,
        count(*) as indicators,
        count(distinct project_id) as projects,
        min(comparable_target) as lowest,
        median(comparable_target) as median_target,
        max(comparable_target) as highest,
        min(case when rank_from_lowest = 1 then indicator_name end) as lowest_name,
        min(case when rank_from_lowest = 1 then document_path || ' ' || place_text end) as lowest_place
    from targets
    group by
        measure,
        polarity,
        canonical_unit,
        region_name,
        budget_year_label
)

select
    measure,
    polarity,
    canonical_unit,
    region_name,
    budget_year_label,
    indicators,
    projects,
    lowest,
    median_target,
    highest,
    lowest_name,
    lowest_place
from final
order by measure asc, polarity asc, canonical_unit asc, region_name asc, budget_year_label asc
