{% materialization by_text, default %}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is none or not is_increment() -%}
        {{ return(context['materialization_table_' ~ target.type]()) }}
    {%- endif -%}
    {%- set key = config.require('key') -%}
    {%- set keys = {} -%}
    {%- for parent_id in model.depends_on.nodes -%}
        {%- set parent_key = key_of_changes(graph.sources.get(parent_id) or graph.nodes[parent_id]) -%}
        {%- if parent_key -%}
            {%- do keys.update({parent_key: none}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set driver = key if key in keys else (keys | list)[0] -%}
    {%- set keys_changed = changed_keys(driver) -%}
    {%- set changed = {driver: driver ~ ' in (' ~ keys_changed ~ ')'} -%}
    {%- set made = this.identifier ~ '__made' -%}
    {%- if not keys_changed -%}
        {%- call noop_statement('main', 'NOTHING NEW') -%}{%- endcall -%}
    {%- elif driver == key -%}
        {%- call statement('main') -%}
            {{ replaced_rows(existing, narrowed(sql, changed), key, keys_changed) }}
        {%- endcall -%}
        {%- do adapter.commit() -%}
    {%- else -%}
        {%- call statement('main') -%}
            create or replace temp table {{ made }} as (
                {{ narrowed(sql, changed) }}
            );

            insert into increment.changed (key_name, key, source)
            select distinct
                '{{ key }}' as key_name,
                made.{{ key }} as key,
                '{{ this.identifier }}' as source
            from {{ made }} as made
            anti join {{ existing }} as kept on made.{{ key }} = kept.{{ key }};

            {{ replaced_rows(existing, 'select * from ' ~ made, key, logged_keys()) }}
            drop table {{ made }}
        {%- endcall -%}
        {%- do adapter.commit() -%}
    {%- endif -%}
    {{ return({'relations': [this]}) }}
{% endmaterialization %}
