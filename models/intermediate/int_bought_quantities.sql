-- A budget over what it buys, where the project surely buys just that thing.
with indicators as (
    select * from {{ ref('int_indicators') }}
),

indicator_values as (
    select * from {{ ref('int_indicator_values') }}
),

projects as (
    select
        project_id,
        project_name,
        goal_text
    from {{ ref('int_projects') }}
    where form_kind = 'project'
),

counted_projects as (
    select project_id from {{ ref('int_counted_projects') }}
),

budgets as (
    select
        project_id,
        amount_yuan,
        amount_text,
        unit_text,
        page_no,
        sheet_name,
        table_no,
        row_no
    from {{ ref('int_project_spending') }}
    where amount_stage = 'budget' and amount_yuan > 0
),

things as (
    select
        thing_id,
        quantity_unit,
        quantity_min
    from {{ ref('unit_cost_things') }}
    where is_budget_divided
),

thing_words as (
    select * from {{ ref('int_unit_cost_words') }}
),

-- One value of a quantity: the year's, else the whole project's, else the half year's.
quantities as (
    select
        indicators.indicator_id,
        indicators.project_id,
        indicators.document_id,
        indicators.name_key,
        indicators.indicator_name,
        indicators.page_no,
        indicators.sheet_name,
        indicators.table_no,
        indicators.row_no,
        indicator_values.value_text,
        indicator_values.unit_text,
        indicator_values.value_kind,
        indicator_values.comparator,
        coalesce(indicator_values.canonical_low, indicator_values.canonical_high) as quantity,
        indicator_values.canonical_unit,
        indicator_values.is_ambiguous
    from indicators
    inner join indicator_values on indicators.indicator_id = indicator_values.indicator_id
    where
        indicators.is_effective
        and indicators.level2 = '数量指标'
        and not indicator_values.is_placeholder
    qualify
        row_number() over (
            partition by indicators.indicator_id
            order by
                case indicator_values.horizon when 'annual' then 1 when 'cycle' then 2 else 3 end,
                indicator_values.horizon_value_no
        ) = 1
),

-- How many things the project counts. A share, a length of time, a number a day and a number of times are no things.
counted_things as (
    select
        project_id,
        count(*) as things_count
    from quantities
    where
        value_kind not in ('percent', 'date', 'duration', 'empty')
        and coalesce(instr(canonical_unit, '/'), 0) = 0
        and coalesce(canonical_unit, '') not in ('%', '次', '期', '场', '场次', '届')
        and {{ regexp_matches("coalesce(value_text, '')", '[0-9]') }}
    group by project_id
),

named as (
    select
        quantities.indicator_id,
        things.thing_id,
        things.quantity_unit,
        things.quantity_min,
        quantities.project_id,
        quantities.document_id,
        quantities.name_key,
        quantities.indicator_name,
        quantities.page_no,
        quantities.sheet_name,
        quantities.table_no,
        quantities.row_no,
        quantities.value_text,
        quantities.unit_text,
        quantities.value_kind,
        quantities.comparator,
        quantities.canonical_unit,
        quantities.is_ambiguous,
        quantities.quantity,
        -- A quantity in a sentence: 一至五层1178平. The only number before the unit is taken, and said to be ambiguous.
        case
            when quantities.value_kind = 'qualitative'
                then regexp_extract(
                    quantities.value_text,
                    '^[^0-9]*([0-9]+(?:[.][0-9]+)?)'
                    || case things.quantity_unit when '平方米' then '(?:平方米|平方|平|㎡|m2)' else things.quantity_unit end
                    || '[^0-9]*$',
                    1
                )
        end as sentence_number
    from quantities
    inner join thing_words on thing_words.place = 'quantity' and quantities.name_key = thing_words.searched_text
    inner join things on thing_words.thing_id = things.thing_id
    where not thing_words.is_ruled_out
),

