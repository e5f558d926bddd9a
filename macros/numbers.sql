{#- Numbers as Chinese forms print them. A text that is not wholly one number is null, never a part of it. -#}
{% macro parse_decimal(x) -%}
{%- set text = regexp_replace_all(normalise_text(x), '([,¥])' ~ white_space_class() ~ '+', '\\1') -%}
{%- set signed = "regexp_replace(regexp_replace(" ~ text ~ ", '^\\((.+)\\)$', '-\\1'), '^(-?)¥', '\\1')" -%}
{%- set negative = "regexp_replace(" ~ signed ~ ", '^[−▲△]', '-')" -%}
{%- set whole = "regexp_extract(" ~ negative ~ ", '^[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\\.[0-9]+)?$', 0)" -%}
try_cast(nullif(replace({{ whole }}, ',', ''), '') as decimal(28, 8))
{%- endmacro %}

{#- Digits printed behind the decimal point: 5,195.75 has 2. Null where the text holds no number. -#}
{% macro printed_decimals(x) -%}
case
    when {{ parse_decimal(x) }} is not null
        then length(regexp_extract({{ normalise_text(x) }}, '\.([0-9]+)[^0-9]*$', 1))
end
{%- endmacro %}
