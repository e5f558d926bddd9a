"""The heading of a list: one row or several, and the columns that they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.forms.columns import column_of, shared_columns
from ingest.forms.lines import FormCell, Line
from ingest.forms.words import GOALS, Word

NAME_FIELDS = ("project_name", "implementing_agency", "department_name", "supervising_agency")
# Kinds of columns whose heading may stand above headings of their parts.
_UPPER_KINDS = ("section", "packed", "category", "amount")
_MAX_ROWS = 3


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: place, kind, target, heading, the heading above it, and category labels that head it.

    Kinds: field, amount, packed, category (packed prose below the name of its category), indicator, contact, section,
    unknown. A label is its text and row.
    """

    col_no: int
    kind: str
    target: str
    text: str
    colspan: int = 1
    upper_text: str | None = None
    labels: tuple[tuple[str, int], ...] = ()


def heads_list(line: Line) -> bool:
    """Whether the row heads a list."""
    return line.labels > 2 and bool(list_columns(line))  # most rows have fewer labels


def list_columns(line: Line) -> list[Column]:
    """The columns of a heading row, or an empty list where the row heads no list. Found once for each line."""
    if line.list_columns is None:
        line.list_columns = _list_columns(line)
    return line.list_columns


def _list_columns(line: Line) -> list[Column]:
    cells = line.cells
    if len(cells) < 3 or line.labels * 4 < len(cells) * 3:
        return []
    named = [_kind(cell.says) for cell in cells]
    kinds = [kind for kind, _ in named]
    targets = {target for _, target in named}
    known = len(kinds) - kinds.count("unknown")
    if known * 4 < len(kinds) * 3 or not any(("field", name) in named for name in NAME_FIELDS):
        return []
    if any(cell.says.is_amount for cell in cells):
        return []
    goals = not targets.isdisjoint(GOALS)
    projects = goals or "amount" in kinds or "project_name" in targets
    indicators, categories = kinds.count("indicator") >= 2, kinds.count("category") >= 2
    body = "packed" in kinds or indicators or (categories and projects) or (goals and "amount" in kinds)
    return [_column(cell) for cell in cells] if body and (len(kinds) >= 4 or "amount" in kinds) else []


def heading_rows(line: Line, columns: list[Column], below: Sequence[Line]) -> tuple[list[Column], list[Line]]:
    """The columns of a heading with what the rows below it say of them, and those rows."""
    last_row = max(cell.row_no + cell.rowspan - 1 for cell in line.cells)
    used: list[Line] = []
    for row in below[: _MAX_ROWS - 1]:
        beside_merged = row.spanned and row.block is line.block and row.row_no <= last_row
        if not (beside_merged and not any(cell.says.is_amount for cell in row.cells)) and not _names_parts(
            row, columns
        ):
            break
        columns = _merge(columns, row)
        used.append(row)
    return columns, used


def _column(cell: FormCell) -> Column:
    kind, target = _kind(cell.says)
    labels = ((cell.text, cell.row_no),) if kind == "category" else ()
    return Column(cell.col_no, kind, target, cell.text, cell.colspan, labels=labels)


def _kind(word: Word) -> tuple[str, str]:
    """What a heading of a list names. 绩效指标 heads packed prose; 年度目标 a goal; 财政拨款 an amount."""
    by_role, column = word.by_role, word.column
    if "contact" in by_role:
        return "contact", by_role["contact"].target
    if column is not None and column.target == "packed":
        return "packed", "packed"
    if "field" in by_role and not (column and column.target == "unit" and word.text.strip() == "单位"):
        return "field", by_role["field"].target
    if column is not None and column is word.heading:
        return "indicator", column.target
    for role in ("total", "funding"):
        if role in by_role:
            return "amount", by_role[role].target
    if column is not None and column.target == "amount":
        return "amount", "amount"
    if "category" in by_role:
        return "category", by_role["category"].target
    if "section" in by_role:
        return "section", by_role["section"].target
    return "unknown", ""


def _names_parts(below: Line, columns: list[Column]) -> bool:
    """Whether a row names parts of the columns above it: amounts by source, columns of indicators, categories."""
    if any(cell.says.is_amount for cell in below.cells):
        return False
    kinds = [_kind(cell.says)[0] for cell in below.cells]
    first = min((column.col_no for column in columns if column.kind in _UPPER_KINDS), default=0)
    return (
        all(kind in ("amount", "indicator", "packed", "category") for kind in kinds)
        and all(cell.col_no >= first for cell in below.cells)
        and (
            len(kinds) > 1 or kinds[0] == "amount" or (kinds[0] == "category" and _heads_prose(below.cells[0], columns))
        )
    )


def _heads_prose(cell: FormCell, columns: list[Column]) -> bool:
    """Whether a category stands alone below the heading of packed prose: all that is packed there is of it."""
    return any(column.kind == "packed" and column.col_no == cell.col_no for column in columns)


def _merge(columns: list[Column], below: Line) -> list[Column]:
    merged = {column.col_no: column for column in columns}
    for cell in below.cells:
        new = _column(cell)
        if below.spanned:
            upper = column_of(cell, columns)
        else:
            upper = max((c for c in columns if c.col_no <= cell.col_no), key=lambda c: c.col_no, default=None)
        if upper is not None and new.kind == "amount" and upper.kind == "field" and upper.col_no != cell.col_no:
            upper = None
        if upper is not None:
            if merged.get(upper.col_no) is upper and shared_columns(cell, upper):
                del merged[upper.col_no]  # it is the heading of its parts
            new = replace(new, upper_text=upper.text, labels=upper.labels + new.labels)
        merged[cell.col_no] = new
    return [merged[col_no] for col_no in sorted(merged) if merged[col_no].kind != "section"]
