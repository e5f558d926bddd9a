with projects as (
    select * from {{ ref('int_projects') }}
),

-- One agency may be spelt in several ways (全角 and 半角 brackets): the spelling that is printed most often stands here.
spellings as (
    select
        agency_id,
        agency_name,
        region_code,
        count(*) as prints_count
    from projects
    where agency_id is not null
    group by agency_id, agency_name, region_code
),

final as (
    select
        agency_id,
        agency_name,
        region_code
    from spellings
    qualify row_number() over (partition by agency_id order by prints_count desc, agency_name) = 1
)

select
    agency_id,
    agency_name,
    region_code
from final