measured as (
    select
        indicator_id,
        thing_id,
        quantity_unit,
        quantity_min,
        project_id,
        document_id,
        indicator_name,
        page_no,
        sheet_name,
        table_no,
        row_no,
        value_text,
        unit_text,
        comparator,
        value_kind = 'qualitative' as is_in_sentence,
        canonical_unit is null and value_kind <> 'qualitative' as is_without_unit,
        is_ambiguous,
        case
            when value_kind = 'qualitative' then try_cast(sentence_number as decimal(28, 8))
            when canonical_unit = quantity_unit then quantity
            -- 刻制印章的套数 29027: the name prints the unit.
            when canonical_unit is null and value_kind = 'number' and quantity_unit = '人' then quantity
            when canonical_unit is null and value_kind = 'number' and instr(name_key, quantity_unit || '数') > 0
                then quantity
        end as quantity,
        canonical_unit is null
        and value_kind = 'number'
        and instr(name_key, quantity_unit || '数') > 0 as is_unit_in_name
    from named
),

-- Two quantities of one thing: which of them the money buys is not said.
single_quantities as (
    select
        indicator_id,
        thing_id,
        quantity_unit,
        project_id,
        document_id,
        indicator_name,
        page_no,
        sheet_name,
        table_no,
        row_no,
        value_text,
        unit_text,
        comparator,
        is_in_sentence,
        is_without_unit,
        is_ambiguous,
        quantity,
        is_unit_in_name
    from measured
    where quantity >= quantity_min
    qualify count(*) over (partition by project_id, thing_id) = 1
),

named_projects as (
    select
        projects.project_id,
        thing_words.thing_id,
        1 as word_rank,
        thing_words.is_ruled_out
    from projects
    inner join thing_words on thing_words.place = 'project' and projects.project_name = thing_words.searched_text
    union all
    select
        projects.project_id,
        thing_words.thing_id,
        2 as word_rank,
        -- What a goal speaks of beside the thing rules nothing out.
        thing_words.word_length is null as is_ruled_out
    from projects
    inner join thing_words on thing_words.place = 'project' and projects.goal_text = thing_words.searched_text
),

-- 1: the name of the project says what it buys; 2: its goal does.
told_projects as (
    select
        project_id,
        thing_id,
        min(case when not is_ruled_out then word_rank end) as word_rank,
        bool_or(is_ruled_out and word_rank = 1) as is_ruled_out
    from named_projects
    group by project_id, thing_id
),

final as (
    select
        single_quantities.indicator_id,
        single_quantities.thing_id,
        single_quantities.project_id,
        single_quantities.document_id,
        budgets.amount_yuan,
        budgets.amount_text,
        budgets.unit_text as amount_unit_text,
        budgets.page_no as amount_page_no,
        budgets.sheet_name as amount_sheet_name,
        budgets.table_no as amount_table_no,
        budgets.row_no as amount_row_no,
        single_quantities.quantity,
        single_quantities.quantity_unit,
        single_quantities.comparator,
        single_quantities.indicator_name,
        single_quantities.value_text,
        single_quantities.unit_text,
        single_quantities.page_no,
        single_quantities.sheet_name,
        single_quantities.table_no,
        single_quantities.row_no,
        case
            when single_quantities.is_in_sentence then 'quantity_in_sentence'
            when single_quantities.is_ambiguous then 'ambiguous_value'
            when counted_things.things_count > 1 then 'other_quantities'
            when told_projects.word_rank is null then 'project_named_otherwise'
            when single_quantities.is_without_unit and not single_quantities.is_unit_in_name then 'unit_not_printed'
        end as ambiguity_reason
    from single_quantities
    inner join budgets on single_quantities.project_id = budgets.project_id
    inner join counted_projects on single_quantities.project_id = counted_projects.project_id
    left join told_projects
        on
            single_quantities.project_id = told_projects.project_id
            and single_quantities.thing_id = told_projects.thing_id
    left join counted_things on single_quantities.project_id = counted_things.project_id
    -- A project of another name that counts several things buys no single one of them.
    where
        not coalesce(told_projects.is_ruled_out, false)
        and (coalesce(told_projects.word_rank, 2) = 1 or coalesce(counted_things.things_count, 1) <= 1)
)

select
    indicator_id,
    thing_id,
    project_id,
    document_id,
    amount_yuan,
    amount_text,
    amount_unit_text,
    amount_page_no,
    amount_sheet_name,
    amount_table_no,
    amount_row_no,
    quantity,
    quantity_unit,
    comparator,
    indicator_name,
    value_text,
    unit_text,
    page_no,
    sheet_name,
    table_no,
    row_no,
    ambiguity_reason
from final
