with lines as (
    select
        document_id,
        form_no,
        record_no,
        line_no,
        value_no,
        comparator_text,
        value_text,
        value_heading_text,
        value_heading_key,
        value_heading_key_short,
        unit_text,
        weight_text,
        actual_text,
        score_text,
        deviation_text
    from {{ ref('stg_indicator_lines') }}
),

prints as (
    select
        print_id,
        draft_group_id,
        project_id,
        print_no,
        document_id,
        form_no,
        record_no,
        line_no
    from {{ ref('int_indicator_prints') }}
),

readings as (
    select
        reading_id,
        value_kind
    from {{ ref('int_value_readings') }}
),

tokens as (
    select
        reading_id,
        comparator_key,
        value_key,
        unit_key
    from {{ ref('int_value_tokens') }}
),

horizon_labels as (
    select
        label,
        case when role = 'horizon' then target else cast(qualifier as string) end as horizon,
        role
    from {{ ref('printed_labels') }}
    where
        role = 'horizon'
        or (role = 'column' and target = 'value')
),

horizons as (
    select
        label,
        horizon
    from horizon_labels
    where horizon in ('annual', 'half_year', 'cycle')
    qualify row_number() over (partition by label order by role, horizon) = 1
),

keyed as (
    select
        prints.print_id,
        prints.document_id,
        prints.draft_group_id,
        prints.project_id,
        prints.print_no,
        lines.value_no,
        lines.value_heading_text,
        lines.value_heading_key,
        lines.value_heading_key_short,
        lines.comparator_text,
        lines.value_text,
        lines.unit_text,
        lines.weight_text,
        lines.actual_text,
        lines.score_text,
        lines.deviation_text,
        {{ reading_key('lines.comparator_text', 'lines.value_text', 'lines.unit_text') }} as reading_id,
        {{ reading_key('cast(null as string)', 'lines.actual_text', 'lines.unit_text') }} as actual_reading_id
    from lines
    inner join prints
        on
            lines.document_id = prints.document_id
            and lines.form_no = prints.form_no
            and lines.record_no = prints.record_no
            and lines.line_no = prints.line_no
),

-- A heading that names no horizon, or none, is the year of the form.
final as (
    select
        keyed.print_id,
        keyed.document_id,
        keyed.draft_group_id,
        keyed.project_id,
        keyed.print_no,
        keyed.value_no,
        coalesce(full_label.horizon, short_label.horizon, 'annual') as horizon,
        keyed.value_heading_text,
        keyed.comparator_text,
        keyed.value_text,
        keyed.unit_text,
        keyed.weight_text,
        keyed.actual_text,
        keyed.score_text,
        keyed.deviation_text,
        keyed.reading_id,
        keyed.actual_reading_id,
        concat_ws(
            chr(31),
            coalesce(tokens.comparator_key, ''),
            coalesce(tokens.value_key, ''),
            coalesce(tokens.unit_key, '')
        ) as value_identity,
        readings.value_kind
    from keyed
    inner join tokens on keyed.reading_id = tokens.reading_id
    inner join readings on keyed.reading_id = readings.reading_id
    left join horizons as full_label on keyed.value_heading_key = full_label.label
    left join horizons as short_label on keyed.value_heading_key_short = short_label.label
)

select
    print_id,
    document_id,
    draft_group_id,
    project_id,
    print_no,
    value_no,
    horizon,
    value_heading_text,
    comparator_text,
    value_text,
    unit_text,
    weight_text,
    actual_text,
    score_text,
    deviation_text,
    reading_id,
    actual_reading_id,
    value_identity,
    value_kind
from final
