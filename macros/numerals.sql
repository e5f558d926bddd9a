{#- Chinese numerals: 壹佰贰拾万元整, 三千元. Every spelling of a digit becomes a figure, every spelling of a power one
character: 壹佰贰拾万 → 1百2十万. What follows reads only texts that are in this form. -#}
{% macro numeral_digits(x) -%}
    translate(
        {{ x }},
        '零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖貳參陸两兩拾佰仟萬億圆圓',
        '00012345678912345678923622十百千万亿元元'
    )
{%- endmacro %}

{#- Regular expression of a whole number in that form, without a group. A power that is passed over is printed as 0:
三千零五 is read; 三千五, said for 3,500, is not, and neither is 二三万, said for about 20,000 or 30,000. -#}
{% macro numeral_pattern() -%}
    {%- set tens = '(?:[1-9]?十[1-9]?)' -%}
    {%- set hundreds = '(?:[1-9]百(?:0[1-9]|' ~ tens ~ ')?)' -%}
    {%- set thousands = '(?:[1-9]千(?:0(?:' ~ tens ~ '|[1-9])|' ~ hundreds ~ ')?)' -%}
    {%- set small = '(?:' ~ hundreds ~ '|' ~ tens ~ '|[1-9])' -%}
    {%- set section = '(?:' ~ thousands ~ '|' ~ small ~ ')' -%}
    {%- set rest = '(?:0?' ~ thousands ~ '|0' ~ small ~ ')' -%}
    (?:0|{{ section }}亿(?:{{ rest }}万{{ rest }}?|{{ rest }})?|{{ section }}万{{ rest }}?|{{ section }})
{%- endmacro %}

{#- What a section of such a number comes to: 1百2十 → 120, 十 → 10, nothing → 0. -#}
{% macro numeral_section(x) -%}
    (
        coalesce(try_cast(nullif(regexp_extract({{ x }}, '([1-9])千', 1), '') as bigint), 0) * 1000
        + coalesce(try_cast(nullif(regexp_extract({{ x }}, '([1-9])百', 1), '') as bigint), 0) * 100
        + case
            when instr({{ x }}, '十') > 0
                then coalesce(try_cast(nullif(regexp_extract({{ x }}, '([1-9])十', 1), '') as bigint), 1) * 10
            else 0
        end
        + coalesce(try_cast(nullif(regexp_extract({{ x }}, '([1-9])$', 1), '') as bigint), 0)
    )
{%- endmacro %}
