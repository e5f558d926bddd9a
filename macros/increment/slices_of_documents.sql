{% macro slices_of_documents() -%}
    {%- set slices = [] -%}
    {%- if target.type == 'duckdb' -%}
        {%- set counted -%}
            select cast(coalesce(sum(estimated_size), 0) as bigint)
            from duckdb_tables()
            where database_name = current_database() and schema_name = 'raw'
        {%- endset -%}
        {%- set rows = run_query(counted)[0][0] | int -%}
        {%- set most = env_var('JIXIAO_SLICE_ROWS', '2000000') | int -%}
        {%- set count = [256, (rows + most - 1) // most] | min -%}
        {%- for number in range(count) -%}
            {%- set from_digits = '%02x' % (256 * number // count) -%}
            {%- set to_digits = '%02x' % (256 * (number + 1) // count) -%}
            {%- set below = "document_id < '" ~ to_digits ~ "'" -%}
            {%- set from_on = "document_id >= '" ~ from_digits ~ "'" -%}
            {%- if number == 0 -%}
                {%- do slices.append('(' ~ below ~ ' or document_id is null)' if count > 1 else 'true') -%}
            {%- elif number == count - 1 -%}
                {%- do slices.append(from_on) -%}
            {%- else -%}
                {%- do slices.append(from_on ~ ' and ' ~ below) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(slices) }}
{%- endmacro %}
