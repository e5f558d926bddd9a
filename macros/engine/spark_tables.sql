-- noqa: disable=LT02
{#- A table on Spark: Parquet files, made anew. A contract is kept by casting each column to its type; a column that is
missing stops the run. On DuckDB: table_materialization.sql. -#}
{% materialization table, adapter='spark', supported_languages=['sql'] -%}
    {%- set target = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {% do run_query('drop table if exists ' ~ target) %}
    {%- call statement('main') %}
        create table {{ target }} using parquet as
        {% if config.get('contract').enforced -%}
            select
                {% for column in model.columns.values() -%}
                    cast({{ column.name }} as {{ spark_type(column.data_type) }}) as {{ column.name }}
                    {%- if not loop.last %},{% endif %}
                {% endfor %}
            from (
                {{ compiled_code }}
            )
        {%- else -%}
            {{ compiled_code }}
        {%- endif %}
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target]}) }}
{%- endmaterialization %}
