{#- Key of the three texts that one value reading depends on. Nulls stay apart from blanks. -#}
{% macro reading_key(comparator_text, value_text, unit_text) -%}
    md5(concat_ws(
        chr(31),
        coalesce({{ comparator_text }}, chr(30)),
        coalesce({{ value_text }}, chr(30)),
        coalesce({{ unit_text }}, chr(30))
    ))
{%- endmacro %}
