{% macro narrowed(sql, keys) -%}
    {%- set texts = [sql] -%}
    {%- for parent_id in model.depends_on.nodes -%}
        {%- set parent = graph.sources.get(parent_id) or graph.nodes[parent_id] -%}
        {%- set key_name = key_of_changes(parent) -%}
        {%- if key_name in keys -%}
            {%- set condition = key_name ~ ' in (' ~ keys[key_name] ~ ')' if keys[key_name] else 'false' -%}
            {%- set part = '(select * from ' ~ parent.relation_name ~ ' where ' ~ condition ~ ')' -%}
            {%- do texts.append(texts[-1] | replace(parent.relation_name, part)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(texts[-1]) }}
{%- endmacro %}
