"""What changed between two published files: documents, money, findings, values, rows.

Ids are hashes of positions in a document, so a changed document has other ids throughout. Rows are paired by what
stays: the document by its content or its path, then project, category, name and the order in which they are printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from serving.publish import literal, quote
from serving.summary import ROWS_SHOWN, UNKNOWN, Section

# Documents that are in both files: of the same content, else at the same path.
PAIRS = """
    create temp table pairs as
    with same as (
        select
            b.document_id as before_id,
            a.document_id as after_id,
            b.path as before_path,
            a.path as after_path
        from before.marts.dim_documents as b
        inner join after.marts.dim_documents as a on b.document_id = a.document_id
    )

    select * from same
    union all
    select
        b.document_id as before_id,
        a.document_id as after_id,
        b.path as before_path,
        a.path as after_path
    from before.marts.dim_documents as b
    inner join after.marts.dim_documents as a on b.path = a.path
    where
        b.document_id not in (select before_id from same)
        and a.document_id not in (select after_id from same)
"""
DOCUMENTS = """
    select 'added' as what, a.path as path, coalesce(a.status, '') as detail
    from after.marts.dim_documents as a
    where a.document_id not in (select after_id from pairs)
    union all
    select 'removed' as what, b.path as path, '' as detail
    from before.marts.dim_documents as b
    where b.document_id not in (select before_id from pairs)
    union all
    select 'changed' as what, after_path as path, '' as detail
    from pairs
    where before_id <> after_id
    union all
    select 'renamed' as what, before_path as path, after_path as detail
    from pairs
    where before_id = after_id and before_path <> after_path
    union all
    select 'read anew' as what, p.after_path as path, b.status || ' → ' || a.status as detail
    from pairs as p
    inner join before.marts.dim_documents as b on p.before_id = b.document_id
    inner join after.marts.dim_documents as a on p.after_id = a.document_id
    where p.before_id = p.after_id and b.status is distinct from a.status
"""
MONEY_OF = """
    select
        coalesce(r.region_name, s.region_code, $unknown) as region,
        coalesce(cast(s.budget_year as varchar), $unknown) as budget_year,
        count(*) as projects,
        sum(s.amount_yuan) as yuan
    from {side}.marts.fct_project_spending as s
    left join {side}.marts.dim_regions as r on s.region_code = r.region_code
    where s.is_counted
    group by all
"""
MONEY = f"""
    with b as ({MONEY_OF.format(side="before")}),

    a as ({MONEY_OF.format(side="after")})

    select
        coalesce(b.region, a.region) as region,
        coalesce(b.budget_year, a.budget_year) as budget_year,
        coalesce(b.projects, 0) as projects_before,
        coalesce(a.projects, 0) as projects_after,
        coalesce(b.yuan, 0) as yuan_before,
        coalesce(a.yuan, 0) as yuan_after,
        coalesce(a.yuan, 0) - coalesce(b.yuan, 0) as difference
    from b
    full join a on b.region = a.region and b.budget_year = a.budget_year
    order by abs(difference) desc, region, budget_year
"""
FINDINGS_OF = """
    select f.rule_id, count(*) as found
    from {side}.marts.fct_review_findings as f
    group by f.rule_id
"""
FINDINGS = f"""
    with b as ({FINDINGS_OF.format(side="before")}),

    a as ({FINDINGS_OF.format(side="after")}),

    titles as (
        select rule_id, title_en || ' ' || title_zh as title from after.marts.dim_review_rules
        union all
        select rule_id, title_en || ' ' || title_zh as title from before.marts.dim_review_rules
        where rule_id not in (select rule_id from after.marts.dim_review_rules)
    )

    select
        coalesce(b.rule_id, a.rule_id) as rule_id,
        titles.title,
        coalesce(b.found, 0) as found_before,
        coalesce(a.found, 0) as found_after,
        coalesce(a.found, 0) - coalesce(b.found, 0) as difference
    from b
    full join a on b.rule_id = a.rule_id
    left join titles on coalesce(b.rule_id, a.rule_id) = titles.rule_id
    where coalesce(a.found, 0) <> coalesce(b.found, 0)
    order by abs(difference) desc, rule_id
"""
AMOUNTS_OF = """
    select
        k.pair,
        p.project_name,
        s.amount_stage,
        row_number() over (
            partition by k.pair, p.project_name, s.amount_stage
            order by p.form_no, p.record_no nulls first, s.page_no, s.table_no, s.row_no, s.spending_id
        ) as n,
        s.amount_yuan,
        s.place_text
    from keys as k
    inner join {side}.marts.fct_project_spending as s on k.{side}_id = s.document_id
    inner join {side}.marts.dim_projects as p on s.project_id = p.project_id
