{% materialization by_document, default %}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is none or not is_increment() -%}
        {{ return(context['materialization_table_' ~ target.type]()) }}
    {%- endif -%}
    {%- set keys = changed_keys('document_id') -%}
    {%- if keys -%}
        {%- call statement('main') -%}
            {{ replaced_rows(existing, narrowed(sql, {'document_id': keys}), 'document_id', keys) }}
        {%- endcall -%}
        {%- do adapter.commit() -%}
    {%- else -%}
        {%- call noop_statement('main', 'NOTHING CHANGED') -%}{%- endcall -%}
    {%- endif -%}
    {{ return({'relations': [this]}) }}
{% endmaterialization %}
