{% materialization compared, default %}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is none or not is_increment() -%}
        {{ return(context['materialization_table_' ~ target.type]()) }}
    {%- endif -%}
    {%- set made = this.identifier ~ '__made' -%}
    {%- call statement('main') -%}
        create or replace temp table {{ made }} as (
            {{ sql }}
        );

        insert into increment.changed (key_name, key, source)
        with
        {% for state, stored in [('before', existing), ('after', made)] -%}
            {{ state }} as (
                select
                    document_id,
                    count(*) as rows_count,
                    sum(cast(hash(stored) as hugeint)) as rows_hash
                from {{ stored }} as stored
                group by document_id
            ){{ ',' if not loop.last }}
        {% endfor %}
        select
            'document_id' as key_name,
            coalesce(before.document_id, after.document_id) as key,
            '{{ this.identifier }}' as source
        from before
        full join after on before.document_id = after.document_id
        where
            before.rows_count is distinct from after.rows_count
            or before.rows_hash is distinct from after.rows_hash;

        {{ replaced_rows(existing, 'select * from ' ~ made, 'document_id', logged_keys()) }}
        drop table {{ made }}
    {%- endcall -%}
    {%- do adapter.commit() -%}
    {{ return({'relations': [this]}) }}
{% endmaterialization %}
