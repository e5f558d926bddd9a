{% macro replaced_rows(relation, sql, key_name, keys) -%}
    delete from {{ relation }} where {{ key_name }} in ({{ keys }});
    insert into {{ relation }} by name
    with made as (
        {{ sql }}
    )

    select * from made
    where {{ key_name }} in ({{ keys }});
{%- endmacro %}
