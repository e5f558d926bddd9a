{#- Regular expression of one printed number: 1,234.56 or 1234 or -0.5. No group. -#}
{% macro number_pattern() -%}
    (?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:[.][0-9]+)?
{%- endmacro %}

{#- The number that a text is, all of it, as decimal(28, 8); else null. Null too where it could not be exact (more than
    twelve digits before the point or eight behind it) or is rather a code (007). Texts become narrow decimals about a
    hundred times faster than wide ones, so only long numbers take the second way. -#}
{% macro value_number(text) -%}
    {%- set number -%}
        nullif(
            regexp_extract(
                replace({{ text }}, ',', ''),
                '^-?(?:0|[1-9][0-9]{0,11})(?:[.][0-9]{1,8})?$',
                0
            ),
            ''
        )
    {%- endset -%}
    coalesce(
        cast(try_cast({{ number }} as decimal(18, 8)) as decimal(28, 8)),
        try_cast({{ number }} as decimal(28, 8))
    )
{%- endmacro %}

{#- True where a text holds two numbers or more. -#}
{% macro has_several_numbers(text) -%}
    (regexp_extract({{ text }}, '[0-9][0-9.,]*[^0-9.,]+[0-9]', 0) <> '')
{%- endmacro %}

{#- A number times a scale word and a unit factor as decimal(28, 8); null where the product would not fit. The guard
    compares in floating point, the product itself is exact. -#}
{% macro scaled_number(number, scale, factor) -%}
    case
        when
            abs(cast({{ number }} as double)) * cast({{ scale }} as double) < 1e15
            and abs(cast({{ number }} as double)) * cast({{ scale }} as double) * cast({{ factor }} as double) < 1e15
            then
                cast(
                    cast({{ number }} * cast({{ scale }} as decimal(18, 0)) as decimal(24, 8))
                    * cast({{ factor }} as decimal(24, 14)) as decimal(28, 8)
                )
    end
{%- endmacro %}

{#- A range of two numbers: groups 1 first number, 2 what stands between it and the dash, 3 second number, 4 the
    rest. -#}
{% macro number_range_pattern() -%}
    ^(-?{{ number_pattern() }})([^0-9,.~-]*?)(?:-|~|至|到)({{ number_pattern() }})(.*)$
{%- endmacro %}
