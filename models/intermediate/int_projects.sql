-- One row per project with its region, year, agency, kind and purpose resolved.
with records as (
    select * from {{ ref('int_records') }}
),

project_regions as (
    select * from {{ ref('int_project_regions') }}
),

budget_years as (
    select * from {{ ref('int_budget_years') }}
),

funding_lines as (
    select
        document_id,
        form_no,
        amount_text,
        amount_heading_key
    from {{ ref('stg_funding_lines') }}
),

indicator_lines as (
    select
        document_id,
        form_no,
        actual_text,
        score_text
    from {{ ref('stg_indicator_lines') }}
),

money_labels as (
    select
        label_key,
        column_stage
    from {{ ref('int_money_labels') }}
),

title_words as (
    select * from {{ ref('title_words') }}
),

-- Folded once for each form, not once for each word it is searched for.
titles as (
    select
        project_id,
        {{ normalise_label('form_title') }} as title_key
    from records
    where form_title is not null
),

-- Of several words the one that ends last says what the form is: 绩效运行监控自评表 is a self-evaluation.
titled as (
    select
        titles.project_id,
        {% for target in ['form_kind', 'form_purpose'] -%}
            max_by(
                title_words.value,
                (
                    instr(titles.title_key, title_words.word) + length(title_words.word),
                    length(title_words.word),
                    title_words.value
                )
            ) filter (where title_words.target = '{{ target }}') as {{ target | replace('form', 'title') }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}
    from titles
    inner join title_words on instr(titles.title_key, title_words.word) > 0
    group by titles.project_id
),

-- A form without a title word is a self-evaluation where it prints what was spent and what was reached.
executed_forms as (
    select
        funding_lines.document_id,
        funding_lines.form_no,
        count(*) as executed_count
    from funding_lines
    inner join money_labels
        on funding_lines.amount_heading_key in (money_labels.label_key)
    where money_labels.column_stage = 'executed' and funding_lines.amount_text is not null
    group by funding_lines.document_id, funding_lines.form_no
),

actual_forms as (
    select
        document_id,
        form_no,
        count(*) as actuals_count
    from indicator_lines
    where actual_text is not null or score_text is not null
    group by document_id, form_no
),

agency_texts as (
    select
        project_id,
        coalesce(implementing_agency, unit_label_text, department_name, supervising_agency) as agency_text,
        coalesce(supervising_agency, case when implementing_agency is not null then department_name end)
            as supervising_agency
    from records
),

-- 331-某局（本级） and 某局本级 are 某局: the code and the part of the body are not its name.
agency_names as (
    select
        project_id,
        supervising_agency,
        nullif(
            {{ trim_white_space(
                regexp_replace_first(
                    regexp_replace_first(
                        regexp_replace_first('agency_text', '^[0-9]{2,}[-—–_ .、]+', ''),
                        '(?:[（(](?:本级|机关|本部)[）)])+$', ''
                    ),
                    '本级$', ''
                )
            ) }},
            ''
        ) as agency_name
    from agency_texts
),

agency_keys as (
    select
        project_id,
        agency_name,
        supervising_agency,
        {{ normalise_label('agency_name') }} as agency_key
    from agency_names
),

final as (
    select
        records.project_id,
        records.document_id,
        records.form_no,
        records.record_no,
        records.page_no,
        records.sheet_name,
        records.table_no,
        records.row_no,
        records.last_row_no,
        records.shape,
        case
            when titled.title_kind is not null then titled.title_kind
            when records.tasks_count > 0 then 'department'
            when
                records.shape = 'form'
                and records.project_name is null
                and records.project_code is null
                and records.department_name is not null
                then 'department'
            else 'project'
        end as form_kind,
        case
            when titled.title_purpose is not null then titled.title_purpose
            when executed_forms.executed_count > 0 and actual_forms.actuals_count > 0 then 'self_evaluation'
            else 'target'
        end as form_purpose,
        records.project_name,
        nullif({{ normalise_label('records.project_name') }}, '') as project_name_key,
        records.project_code,
        case
            when agency_keys.agency_key is null then null
            when project_regions.region_code is null
                then {{ position_id(["'agency'", 'records.document_id', 'agency_keys.agency_key']) }}
            else {{ position_id(["'agency'", 'project_regions.region_code', 'agency_keys.agency_key']) }}
        end as agency_id,
        agency_keys.agency_name,
        agency_keys.agency_key,
        agency_keys.supervising_agency,
        project_regions.region_code,
        project_regions.province_code,
        project_regions.region_basis,
        budget_years.budget_year,
        budget_years.budget_year_basis,
        coalesce(cast(budget_years.budget_year as string) || '年', '未知') as budget_year_label,
        budget_years.evidence_year_min,
        records.project_attribute,
        coalesce(records.start_text, records.period_text) as start_text,
        records.end_text,
        records.goal_text,
        records.goal_mid_text,
        records.layout_id
    from records
    inner join project_regions on records.project_id = project_regions.project_id
    inner join budget_years on records.project_id = budget_years.project_id
    inner join agency_keys on records.project_id = agency_keys.project_id
    left join titled on records.project_id = titled.project_id
    left join executed_forms
        on
            records.document_id = executed_forms.document_id
            and records.form_no = executed_forms.form_no
    left join actual_forms
        on
            records.document_id = actual_forms.document_id
            and records.form_no = actual_forms.form_no
)

select
    project_id,
    document_id,
    form_no,
    record_no,
    page_no,
    sheet_name,
    table_no,
    row_no,
    last_row_no,
    shape,
    form_kind,
    form_purpose,
    project_name,
    project_name_key,
    project_code,
    agency_id,
    agency_name,
    agency_key,
    supervising_agency,
    region_code,
    province_code,
    region_basis,
    budget_year,
    budget_year_basis,
    budget_year_label,
    evidence_year_min,
    project_attribute,
    start_text,
    end_text,
    goal_text,
    goal_mid_text,
    layout_id
from final
