{#- What stands for the province of a place, for a reader: its province, the central government for itself, 未知 where
neither is known. The argument is the name under which dim_regions stands in the query. -#}
{% macro province_label(regions) -%}
    coalesce(
        {{ regions }}.province_name,
        case when {{ regions }}.region_level = 'central' then {{ regions }}.region_name end,
        '未知'
    )
{%- endmacro %}
