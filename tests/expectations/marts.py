"""Checks of schema `marts`: nothing lost, nothing counted twice, nothing invented on the way from raw."""

from __future__ import annotations

from pipeline.gates import Check, Owner, Severity, Suite, Wording
from tests.expectations.places import NO_PLACE

# Entities and facts with their keys. Lookup tables are seeds, which dbt tests.
KEYS: dict[str, str] = {
    "dim_documents": "document_id",
    "dim_agencies": "agency_id",
    "dim_projects": "project_id",
    "fct_project_spending": "spending_id",
    "fct_project_funding": "funding_id",
    "fct_department_tasks": "task_id",
    "fct_indicator_values": "indicator_value_id",
    "fct_indicator_prints": "print_id",
    "fct_reconciliations": "reconciliation_id",
}
PROJECT_FACTS = [
    "fct_project_spending",
    "fct_project_funding",
    "fct_department_tasks",
    "fct_indicator_values",
    "fct_indicator_prints",
]
NUMERIC_KINDS = "('number', 'range', 'percent')"
WORDY_KINDS = "('qualitative', 'placeholder', 'empty')"

# Beside a fact: the document of its project. Not every fact repeats it.
_DOCUMENT = (
    "left join (select project_id, document_id as project_document_id, 1 as project_present "
    "from marts.dim_projects) as projects using (project_id)"
)
_BLANK = "nullif(trim(amount_text, ' \u3000\u00a0'), '') is null"


def _union(parts: list[str]) -> str:
    return "\nunion all\n".join(parts)


def _keys() -> str:
    """Every row of every entity and fact with its key, made unlike between tables."""
    parts = []
    for table, key in KEYS.items():
        if table in PROJECT_FACTS:
            document, place, joined = "project_document_id", "place_text", _DOCUMENT
        else:
            document = "cast(null as varchar)" if table == "dim_agencies" else "document_id"
            place = NO_PLACE if table in ("dim_documents", "dim_agencies") else "place_text"
            joined = ""
        parts.append(
            f"select {document} as document_id, {place} as place, "
            f"'{table} ' || coalesce({key}, '?') as found, '{table}|' || {key} as row_key "
            f"from marts.{table} {joined}"
        )
    return _union(parts)


def _parents() -> str:
    """Every row with the parents it names; `present` is null where one is missing."""
    parts = [
        "select project_document_id as document_id, place_text as place, "
        f"'{table} ' || {KEYS[table]} || ', project ' || coalesce(project_id, '?') as found, "
        f"project_present as present from marts.{table} {_DOCUMENT}"
        for table in PROJECT_FACTS
    ]
    parts += [
        f"select document_id, place_text as place, '{table} ' || {KEYS[table]} as found, documents.present "
        f"from marts.{table} "
        "left join (select document_id, 1 as present from marts.dim_documents) as documents "
        "using (document_id)"
        for table in ["dim_projects", "fct_reconciliations"]
    ]
    parts.append(
        "select project_document_id as document_id, place_text as place, "
        "'fct_indicator_prints ' || print_id || ', indicator ' || coalesce(indicator_id, '?') as found, "
        f"indicators.present from marts.fct_indicator_prints {_DOCUMENT} "
        "left join (select distinct indicator_id, 1 as present from marts.fct_indicator_values) "
        "as indicators using (indicator_id)"
    )
    return _union(parts)


def _texts_in_raw() -> str:
    """Printed texts of facts; `present` is null where raw has no such text in that row of the document."""
    return _union(
        [
            "select project_document_id as document_id, place_text as place, "
            f"'{table}: ' || {text} as found, printed.present from (select * from marts.{table}) as fact "
            f"{_DOCUMENT} "
            f"left join (select distinct document_id as raw_document_id, row_no as raw_row_no, "
            f"{text} as raw_text, 1 as present from raw.{raw}) as printed "
            "on project_document_id = raw_document_id and row_no = raw_row_no "
            f"and {text} = raw_text where {text} is not null"
            for table, raw, text in [
                ("fct_indicator_values", "indicator_lines", "value_text"),
                ("fct_project_funding", "funding_lines", "amount_text"),
            ]
        ]
    )


