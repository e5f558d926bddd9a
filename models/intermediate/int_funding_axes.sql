-- What a funding line says on each of two axes: which fund the money comes from, and from which level of government.
-- A line says one itself and takes the other from the line that it stands under: 其中：本级 under 一般公共预算.
with funding_lines as (
    select
        funding_id,
        document_id,
        project_id,
        line_no,
        column_no,
        parent_line_no,
        label_text,
        funding_source_id,
        axis
    from {{ ref('int_funding_lines') }}
),

projects as (
    select
        project_id,
        region_code,
        province_code
    from {{ ref('int_projects') }}
),

regions as (
    select
        region_code,
        max_by(region_name, valid_from) as region_name,
        max_by(region_level, valid_from) as region_level
    from {{ ref('regions') }}
    group by region_code
),

funding_sources as (
    select
        funding_source_id,
        nullif(government_level, 'na') as government_level
    from {{ ref('funding_sources') }}
),

government_words as (
    select
        word,
        tier
    from {{ ref('government_words') }}
),

labels as (
    select
        label_text,
        {{ normalise_label('label_text') }} as label_key
    from funding_lines
    where label_text is not null
    group by label_text
),

label_tiers as (
    select
        labels.label_text,
        max_by(government_words.tier, length(government_words.word)) as tier
    from labels
    inner join government_words on left(labels.label_key, length(government_words.word)) = government_words.word
    group by labels.label_text
),

places as (
    select
        projects.project_id,
        regions.region_level,
        right(regions.region_name, 1) = '市' as is_city,
        right(provinces.region_name, 1) = '市' as is_in_municipality,
        case regions.region_level when 'central' then 0 when 'province' then 1 when 'prefecture' then 2 else 3 end
            as region_rank
    from projects
    inner join regions on projects.region_code = regions.region_code
    left join regions as provinces on projects.province_code = provinces.region_code
),

-- The level that the label names, as seen from the place of the form.
own_axes as (
    select
        funding_lines.funding_id,
        funding_lines.document_id,
        funding_lines.project_id,
        funding_lines.line_no,
        funding_lines.column_no,
        funding_lines.parent_line_no,
        case when funding_lines.axis in ('fund', 'unspecified') then funding_lines.funding_source_id end as fund_id,
        case
            when funding_lines.axis <> 'level' then null
            when label_tiers.tier is null or places.project_id is null then funding_sources.government_level
            when label_tiers.tier = 'local'
                then case when places.region_level = 'central' then 'lower' else funding_sources.government_level end
            when label_tiers.tier = 'central' then case when places.region_rank = 0 then 'own' else 'upper' end
            when label_tiers.tier = 'province' and places.region_rank = 1 then 'own'
            when label_tiers.tier = 'province' then case when places.region_rank = 0 then 'lower' else 'upper' end
            when label_tiers.tier = 'prefecture' and places.region_rank = 2 then 'own'
            when label_tiers.tier = 'prefecture' and places.region_rank = 1
                then case when places.is_in_municipality then 'own' else 'lower' end
            when label_tiers.tier = 'prefecture' and places.region_rank = 3
                then case when places.is_in_municipality or not places.is_city then 'upper' end
            when label_tiers.tier = 'county' and places.region_rank = 3 then 'own'
            else 'lower'
        end as government_level
    from funding_lines
    left join funding_sources on funding_lines.funding_source_id = funding_sources.funding_source_id
    left join label_tiers on funding_lines.label_text = label_tiers.label_text
    left join places on funding_lines.project_id = places.project_id
),

-- Every column of a line says the same of its source.
line_axes as (
    select
        project_id,
        line_no,
        min(parent_line_no) as parent_line_no,
        min(fund_id) as fund_id,
        min(government_level) as government_level
    from own_axes
    group by project_id, line_no
),

final as (
    select
        own_axes.funding_id,
        own_axes.document_id,
        coalesce(own_axes.fund_id, parents.fund_id, grandparents.fund_id) as fund_id,
        coalesce(own_axes.government_level, parents.government_level, grandparents.government_level)
            as government_level
    from own_axes
    left join line_axes as parents
        on
            own_axes.project_id = parents.project_id
            and own_axes.parent_line_no = parents.line_no
    left join line_axes as grandparents
        on
            parents.project_id = grandparents.project_id
            and parents.parent_line_no = grandparents.line_no
)

select
    funding_id,
    document_id,
    fund_id,
    government_level
from final
