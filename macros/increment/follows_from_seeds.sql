{% macro follows_from_seeds(node) -%}
    {%- set answers = [true] -%}
    {%- for parent_id in node.depends_on.nodes -%}
        {%- set parent = graph.nodes.get(parent_id) -%}
        {%- set is_model = parent is not none and parent.resource_type == 'model' -%}
        {%- if is_model and parent.config.materialized == 'table' -%}
            {%- do answers.append(follows_from_seeds(parent)) -%}
        {%- elif is_model or parent is none -%}
            {%- do answers.append(false) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(false not in answers) }}
{%- endmacro %}
