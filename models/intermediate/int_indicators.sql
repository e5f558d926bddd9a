with prints as (
    select * from {{ ref('int_indicator_prints') }}
),

dimensions as (
    select
        indicator_id,
        concept_name_id
    from {{ ref('int_indicator_dimensions') }}
),

concept_names as (
    select
        concept_name_id,
        concept_id
    from {{ ref('int_concept_names') }}
),

polarities as (
    select
        concept_id,
        polarity
    from {{ ref('indicator_concepts') }}
),

concepts as (
    select
        dimensions.indicator_id,
        concept_names.concept_id,
        polarities.polarity
    from dimensions
    inner join concept_names on dimensions.concept_name_id = concept_names.concept_name_id
    inner join polarities on concept_names.concept_id = polarities.concept_id
),

drafts as (
    select * from {{ ref('int_indicator_drafts') }}
    where print_id = indicator_id
),

final as (
    select
        drafts.indicator_id,
        drafts.draft_group_id,
        prints.project_id,
        prints.document_id,
        prints.category_id,
        prints.level1,
        prints.level2,
        prints.level1_printed,
        prints.level2_printed,
        prints.category_basis,
        concepts.concept_id,
        concepts.polarity,
        prints.indicator_name,
        prints.name_key,
        prints.is_name_blank,
        prints.explanation_text,
        prints.page_no,
        prints.sheet_name,
        prints.table_no,
        prints.row_no,
        prints.item_no,
        drafts.print_count,
        drafts.draft_no,
        drafts.draft_count,
        drafts.is_effective
    from drafts
    inner join prints on drafts.indicator_id = prints.print_id
    left join concepts on drafts.indicator_id = concepts.indicator_id
)

select
    indicator_id,
    draft_group_id,
    project_id,
    document_id,
    category_id,
    level1,
    level2,
    level1_printed,
    level2_printed,
    category_basis,
    concept_id,
    polarity,
    indicator_name,
    name_key,
    is_name_blank,
    explanation_text,
    page_no,
    sheet_name,
    table_no,
    row_no,
    item_no,
    print_count,
    draft_no,
    draft_count,
    is_effective
from final
