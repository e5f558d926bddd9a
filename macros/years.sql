{#- The one budget year that a text states: 2024年度, 二〇二四年. Dates, ranges and two different years state none. -#}
{% macro stated_year(x) -%}
    {%- set digits = "translate(" ~ normalise_text(x) ~ ", '〇○零一二三四五六七八九', '000123456789')" -%}
    {%- set closed_up = regexp_replace_all(digits, white_space_class() ~ '+', '') -%}
    {%- set range = '(?:19|20)[0-9]{2}年?度?[-—–~至到]+(?:19|20)?[0-9]{2}年?' -%}
    {%- set day = '(?:19|20)[0-9]{2}年[0-9]{1,2}月(?:[0-9]{1,2}日)?' -%}
    {%- set bare = regexp_replace_all(closed_up, range ~ '|' ~ day, '') -%}
    {{ one_year("regexp_extract_all(" ~ bare ~ ", '(?:^|[^0-9])((?:19|20)[0-9]{2})年', 1)") }}
{%- endmacro %}

{#- The year that a short text consists of: a year beside a title, a cell under 年度, a folder name. -#}
{% macro bare_year(x) -%}
    try_cast(
        nullif(regexp_extract({{ normalise_text(x) }}, '^[(\[]?((?:19|20)[0-9]{2})(?:年度?)?[)\]]?$', 1), '') as bigint
    )
{%- endmacro %}

{% macro one_year(years) -%}
    case when {{ list_length(distinct_items(years)) }} = 1 then try_cast({{ first_item(years) }} as bigint) end
{%- endmacro %}
