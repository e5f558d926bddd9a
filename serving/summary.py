"""The figures of the closing summary, by SQL from the published file (unread cells: from the build)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from serving.publish import literal

UNKNOWN = "未知"
ROWS_SHOWN = 20


@dataclass(frozen=True)
class Section:
    """A small table for a person: headings, rows of text, a closing line."""

    title: str
    headings: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)
    numeric: frozenset[int] = frozenset()  # columns to align right
    note: str = ""


STATUSES = """
    select documents.status, coalesce(any_value(codes.name_zh), '') as status_name, count(*) as documents
    from published.marts.dim_documents as documents
    left join published.marts.dim_codes as codes
        on codes.column_name = 'status' and documents.status = codes.code
    group by documents.status
    order by array_position(['read', 'partial', 'skipped', 'rejected'], documents.status)
"""
NOT_READ = """
    select path, status, coalesce(reason_code, '') as reason_code, coalesce(reason, '') as reason
    from published.marts.dim_documents
    where status in ('rejected', 'partial')
    order by array_position(['rejected', 'partial'], status), path
"""
DOCUMENTS = """
    with projects as (
        select document_id, count(*) as projects
        from published.marts.dim_projects
        group by document_id
    ),

    money as (
        select document_id, sum(amount_yuan) as counted_yuan
        from published.marts.fct_project_spending
        where is_counted
        group by document_id
    ),

    prints as (
        select projects.document_id, count(*) as printed_rows
        from published.marts.fct_indicator_prints as prints
        inner join published.marts.dim_projects as projects on prints.project_id = projects.project_id
        group by projects.document_id
    ),

    indicators as (
        select document_id, count(distinct indicator_id) as indicators
        from published.marts.fct_indicator_values
        group by document_id
    )

    select
        documents.path,
        documents.forms_count,
        coalesce(projects.projects, 0) as projects,
        money.counted_yuan,
        coalesce(prints.printed_rows, 0) as printed_rows,
        coalesce(indicators.indicators, 0) as indicators,
        documents.cells_unread
    from published.marts.dim_documents as documents
    left join projects on documents.document_id = projects.document_id
    left join money on documents.document_id = money.document_id
    left join prints on documents.document_id = prints.document_id
    left join indicators on documents.document_id = indicators.document_id
    where documents.forms_count > 0
    order by documents.path
"""
MONEY = """
    select
        coalesce(regions.region_name, spending.region_code, $unknown) as region,
        coalesce(cast(spending.budget_year as varchar), $unknown) as budget_year,
        count(*) as projects,
        count(*) filter (where spending.amount_yuan is null) as without_amount,
        sum(spending.amount_yuan) as counted_yuan
    from published.marts.fct_project_spending as spending
    left join published.marts.dim_regions as regions on spending.region_code = regions.region_code
    where spending.is_counted
    group by all
    order by counted_yuan desc nulls last, region, budget_year
"""
# A gap in several money columns of one line is told once.
GAPS = """
    select
        documents.path,
        coalesce(gaps.place_text, '') as place_text,
        coalesce(gaps.label_text, '') as label_text,
        coalesce(string_agg(gaps.column_label, '、' order by gaps.column_label), '') as column_labels,
        coalesce(codes.name_zh, gaps.check_name) as check_name,
        gaps.printed_yuan,
        gaps.computed_yuan,
        gaps.gap_yuan,
        count(*) as comparisons
    from published.marts.fct_reconciliations as gaps
    inner join published.marts.dim_documents as documents on gaps.document_id = documents.document_id
    left join published.marts.dim_codes as codes
        on codes.column_name = 'check_name' and gaps.check_name = codes.code
    where not gaps.is_balanced
    group by
        documents.path,
        gaps.place_text,
        gaps.label_text,
        gaps.check_name,
        codes.name_zh,
        gaps.printed_yuan,
        gaps.computed_yuan,
        gaps.gap_yuan
    order by abs(gaps.gap_yuan) desc, documents.path, place_text, column_labels
"""
COMPARED = "select count(*) from published.marts.fct_reconciliations where is_balanced is not null"
UNREAD = """
    select
        documents.path,
        'L' || cells.row_no || ' C' || cells.col_no as place,
        coalesce(cells.nearest_label_text, '') as nearest_label,
        coalesce(cells.text, '') as cell_text,
        cells.why
    from build.raw.unread_cells as cells
    inner join published.marts.dim_documents as documents on cells.document_id = documents.document_id
    order by documents.path, cells.table_no nulls first, cells.row_no, cells.col_no
"""

# The first unread cell of a row may be a label; the next is its value.
LABELS = """
    with firsts as (
        select
            cells.document_id,
            trim(regexp_replace(cells.text, '[\\s　]+', '', 'g'), ':：') as label
        from build.raw.unread_cells as cells
        inner join published.marts.dim_documents as documents on cells.document_id = documents.document_id
        where cells.why = 'unknown_label'
        qualify row_number() over (
            partition by cells.document_id, cells.table_no, cells.row_no order by cells.col_no
        ) = 1
    )

    select
        label,
        count(*) as times,
        count(distinct document_id) as documents,
        label || ',field,<field name>,,' as seed_row
    from firsts
    where length(label) between 2 and 20 and not regexp_matches(label, '[0-9,]')
    group by label
    order by documents desc, times desc, label