# Forms in which something is filled in: more than who reports, for which year, and sums of nothing.
_FILLED_FORMS = """
    select document_id, form_no from raw.fields
    where trim(value_text) <> '' and coalesce(field, '') not in (
        'year_text', 'money_unit_text', 'sequence_text', 'filled_by_text', 'filled_on_text',
        'supervising_agency', 'implementing_agency', 'department_name', 'central_agency', 'finance_agency',
        'score_total_text', 'weight_total_text'
    )
    union
    select document_id, form_no from raw.funding_lines where regexp_matches(amount_text, '[1-9１-９]')
    union
    select document_id, form_no from raw.indicator_lines
    union
    select document_id, form_no from raw.task_lines
"""


def _kept() -> str:
    """One row per document and kind of thing: how many raw holds and how many the marts hold."""
    present = (
        "document_id in (select document_paths.document_id from raw.document_paths) "
        "and document_id in (select documents.document_id from raw.documents "
        "where documents.status in ('read', 'partial'))"
    )
    records = " union all ".join(
        f"select document_id, form_no, record_no, page_no, table_no, row_no from raw.{table}"
        for table in ["fields", "funding_lines", "indicator_lines"]
    )
    return f"""
        with raw_things as (
            select distinct 'documents' as kind, document_id, document_id as thing from raw.document_paths
            union all
            select 'projects', document_id, form_no || '|1'
            from raw.forms inner join ({_FILLED_FORMS}) as filled using (document_id, form_no)
            where shape = 'form' and {present}
            union all
            -- a line above the list, such as its department, is no record
            select distinct 'projects', document_id, form_no || '|' || record_no
            from ({records}) as record
            inner join (
                select document_id, form_no, page_no as first_page, table_no as first_table, row_no as first_row
                from raw.forms where shape = 'list'
            ) as lists using (document_id, form_no)
            where {present} and record_no > 0
                and (coalesce(page_no, 0), coalesce(table_no, 0), row_no)
                >= (coalesce(first_page, 0), coalesce(first_table, 0), first_row)
            union all
            select distinct 'prints', document_id, form_no || '|' || record_no || '|' || line_no
            from raw.indicator_lines where {present}
            union all
            select 'tasks', document_id, form_no || '|' || line_no from raw.task_lines where {present}
        ),

        mart_things as (
            select 'documents' as kind, document_id from marts.dim_documents
            union all
            select 'projects', document_id from marts.dim_projects
            union all
            select 'prints', project_document_id from marts.fct_indicator_prints {_DOCUMENT}
            union all
            select 'tasks', project_document_id from marts.fct_department_tasks {_DOCUMENT}
        ),

        counted as (
            select kind, document_id, count(*) as in_raw, 0 as in_marts from raw_things group by all
            union all
            select kind, document_id, 0, count(*) from mart_things group by all
        )

        select
            document_id,
            {NO_PLACE} as place,
            kind || ': ' || sum(in_raw) || ' in raw, ' || sum(in_marts) || ' in marts' as found,
            sum(in_raw) as in_raw,
            sum(in_marts) as in_marts
        from counted
        group by kind, document_id
    """


_COUNTED = """
    select
        projects.document_id,
        projects.place_text as place,
        coalesce(projects.project_name, '?') || ': ' || count(*) filter (where spending.is_counted)
        || ' counted, ' || count(*) filter (where spending.is_counted and spending.amount_stage <> 'budget')
        || ' of them no budget' as found,
        greatest(
            count(*) filter (where spending.is_counted),
            2 * count(*) filter (where spending.is_counted and spending.amount_stage <> 'budget'),
            2 * count(*) filter (where spending.is_counted is null)
        ) as counted_rows
    from marts.fct_project_spending as spending
    left join marts.dim_projects as projects on spending.project_id = projects.project_id
    group by projects.document_id, projects.place_text, projects.project_name, spending.project_id
"""

