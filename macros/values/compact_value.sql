{#- Text of a value, comparator or unit cell in the one spelling that the grammar reads: normalised, no white space,
    one sign per meaning, without closing punctuation. Null stays null. Give it a column: it is named several times. -#}
{% macro compact_value(text) -%}
regexp_replace(
    translate(
        {{ regexp_replace_all(normalise_text(text), white_space_class() ~ '+', '') }},
        '≧⩾≦⩽—–―−〜∼',
        '≥≥≤≤----~~'
    ),
    '[。;,、.]+$',
    ''
)
{%- endmacro %}
