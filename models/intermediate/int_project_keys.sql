-- What tells a project from others: its code, its name, and the core of its name: without years, issue numbers,
-- brackets and the words that only say that it is a project. And in which list it stands.
with projects as (
    select
        project_id,
        document_id,
        form_no,
        record_no,
        shape,
        form_kind,
        form_purpose,
        project_name_key,
        project_code,
        agency_id,
        region_code,
        budget_year
    from {{ ref('int_projects') }}
),

name_words as (
    select word from {{ ref('project_name_words') }}
),

-- 51000021R000000019951-工资性支出: some forms print the code before the name.
names as (
    select
        project_name_key,
        regexp_extract(project_name_key, '^([0-9]{6}[0-9A-Za-z]{9,15})[-_—–]', 1) as name_code,
        {{ regexp_replace_first('project_name_key', '^[0-9]{6}[0-9A-Za-z]{9,15}[-_—–]+', '') }} as bare_name
    from projects
    where project_name_key is not null
    group by project_name_key
),

-- 2024年, (2023-2024年度), 二〇二四年度, a leading 2024.
undated as (
    select
        project_name_key,
        name_code,
        {{ regexp_replace_first(
            regexp_replace_all(
                'bare_name',
                '\\(?(?:(?:19|20)[0-9]{2}|二[〇○零][〇○零一二三四五六七八九]{2})(?:[-—–~至](?:19|20)?[0-9]{2})?学?年度?\\)?'
                ~ '|\\((?:19|20)[0-9]{2}(?:[-—–~至](?:19|20)?[0-9]{2})?\\)',
                ''
            ),
            '^(?:19|20)[0-9]{2}([^0-9.]|$)',
            '\\1'
        ) }} as undated_name
    from names
),

-- (第五期) at the end; brackets and marks; 三期 and 3期 are one.
core_0 as (
    select
        project_name_key,
        name_code,
        translate(
            {{ regexp_replace_first('undated_name', '\\(?第[一二三四五六七八九十0-9]+[期批轮]\\)?$', '') }},
            '〇○零一二三四五六七八九()“”"‘’《》<>·、,，-—_ ',
            '000123456789'
        ) as core_name
    from undated
),

{% for step in [1, 2, 3] -%}
    core_{{ step }} as (
        select
            core_{{ step - 1 }}.project_name_key,
            core_{{ step - 1 }}.name_code,
            case
                when name_words.word is null then core_{{ step - 1 }}.core_name
                else substr(
                    core_{{ step - 1 }}.core_name, 1, length(core_{{ step - 1 }}.core_name) - length(name_words.word)
                )
            end as core_name
        from core_{{ step - 1 }}
        left join name_words
            on
                right(core_{{ step - 1 }}.core_name, length(name_words.word)) = name_words.word
                and length(core_{{ step - 1 }}.core_name) - length(name_words.word) >= 2
        qualify
            row_number() over (
                partition by core_{{ step - 1 }}.project_name_key order by length(name_words.word) desc nulls last
            ) = 1
    ),

{% endfor -%}
codes as (
    select
        projects.project_id,
        core_3.core_name,
        upper(coalesce(projects.project_code, core_3.name_code)) as project_code
    from projects
    left join core_3 on projects.project_name_key = core_3.project_name_key
),

-- Blanks within a code come from its line breaks; what stands behind it is its name. A serial number is no code.
tidy_codes as (
    select
        project_id,
        core_name,
        regexp_extract(
            {{ regexp_replace_all(normalise_text('project_code'), white_space_class() ~ '+', '') }},
            '^[0-9A-Z]{8,}',
            0
        ) as project_code_key
    from codes
),

final as (
    select
        projects.project_id,
        projects.document_id,
        projects.form_no,
        projects.record_no,
        projects.form_kind,
        projects.agency_id,
        projects.budget_year,
        coalesce(cast(projects.budget_year as string), projects.document_id) as year_key,
        {{ position_id([
            'projects.document_id', 'projects.form_purpose', 'projects.shape', 'projects.budget_year'
        ]) }} as list_key,
        case
            when {{ regexp_matches('tidy_codes.project_code_key', '[0-9]{6}') }} then tidy_codes.project_code_key
        end as project_code_key,
        projects.project_name_key,
        coalesce(nullif(tidy_codes.core_name, ''), projects.project_name_key) as core_name
    from projects
    inner join tidy_codes on projects.project_id = tidy_codes.project_id
    where projects.region_code is not null and projects.agency_id is not null
)

select
    project_id,
    document_id,
    form_no,
    record_no,
    form_kind,
    agency_id,
    budget_year,
    year_key,
    list_key,
    project_code_key,
    project_name_key,
    core_name
from final
