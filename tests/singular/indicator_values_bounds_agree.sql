-- Values whose bounds contradict their kind or comparator: a number where none is read, or a bound on the wrong side.
select
    indicator_value_id,
    place_text,
    value_text,
    value_kind,
    comparator,
    value_low,
    value_high,
    date_low,
    date_high
from {{ ref('fct_indicator_values') }}
where
    value_low > value_high
    or canonical_low > canonical_high
    or date_low > date_high
    or (comparator in ('>=', '>') and (value_high is not null or date_high is not null))
    or (comparator in ('<=', '<') and (value_low is not null or date_low is not null))
    or (
        value_kind in ('qualitative', 'placeholder', 'empty', 'date')
        and coalesce(value_low, value_high, canonical_low, canonical_high) is not null
    )
    or (value_kind <> 'date' and coalesce(date_low, date_high) is not null)
    or (value_kind in ('number', 'percent', 'duration', 'range') and coalesce(value_low, value_high) is null)
