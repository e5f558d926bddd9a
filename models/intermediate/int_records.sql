-- One row per project as printed: a form, or a record of a list, with its fields side by side.
with documents as (
    select document_id from {{ ref('int_documents') }}
),

forms as (
    select
        stg_forms.document_id,
        stg_forms.page_no,
        stg_forms.sheet_name,
        stg_forms.table_no,
        stg_forms.row_no,
        stg_forms.form_no,
        stg_forms.shape,
        stg_forms.title_tidy,
        stg_forms.year_text,
        stg_forms.last_row_no,
        stg_forms.layout_id
    from {{ ref('stg_forms') }} as stg_forms
    inner join documents on stg_forms.document_id = documents.document_id
),

filled_forms as (
    select
        document_id,
        form_no
    from {{ ref('int_filled_forms') }}
),

fields as (
    select * from {{ ref('stg_fields') }}
),

funding_lines as (
    select
        document_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        form_no,
        record_no
    from {{ ref('stg_funding_lines') }}
),

indicator_lines as (
    select
        document_id,
        page_no,
        sheet_name,
        table_no,
        row_no,
        form_no,
        record_no
    from {{ ref('stg_indicator_lines') }}
),

task_lines as (
    select
        document_id,
        form_no
    from {{ ref('stg_task_lines') }}
),

unit_rows as (
    select
        document_id,
        page_no,
        table_no,
        row_no,
        form_no,
        label_text
    from {{ ref('stg_printed_totals') }}
    where total_kind = 'unit'
),

-- Every line that belongs to a record, to find where the record begins and ends. Its name is the best witness;
-- an agency may stand in a row above that many records share.
record_lines as (
    select
        document_id,
        form_no,
        record_no,
        page_no,
        sheet_name,
        table_no,
        row_no,
        case
            when field = 'project_name' then 0
            when field in ('implementing_agency', 'department_name', 'supervising_agency', 'year_text') then 2
            else 1
        end as witness_order
    from fields
    union all
    select
        document_id,
        form_no,
        record_no,
        page_no,
        sheet_name,
        table_no,
        row_no,
        1 as witness_order
    from funding_lines
    union all
    select
        document_id,
        form_no,
        record_no,
        page_no,
        sheet_name,
        table_no,
        row_no,
        1 as witness_order
    from indicator_lines
),

list_lines as (
    select
        record_lines.document_id,
        record_lines.form_no,
        record_lines.record_no,
        record_lines.page_no,
        record_lines.sheet_name,
        record_lines.table_no,
        record_lines.row_no,
        row_number() over (
            partition by record_lines.document_id, record_lines.form_no, record_lines.record_no
            order by
                record_lines.witness_order, record_lines.page_no, record_lines.table_no, record_lines.row_no
        ) as from_top,
        row_number() over (
            partition by record_lines.document_id, record_lines.form_no, record_lines.record_no
            order by record_lines.page_no desc, record_lines.table_no desc, record_lines.row_no desc
        ) as from_end
    from record_lines
    inner join forms
        on
            record_lines.document_id = forms.document_id
            and record_lines.form_no = forms.form_no
    -- A line above the list, such as its department, is not where a record begins.
    where
        forms.shape = 'list'
        and record_lines.record_no > 0
        and (coalesce(record_lines.page_no, 0), coalesce(record_lines.table_no, 0), record_lines.row_no)
        >= (coalesce(forms.page_no, 0), coalesce(forms.table_no, 0), forms.row_no)
),

list_records as (
    select
        document_id,
        form_no,
        record_no,
        max(page_no) filter (where from_top = 1) as page_no,
        max(sheet_name) filter (where from_top = 1) as sheet_name,
        max(table_no) filter (where from_top = 1) as table_no,
        max(row_no) filter (where from_top = 1) as row_no,
        max(row_no) filter (where from_end = 1) as last_row_no
    from list_lines
    group by document_id, form_no, record_no
),

-- A form that nobody filled in is no project.
records as (
    select
        forms.document_id,
        forms.form_no,
        1 as record_no,
        forms.page_no,
        forms.sheet_name,
        forms.table_no,
        forms.row_no,
        forms.last_row_no
    from forms
    inner join filled_forms
        on
            forms.document_id = filled_forms.document_id
            and forms.form_no = filled_forms.form_no
    where forms.shape = 'form'
    union all
    select
        document_id,
        form_no,
        record_no,
        page_no,
        sheet_name,
        table_no,
        row_no,
        last_row_no
    from list_records
),

