with source as (
    select * from {{ source('raw', 'document_paths') }}
),

renamed as (
    select
        path,
        document_id,
        file_name,
        source_url,
        publisher,
        published_on as published_on_text,
        retrieved_on as retrieved_on_text,
        budget_year as manifest_budget_year_text,
        region_code as manifest_region_code
    from source
),

final as (
    select
        path,
        document_id,
        file_name,
        source_url,
        publisher,
        published_on_text,
        try_cast(nullif(published_on_text, '') as date) as published_on,
        retrieved_on_text,
        try_cast(nullif(retrieved_on_text, '') as date) as retrieved_on,
        manifest_budget_year_text,
        {{ bare_year('manifest_budget_year_text') }} as manifest_budget_year,
        manifest_region_code
    from renamed
)

select
    path,
    document_id,
    file_name,
    source_url,
    publisher,
    published_on_text,
    published_on,
    retrieved_on_text,
    retrieved_on,
    manifest_budget_year_text,
    manifest_budget_year,
    manifest_region_code
from final
