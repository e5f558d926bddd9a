{#- The number by which a target is compared with others of its concept: the bound that binds, in the canonical unit.
Null where it has no peers: not counted, not for the year, no number, read in doubt, of a unit that does not measure what
the concept measures (a share of 时间, a sum per head among plain sums). The arguments are the names under which
fct_indicator_values, dim_indicator_concepts and the dimensions of base units stand in the query. -#}
{% macro comparable_target(indicator_value, concept, dimension) -%}
    case
        when
            {{ indicator_value }}.is_counted
            and {{ indicator_value }}.horizon = 'annual'
            and {{ indicator_value }}.value_kind in ('number', 'range', 'percent', 'duration')
            and not {{ indicator_value }}.is_ambiguous
            and not {{ indicator_value }}.is_placeholder
            and ({{ concept }}.unit_dimension is null or {{ concept }}.unit_dimension = {{ dimension }}.dimension)
            and ({{ concept }}.measure_id <> 'cost' or instr({{ indicator_value }}.canonical_unit, '/') = 0)
            and {{ concept }}.concept_id is not null
            and {{ dimension }}.base_unit is not null
            then
                case
                    when {{ indicator_value }}.polarity = 'down'
                        then coalesce({{ indicator_value }}.canonical_high, {{ indicator_value }}.canonical_low)
                    else coalesce({{ indicator_value }}.canonical_low, {{ indicator_value }}.canonical_high)
                end
    end
{%- endmacro %}