# A department's money is left out where its projects are there; a project's never is. Without a year nothing
# says that two documents speak of the same one.
_LEFT_OUT = """
    select
        min(spending.document_id) as document_id,
        min(projects.place_text) as place,
        min(projects.project_name) || ' ' || coalesce(cast(min(projects.budget_year) as varchar), '未知') as found,
        count(*) filter (where spending.is_counted) as counted_rows
    from marts.fct_project_spending as spending
    inner join marts.dim_projects as projects on spending.project_id = projects.project_id
    where spending.amount_stage = 'budget' and projects.form_kind = 'project'
    group by
        coalesce(projects.series_id, projects.project_id),
        coalesce(cast(projects.budget_year as varchar), projects.document_id)
"""

# Rows and counted money of each document, in the facts and in the reports made of them.
_REPORTS = f"""
    with facts as (
        select 'rpt_project_spending, rows' as measure, document_id, 1 as in_facts, 0 as in_reports
        from marts.fct_project_spending where is_counted
        union all
        select 'rpt_project_spending, yuan', document_id, amount_yuan, 0
        from marts.fct_project_spending where is_counted
        union all
        select 'rpt_indicator_targets, rows', document_id, 1, 0 from marts.fct_indicator_values
    ),

    reports as (
        select 'rpt_project_spending, rows' as measure, document_id, 0 as in_facts, 1 as in_reports
        from marts.rpt_project_spending
        union all
        select 'rpt_project_spending, yuan', document_id, 0, cast(budget_yuan as decimal(20, 2))
        from marts.rpt_project_spending
        union all
        select 'rpt_indicator_targets, rows', document_id, 0, 1 from marts.rpt_indicator_targets
    ),

    sides as (
        select measure, document_id, in_facts, in_reports from facts
        union all
        select measure, document_id, in_facts, in_reports from reports
    )

    select
        document_id,
        {NO_PLACE} as place,
        measure || ': ' || coalesce(sum(in_facts), 0) || ' in facts, ' || coalesce(sum(in_reports), 0)
        || ' in the report' as found,
        coalesce(sum(in_facts), 0) as in_facts,
        coalesce(sum(in_reports), 0) as in_reports
    from sides
    group by measure, document_id
"""

_BLANKS = _union(
    [
        "select project_document_id as document_id, place_text as place, "
        f"'{table}: “' || coalesce(amount_text, '') || '” → ' "
        "|| coalesce(cast(amount_yuan as varchar), 'null') as found, "
        f"case when {_BLANK} then amount_yuan is null "
        "when regexp_matches(amount_text, '^ *0+([.]0+)? *$') then amount_yuan is not distinct from 0 "
        f"else true end as is_honest from marts.{table} {_DOCUMENT} where {condition}"
        for table, condition in [
            ("fct_project_spending", "amount_basis = 'printed'"),
            ("fct_project_funding", "true"),
        ]
    ]
)

_MONEY = _union(
    [
        "select project_document_id as document_id, place_text as place, "
        f"'{table}: ' || {text} || ' → ' || amount_yuan as found, amount_yuan "
        f"from marts.{table} {_DOCUMENT}"
        for table, text in [
            ("fct_project_spending", "coalesce(amount_text, amount_stage)"),
            ("fct_project_funding", "coalesce(label_text, '') || ' ' || coalesce(amount_text, '')"),
            ("fct_department_tasks", "coalesce(task_name, '')"),
        ]
    ]
)

