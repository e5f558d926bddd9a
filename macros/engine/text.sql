{#- A text in Unicode's composed form (NFC). Spark has no function for it but ships the library that has. -#}
{% macro composed(x) -%}
    {{ adapter.dispatch('composed')(x) }}
{%- endmacro %}

{% macro duckdb__composed(x) -%}
    nfc_normalize({{ x }})
{%- endmacro %}

{% macro spark__composed(x) -%}
    reflect('com.ibm.icu.text.Normalizer', 'compose', {{ x }}, false)
{%- endmacro %}
