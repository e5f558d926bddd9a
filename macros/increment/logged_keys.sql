{% macro logged_keys() -%}
    select key from increment.changed where source = '{{ this.identifier }}'
{%- endmacro %}