_BOUNDS = _union(
    [
        "select document_id, place_text as place, "
        f"coalesce(indicator_name, '?') || ': ' || {low} || ' > ' || {high} as found, "
        f"{number.format(low)} as low, {number.format(high)} as high from marts.fct_indicator_values"
        for low, high, number in [
            ("value_low", "value_high", "cast({} as decimal(28, 8))"),
            ("canonical_low", "canonical_high", "cast({} as decimal(28, 8))"),
            ("actual_low", "actual_high", "cast({} as decimal(28, 8))"),
            ("date_low", "date_high", "cast(date_diff('day', date '1900-01-01', {}) as decimal(28, 8))"),
        ]
    ]
)

_KINDS = f"""
    select
        document_id,
        place_text as place,
        coalesce(indicator_name, '?') || ': “' || coalesce(value_text, '') || '” is '
            || coalesce(value_kind, '?') as found,
        case
            when value_kind in {NUMERIC_KINDS} then coalesce(value_low, value_high) is not null
            when value_kind = 'date' then coalesce(date_low, date_high) is not null or date_basis is null
            when value_kind in {WORDY_KINDS} then coalesce(canonical_low, canonical_high) is null
            else coalesce(value_kind, '?') = 'duration'
        end as is_consistent
    from marts.fct_indicator_values
"""

_SHARES = _union(
    [
        "select document_id, place_text as place, coalesce(indicator_name, '?') || ': weight ' || weight "
        "as found, cast(weight as double) between 0 and 100 as is_plausible from marts.fct_indicator_values "
        "where weight is not null",
        "select document_id, place_text as place, coalesce(indicator_name, '?') || ': ' "
        "|| coalesce(value_text, '') as found, "
        "coalesce(canonical_low, 0) >= -100 and coalesce(canonical_high, 0) <= 1000 as is_plausible "
        "from marts.fct_indicator_values where value_kind = 'percent'",
    ]
)

_YEARS = """
    select
        document_id,
        place_text as place,
        coalesce(project_name, '?') || ': year ' || coalesce(cast(budget_year as varchar), '未知')
        || ', basis ' || coalesce(budget_year_basis, '?')
        || '; region ' || coalesce(region_code, '未知') || ', basis ' || coalesce(region_basis, '?')
            as found,
        coalesce((budget_year is null) = (budget_year_basis in ('unknown', 'conflict')), false)
        and coalesce((region_code is null) = (region_basis in ('unknown', 'ambiguous', 'conflict')), false)
            as is_honest
    from marts.dim_projects
"""

_RECONCILIATIONS = """
    select
        document_id,
        place_text as place,
        check_name || ' ' || coalesce(column_label, '') || ': printed ' || printed_yuan || ', parts '
        || computed_yuan || ', gap ' || gap_yuan as found,
        coalesce(is_balanced, true) as is_balanced
    from marts.fct_reconciliations
"""

_MEND_MODELS = Wording(
    "A model drops, repeats or mistakes rows: look at it in models/, from the failing rows.",
    "模型丢失、重复或误读了行：请从问题行入手检查 models/。",
)