"""
KEYS = "select row_number() over (order by after_path) as pair, before_id, after_id, after_path from pairs"
AMOUNTS = f"""
    with keys as ({KEYS}),

    b as ({AMOUNTS_OF.format(side="before")}),

    a as ({AMOUNTS_OF.format(side="after")})

    select
        'changed' as what,
        keys.after_path,
        a.place_text,
        a.project_name,
        a.amount_stage,
        b.amount_yuan as yuan_before,
        a.amount_yuan as yuan_after
    from b
    inner join a
        on b.pair = a.pair
        and b.project_name is not distinct from a.project_name
        and b.amount_stage = a.amount_stage
        and b.n = a.n
    inner join keys on a.pair = keys.pair
    where b.amount_yuan is distinct from a.amount_yuan
"""
VALUES_OF = """
    select
        k.pair,
        p.project_name,
        v.level1,
        v.level2,
        v.indicator_name,
        v.horizon,
        row_number() over (
            partition by k.pair, p.project_name, v.level1, v.level2, v.indicator_name, v.horizon
            order by
                p.form_no, p.record_no nulls first, v.page_no, v.table_no, v.row_no, v.item_no, v.indicator_value_id
        ) as n,
        concat_ws(' ', v.comparator_text, v.value_text, v.unit_text) as printed,
        concat_ws(
            ' ', v.value_kind, v.comparator, v.canonical_low, v.canonical_high, v.canonical_unit,
            v.date_low, v.date_high
        ) as reading,
        v.place_text
    from keys as k
    inner join {side}.marts.fct_indicator_values as v on k.{side}_id = v.document_id
    inner join {side}.marts.dim_projects as p on v.project_id = p.project_id
"""
VALUES = f"""
    with keys as ({KEYS}),

    b as ({VALUES_OF.format(side="before")}),

    a as ({VALUES_OF.format(side="after")}),

    joined as (
        select
            coalesce(b.pair, a.pair) as pair,
            coalesce(b.project_name, a.project_name) as project_name,
            coalesce(b.indicator_name, a.indicator_name) as indicator_name,
            coalesce(a.place_text, b.place_text) as place_text,
            case
                when b.n is null then 'added'
                when a.n is null then 'gone'
                when b.printed is distinct from a.printed then 'printed otherwise'
                when b.reading is distinct from a.reading then 'read otherwise'
            end as what,
            case when b.printed is distinct from a.printed then b.printed else b.reading end as value_before,
            case when b.printed is distinct from a.printed then a.printed else a.reading end as value_after
        from b
        full join a
            on b.pair = a.pair
            and b.project_name is not distinct from a.project_name
            and b.level1 is not distinct from a.level1
            and b.level2 is not distinct from a.level2
            and b.indicator_name is not distinct from a.indicator_name
            and b.horizon is not distinct from a.horizon
            and b.n = a.n
    )

    select
        joined.what,
        keys.after_path,
        joined.place_text,
        joined.project_name,
        joined.indicator_name,
        joined.value_before,
        joined.value_after
    from joined
    inner join keys on joined.pair = keys.pair
    where joined.what is not null
