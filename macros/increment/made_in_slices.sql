{% macro made_in_slices(slices) -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set made = this.incorporate(type='table') -%}
    {%- if existing is not none and not existing.is_table -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {%- call statement('main') -%}
        {%- if config.get('contract').enforced -%}
            {{ get_assert_columns_equivalent(sql) }}
            create or replace table {{ made }} {{ get_table_columns_and_constraints() }};
        {%- else -%}
            create or replace table {{ made }} as
            select * from ({{ sql }}) as empty
            limit 0;
        {%- endif -%}
        {%- for slice in slices %}
            insert into {{ made }} by name
            {{ narrowed(sql, {'document_id': slice}) }};
        {%- endfor -%}
    {%- endcall -%}
    {%- do persist_docs(made, model) -%}
    {%- do adapter.commit() -%}
    {{ return({'relations': [made]}) }}
{%- endmacro %}
