{#- How alike two short names are, 0 to 1: the share of their distinct characters that both have (Dice). Order does not
count, so 运行维护 and 维护运行 are alike; names of one character are alike only if equal. -#}
{% macro name_similarity(a, b) -%}
    {%- set of_a = distinct_items(characters(a)) -%}
    {%- set of_b = distinct_items(characters(b)) -%}
    (
        cast(2 * {{ list_length(common_items(of_a, of_b)) }} as double)
        / ({{ list_length(of_a) }} + {{ list_length(of_b) }})
    )
{%- endmacro %}
