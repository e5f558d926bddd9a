-- Q33. How many targets are copied from form to form? 有多少目标在各表之间照抄？
-- A row: one agency with at least two forms in one place and budget year. 每行：一地一年度中至少有两张表的一个单位。
-- Caveats: copied is the same category, name and value in two or more of the agency's forms; in_every_form in all of
-- them (three forms at least). A common indicator may be copied with good reason. 照抄指同类、同名、同值；共性指标照抄未必不当。

-- Columns: region_name, budget_year_label, agency_name, forms, indicators, copied, copied_percent, in_every_form,
-- in_every_form_percent, most_copied, documents
with indicator_values as (
    select
        indicator_id,
        project_id,
        document_id,
        region_code,
        agency_id,
        level2,
        indicator_name,
        horizon,
        comparator_text,
        value_text,
        unit_text
    from {{ ref('fct_indicator_values') }}
    where is_counted and value_kind not in ('empty', 'placeholder')
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

indicators as (
    select
        indicator_values.indicator_id,
        indicator_values.project_id,
        indicator_values.document_id,
        indicator_values.region_code,
        indicator_values.agency_id,
        projects.budget_year_label,
        coalesce(indicator_values.level2, '') || ' ' || coalesce(indicator_values.indicator_name, '') || ' '
        || string_agg(
            indicator_values.horizon || coalesce(indicator_values.comparator_text, '')
            || coalesce(indicator_values.value_text, '') || coalesce(indicator_values.unit_text, ''),
            ' ' order by indicator_values.horizon, indicator_values.value_text
        ) as wording
    from indicator_values
    inner join projects on indicator_values.project_id = projects.project_id
    group by
        indicator_values.indicator_id,
        indicator_values.project_id,
        indicator_values.document_id,
        indicator_values.region_code,
        indicator_values.agency_id,
        projects.budget_year_label,
        indicator_values.level2,
        indicator_values.indicator_name
),

agency_forms as (
    select
        region_code,
        agency_id,
        budget_year_label,
        count(distinct project_id) as forms
    from indicators
    group by region_code, agency_id, budget_year_label
),

wordings as (
    select
        region_code,
        agency_id,
        budget_year_label,
        wording,
        count(distinct project_id) as forms_with_wording
    from indicators
    group by region_code, agency_id, budget_year_label, wording
),

judged as (
    select
        indicators.document_id,
        indicators.region_code,
        indicators.agency_id,
        indicators.budget_year_label,
        indicators.wording,
        agency_forms.forms,
        wordings.forms_with_wording
    from indicators
    inner join agency_forms
        on
            coalesce(indicators.region_code, '') = coalesce(agency_forms.region_code, '')
            and coalesce(indicators.agency_id, '') = coalesce(agency_forms.agency_id, '')
            and indicators.budget_year_label = agency_forms.budget_year_label
    inner join wordings
        on
            coalesce(indicators.region_code, '') = coalesce(wordings.region_code, '')
            and coalesce(indicators.agency_id, '') = coalesce(wordings.agency_id, '')
            and indicators.budget_year_label = wordings.budget_year_label
            and indicators.wording = wordings.wording
    where agency_forms.forms > 1
),

by_agency as (
    select
        coalesce(regions.region_name, '未知') as region_name,
        judged.budget_year_label,
        coalesce(agencies.agency_name, '未知') as agency_name,
        judged.forms,
        count(*) as indicators,
        count(case when judged.forms_with_wording > 1 then 1 end) as copied,
        count(case when judged.forms > 2 and judged.forms_with_wording = judged.forms then 1 end) as in_every_form,
        max_by(judged.wording, lpad(cast(judged.forms_with_wording as varchar), 9, '0') || judged.wording)
            as most_copied,
        max(judged.forms_with_wording) as most_copied_forms,
        string_agg(distinct documents.path, ', ' order by documents.path) as documents
    from judged
    inner join documents on judged.document_id = documents.document_id
    left join agencies on judged.agency_id = agencies.agency_id
    left join regions on judged.region_code = regions.region_code
    group by
        judged.region_code,
        regions.region_name,
        judged.budget_year_label,
        judged.agency_id,
        agencies.agency_name,
        judged.forms
),

final as (
    select
        region_name,
        budget_year_label,
        agency_name,
        forms,
        indicators,
        copied,
        round(100 * cast(copied as double) / indicators, 1) as copied_percent,
        in_every_form,
        round(100 * cast(in_every_form as double) / indicators, 1) as in_every_form_percent,
        case when most_copied_forms > 1 then most_copied end as most_copied,
        documents
    from by_agency
)

select
    region_name,
    budget_year_label,
    agency_name,
    forms,
    indicators,
    copied,
    copied_percent,
    in_every_form,
    in_every_form_percent,
    most_copied,
    documents
from final
order by copied_percent desc, region_name asc, agency_name asc
