{#- How alike two short names are, 0 to 1: the share of their distinct characters that both have (Dice). Order does not
count, so 运行维护 and 维护运行 are alike; names of one character are alike only if equal. -#}
{% macro name_similarity(a, b) -%}
    (
        2.0 * len(list_intersect(list_distinct(string_split({{ a }}, '')), list_distinct(string_split({{ b }}, ''))))
        / (len(list_distinct(string_split({{ a }}, ''))) + len(list_distinct(string_split({{ b }}, ''))))
    )
{%- endmacro %}
