{#- Yuan as a reader would write them: 5150000.00 → 5150000, 4040.50 → 4040.5. -#}
{% macro yuan_text(x) -%}
    trim(trailing '.' from trim(trailing '0' from cast(cast({{ x }} as decimal(38, 2)) as string)))
{%- endmacro %}
