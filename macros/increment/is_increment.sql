{% macro is_increment() -%}
    {{ return(target.type == 'duckdb' and var('increment', false) and not should_full_refresh()) }}
{%- endmacro %}
