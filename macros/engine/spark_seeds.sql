-- noqa: disable=LT02
{#- Seeds on Spark. Their types, and the contracts, are written as DuckDB names them. -#}
{% macro spark_type(type) -%}
    {{ return('string' if type | lower == 'varchar' else type) }}
{%- endmacro %}

{% macro spark__create_csv_table(model, agate_table) -%}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set sql -%}
        create table {{ this.render() }} (
            {% for name in agate_table.column_names -%}
                {{ name }} {{ spark_type(types.get(name, 'varchar')) }}
                {%- if not loop.last %},{% endif %}
            {% endfor %}
        ) using parquet
    {%- endset -%}
    {%- call statement('_') %}{{ sql }}{% endcall -%}
    {{ return(sql) }}
{%- endmacro %}

{#- A text as a literal. With escapedStringLiterals there is no way to write a quote in one, nor a backslash at its
end. -#}
{% macro spark_literal(text) -%}
    {%- set marked = text | replace("\\", '\x00') | replace("'", "' || chr(39) || '") -%}
    {%- set safe = marked | replace('\x00', "' || chr(92) || '") -%}
    {{ return("'" ~ safe ~ "'") }}
{%- endmacro %}

{#- All rows in one statement: an insert is a job of its own. -#}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set sql -%}
        insert into {{ this.render() }}
        select
            {% for name in agate_table.column_names -%}
                cast({{ name }} as {{ spark_type(types.get(name, 'varchar')) }})
                {%- if not loop.last %},{% endif %}
            {% endfor %}
        from values
            {% for row in agate_table.rows -%}
                (
                {%- for value in row -%}
                    {{ 'null' if value is none else spark_literal(value | string) }}
                    {%- if not loop.last %}, {% endif %}
                {%- endfor -%}
                )
                {%- if not loop.last %},{% endif %}
            {% endfor %}
        as seed ({{ agate_table.column_names | join(', ') }})
    {%- endset -%}
    {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
    {{ return(sql) }}
{%- endmacro %}