-- In a list a unit's row stands above its projects.
record_units as (
    select
        records.document_id,
        records.form_no,
        records.record_no,
        max_by(
            unit_rows.label_text,
            (coalesce(unit_rows.page_no, 0), coalesce(unit_rows.table_no, 0), unit_rows.row_no)
        ) as unit_label_text
    from records
    inner join unit_rows
        on
            records.document_id = unit_rows.document_id
            and records.form_no = unit_rows.form_no
            and (coalesce(unit_rows.page_no, 0), coalesce(unit_rows.table_no, 0), unit_rows.row_no)
            < (coalesce(records.page_no, 0), coalesce(records.table_no, 0), records.row_no)
    group by records.document_id, records.form_no, records.record_no
),

-- What is printed above a list holds for all its records: the department first of all.
filled_fields as (
    select
        fields.document_id,
        fields.form_no,
        records.record_no,
        fields.line_no,
        fields.field,
        fields.value_tidy
    from fields
    inner join forms
        on
            fields.document_id = forms.document_id
            and fields.form_no = forms.form_no
    inner join records
        on
            fields.document_id = records.document_id
            and fields.form_no = records.form_no
            and (
                fields.record_no = records.record_no
                or (coalesce(fields.page_no, 0), coalesce(fields.table_no, 0), fields.row_no)
                < (coalesce(forms.page_no, 0), coalesce(forms.table_no, 0), forms.row_no)
            )
    where fields.value_tidy is not null
),

field_columns as (
    select
        document_id,
        form_no,
        record_no,
        {% for field in [
            'project_name', 'project_code', 'supervising_agency', 'implementing_agency', 'department_name',
            'project_attribute', 'project_tier', 'year_text', 'start_text', 'end_text', 'period_text'
        ] -%}
            min_by(value_tidy, line_no) filter (where field = '{{ field }}') as {{ field }},
        {% endfor -%}
        -- 总体目标 is the goal where no 年度目标 stands beside it.
        coalesce(
            {{ joined_texts('value_tidy', 'chr(10)', 'line_no', where="field = 'goal_text'") }},
            {{ joined_texts('value_tidy', 'chr(10)', 'line_no', where="field = 'goal_overall_text'") }}
        ) as goal_text,
        {{ joined_texts('value_tidy', 'chr(10)', 'line_no', where="field = 'goal_mid_text'") }} as goal_mid_text
    from filled_fields
    group by document_id, form_no, record_no
),

task_forms as (
    select
        document_id,
        form_no,
        count(*) as tasks_count
    from task_lines
    group by document_id, form_no
),

final as (
    select
        {{ position_id([
            'records.document_id', 'records.page_no', 'records.sheet_name', 'records.table_no', 'records.row_no',
            'records.record_no'
        ]) }} as project_id,
        records.document_id,
        records.form_no,
        records.record_no,
        records.page_no,
        records.sheet_name,
        records.table_no,
        records.row_no,
        records.last_row_no,
        forms.shape,
        forms.title_tidy as form_title,
        forms.year_text as form_year_text,
        forms.layout_id,
        coalesce(task_forms.tasks_count, 0) as tasks_count,
        field_columns.project_name,
        field_columns.project_code,
        field_columns.supervising_agency,
        field_columns.implementing_agency,
        field_columns.department_name,
        record_units.unit_label_text,
        field_columns.project_attribute,
        field_columns.project_tier,
        field_columns.year_text,
        field_columns.start_text,
        field_columns.end_text,
        field_columns.period_text,
        field_columns.goal_text,
        field_columns.goal_mid_text
    from records
    inner join forms
        on
            records.document_id = forms.document_id
            and records.form_no = forms.form_no
    left join field_columns
        on
            records.document_id = field_columns.document_id
            and records.form_no = field_columns.form_no
            and records.record_no = field_columns.record_no
    left join record_units
        on
            records.document_id = record_units.document_id
            and records.form_no = record_units.form_no
            and records.record_no = record_units.record_no
    left join task_forms
        on
            records.document_id = task_forms.document_id
            and records.form_no = task_forms.form_no
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
    form_title,
    form_year_text,
    layout_id,
    tasks_count,
    project_name,
    project_code,
    supervising_agency,
    implementing_agency,
    department_name,
    unit_label_text,
    project_attribute,
    project_tier,
    year_text,
    start_text,
    end_text,
    period_text,
    goal_text,
    goal_mid_text
from final
