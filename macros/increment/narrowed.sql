{% macro narrowed(sql, conditions) -%}
    {%- set texts = [sql] -%}
    {%- for parent_id in model.depends_on.nodes -%}
        {%- set parent = graph.sources.get(parent_id) or graph.nodes[parent_id] -%}
        {%- set condition = conditions[key_of_changes(parent)] -%}
        {%- if condition -%}
            {%- set part = '(select * from ' ~ parent.relation_name ~ ' where ' ~ condition ~ ')' -%}
            {%- do texts.append(texts[-1] | replace(parent.relation_name, part)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(texts[-1]) }}
{%- endmacro %}
