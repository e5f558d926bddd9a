{% macro key_of_changes(node) -%}
    {%- if node.resource_type == 'source' or node.config.materialized in ('by_document', 'compared') -%}
        {{ return('document_id') }}
    {%- elif node.config.materialized == 'by_text' -%}
        {{ return(node.config.get('key')) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}