"""


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    return " ".join(str(value).split())


def _rows(rows: Sequence[Sequence[Any]]) -> list[tuple[str, ...]]:
    return [tuple(_text(value) for value in row) for row in rows[:ROWS_SHOWN]]


def _more(rows: Sequence[Any], where: str) -> str:
    hidden = len(rows) - ROWS_SHOWN
    return f"… and {hidden:,} more 另有 {hidden:,} 行: {where}" if hidden > 0 else ""


def _documents(connection: duckdb.DuckDBPyConnection) -> list[Section]:
    statuses = connection.execute(STATUSES).fetchall()
    total = sum(count for *_, count in statuses)
    words = ", ".join(f"{count:,} {status} {name}".rstrip() for status, name, count in statuses)
    sections = [Section(f"Documents 文件: {total:,} ({words})" if words else "Documents 文件: 0")]
    not_read = connection.execute(NOT_READ).fetchall()
    if not_read:
        sections.append(
            Section(
                f"Not, or not fully, read 未（完全）读取: {len(not_read):,}",
                ("file 文件", "status 状态", "reason 原因", "in words 说明"),
                _rows(not_read),
                note=_more(not_read, "marts.dim_documents"),
            )
        )
    rows = connection.execute(DOCUMENTS).fetchall()
    totals = tuple(sum(row[column] or 0 for row in rows) for column in range(1, 7))
    shown = _rows(rows)
    if len(rows) > 1:
        shown.append(("total 合计", *(_text(value) for value in totals)))
    headings = (
        "file 文件",
        "forms 表",
        "projects 项目",
        "counted yuan 计入金额（元）",
        "indicator rows 指标行",
        "distinct 去重",
        "unread cells 未读",
    )
    sections.append(
        Section(
            "What they hold 内容",
            headings,
            shown,
            frozenset(range(1, 7)),
            _more(rows, "marts.dim_documents; the total counts all 合计含全部"),
        )
    )
    return sections


def _money(connection: duckdb.DuckDBPyConnection) -> Section:
    rows = connection.execute(MONEY, {"unknown": UNKNOWN}).fetchall()
    shown = _rows(rows)
    total = sum((row[4] for row in rows if row[4] is not None), Decimal(0))
    shown.append(
        (
            "total 合计",
            "",
            _text(sum(row[2] for row in rows)),
            _text(sum(row[3] for row in rows)),
            _text(total),
        )
    )
    return Section(
        "Counted budget by region and year 按地区和年度计入的预算",
        ("region 地区", "year 年度", "projects 项目", "without amount 无金额", "yuan 元"),
        shown,
        frozenset({2, 3, 4}),
        _more(rows, "marts.fct_project_spending where is_counted; the total counts all 合计含全部"),
    )


def _gaps(connection: duckdb.DuckDBPyConnection) -> Section:
    rows = connection.execute(GAPS).fetchall()
    gaps = sum(row[-1] for row in rows)
    compared = connection.execute(COMPARED).fetchall()[0][0]
    if not rows:
        return Section(f"Totals that do not add up 合计不符: 0 of {compared:,} compared 共核对 {compared:,} 项")
    return Section(
        f"Totals that do not add up 合计不符: {gaps:,} of {compared:,} compared 共核对 {compared:,} 项",
        (
            "file 文件",
            "place 位置",
            "line 名目",
            "columns 栏目",
            "check 核对",
            "printed 印出",
            "computed 计算",
            "gap 差额",
        ),
        _rows([row[:-1] for row in rows]),
        frozenset({5, 6, 7}),
        _more(rows, "marts.fct_reconciliations where not is_balanced"),
    )


def _unread(connection: duckdb.DuckDBPyConnection) -> Section:
    rows = connection.execute(UNREAD).fetchall()
    if not rows:
        return Section("Unread cells 未读单元格: 0")
    return Section(
        f"Unread cells 未读单元格: {len(rows):,}",
        ("file 文件", "place 位置", "label 标签", "text 内容", "why 原因"),
        _rows(rows),
        note=_more(rows, "make explain FILE=… shows them 可逐个查看"),
    )


def _labels(connection: duckdb.DuckDBPyConnection) -> list[Section]:
    rows = connection.execute(LABELS).fetchall()
    if not rows:
        return []
    return [
        Section(
            "Texts that may be labels: one row of seeds/printed_labels.csv teaches each"
            " 可能是标签的文本，在 seeds/printed_labels.csv 中加一行即可识别",
            ("text 文本", "times 次数", "files 文件数", "row 应加的行"),
            _rows(rows),
            frozenset({1, 2}),
            _more(rows, "make explain FILE=… shows them 可逐个查看"),
        )
    ]


def summarise(published: Path, build: Path) -> list[Section]:
    """The sections of the summary, in the order in which they are read."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(published))} as published (read_only)")
        connection.execute(f"attach {literal(str(build))} as build (read_only)")
        return [
            *_documents(connection),
            _unread(connection),
            *_labels(connection),
            _money(connection),
            _gaps(connection),
        ]
