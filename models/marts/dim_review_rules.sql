with review_rules as (
    select * from {{ ref('review_rules') }}
),

-- What one hit weighs in the score of a form; information weighs nothing.
final as (
    select
        rule_id,
        family as rule_family,
        severity,
        case severity when 'high' then 1.00 when 'medium' then 0.50 when 'low' then 0.25 else 0.00 end
            as severity_weight,
        criterion,
        judges,
        applies_to,
        title_zh,
        title_en,
        source as rule_source,
        rationale_zh,
        rationale_en
    from review_rules
)

select
    rule_id,
    rule_family,
    severity,
    cast(severity_weight as decimal(4, 2)) as severity_weight,
    criterion,
    judges,
    applies_to,
    title_zh,
    title_en,
    rule_source,
    rationale_zh,
    rationale_en
from final
