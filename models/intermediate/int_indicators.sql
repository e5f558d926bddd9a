with prints as (
    select * from {{ ref('int_indicator_prints') }}
),

concept_patterns as (
    select
        name_pattern,
        concept_id,
        nullif(polarity, '') as polarity
    from {{ ref('indicator_concepts') }}
),

names as (
    select distinct name_key
    from prints
    where name_key is not null
),

-- The head of a Chinese name stands at its end: 故障修复及时率 is a timeliness, not a fault.
concepts as (
    select
        names.name_key,
        concept_patterns.concept_id,
        concept_patterns.polarity
    from names
    inner join concept_patterns on instr(names.name_key, concept_patterns.name_pattern) > 0
    qualify
        row_number() over (
            partition by names.name_key
            order by
                length(concept_patterns.name_pattern) desc,
                instr(names.name_key, concept_patterns.name_pattern) desc,
                concept_patterns.concept_id asc
        ) = 1
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
    left join concepts on prints.name_key = concepts.name_key
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