"""
WORDS = {
    "added": "added 新增",
    "removed": "removed 移除",
    "changed": "changed 内容变更",
    "renamed": "renamed 改名",
    "read anew": "read anew 重新读取",
    "gone": "gone 消失",
    "printed otherwise": "printed otherwise 文字变更",
    "read otherwise": "read otherwise 读法变更",
}


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    return " ".join(str(value).split())


def _signed(value: Any) -> str:
    return ("+" if value > 0 else "") + _text(value)


def _shown(rows: Sequence[Sequence[Any]]) -> list[tuple[str, ...]]:
    return [tuple(map(_text, row)) for row in rows[:ROWS_SHOWN]]


def _more(total: int) -> str:
    hidden = total - ROWS_SHOWN
    return f"… and {hidden:,} more 另有 {hidden:,} 行" if hidden > 0 else ""


def _first(connection: duckdb.DuckDBPyConnection, sql: str, order: str) -> tuple[list[tuple[Any, ...]], dict[str, int]]:
    """The first rows of a query that may give millions, and how many there are of each `what`."""
    connection.execute(f"create or replace temp table found as {sql}")
    counts = dict(connection.execute("select what, count(*) from found group by what").fetchall())
    return connection.execute(f"select * from found order by {order} limit {ROWS_SHOWN}").fetchall(), counts


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{counts[what]:,} {words}" for what, words in WORDS.items() if what in counts)


def _documents(connection: duckdb.DuckDBPyConnection) -> Section:
    rows, counts = _first(connection, DOCUMENTS, "what, path, detail")
    if not rows:
        return Section("Documents 文件: the same 相同")
    shown = [(WORDS[what], path, detail) for what, path, detail in rows]
    title = f"Documents 文件: {_counted(counts)}"
    return Section(title, ("what 变化", "file 文件", "detail 说明"), _shown(shown), note=_more(sum(counts.values())))


def _money(connection: duckdb.DuckDBPyConnection) -> Section:
    rows = connection.execute(MONEY, {"unknown": UNKNOWN}).fetchall()
    before, after = (sum((row[column] for row in rows), Decimal(0)) for column in (4, 5))
    title = f"Counted budget 计入的预算: {_text(before)} → {_text(after)} yuan 元 ({_signed(after - before)})"
    changed = [row for row in rows if row[6] or row[2] != row[3]]
    if not changed:
        return Section(title)
    headings = (
        "region 地区",
        "year 年度",
        "projects before 原项目",
        "projects after 现项目",
        "yuan before 原金额",
        "yuan after 现金额",
        "difference 差额",
    )
    shown = [(*map(_text, row[:6]), _signed(row[6])) for row in changed[:ROWS_SHOWN]]
    return Section(title, headings, shown, frozenset(range(2, 7)), _more(len(changed)))


def _findings(connection: duckdb.DuckDBPyConnection) -> Section:
    rows = connection.execute(FINDINGS).fetchall()
    if not rows:
        return Section("Findings 审核发现: the same number of every rule 各规则数量相同")
    total = sum(row[4] for row in rows)
    shown = [(*map(_text, row[:4]), _signed(row[4])) for row in rows[:ROWS_SHOWN]]
    headings = ("rule 规则", "what it finds 含义", "before 原", "after 现", "difference 差")
    return Section(
        f"Findings 审核发现: {_signed(total)} by {len(rows)} rules 涉及 {len(rows)} 条规则",
        headings,
        shown,
        frozenset({2, 3, 4}),
        _more(len(rows)),
    )


def _amounts(connection: duckdb.DuckDBPyConnection) -> Section:
    order = "abs(coalesce(yuan_after, 0) - coalesce(yuan_before, 0)) desc, after_path, place_text, amount_stage"
    rows, counts = _first(connection, AMOUNTS, order)
    headings = ("file 文件", "place 位置", "project 项目", "stage 阶段", "yuan before 原金额", "yuan after 现金额")
    title = f"Amounts of projects in both 两份均有的项目的金额: {_counted(counts) or 'the same 相同'}"
    more = _more(sum(counts.values()))
    return Section(title, headings if rows else (), _shown([row[1:] for row in rows]), frozenset({4, 5}), more)


def _values(connection: duckdb.DuckDBPyConnection) -> Section:
    rows, counts = _first(
        connection, VALUES, "what desc, after_path, place_text, indicator_name, value_after, value_before"
    )
    title = f"Indicator values of documents in both 两份均有的文件的指标值: {_counted(counts) or 'the same 相同'}"
    headings = ("what 变化", "file 文件", "place 位置", "project 项目", "indicator 指标", "before 原", "after 现")
    shown = [(WORDS[row[0]], *row[1:]) for row in rows]
    return Section(title, headings if rows else (), _shown(shown), note=_more(sum(counts.values())))


def _tables(connection: duckdb.DuckDBPyConnection) -> Section:
    counts: dict[str, dict[str, int | None]] = {}
    for side in ("before", "after"):
        names = connection.execute(
            "select table_name from duckdb_tables() where database_name = ? and schema_name = 'marts'", [side]
        ).fetchall()
        for (name,) in names:
            [(count,)] = connection.execute(f"select count(*) from {side}.marts.{quote(name)}").fetchall()
            counts.setdefault(name, {})[side] = count
    rows = [
        (name, found.get("before"), found.get("after"), (found.get("after") or 0) - (found.get("before") or 0))
        for name, found in sorted(counts.items())
        if found.get("before") != found.get("after")
    ]
    if not rows:
        return Section("Rows 行数: every table has as many 各表行数相同")
    headings = ("table 表", "before 原", "after 现", "difference 差")
    shown = [(*map(_text, row[:3]), _signed(row[3])) for row in rows]
    return Section("Rows 行数", headings, shown, frozenset({1, 2, 3}))


def compare(before: Path, after: Path) -> list[Section]:
    """What `after` says otherwise than `before`, both published files, which are only read.

    A part whose columns one of the files does not have yet, or no more, says so instead. Raises duckdb.Error
    where a file cannot be opened, or knows no documents.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(before))} as before (read_only)")
        connection.execute(f"attach {literal(str(after))} as after (read_only)")
        connection.execute(PAIRS)
        sections = []
        for part in (_documents, _money, _findings, _amounts, _values, _tables):
            try:
                sections.append(part(connection))
            except (duckdb.BinderException, duckdb.CatalogException) as error:
                name = part.__name__.strip("_")
                reason = str(error).splitlines()[0]
                sections.append(Section(f"{name}: cannot be compared 无法比较: {reason}"))
    return sections
