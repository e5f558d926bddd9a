{#- What may close a date: it is then the last day that is meant. No group. -#}
{% macro date_tail_pattern() -%}
    (?:底前|底之前|底以前|末前|末之前|前|之前|以前|底|末|内|之内|以内|止|为止|截止)
{%- endmacro %}

{#- A date in characters, from its first digit: groups 1 year, 2 month, 3 day, 4 third of a month (旬), 5 what closes it
    (前, 底前, 底, 内 …), 6 the rest without a digit. -#}
{% macro date_pattern_characters() -%}
    {%- set year = '(?:((?:19|20)[0-9]{2})年度?)?' -%}
    {%- set month = '(?:([0-9]{1,2})月份?)?' -%}
    {%- set day = '(?:([0-9]{1,2})[日号]?|([上中下]旬))?' -%}
    ^{{ year ~ month ~ day }}({{ date_tail_pattern() }})?([^0-9]*)$
{%- endmacro %}

{#- A date in digits with separators: groups 1 year, 2 first separator, 3 month, 4 second separator, 5 day, 6 what
    closes it, 7 the rest without a digit. A midnight that a spreadsheet added is passed over. -#}
{% macro date_pattern_digits() -%}
    {%- set parts = '((?:19|20)[0-9]{2})([/.-])([0-9]{1,2})(?:([/.-])([0-9]{1,2}))?' -%}
    ^{{ parts }}(?:[|]?00:00(?::00)?)?({{ date_tail_pattern() }})?([^0-9]*)$
{%- endmacro %}

{#- Half of a year or quarter, the whole text: groups 1 what stands before, 2 year, 3 half (上, 下), 4 第, 5 quarter,
    6 what closes it, 7 the rest without a digit. -#}
{% macro period_pattern() -%}
    {%- set parts = '(?:((?:19|20)[0-9]{2})年度?)?(?:([上下])半年|(第)?([1-4])季度?)' -%}
    ^([^0-9上下第]*){{ parts }}({{ date_tail_pattern() }})?([^0-9]*)$
{%- endmacro %}

{#- The end of the year that the target is for, the whole text: groups 1 what stands before, 2 what closes it, 3 the
    rest. -#}
{% macro year_end_pattern() -%}
    ^([^0-9]*?)[当本]?年(底前|底之前|底以前|末前|末之前|底|末)([^0-9]*)$
{%- endmacro %}

{#- Two dates in characters. With side 'first' groups 1 to 6 are year, 年, month, 月, day, 日 of the first date, with
    'second' of the second, and group 7 is the rest without a digit. Which marks are needed is for the model to judge. -#}
{% macro date_range_pattern_characters(side) -%}
    {%- set parts = '(?:_(?:19|20)[0-9]{2})_年度?)?)?(?:_[0-9]{1,2})_月份?)?)?(?:_[0-9]{1,2})_[日号]))?' -%}
    {%- set first = parts | replace('_', '(' if side == 'first' else '(?:') -%}
    {%- set second = parts | replace('_', '(' if side == 'second' else '(?:') -%}
    ^{{ first }}(?:-|~|至|到){{ second }}(?:内|之内|以内|止|期间)?([^0-9]*)$
{%- endmacro %}

{#- Two dates in digits: groups 1 to 3 year, month, day of the first, 4 to 6 of the second. -#}
{% macro date_range_pattern_digits() -%}
    {%- set day = '((?:19|20)[0-9]{2})[/.-]([0-9]{1,2})(?:[/.-]([0-9]{1,2}))?' -%}
    ^{{ day }}(?:-|~|至|到){{ day }}(?:止|期间)?$
{%- endmacro %}

{#- Digits that could be a quantity but look like dates: 2023.10, 20231001, 12.31. A lone 2023 does not: a count may
    well be that. -#}
{% macro date_like_pattern() -%}
    ^(?:19|20)[0-9]{2}(?:[.](?:0?[1-9]|1[0-2])|(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))年?$
{%- endmacro %}

{#- A date of its parts, null where there is no such day. -#}
{% macro date_of(year, month, day) -%}
    try_cast(
        concat(cast({{ year }} as string), '-', lpad(cast({{ month }} as string), 2, '0'), '-', lpad(cast({{ day }} as string), 2, '0'))
        as date
    )
{%- endmacro %}

{#- The integer that a group of a pattern found; null where it found nothing. -#}
{% macro found_integer(text, pattern, group) -%}
    try_cast(nullif(regexp_extract({{ text }}, '{{ pattern }}', {{ group }}), '') as integer)
{%- endmacro %}

{#- Year, month or day of what bare_date_text found; null where it has no such part. Spreadsheets count days from
    1899-12-30. -#}
{% macro bare_date_part(text, part) -%}
    {%- set has_year = "instr(substr(" ~ text ~ ", 1, 4), '.') = 0" -%}
    case
        when {{ text }} like '4____' then {{ part }}(date '1899-12-30' + cast({{ text }} as integer))
    {%- if part == 'year' %}
        when {{ has_year }} then cast(substr({{ text }}, 1, 4) as integer)
        {%- elif part == 'month' %}
        when length({{ text }}) = 8 then cast(substr({{ text }}, 5, 2) as integer)
        when length({{ text }}) = 4 and {{ has_year }} then cast(null as integer)
        when {{ has_year }} then cast(split_part({{ text }}, '.', 2) as integer)
        else cast(split_part({{ text }}, '.', 1) as integer)
        {%- else %}
        when length({{ text }}) = 8 then cast(substr({{ text }}, 7, 2) as integer)
        when not {{ has_year }} then cast(split_part({{ text }}, '.', 2) as integer)
    {%- endif %}
    end
{%- endmacro %}

{#- The digits of a text that could be a date with nothing to say so: 2023, 20231231, 2023.10, 12.31, and the day count
    of a spreadsheet (44561); null where it is none. -#}
{% macro bare_date_text(text) -%}
    {%- set month = '(?:0?[1-9]|1[0-2])' -%}
    {%- set day = '(?:0?[1-9]|[12][0-9]|3[01])' -%}
    {%- set two_digits = '(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])' -%}
    {%- set dated_year = '(?:19|20)[0-9]{2}(?:[.]' ~ month ~ '|' ~ two_digits ~ ')?' -%}
    nullif(
        regexp_extract({{ text }}, '^(?:{{ dated_year }}|4[0-9]{4}|{{ month }}[.]{{ day }})$', 0),
        ''
    )
{%- endmacro %}