SUITE = Suite(
    layer="marts",
    paths="select document_id, path from raw.documents",
    checks=(
        Check(
            name="marts_keys_complete",
            table="marts.*",
            severity=Severity.STOP,
            owner=Owner.MODELS,
            meaning=Wording("A row has no key.", "某行没有主键。"),
            action=_MEND_MODELS,
            judged=_keys(),
            expectation="ExpectColumnValuesToNotBeNull",
            arguments={"column": "row_key"},
            fails_where="row_key is null",
        ),
        Check(
            name="marts_keys_unique",
            table="marts.*",
            severity=Severity.STOP,
            owner=Owner.MODELS,
            meaning=Wording("Two rows share a key.", "两行主键相同。"),
            action=_MEND_MODELS,
            judged=_keys(),
            expectation="ExpectColumnValuesToBeUnique",
            arguments={"column": "row_key"},
            fails_where="row_key in (select row_key from judged group by row_key having count(*) > 1)",
        ),
        Check(
            name="marts_parents_exist",
            table="marts.*",
            severity=Severity.STOP,
            owner=Owner.MODELS,
            meaning=Wording(
                "A fact names a project, document or indicator that is not in the marts.",
                "事实行所指的项目、文件或指标不在集市中。",
            ),
            action=_MEND_MODELS,
            judged=_parents(),
            expectation="ExpectColumnValuesToNotBeNull",
            arguments={"column": "present"},
            fails_where="present is null",
        ),
        Check(
            name="marts_lost_nothing",
            table="marts.*",
            severity=Severity.STOP,
            owner=Owner.MODELS,
            meaning=Wording(
                "A document has more or fewer projects, printed indicator rows or tasks in the marts than "
                "were read from it.",
                "某文件在集市中的项目、印出的指标行或任务数与读取到的不一致。",
            ),
            action=_MEND_MODELS,
            judged=_kept(),
            expectation="ExpectColumnPairValuesToBeEqual",
            arguments={"column_A": "in_raw", "column_B": "in_marts"},
            fails_where="in_raw <> in_marts",
        ),
        Check(
            name="marts_texts_stand_in_raw",
            table="marts.fct_indicator_values, marts.fct_project_funding",
            severity=Severity.STOP,
            owner=Owner.MODELS,
            meaning=Wording(
                "The text of a fact does not stand in the row of the document that it points to.",
                "事实行的原文不在其所指的文件行中。",
            ),
            action=_MEND_MODELS,
            judged=_texts_in_raw(),
            expectation="ExpectColumnValuesToNotBeNull",
            arguments={"column": "present"},
            fails_where="present is null",
        ),
        Check(
            name="marts_counted_at_most_once",
            table="marts.fct_project_spending",
            severity=Severity.STOP,
            owner=Owner.MODELS,
            meaning=Wording(
                "A project is counted twice, or something else than its budget is counted.",
                "项目被重复计数，或计入了预算以外的金额。",
            ),
            action=_MEND_MODELS,
            judged=_COUNTED,
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "counted_rows", "max_value": 1},
            fails_where="counted_rows > 1",
        ),
        Check(
            name="marts_no_project_left_out",
            table="marts.fct_project_spending",
            severity=Severity.STOP,
            owner=Owner.MODELS,
            meaning=Wording(
                "A project has a budget in a year (未知 included), but none of its rows is counted.",
                "项目某年（含未知）有预算，却没有一行被计数。",
            ),
            action=_MEND_MODELS,
            judged=_LEFT_OUT,
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "counted_rows", "min_value": 1},
            fails_where="counted_rows < 1",
        ),
        Check(
            name="marts_blank_is_null_and_zero_is_zero",
            table="marts.fct_project_spending, marts.fct_project_funding",
            severity=Severity.STOP,
            owner=Owner.MODELS,
            meaning=Wording(
                "A blank amount became a figure, or a printed zero did not stay zero.",
                "空白金额变成了数字，或印出的 0 没有保持为 0。",
            ),
            action=_MEND_MODELS,
            judged=_BLANKS,
            expectation="ExpectColumnValuesToBeInSet",
            arguments={"column": "is_honest", "value_set": [True]},
            fails_where="not is_honest",
        ),
        Check(
            name="marts_values_match_their_kind",
            table="marts.fct_indicator_values",
            severity=Severity.STOP,
            owner=Owner.MODELS,
            meaning=Wording(
                "A value read as a number or date has none, or one that is only words has a number.",
                "读作数字或日期的指标值没有数字，或纯文字的指标值带有数字。",
            ),
            action=_MEND_MODELS,
            judged=_KINDS,
            expectation="ExpectColumnValuesToBeInSet",
            arguments={"column": "is_consistent", "value_set": [True]},
            fails_where="not is_consistent",
        ),
        Check(
            name="marts_bounds_in_order",
            table="marts.fct_indicator_values",
            severity=Severity.STOP,
            owner=Owner.MODELS,
            meaning=Wording("A lower bound lies above its upper bound.", "下限大于上限。"),
            action=_MEND_MODELS,
            judged=_BOUNDS,
            expectation="ExpectColumnPairValuesAToBeGreaterThanB",
            arguments={
                "column_A": "high",
                "column_B": "low",
                "or_equal": True,
                "ignore_row_if": "either_value_is_missing",
            },
            fails_where="low > high",
        ),
        Check(
            name="marts_unknown_is_said",
            table="marts.dim_projects",
            severity=Severity.STOP,
            owner=Owner.MODELS,
            meaning=Wording(
                "A budget year or region is there without a basis, or missing with one.",
                "预算年度或地区没有依据，或有依据却为空。",
            ),
            action=_MEND_MODELS,
            judged=_YEARS,
            expectation="ExpectColumnValuesToBeInSet",
            arguments={"column": "is_honest", "value_set": [True]},
            fails_where="not is_honest",
        ),
        Check(
            name="marts_reports_drop_nothing",
            table="marts.rpt_project_spending, marts.rpt_indicator_targets",
            severity=Severity.STOP,
            owner=Owner.MODELS,
            meaning=Wording(
                "A report has other rows or other counted money of a document than the facts it is made of.",
                "报表中某文件的行数或计数金额与其事实表不一致。",
            ),
            action=Wording(
                "Look for an inner join in the report: an unknown region or year must not drop a row.",
                "请检查报表中的内连接：地区或年度未知的行不得丢失。",
            ),
            judged=_REPORTS,
            expectation="ExpectColumnPairValuesToBeEqual",
            arguments={"column_A": "in_facts", "column_B": "in_reports"},
            fails_where="in_facts <> in_reports",
        ),
        Check(
            name="marts_money_not_negative",
            table="marts.fct_project_spending, marts.fct_project_funding, marts.fct_department_tasks",
            severity=Severity.WARN,
            owner=Owner.PUBLISHER,
            meaning=Wording("An amount is below zero.", "金额为负。"),
            action=Wording(
                "Look at the document: a correction may be meant; a misread sign is for models/.",
                "请查看文件：可能是调减；若为误读符号，请检查 models/。",
            ),
            judged=_MONEY,
            expectation="ExpectColumnValuesToBeBetween",
            arguments={"column": "amount_yuan", "min_value": 0},
            fails_where="amount_yuan < 0",
        ),
        Check(
            name="marts_shares_plausible",
            table="marts.fct_indicator_values",
            severity=Severity.WARN,
            owner=Owner.PUBLISHER,
            meaning=Wording(
                "A weight lies outside 0 to 100, or a percentage outside -100 % to 1000 %.",
                "权重不在 0 至 100 之间，或百分比不在 -100% 至 1000% 之间。",
            ),
            action=Wording(
                "Look at the document: a slip of the decimal point is the publisher's, a wrong reading ours.",
                "请查看文件：小数点缺失属发布单位；误读请检查 models/。",
            ),
            judged=_SHARES,
            expectation="ExpectColumnValuesToBeInSet",
            arguments={"column": "is_plausible", "value_set": [True]},
            fails_where="not is_plausible",
        ),
        Check(
            name="marts_totals_add_up",
            table="marts.fct_reconciliations",
            severity=Severity.WARN,
            owner=Owner.PUBLISHER,
            meaning=Wording(
                "A printed total differs from the sum of its parts. The gap is kept as data, never repaired.",
                "印出的合计与各部分之和不符。差额作为数据保留，不作修补。",
            ),
            action=Wording(
                "Look at the document: a row may be missing in it, or lost in its extraction.",
                "请查看文件：可能缺行，或在提取时丢失。",
            ),
            judged=_RECONCILIATIONS,
            expectation="ExpectColumnValuesToBeInSet",
            arguments={"column": "is_balanced", "value_set": [True]},
            fails_where="not is_balanced",
        ),
    ),
)
