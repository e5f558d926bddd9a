{#- Lists of texts, and texts of a group. -#}

{#- The characters of a text. -#}
{% macro characters(x) -%}
    {{ adapter.dispatch('characters')(x) }}
{%- endmacro %}

{% macro duckdb__characters(x) -%}
    string_split({{ x }}, '')
{%- endmacro %}

{% macro spark__characters(x) -%}
    split({{ x }}, '')
{%- endmacro %}

{#- How many items a list has; null of null. -#}
{% macro list_length(list) -%}
    {{ adapter.dispatch('list_length')(list) }}
{%- endmacro %}

{% macro duckdb__list_length(list) -%}
    len({{ list }})
{%- endmacro %}

{% macro spark__list_length(list) -%}
    array_size({{ list }})
{%- endmacro %}

{#- The items of a list, each once. -#}
{% macro distinct_items(list) -%}
    {{ adapter.dispatch('distinct_items')(list) }}
{%- endmacro %}

{% macro duckdb__distinct_items(list) -%}
    list_distinct({{ list }})
{%- endmacro %}

{% macro spark__distinct_items(list) -%}
    array_distinct({{ list }})
{%- endmacro %}

{#- The items that both lists have. -#}
{% macro common_items(a, b) -%}
    {{ adapter.dispatch('common_items')(a, b) }}
{%- endmacro %}

{% macro duckdb__common_items(a, b) -%}
    list_intersect({{ a }}, {{ b }})
{%- endmacro %}

{% macro spark__common_items(a, b) -%}
    array_intersect({{ a }}, {{ b }})
{%- endmacro %}

{#- One row per item of a list, in a select list. -#}
{% macro unnested(list) -%}
    {{ adapter.dispatch('unnested')(list) }}
{%- endmacro %}

{% macro duckdb__unnested(list) -%}
    unnest({{ list }})
{%- endmacro %}

{% macro spark__unnested(list) -%}
    explode({{ list }})
{%- endmacro %}

{#- The whole numbers from 1 to `last`; none where it is less. -#}
{% macro numbers_to(last) -%}
    {{ adapter.dispatch('numbers_to')(last) }}
{%- endmacro %}

{% macro duckdb__numbers_to(last) -%}
    range(1, {{ last }} + 1)
{%- endmacro %}

{% macro spark__numbers_to(last) -%}
    slice(sequence(1, greatest({{ last }}, 1)), 1, greatest({{ last }}, 0))
{%- endmacro %}

{#- The first item of a list, or the last; null where it is empty. -#}
{% macro first_item(list) -%}
    {{ adapter.dispatch('list_item')(list, 1) }}
{%- endmacro %}

{% macro last_item(list) -%}
    {{ adapter.dispatch('list_item')(list, -1) }}
{%- endmacro %}

{% macro duckdb__list_item(list, number) -%}
    ({{ list }})[{{ number }}]
{%- endmacro %}

{% macro spark__list_item(list, number) -%}
    try_element_at({{ list }}, {{ number }})
{%- endmacro %}

{#- A text in which every character of the class `searched` that stands in `from_characters` is replaced by the item of
its place in `to_texts` (separated by bars). -#}
{% macro characters_mapped(x, searched, from_characters, to_texts) -%}
    {{ adapter.dispatch('characters_mapped')(x, searched, from_characters, to_texts) }}
{%- endmacro %}

{% macro duckdb__characters_mapped(x, searched, from_characters, to_texts) -%}
    array_to_string(
        list_transform(
            string_split({{ x }}, ''),
            lambda form: case
                when regexp_matches(form, '{{ searched }}')
                    then
                        coalesce(
                            string_split('{{ to_texts }}', '|')[nullif(instr('{{ from_characters }}', form), 0)],
                            form
                        )
                else form
            end
        ),
        ''
    )
{%- endmacro %}

{% macro spark__characters_mapped(x, searched, from_characters, to_texts) -%}
    array_join(
        transform(
            split({{ x }}, ''),
            form -> case
                when rlike(form, '{{ searched }}')
                    then
                        coalesce(
                            try_element_at(
                                split('{{ to_texts }}', '[|]'), nullif(instr('{{ from_characters }}', form), 0)
                            ),
                            form
                        )
                else form
            end
        ),
        ''
    )
{%- endmacro %}

{#- Aggregate: the texts of a group joined in the order given, as SQL; `where` is a condition on the rows. Null where
there is no text. -#}
{% macro joined_texts(x, separator, order, where='true') -%}
    {{ adapter.dispatch('joined_texts')(x, separator, order, where) }}
{%- endmacro %}

{% macro duckdb__joined_texts(x, separator, order, where) -%}
    string_agg({{ x }}, {{ separator }} order by {{ order }}) filter (where {{ where }})
{%- endmacro %}

{% macro spark__joined_texts(x, separator, order, where) -%}
    string_agg({{ x }}, {{ separator }}) within group (order by {{ order }}) filter (where {{ where }})
{%- endmacro %}

{#- Aggregate: the distinct texts of a group joined in their own order; null where there is none. -#}
{% macro joined_distinct_texts(x, separator) -%}
    {{ adapter.dispatch('joined_distinct_texts')(x, separator) }}
{%- endmacro %}

{% macro duckdb__joined_distinct_texts(x, separator) -%}
    string_agg(distinct {{ x }}, {{ separator }} order by {{ x }})
{%- endmacro %}

{% macro spark__joined_distinct_texts(x, separator) -%}
    case when count({{ x }}) > 0 then array_join(sort_array(collect_set({{ x }})), {{ separator }}) end
{%- endmacro %}

{#- The texts of a group joined in the order of `number`, as joined_texts would, much faster on DuckDB where a million
groups hold one or two texts each: there a short list is sorted. Equal numbers are ordered by the texts themselves. -#}
{% macro texts_in_order(x, separator, number) -%}
    {{ adapter.dispatch('texts_in_order')(x, separator, number) }}
{%- endmacro %}

{% macro duckdb__texts_in_order(x, separator, number) -%}
    array_to_string(
        list_transform(
            list_sort(list(struct_pack(number := {{ number }}, x := {{ x }})) filter (where {{ x }} is not null)),
            pair -> pair.x
        ),
        {{ separator }}
    )
{%- endmacro %}

{% macro spark__texts_in_order(x, separator, number) -%}
    {#- a group without a text gives null, as string_agg does: an empty list would give a blank -#}
    case
        when count({{ x }}) > 0
            then
                array_join(
                    transform(
                        array_sort(
                            collect_list(named_struct('number', {{ number }}, 'x', {{ x }}))
                            filter (where {{ x }} is not null)
                        ),
                        pair -> pair.x
                    ),
                    {{ separator }}
                )
    end
{%- endmacro %}
