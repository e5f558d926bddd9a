with prints as (
    select
        print_id,
        document_id,
        draft_group_id,
        project_id,
        print_no,
        is_name_blank
    from {{ ref('int_indicator_prints') }}
),

print_values as (
    select
        print_id,
        value_no,
        horizon,
        value_identity,
        value_kind
    from {{ ref('int_indicator_print_values') }}
),

identities as (
    select
        print_id,
        value_no,
        horizon || chr(30) || value_identity as identity_text,
        case when value_kind = 'empty' then 0 else 1 end as is_stated,
        case when value_kind in ('empty', 'placeholder') then 0 else 1 end as is_meant
    from print_values
),

-- Most lines have one value column; only what further ones hold is gathered.
further_values as (
    select
        print_id,
        {{ texts_in_order('chr(29) || identity_text', "''", 'value_no') }} as identity_text,
        max(is_stated) as is_stated,
        max(is_meant) as is_meant
    from identities
    where value_no > 1
    group by print_id
),

line_values as (
    select
        identities.print_id,
        identities.identity_text || coalesce(further_values.identity_text, '') as line_identity,
        greatest(identities.is_stated, coalesce(further_values.is_stated, 0)) as is_stated,
        greatest(identities.is_meant, coalesce(further_values.is_meant, 0)) as is_meant
    from identities
    left join further_values on identities.print_id = further_values.print_id
    where identities.value_no = 1
),

-- One indicator: the same category, name and values within one project.
lines as (
    select
        prints.print_id,
        prints.document_id,
        prints.draft_group_id,
        prints.project_id,
        prints.print_no,
        prints.is_name_blank,
        line_values.is_stated,
        line_values.is_meant,
        first_value(prints.print_id) over (
            partition by prints.draft_group_id, line_values.line_identity order by prints.print_no
            rows between unbounded preceding and unbounded following
        ) as indicator_id,
        count(*) over (partition by prints.draft_group_id, line_values.line_identity) as print_count,
        max(prints.print_no) over (partition by prints.draft_group_id, line_values.line_identity) as last_print_no
    from prints
    inner join line_values on prints.print_id = line_values.print_id
),

-- A form that reprints a line exactly has printed several drafts of itself. Blanks and 无 repeated say nothing of it.
reprinting_projects as (
    select distinct project_id
    from lines
    where
        print_count > 1
        and is_meant = 1
        and not is_name_blank
),

drafts as (
    select
        indicator_id,
        draft_group_id,
        row_number() over (partition by draft_group_id order by print_no) as draft_no,
        count(*) over (partition by draft_group_id) as draft_count
    from lines
    where print_id = indicator_id
),

last_stated as (
    select
        draft_group_id,
        max(print_no) as print_no
    from lines
    where is_stated = 1
    group by draft_group_id
),

-- The last draft holds; a blank does not replace a value.
final as (
    select
        lines.print_id,
        lines.document_id,
        lines.indicator_id,
        lines.draft_group_id,
        lines.project_id,
        drafts.draft_no,
        drafts.draft_count,
        lines.print_count,
        reprinting_projects.project_id is not null as is_form_reprinted,
        coalesce(
            reprinting_projects.project_id is null
            or last_stated.print_no is null
            or (lines.is_stated = 1 and lines.last_print_no = last_stated.print_no),
            false
        ) as is_effective
    from lines
    inner join drafts on lines.indicator_id = drafts.indicator_id
    left join last_stated on lines.draft_group_id = last_stated.draft_group_id
    left join reprinting_projects on lines.project_id = reprinting_projects.project_id
)

select
    print_id,
    document_id,
    indicator_id,
    draft_group_id,
    project_id,
    draft_no,
    draft_count,
    print_count,
    is_form_reprinted,
    is_effective
from final
