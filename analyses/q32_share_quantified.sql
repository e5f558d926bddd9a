-- Q32. What share of its targets does each agency quantify? 各单位的目标有多少是量化的？
-- A row: one agency in one place and budget year. 每行：一地一年度的一个单位。
-- Caveats: of indicators that hold and state a value; blanks and placeholders are counted apart. quantified: the value
-- reads as a number, percentage, range, date or duration. with_digit: its text holds a digit, the wider and cruder
-- measure. 分母为填有目标值的有效指标，空白与占位另列；quantified 指可读为数值，with_digit 指文字含数字。

-- Columns: region_name, budget_year_label, agency_name, indicators, without_value, valued, quantified,
-- quantified_percent, with_digit, with_digit_percent, place_quantified_percent, documents
with indicators as (
    select
        indicator_id,
        document_id,
        project_id,
        region_code,
        agency_id,
        value_kind,
        value_text,
        case horizon when 'annual' then 1 when 'cycle' then 2 else 3 end as horizon_order
    from {{ ref('fct_indicator_values') }}
    where is_counted
),

projects as (
    select
        project_id,
        budget_year_label
    from {{ ref('dim_projects') }}
),

agencies as (
    select
        agency_id,
        agency_name
    from {{ ref('dim_agencies') }}
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

-- The year's value; where a form states none, the whole project's, else the half year's.
chosen as (
    select
        indicator_id,
        document_id,
        project_id,
        region_code,
        agency_id,
        value_kind,
        value_text
    from indicators
    qualify horizon_order = min(horizon_order) over (partition by indicator_id)
),

judged as (
    select
        indicator_id,
        document_id,
        project_id,
        region_code,
        agency_id,
        max(case when value_kind in ('empty', 'placeholder') then 0 else 1 end) as is_valued,
        max(case when value_kind in ('empty', 'placeholder', 'qualitative') then 0 else 1 end) as is_quantified,
        max(
            case
                when value_kind in ('empty', 'placeholder') then 0
                when value_text <> translate(value_text, '0123456789０１２３４５６７８９', '') then 1
                else 0
            end
        ) as has_digit
    from chosen
    group by indicator_id, document_id, project_id, region_code, agency_id
),

by_agency as (
    select
        judged.region_code,
        coalesce(regions.region_name, '未知') as region_name,
        projects.budget_year_label,
        coalesce(agencies.agency_name, '未知') as agency_name,
        count(*) as indicators,
        sum(judged.is_valued) as valued,
        sum(judged.is_quantified) as quantified,
        sum(judged.has_digit) as with_digit,
        string_agg(distinct documents.path, ', ' order by documents.path) as documents
    from judged
    inner join projects on judged.project_id = projects.project_id
    inner join documents on judged.document_id = documents.document_id
    left join agencies on judged.agency_id = agencies.agency_id
    left join regions on judged.region_code = regions.region_code
    group by
        judged.region_code,
        regions.region_name,
        projects.budget_year_label,
        judged.agency_id,
        agencies.agency_name
),

final as (
    select
        region_name,
        budget_year_label,
        agency_name,
        indicators,
        indicators - valued as without_value,
        valued,
        quantified,
        round(100 * cast(quantified as double) / nullif(valued, 0), 1) as quantified_percent,
        with_digit,
        round(100 * cast(with_digit as double) / nullif(valued, 0), 1) as with_digit_percent,
        round(
            100 * cast(sum(quantified) over (partition by region_code, budget_year_label) as double)
            / nullif(sum(valued) over (partition by region_code, budget_year_label), 0),
            1
        ) as place_quantified_percent,
        documents
    from by_agency
)

select
    region_name,
    budget_year_label,
    agency_name,
    indicators,
    without_value,
    valued,
    quantified,
    quantified_percent,
    with_digit,
    with_digit_percent,
    place_quantified_percent,
    documents
from final
order by quantified_percent desc nulls last, region_name asc, agency_name asc
