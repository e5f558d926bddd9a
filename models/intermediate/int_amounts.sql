-- Every printed amount in yuan, by the nearest unit: of its cell, its column, its block, its document.
-- Without a unit there are no yuan, but 0 is 0 in every unit. A blank is null; what cannot be read too, and says why.
with documents as (
    select document_id from {{ ref('int_documents') }}
),

forms as (
    select
        stg_forms.document_id,
        stg_forms.form_no,
        stg_forms.unit_document_text
    from {{ ref('stg_forms') }} as stg_forms
    inner join documents on stg_forms.document_id = documents.document_id
),

money_units as (
    select * from {{ ref('int_money_units') }}
),

readings as (
    select * from {{ ref('int_amount_readings') }}
),

printed as (
    select
        'funding' as amount_kind,
        document_id,
        form_no,
        record_no,
        line_no,
        column_no,
        amount_text,
        unit_column_text,
        unit_block_text
    from {{ ref('stg_funding_lines') }}
    union all
    select
        'task' as amount_kind,
        document_id,
        form_no,
        1 as record_no,
        line_no,
        1 as column_no,
        amount_text,
        unit_column_text,
        unit_block_text
    from {{ ref('stg_task_lines') }}
    union all
    select
        'total' as amount_kind,
        document_id,
        form_no,
        0 as record_no,
        line_no,
        column_no,
        amount_text,
        unit_column_text,
        unit_block_text
    from {{ ref('stg_printed_totals') }}
),

with_units as (
    select
        printed.amount_kind,
        printed.document_id,
        printed.form_no,
        printed.record_no,
        printed.line_no,
        printed.column_no,
        printed.amount_text,
        coalesce(readings.reading_kind, 'blank') as reading_kind,
        readings.amount_number,
        readings.amount_decimals,
        case
            when readings.cell_unit is not null then 'cell'
            when column_units.unit is not null then 'column'
            when block_units.unit is not null then 'block'
            when document_units.unit is not null then 'document'
            else 'none'
        end as unit_basis,
        coalesce(readings.cell_unit, column_units.unit, block_units.unit, document_units.unit) as unit_text,
        -- A foreign unit has no factor, and no unit further off stands in for it; nor for one that was not wholly read.
        coalesce(
            case
                when readings.cell_unit is not null then readings.cell_factor
                when column_units.unit is not null then column_units.factor
                when block_units.unit is not null then block_units.factor
                else document_units.factor
            end,
            case when readings.amount_number = 0 then 1 end
        ) as factor
    from printed
    inner join forms
        on
            printed.document_id = forms.document_id
            and printed.form_no = forms.form_no
    left join readings on printed.amount_text = readings.amount_text
    left join money_units as column_units on printed.unit_column_text = column_units.unit_text
    left join money_units as block_units on printed.unit_block_text = block_units.unit_text
    left join money_units as document_units on forms.unit_document_text = document_units.unit_text
),

in_yuan as (
    select
        amount_kind,
        document_id,
        form_no,
        record_no,
        line_no,
        column_no,
        amount_text,
        reading_kind,
        amount_number,
        nullif(unit_text, '') as unit_text,
        case when unit_text = '' then 'none' else unit_basis end as unit_basis,
        factor,
        -- Fifteen digits before the point: what comes to more is no money of anybody, but a code in its place.
        cast(try_cast(amount_number * factor as decimal(17, 2)) as decimal(20, 2)) as amount_yuan,
        -- Half a unit of the last printed digit: 5,195.75 万元 is right to 50 元.
        case
            when amount_number is not null
                then try_cast(
                    cast('0.' || repeat('0', least(amount_decimals, 8)) || '5' as decimal(12, 9)) * factor
                    as decimal(20, 4)
                )
        end as precision_yuan
    from with_units
),

final as (
    select
        amount_kind,
        document_id,
        form_no,
        record_no,
        line_no,
        column_no,
        amount_text,
        unit_text,
        unit_basis,
        amount_yuan,
        case when amount_yuan is not null then precision_yuan end as precision_yuan,
        -- Why a printed amount has no yuan; null where it has, and where nothing is printed.
        case
            when reading_kind = 'blank' or amount_yuan is not null then null
            when amount_number is null then 'unreadable'
            when unit_text is null then 'no_unit'
            when factor is null then 'other_currency'
            else 'unreadable'
        end as amount_problem
    from in_yuan
)

select
    amount_kind,
    document_id,
    form_no,
    record_no,
    line_no,
    column_no,
    amount_text,
    unit_text,
    unit_basis,
    amount_yuan,
    precision_yuan,
    amount_problem
from final
