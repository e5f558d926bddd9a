{% macro changed_keys(key_name, listed=100) -%}
    {%- set logged = "select key from increment.changed where key_name = '" ~ key_name ~ "'" -%}
    {%- set found = run_query('select distinct key from (' ~ logged ~ ') as logged limit ' ~ (listed + 1)) -%}
    {%- if found | length > listed -%}
        {{ return(logged) }}
    {%- endif -%}
    {%- set quoted = [] -%}
    {%- for row in found -%}
        {%- do quoted.append("'" ~ row[0] | replace("'", "''") ~ "'") -%}
    {%- endfor -%}
    {{ return(quoted | join(', ')) }}
{%- endmacro %}
