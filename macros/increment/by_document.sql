{% materialization by_document, default %}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is none or not is_increment() -%}
        {%- set queries = [] -%}
        {%- for slice in slices_of_documents() -%}
            {%- do queries.append(narrowed(sql, {'document_id': slice})) -%}
        {%- endfor -%}
        {%- if queries | length > 1 -%}
            {{ return(made_table(queries)) }}
        {%- endif -%}
        {{ return(context['materialization_table_' ~ target.type]()) }}
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
