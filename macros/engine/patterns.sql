{#- Replacing by regular expression. Both engines take the patterns of the models as they are: RE2 in DuckDB,
java.util.regex in Spark. They part in how much is replaced, in how a group is named in the replacement, and in `$`, which
in Java also stands before a line feed at the end. -#}

{#- Whether the pattern is found anywhere in a text. -#}
{% macro regexp_matches(x, pattern) -%}
    {{ adapter.dispatch('regexp_matches')(x, pattern) }}
{%- endmacro %}

{% macro duckdb__regexp_matches(x, pattern) -%}
    regexp_matches({{ x }}, '{{ pattern }}')
{%- endmacro %}

{% macro spark__regexp_matches(x, pattern) -%}
    rlike({{ x }}, '{{ java_pattern(pattern) }}')
{%- endmacro %}

{#- The first match replaced. `pattern` and `replacement` are texts without quotes; \1 is the first group. -#}
{% macro regexp_replace_first(x, pattern, replacement) -%}
    {{ adapter.dispatch('regexp_replace_first')(x, pattern, replacement) }}
{%- endmacro %}

{% macro duckdb__regexp_replace_first(x, pattern, replacement) -%}
    regexp_replace({{ x }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}

{#- Spark replaces every match: so the pattern takes the text from its start, and what stands before is put back. -#}
{% macro spark__regexp_replace_first(x, pattern, replacement) -%}
    regexp_replace(
        {{ x }}, '^((?s:.*?))(?:{{ java_pattern(pattern) }})', '$1{{ java_replacement(replacement, 1) }}'
    )
{%- endmacro %}

{#- Every match replaced. -#}
{% macro regexp_replace_all(x, pattern, replacement) -%}
    {{ adapter.dispatch('regexp_replace_all')(x, pattern, replacement) }}
{%- endmacro %}

{% macro duckdb__regexp_replace_all(x, pattern, replacement) -%}
    regexp_replace({{ x }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro spark__regexp_replace_all(x, pattern, replacement) -%}
    regexp_replace({{ x }}, '{{ java_pattern(pattern) }}', '{{ java_replacement(replacement, 0) }}')
{%- endmacro %}

{#- `$` as the end of the text and nothing else. No pattern of ours has it in a class. -#}
{% macro java_pattern(pattern) -%}
    {{- pattern | replace('$', '\\z') -}}
{%- endmacro %}

{#- \1 as Java writes it, counted on by the groups that stand before the pattern. -#}
{% macro java_replacement(replacement, groups_before) -%}
    {%- set ns = namespace(text=replacement) -%}
    {%- for group in range(9, -1, -1) -%}
        {%- set ns.text = ns.text | replace('\\' ~ group, '$' ~ (group + groups_before)) -%}
    {%- endfor -%}
    {{- ns.text -}}
{%- endmacro %}
