{#- How far a printed total and the sum of its parts may lie apart by rounding alone: half a unit of the last digit
that is printed, once for the total and once for each part that is not 0. Trailing zeros are often left off, so the
finest number printed in the comparison says what the last digit is; the total's own last digit is the least. -#}
{% macro rounding_tolerance(total_precision, finest_part_precision, parts_filled) -%}
    greatest(
        coalesce({{ total_precision }}, 0),
        least(
            coalesce({{ total_precision }}, {{ finest_part_precision }}),
            coalesce({{ finest_part_precision }}, {{ total_precision }})
        ) * (1 + coalesce({{ parts_filled }}, 0))
    )
{%- endmacro %}

{#- Half a unit of the last digit that a number prints: 9.80 → 0.005, 15 → 0.5. The number as plain digits. -#}
{% macro half_of_last_digit(digits) -%}
    case
        when {{ digits }} is not null
            then
                cast(
                    '0.' || repeat('0', least(length(regexp_extract({{ digits }}, '[.]([0-9]+)$', 1)), 8)) || '5'
                    as decimal(12, 9)
                )
    end
{%- endmacro %}
