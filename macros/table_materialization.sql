{#- A table, made anew: see made_table. In an increment, what follows from seeds alone stays. -#}
{% materialization table, adapter='duckdb', supported_languages=['sql'] -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is not none and existing.is_table and is_increment() and follows_from_seeds(model) -%}
        {%- call noop_statement('main', 'NOTHING CHANGED') -%}{%- endcall -%}
        {{ return({'relations': [this]}) }}
    {%- endif -%}
    {{ return(made_table([compiled_code])) }}
{%- endmaterialization %}

{#- The table of the model, made anew in one statement and filled by the queries one after the other. dbt-duckdb's own
way makes it under another name, renames twice and drops, with a look-up at each step, for readers who must find a table
at every moment; nobody reads the build database while it is built. What stood there stays if the statement fails. -#}
{% macro made_table(queries) -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set made = this.incorporate(type='table') -%}
    {%- set is_contract = config.get('contract').enforced -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- if existing is not none and not existing.is_table %}
        {% do adapter.drop_relation(existing) %}
    {%- endif %}

    {%- call statement('main') %}
        {%- if is_contract %}
            {{ get_assert_columns_equivalent(queries[0]) }}
            create or replace table {{ made }} {{ get_table_columns_and_constraints() }};
        {%- else %}
            create or replace table {{ made }} as (
                {{ queries[0] }}
            );
        {%- endif %}
        {%- for query in (queries if is_contract else queries[1:]) %}
            insert into {{ made }} by name (
                {{ query }}
            );
        {%- endfor %}
    {%- endcall %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do persist_docs(made, model) %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [made]}) }}
{%- endmacro %}
