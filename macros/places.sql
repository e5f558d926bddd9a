{#- The id of something that stands at a place: a hash of its positions. A missing position is kept visible as ~. -#}
{% macro position_id(parts) -%}
    md5(concat_ws('|'{% for part in parts %}, coalesce(cast({{ part }} as string), '~'){% endfor %}))
{%- endmacro %}

{#- Where a fact stands, for a person: 第12页 表3 第5行. What is not known is left out. -#}
{% macro place_text(page_no='page_no', sheet_name='sheet_name', table_no='table_no', row_no='row_no') -%}
    nullif(
        concat_ws(
            ' ',
            '第' || cast({{ page_no }} as string) || '页',
            '工作表「' || {{ sheet_name }} || '」',
            '表' || cast({{ table_no }} as string),
            '第' || cast({{ row_no }} as string) || '行'
        ),
        ''
    )
{%- endmacro %}
