{% materialization by_document, default %}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is none or not is_increment() -%}
        {%- set slices = slices_of_documents() -%}
        {%- if slices | length < 2 -%}
            {{ return(context['materialization_table_' ~ target.type]()) }}
        {%- endif -%}
        {{ return(made_in_slices(slices)) }}
    {%- endif -%}
    {%- set keys = changed_keys('document_id') -%}
    {%- if keys -%}
        {%- set changed = {'document_id': 'document_id in (' ~ keys ~ ')'} -%}
        {%- call statement('main') -%}
            {{ replaced_rows(existing, narrowed(sql, changed), 'document_id', keys) }}
        {%- endcall -%}
        {%- do adapter.commit() -%}
    {%- else -%}
        {%- call noop_statement('main', 'NOTHING CHANGED') -%}{%- endcall -%}
    {%- endif -%}
    {{ return({'relations': [this]}) }}
{% endmaterialization %}
