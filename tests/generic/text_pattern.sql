{#- Every value that is not null matches the regular expression. -#}
{% test text_pattern(model, column_name, pattern) %}

select {{ column_name }}
from {{ model }}
where {{ column_name }} is not null
    and not regexp_matches({{ column_name }}, '{{ pattern }}')

{% endtest %}
