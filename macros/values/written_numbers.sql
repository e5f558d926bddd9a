{#- True where a compact text writes a number in characters that can be turned into digits without doubt: no digits in
    it (10一20 is more likely a broken dash), no two in a row (三五个 is three to five), no half (一半). Years are taken out
    before. -#}
{% macro has_written_number(text) -%}
    (
        regexp_extract({{ text }}, '[一二两三四五六七八九十百]', 0) <> ''
        and regexp_extract({{ text }}, '[0-9]', 0) = ''
        and regexp_extract({{ text }}, '[一二两三四五六七八九](?:[一二两三四五六七八九]|半)', 0) = ''
    )
{%- endmacro %}

{#- A year in characters (二〇二三年) in digits; the rest of the text stays as it is. -#}
{% macro digits_of_written_year(text) -%}
    {%- set year = "regexp_extract(" ~ text ~ ", '([一二][〇零○Oo一二三四五六七八九]{3})年', 1)" -%}
    case
        when {{ year }} = '' then {{ text }}
        else replace({{ text }}, {{ year }}, translate({{ year }}, '〇零○Oo一二三四五六七八九', '00000123456789'))
    end
{%- endmacro %}

{#- The first of each quarter in characters in digits: 一季度 → 1季度. -#}
{% macro digits_of_written_quarters(text) -%}
    {%- set ns = namespace(sql=text) -%}
    {%- for character, digit in [('一', '1'), ('二', '2'), ('三', '3'), ('四', '4')] -%}
        {%- set ns.sql = regexp_replace_first(ns.sql, character ~ '(季度?)', digit ~ '\\1') -%}
    {%- endfor -%}
    {{ ns.sql }}
{%- endmacro %}

{#- Numbers below a hundred in characters in digits: 二十五个 → 25个; of larger ones their parts: 三百零五 → 3百零5. Give it only
    texts of which has_written_number is true. -#}
{% macro digits_of_written_tens(text) -%}
    {%- set steps = [
        ('([一二三四五六七八九])十([一二三四五六七八九])', '\\1\\2'),
        ('([一二三四五六七八九])十', '\\10'),
        ('十([一二三四五六七八九])', '1\\1'),
        ('十', '10'),
    ] -%}
    {%- set ns = namespace(sql=text) -%}
    {%- for pattern, replacement in steps -%}
        {%- set ns.sql = regexp_replace_all(ns.sql, pattern, replacement) -%}
    {%- endfor -%}
    translate({{ ns.sql }}, '一二两三四五六七八九', '1223456789')
{%- endmacro %}

{#- The same for hundreds and thousands, from what digits_of_written_tens gives: 3百零5 → 305, 近百 → 近100. Scale words
    before a unit (3万人) stay words. -#}
{% macro digits_of_written_hundreds(text) -%}
    {%- set steps = [
        ('([1-9])百([1-9][0-9])', '\\1\\2'),
        ('([1-9])百[零〇]([1-9])', '\\10\\2'),
        ('([1-9])千([1-9][0-9]{2})', '\\1\\2'),
        ('([1-9])千([1-9])百', '\\1\\200'),
        ('([1-9])千[零〇]([1-9][0-9])', '\\10\\2'),
        ('([1-9])千[零〇]([1-9])', '\\100\\2'),
        ('^([^0-9]+)百($|[^0-9分])', '\\1100\\2'),
    ] -%}
    {%- set ns = namespace(sql=text) -%}
    {%- for pattern, replacement in steps -%}
        {%- set ns.sql = regexp_replace_all(ns.sql, pattern, replacement) -%}
    {%- endfor -%}
    {{ ns.sql }}
{%- endmacro %}

{#- Parts of a hundred or thousand as people say them in the sign for them: 百分之95 → 95%, 千分之5 → 5‰. -#}
{% macro signs_of_written_shares(text) -%}
    {{ regexp_replace_first(
        regexp_replace_first(
            "replace(" ~ text ~ ", '百分之百', '100%')", '(^|[^0-9])百分之([0-9]+(?:[.][0-9]+)?)', '\\1\\2%'
        ),
        '(^|[^0-9])千分之([0-9]+(?:[.][0-9]+)?)', '\\1\\2‰'
    ) }}
{%- endmacro %}
