with lines as (
    select * from {{ ref('stg_indicator_lines') }}
),

texts as (
    select
        comparator_text,
        value_text,
        unit_text
    from lines
    union
    select
        cast(null as string) as comparator_text,
        actual_text as value_text,
        unit_text
    from lines
),

spaced as (
    select
        comparator_text,
        value_text,
        unit_text,
        {{ numbers_apart('value_text') }} as apart_text
    from texts
),

compacted as (
    select
        comparator_text,
        value_text,
        unit_text,
        {{ reading_key('comparator_text', 'value_text', 'unit_text') }} as reading_id,
        nullif({{ compact_value('comparator_text') }}, '') as comparator_key,
        nullif({{ compact_value('apart_text') }}, '') as value_key,
        nullif({{ compact_value('unit_text') }}, '') as unit_key
    from spaced
),

-- Quarters are written with one character, whatever else the text holds.
dated_texts as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        comparator_key,
        value_key,
        unit_key,
        case
            when instr(value_key, '年') > 0 or instr(value_key, '季') > 0
                then
                    {{ digits_of_written_quarters(digits_of_written_year('value_key')) }}
            else value_key
        end as dated_key
    from compacted
),

-- A written year must not hide from the rest of the text that its numbers are written too.
written as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        comparator_key,
        value_key,
        unit_key,
        dated_key,
        {{ regexp_replace_first('dated_key', '^([^0-9]*)(?:19|20)[0-9]{2}年', '\\1') }} as yearless_key
    from dated_texts
),

judged as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        comparator_key,
        value_key,
        unit_key,
        dated_key,
        coalesce({{ has_written_number('yearless_key') }}, false) as is_number_written
    from written
),

tens as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        comparator_key,
        value_key,
        unit_key,
        is_number_written,
        case when is_number_written then {{ digits_of_written_tens('dated_key') }} else dated_key end as tens_key
    from judged
),

hundreds as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        comparator_key,
        value_key,
        unit_key,
        is_number_written,
        case
            when is_number_written and instr(tens_key, '分之') = 0 then {{ digits_of_written_hundreds('tens_key') }}
            else tens_key
        end as hundreds_key
    from tens
),

numbered as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        comparator_key,
        value_key,
        unit_key,
        is_number_written,
        case
            when instr(hundreds_key, '分之') > 0 then {{ signs_of_written_shares('hundreds_key') }}
            else hundreds_key
        end as number_key
    from hundreds
),

-- What stands before the first digit, and the rest from there on. A text without a digit has no prefix.
final as (
    select
        reading_id,
        comparator_text,
        value_text,
        unit_text,
        comparator_key,
        value_key,
        unit_key,
        is_number_written,
        number_key,
        case
            when regexp_extract(number_key, '[0-9]', 0) <> ''
                then regexp_extract(number_key, '^([^0-9]*?)-?[0-9]', 1)
        end as prefix,
        coalesce(
            regexp_extract(number_key, '[年月季旬]|(?:19|20)[0-9]{2}[/.-][0-9]', 0) <> '',
            false
        ) as has_date_mark
    from numbered
)

select
    reading_id,
    comparator_text,
    value_text,
    unit_text,
    comparator_key,
    value_key,
    unit_key,
    is_number_written,
    number_key,
    prefix,
    substr(number_key, length(prefix) + 1) as rest,
    has_date_mark
from final
