-- A missing position is not the same as none, and the order of positions counts.
with ids as (
    select
        {{ position_id(["'d'", 'null', '1']) }} as with_gap,
        {{ position_id(["'d'", '1']) }} as without_gap,
        {{ position_id(["'d'", '1', 'null']) }} as gap_behind,
        {{ position_id(["'d'", 'null', '1']) }} as again,
        md5('d|~|1') as by_hand
)

select with_gap
from ids
where
    with_gap = without_gap
    or with_gap = gap_behind
    or with_gap <> again
    or with_gap <> by_hand
