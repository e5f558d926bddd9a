-- Q63. Which indicators stand under a label that is not theirs, or under none? 哪些指标所在的类别标签错位或缺失？
-- A row: one printed line whose class is not the one that its label gives. 每行：一行类别经过推定的指标。
-- Caveats: moved means that a label stands some rows early or late, supplied that none was printed; category_reason
-- says what decided it. A line that its author filed oddly stays where it is: see Q35. 作者归类不当者不移动，见 Q35。

-- Columns: region_name, budget_year_label, agency_name, project_name, indicator_name, level1_printed, level2_printed,
-- level1, level2, category_basis, category_reason, is_effective, document_path, place_text
with prints as (
    select
        print_id,
        project_id,
        document_id,
        name_text,
        level1_printed,
        level2_printed,
        level1,
        level2,
        category_basis,
        category_reason,
        is_effective,
        print_no,
        place_text
    from {{ ref('fct_indicator_prints') }}
    where category_basis in ('moved', 'supplied')
),

projects as (
    select
        project_id,
        region_code,
        project_name,
        agency_name,
        budget_year_label
    from {{ ref('dim_projects') }}
),

regions as (
    select
        region_code,
        region_name
    from {{ ref('dim_regions') }}
),

documents as (
    select
        document_id,
        path
    from {{ ref('dim_documents') }}
),

final as (
    select
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        coalesce(projects.agency_name, '未知') as agency_name,
        coalesce(projects.project_name, projects.agency_name, '未知') as project_name,
        prints.name_text as indicator_name,
        prints.level1_printed,
        prints.level2_printed,
        prints.level1,
        prints.level2,
        prints.category_basis,
        prints.category_reason,
        prints.is_effective,
        documents.path as document_path,
        prints.place_text,
        prints.print_no,
        prints.print_id
    from prints
    inner join projects on prints.project_id = projects.project_id
    inner join documents on prints.document_id = documents.document_id
    left join regions on projects.region_code = regions.region_code
)

select
    region_name,
    budget_year_label,
    agency_name,
    project_name,
    indicator_name,
    level1_printed,
    level2_printed,
    level1,
    level2,
    category_basis,
    category_reason,
    is_effective,
    document_path,
    place_text
from final
order by document_path, project_name, print_no, print_id
