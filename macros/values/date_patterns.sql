{#- A date in characters, from its first digit: groups 1 year, 2 month, 3 day, 4 what closes it (前, 底前, 底, 内 …). -#}
{% macro date_pattern_characters() -%}
    ^(?:((?:19|20)[0-9]{2})年度?)?(?:([0-9]{1,2})月份?)?(?:([0-9]{1,2})[日号]?)?(底前|底之前|底以前|末前|前|之前|以前|底|末|内|之内|以内)?$
{%- endmacro %}

{#- A date in digits with separators: groups 1 year, 2 month, 3 day, 4 what closes it. A midnight that a spreadsheet
    added is passed over. -#}
{% macro date_pattern_digits() -%}
    ^((?:19|20)[0-9]{2})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})(?:00:00:00)?(前|之前|以前|内|之内|以内)?$
{%- endmacro %}

{#- Digits that could be a quantity but look like dates: 2023.10, 20231001, 2023.10-2023.12, 2021-2023. A lone 2023 does
    not: a count may well be that. -#}
{% macro date_like_pattern() -%}
    ^(?:(?:19|20)[0-9]{2}(?:[.](?:0?[1-9]|1[0-2])|(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))|(?:19|20)[0-9]{2}(?:[.][0-9]{1,2}(?:[.][0-9]{1,2})?)?(?:-|~|至|到)(?:19|20)[0-9]{2}(?:[.][0-9]{1,2}(?:[.][0-9]{1,2})?)?)年?$
{%- endmacro %}

{#- A date of its parts, null where there is no such day. -#}
{% macro date_of(year, month, day) -%}
    try_cast(
        concat(cast({{ year }} as varchar), '-', lpad(cast({{ month }} as varchar), 2, '0'), '-', lpad(cast({{ day }} as varchar), 2, '0'))
        as date
    )
{%- endmacro %}
