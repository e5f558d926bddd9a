{#- The number that a text wholly consists of, as plain digits: 5,195.75 → 5195.75, (12) → -12; else null. -#}
{% macro number_text(x) -%}
    {%- set text = regexp_replace_all(normalise_text(x), '([,¥])' ~ white_space_class() ~ '+', '\\1') -%}
    {%- set signed = regexp_replace_first(text, '^\\((.+)\\)$', '-\\1') -%}
    {%- set number = '^[-+−▲△]?¥?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)?(?:\\.[0-9]+)?$' -%}
    {#- signs of a negative become -, thousands marks and ¥ go -#}
    nullif(translate(regexp_extract({{ signed }}, '{{ number }}', 0), '−▲△,¥', '---'), '')
{%- endmacro %}

{#- Text to decimal. What is not wholly one number is null, never a part of it. -#}
{% macro parse_decimal(x) -%}
    try_cast({{ number_text(x) }} as decimal(28, 8))
{%- endmacro %}
