-- A blank is null, never 0; a printed number never turns null where its unit is known, unless it is beyond all money.
select
    funding_id,
    amount_text,
    amount_yuan,
    place_text
from {{ ref('fct_project_funding') }}
where
    (amount_text is null and amount_yuan is not null)
    or (
        regexp_matches(amount_text, '^[0-9]+$')
        and unit_basis <> 'none'
        and amount_yuan is null
        and (length(amount_text) <= 7 or amount_problem is null)
    )
