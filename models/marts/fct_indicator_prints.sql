with prints as (
    select * from {{ ref('int_indicator_prints') }}
),

drafts as (
    select * from {{ ref('int_indicator_drafts') }}
),

print_values as (
    select * from {{ ref('int_indicator_print_values') }}
),

-- Most rows have one value column; only what further ones hold is gathered.
further_values as (
    select
        print_id,
        max(comparator_text) as comparator_text,
        {% for horizon in ['annual', 'half_year', 'cycle'] -%}
            {{ texts_in_order("case when horizon = '" ~ horizon ~ "' then value_text end", "' | '", 'value_no') }}
                as value_text_{{ horizon }},
        {% endfor -%}
        max(unit_text) as unit_text,
        max(weight_text) as weight_text,
        max(actual_text) as actual_text,
        max(score_text) as score_text,
        max(deviation_text) as deviation_text
    from print_values
    where value_no > 1
    group by print_id
),

-- A row prints its comparator, unit, weight and result once, whatever the number of its value columns.
values_by_print as (
    select
        first_values.print_id,
        {% for horizon in ['annual', 'half_year', 'cycle'] -%}
            nullif(
                concat_ws(
                    ' | ',
                    case when first_values.horizon = '{{ horizon }}' then first_values.value_text end,
                    further_values.value_text_{{ horizon }}
                ),
                ''
            ) as value_text_{{ horizon }},
        {% endfor -%}
        coalesce(first_values.comparator_text, further_values.comparator_text) as comparator_text,
        coalesce(first_values.unit_text, further_values.unit_text) as unit_text,
        coalesce(first_values.weight_text, further_values.weight_text) as weight_text,
        coalesce(first_values.actual_text, further_values.actual_text) as actual_text,
        coalesce(first_values.score_text, further_values.score_text) as score_text,
        coalesce(first_values.deviation_text, further_values.deviation_text) as deviation_text
    from print_values as first_values
    left join further_values on first_values.print_id = further_values.print_id
    where first_values.value_no = 1
),

final as (
    select
        prints.print_id,
        drafts.indicator_id,
        prints.project_id,
        prints.document_id,
        prints.print_no,
        prints.item_no,
        prints.level1_text,
        prints.level2_text,
        prints.level1_printed,
        prints.level2_printed,
        prints.level1,
        prints.level2,
        prints.category_id,
        prints.category_basis,
        prints.category_reason,
        prints.name_text,
        prints.explanation_text,
        values_by_print.comparator_text,
        values_by_print.value_text_annual,
        values_by_print.value_text_half_year,
        values_by_print.value_text_cycle,
        values_by_print.unit_text,
        values_by_print.weight_text,
        values_by_print.actual_text,
        values_by_print.score_text,
        values_by_print.deviation_text,
        drafts.draft_no,
        drafts.is_effective,
        prints.page_no,
        prints.sheet_name,
        prints.table_no,
        prints.row_no,
        {{ place_text('prints.page_no', 'prints.sheet_name', 'prints.table_no', 'prints.row_no') }} as place_text
    from prints
    inner join drafts on prints.print_id = drafts.print_id
    inner join values_by_print on prints.print_id = values_by_print.print_id
)

select
    print_id,
    indicator_id,
    project_id,
    document_id,
    print_no,
    item_no,
    level1_text,
    level2_text,
    level1_printed,
    level2_printed,
    level1,
    level2,
    category_id,
    category_basis,
    category_reason,
    name_text,
    explanation_text,
    comparator_text,
    value_text_annual,
    value_text_half_year,
    value_text_cycle,
    unit_text,
    weight_text,
    actual_text,
    score_text,
    deviation_text,
    draft_no,
    is_effective,
    page_no,
    sheet_name,
    table_no,
    row_no,
    place_text
from final
