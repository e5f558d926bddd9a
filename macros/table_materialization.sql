{#- A table, made anew in one statement. dbt-duckdb's own way makes it under another name, renames twice and drops, with
a look-up at each step, for readers who must find a table at every moment; nobody reads the build database while it is
built. What stood there stays if the statement fails. In an increment, what follows from seeds alone stays. -#}
{% materialization table, adapter='duckdb', supported_languages=['sql'] -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is not none and existing.is_table and is_increment() and follows_from_seeds(model) -%}
        {%- call noop_statement('main', 'NOTHING CHANGED') -%}{%- endcall -%}
        {{ return({'relations': [this]}) }}
    {%- endif -%}
    {%- set target = this.incorporate(type='table') -%}
    {%- set is_contract = config.get('contract').enforced -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- if existing is not none and not existing.is_table %}
        {% do adapter.drop_relation(existing) %}
    {%- endif %}

    {%- call statement('main') %}
        {%- if is_contract %}
            {{ get_assert_columns_equivalent(compiled_code) }}
            create or replace table {{ target }} {{ get_table_columns_and_constraints() }};
            insert into {{ target }} {{ get_column_names() }} (
                {{ get_select_subquery(compiled_code) }}
            );
        {%- else %}
            create or replace table {{ target }} as (
                {{ compiled_code }}
            );
        {%- endif %}
    {%- endcall %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do persist_docs(target, model) %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target]}) }}
{%- endmaterialization %}
