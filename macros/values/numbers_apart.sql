{#- Numbers that typography would run together, kept apart by a bar: `10 20` is not 1020, `① 5` not 15, `10²` not 102.
    For text as printed, before it is compacted. -#}
{% macro numbers_apart(text) -%}
    {%- set digit = '[0-9\\x{ff10}-\\x{ff19}]' -%}
    {%- set point = '[.,\\x{ff0e}\\x{ff0c}]?' -%}
    {#- superscripts, fractions, numbers in circles or with a full stop, months and days in one character -#}
    {%- set raised = '\\x{b2}\\x{b3}\\x{b9}\\x{2070}-\\x{2089}' -%}
    {%- set fractions = '\\x{bc}-\\x{be}\\x{2150}-\\x{2189}' -%}
    {%- set listed = '\\x{2460}-\\x{249b}\\x{24ea}\\x{32c0}-\\x{32cb}\\x{3358}-\\x{3370}\\x{33e0}-\\x{33fe}' -%}
    {%- set number_sign = '[' ~ raised ~ fractions ~ listed ~ ']' -%}
    {%- set blank = white_space_class() -%}
    {%- set blanks = '(' ~ digit ~ point ~ ')' ~ blank ~ '+(' ~ point ~ digit ~ ')' -%}
    {#- a sign that stands for itself; in m² it belongs to the unit -#}
    {%- set signs = '(^|[^A-Za-z])(' ~ number_sign ~ ')' -%}
    {%- set signs_behind = '(' ~ digit ~ ')' ~ blank ~ '*(' ~ number_sign ~ ')' -%}
    {{ regexp_replace_all(
        regexp_replace_all(
            regexp_replace_all(text, blanks, '\\1|\\2'),
            signs, '\\1\\2|'
        ),
        signs_behind, '\\1|\\2'
    ) }}
{%- endmacro %}
