-- Every target that holds, with what its name's words and its unit's dimension say: the ground of the rules on words,
-- units and classes. A value that a row repeats for another horizon is one target.
with review_values as (
    select * from {{ ref('int_review_values') }}
    where is_effective
),

names as (
    select * from {{ ref('int_review_names') }}
),

prints as (
    select
        print_id,
        level1_text,
        level2_text
    from {{ ref('int_indicator_prints') }}
),

units as (
    select * from {{ ref('units') }}
),

asking_words as (
    select word
    from {{ ref('finding_words') }}
    where meaning = 'asks_number'
),

vague_values as (
    select {{ compact_value('word') }} as value_key
    from {{ ref('finding_words') }}
    where meaning = 'vague'
    union
    select {{ compact_value('adverbs.word') }} || {{ compact_value('verbs.word') }} as value_key
    from {{ ref('finding_words') }} as adverbs
    cross join {{ ref('finding_words') }} as verbs
    where adverbs.meaning = 'vague_adverb' and verbs.meaning = 'vague_verb'
    union
    select {{ compact_value('verbs.word') }} || {{ compact_value('adverbs.word') }} as value_key
    from {{ ref('finding_words') }} as adverbs
    cross join {{ ref('finding_words') }} as verbs
    where adverbs.meaning = 'vague_adverb' and verbs.meaning = 'vague_verb'
),

dimensions as (
    select
        {{ compact_value('unit') }} as unit_key,
        min(dimension) as dimension
    from (
        select
            standard_unit as unit,
            dimension
        from units
        union
        select
            base_unit as unit,
            dimension
        from units
    ) as spelt
    group by unit_key
),

-- Few labels are distinct: their words are looked for once a label.
printed_labels as (
    select level1_text as label_text from prints
    union
    select level2_text as label_text from prints
),

label_texts as (
    select
        label_text,
        {{ compact_value('label_text') }} as label_key
    from printed_labels
),

asking_labels as (
    select label_texts.label_text
    from label_texts
    inner join asking_words on instr(label_texts.label_key, asking_words.word) > 0
    group by label_texts.label_text
),

labels as (
    select
        prints.print_id,
        true as asks_number
    from prints
    left join asking_labels as first_labels on prints.level1_text = first_labels.label_text
    left join asking_labels as second_labels on prints.level2_text = second_labels.label_text
    where first_labels.label_text is not null or second_labels.label_text is not null
),

keyed as (
    select
        indicator_value_id,
        indicator_id,
        project_id,
        document_id,
        form_kind,
        form_purpose,
        agency_id,
        budget_year,
        level1,
        level2,
        indicator_name,
        name_key,
        is_name_blank,
        horizon,
        value_text,
        target_text,
        value_kind,
        comparator,
        value_low,
        value_high,
        canonical_low,
        canonical_high,
        canonical_unit,
        is_ambiguous,
        is_placeholder,
        item_no,
        page_no,
        sheet_name,
        table_no,
        row_no,
        {{ compact_value('value_text') }} as value_key,
        {{ compact_value('target_text') }} as target_key,
        nullif(split_part(canonical_unit, '/', 1), '') as first_unit,
        {{ compact_value("split_part(canonical_unit, '/', 1)") }} as first_unit_key,
        nullif(substr(canonical_unit, length(split_part(canonical_unit, '/', 1)) + 2), '') as denominator_unit,
        case horizon when 'annual' then 1 when 'cycle' then 2 else 3 end as horizon_rank
    from review_values
    qualify
        row_number() over (
            partition by indicator_id, target_text
            order by case horizon when 'annual' then 1 when 'cycle' then 2 else 3 end asc, horizon_value_no asc
        ) = 1
),

