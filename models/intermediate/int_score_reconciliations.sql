-- Points that a form adds up: the weights of its indicators, and the scores, against the total that it prints.
-- The money's own points (执行率 10 分) are counted in where that brings the sum nearer to the total.
with projects as (
    select
        project_id,
        document_id,
        form_no,
        record_no
    from {{ ref('int_projects') }}
),

point_labels as (
    select
        label_key,
        min(target) as points_kind
    from {{ ref('int_labels') }}
    where role = 'column' and target in ('weight', 'score')
    group by label_key
),

total_fields as (
    select
        document_id,
        form_no,
        record_no,
        line_no,
        case field when 'weight_total_text' then 'weight' else 'score' end as points_kind,
        label_text,
        value_text as points_text,
        page_no,
        sheet_name,
        table_no,
        row_no
    from {{ ref('stg_fields') }}
    where field in ('weight_total_text', 'score_total_text') and value_text is not null
),

indicator_lines as (
    select
        document_id,
        form_no,
        record_no,
        line_no,
        max(weight_text) as weight_text,
        max(score_text) as score_text
    from {{ ref('stg_indicator_lines') }}
    where name_text is not null or value_text is not null
    group by document_id, form_no, record_no, line_no
),

money_lines as (
    select
        funding_lines.document_id,
        funding_lines.form_no,
        funding_lines.record_no,
        point_labels.points_kind,
        funding_lines.amount_text as points_text
    from {{ ref('stg_funding_lines') }} as funding_lines
    inner join point_labels
        on point_labels.label_key in (funding_lines.amount_heading_key, funding_lines.amount_heading_key_short)
    where funding_lines.amount_text is not null
),

printed_points as (
    select
        document_id,
        form_no,
        record_no,
        'weight' as points_kind,
        'indicator' as part_kind,
        weight_text as points_text
    from indicator_lines
    union all
    select
        document_id,
        form_no,
        record_no,
        'score' as points_kind,
        'indicator' as part_kind,
        score_text as points_text
    from indicator_lines
    union all
    select
        document_id,
        form_no,
        record_no,
        points_kind,
        'money' as part_kind,
        points_text
    from money_lines
),

-- 15, 15分 and 15% are 15 points.
parts as (
    select
        document_id,
        form_no,
        record_no,
        points_kind,
        part_kind,
        points_text,
        nullif(
            regexp_extract({{ normalise_text('points_text') }}, '^(-?[0-9]{1,6}(?:[.][0-9]{1,4})?)[分%]?$', 1), ''
        ) as points_digits
    from printed_points
),

part_sums as (
    select
        document_id,
        form_no,
        record_no,
        points_kind,
        sum(try_cast(points_digits as decimal(12, 4))) filter (where part_kind = 'indicator') as indicator_points,
        sum(try_cast(points_digits as decimal(12, 4))) filter (where part_kind = 'money') as money_points,
        count(*) filter (where part_kind = 'indicator' or points_digits is not null) as parts_count,
        count(*) filter (where part_kind = 'indicator' and points_digits is null) as blank_parts_count,
        min({{ half_of_last_digit('points_digits') }}) as finest_points,
        count(points_digits) as filled_count
    from parts
    group by document_id, form_no, record_no, points_kind
),

totals as (
    select
        document_id,
        form_no,
        record_no,
        line_no,
        points_kind,
        label_text,
        page_no,
        sheet_name,
        table_no,
        row_no,
        nullif(
            regexp_extract({{ normalise_text('points_text') }}, '^(-?[0-9]{1,6}(?:[.][0-9]{1,4})?)[分%]?$', 1), ''
        ) as points_digits
    from total_fields
),

compared as (
    select
        projects.project_id,
        totals.document_id,
        totals.points_kind,
        totals.line_no,
        totals.label_text,
        try_cast(totals.points_digits as decimal(12, 4)) as printed_points,
        case
            when
                part_sums.money_points is not null
                and abs(try_cast(totals.points_digits as decimal(12, 4)) - part_sums.indicator_points)
                > abs(
                    try_cast(totals.points_digits as decimal(12, 4))
                    - part_sums.indicator_points - part_sums.money_points
                )
                then part_sums.indicator_points + part_sums.money_points
            else part_sums.indicator_points
        end as computed_points,
        {{ rounding_tolerance(
            half_of_last_digit('totals.points_digits'), 'part_sums.finest_points', 'part_sums.filled_count'
        ) }} as tolerance_points,
        part_sums.parts_count,
        part_sums.blank_parts_count,
        totals.page_no,
        totals.sheet_name,
        totals.table_no,
        totals.row_no
    from totals
    inner join projects
        on
            totals.document_id = projects.document_id
            and totals.form_no = projects.form_no
            and totals.record_no = projects.record_no
    inner join part_sums
        on
            totals.document_id = part_sums.document_id
            and totals.form_no = part_sums.form_no
            and totals.record_no = part_sums.record_no
            and totals.points_kind = part_sums.points_kind
),

final as (
    select
        {{ position_id(['project_id', 'points_kind', 'line_no']) }} as score_reconciliation_id,
        project_id,
        document_id,
        case points_kind when 'weight' then 'weights' else 'scores' end as check_name,
        label_text,
        cast(printed_points as decimal(12, 4)) as printed_points,
        try_cast(computed_points as decimal(12, 4)) as computed_points,
        try_cast(printed_points - computed_points as decimal(12, 4)) as gap_points,
        try_cast(tolerance_points as decimal(12, 6)) as tolerance_points,
        parts_count,
        -- Where an indicator has no points the sum says nothing.
        case when blank_parts_count = 0 then abs(printed_points - computed_points) <= tolerance_points end
            as is_balanced,
        page_no,
        sheet_name,
        table_no,
        row_no
    from compared
    where printed_points is not null and computed_points is not null
)

select
    score_reconciliation_id,
    project_id,
    document_id,
    check_name,
    label_text,
    printed_points,
    computed_points,
    gap_points,
    tolerance_points,
    parts_count,
    is_balanced,
    page_no,
    sheet_name,
    table_no,
    row_no
from final
