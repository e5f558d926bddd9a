-- Indicators whose number of prints is not the number of rows that lead to them, or whose drafts are misnumbered.
with prints as (
    select
        indicator_id,
        count(*) as prints_found
    from {{ ref('fct_indicator_prints') }}
    group by indicator_id
),

indicators as (
    select distinct
        indicator_id,
        print_count,
        draft_no,
        draft_count
    from {{ ref('fct_indicator_values') }}
)

select
    indicators.indicator_id,
    indicators.print_count,
    prints.prints_found,
    indicators.draft_no,
    indicators.draft_count
from indicators
full outer join prints on indicators.indicator_id = prints.indicator_id
where
    indicators.print_count is distinct from prints.prints_found
    or indicators.draft_no not between 1 and indicators.draft_count
