{#- Yuan as a reader would write them: 5150000.00 → 5150000, 4040.50 → 4040.5. -#}
{% macro yuan_text(x) -%}
    rtrim(rtrim(cast(cast({{ x }} as decimal(20, 2)) as varchar), '0'), '.')
{%- endmacro %}
