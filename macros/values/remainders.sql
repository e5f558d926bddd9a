{#- What behind a quantity may be the start of a second one, or the end of its clause: digits, numbers in characters,
    punctuation. No group. -#}
{% macro second_quantity_class() -%}
    [0-9一二两三四五六七八九十百千万亿,.;:、。()/|\\≥≤<>=±%‰]
{%- endmacro %}

{#- Beginnings that no noun behind a measure word has: 个的, 次性, 项左右, 条每. -#}
{% macro no_noun_pattern() -%}
    ^[的之以左上下前后内外中每多余几半来约起各等至到元月日天年级性度付]
{%- endmacro %}