final as (
    select
        keyed.indicator_value_id,
        keyed.indicator_id,
        keyed.project_id,
        keyed.document_id,
        keyed.form_kind,
        keyed.form_purpose,
        keyed.agency_id,
        keyed.budget_year,
        keyed.level1,
        keyed.level2,
        keyed.indicator_name,
        keyed.name_key,
        keyed.is_name_blank,
        keyed.horizon,
        keyed.horizon_rank,
        keyed.value_text,
        keyed.value_key,
        keyed.target_text,
        keyed.target_key,
        keyed.value_kind,
        keyed.comparator,
        keyed.value_low,
        keyed.value_high,
        keyed.canonical_low,
        keyed.canonical_high,
        keyed.canonical_unit,
        keyed.denominator_unit,
        keyed.is_ambiguous,
        keyed.is_placeholder,
        -- Only what can be told apart for sure: people and pieces are counted, lengths and areas are measured.
        case
            when keyed.value_kind = 'date' then 'date'
            when dimensions.dimension in ('ratio', 'percentage_point', 'multiple') then 'ratio'
            when dimensions.dimension in ('money', 'foreign_money') then 'money'
            when dimensions.dimension in ('time', 'calendar_time', 'working_time') then 'time'
            when dimensions.dimension in ('count', 'people', 'person_times') then 'count'
            when dimensions.dimension is not null then 'measure'
        end as value_dimension,
        coalesce(vague_values.value_key is not null, false) as is_vague,
        coalesce(labels.asks_number, false) as asks_number,
        names.name_stem,
        names.head_kind,
        names.head_concept_id,
        names.head_polarity,
        coalesce(names.is_bounded_share, false) as is_bounded_share,
        coalesce(names.is_class_label, false) as is_class_label,
        coalesce(names.has_unit_in_name, false) as has_unit_in_name,
        coalesce(names.is_timely, false) as is_timely,
        coalesce(names.is_share_or_degree, false) as is_share_or_degree,
        coalesce(names.is_quality_mark, false) as is_quality_mark,
        coalesce(names.is_spending_progress, false) as is_spending_progress,
        coalesce(names.is_bad_event, false) as is_bad_event,
        coalesce(names.is_merit, false) as is_merit,
        coalesce(names.is_near_satisfaction, false) as is_near_satisfaction,
        coalesce(names.is_benefit, false) as is_benefit,
        coalesce(names.is_own_cost, false) as is_own_cost,
        coalesce(names.is_paying_out, false) as is_paying_out,
        coalesce(names.is_held_down, false) as is_held_down,
        coalesce(names.is_hiring, false) as is_hiring,
        coalesce(names.is_pay, false) as is_pay,
        names.secret_word,
        keyed.item_no,
        keyed.page_no,
        keyed.sheet_name,
        keyed.table_no,
        keyed.row_no,
        concat_ws(' — ', coalesce(keyed.level2, keyed.level1), keyed.indicator_name, keyed.target_text) as evidence_text
    from keyed
    left join names on keyed.name_key = names.name_key
    left join dimensions on keyed.first_unit_key = dimensions.unit_key
    left join vague_values on keyed.value_key = vague_values.value_key
    left join labels on keyed.indicator_id = labels.print_id
)

select
    indicator_value_id,
    indicator_id,
    project_id,
    document_id,
    form_kind,
    form_purpose,
    agency_id,
    budget_year,
    level1,
    level2,
    indicator_name,
    name_key,
    is_name_blank,
    horizon,
    horizon_rank,
    value_text,
    value_key,
    target_text,
    target_key,
    value_kind,
    comparator,
    value_low,
    value_high,
    canonical_low,
    canonical_high,
    canonical_unit,
    denominator_unit,
    is_ambiguous,
    is_placeholder,
    value_dimension,
    is_vague,
    asks_number,
    name_stem,
    head_kind,
    head_concept_id,
    head_polarity,
    is_bounded_share,
    is_class_label,
    has_unit_in_name,
    is_timely,
    is_share_or_degree,
    is_quality_mark,
    is_spending_progress,
    is_bad_event,
    is_merit,
    is_near_satisfaction,
    is_benefit,
    is_own_cost,
    is_paying_out,
    is_held_down,
    is_hiring,
    is_pay,
    secret_word,
    item_no,
    page_no,
    sheet_name,
    table_no,
    row_no,
    evidence_text
from final
