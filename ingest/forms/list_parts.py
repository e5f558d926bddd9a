"""The rows below the first row of a list's heading: parts of its columns by source, year or category."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.forms.columns import column_of, shared_columns
from ingest.forms.lines import FormCell, Line
from ingest.forms.list_headings import Column, heading_column, heading_kind, is_sure_value, is_year_alone
from ingest.forms.money import unit_in_heading
from ingest.forms.value_headings import YEARS

# Kinds of columns whose heading may stand above headings of their parts.
_UPPER_KINDS = ("section", "source", "packed", "category", "amount")
_PART_KINDS = ("amount", "source", "indicator", "packed", "category")
_MAX_ROWS = 3
_PART_LENGTH = 20
_WHOLE = re.compile(r"^总|(?:合计|总计|共计|小计|总额|总数)数?$")


def heading_rows(line: Line, columns: list[Column], below: Sequence[Line]) -> tuple[list[Column], list[Line]]:
    """The columns of a heading with what the rows below it say of them, and those rows."""
    last_row = max(cell.row_no + cell.rowspan - 1 for cell in line.cells)
    used: list[Line] = []
    for row in below[: _MAX_ROWS - 1]:
        beside_merged = row.spanned and row.block is line.block and row.row_no <= last_row
        if not (beside_merged and _may_head(row, columns)) and not _names_parts(row, columns):
            break
        columns = _merge(columns, row)
        used.append(row)
    return columns, used


def _may_head(row: Line, columns: list[Column]) -> bool:
    """Whether a row beside merged headings is of the heading: a known word, and nothing that can only be a value."""
    if any(_is_value(cell, row, columns) for cell in row.cells):
        return False
    placed = (_placed(cell, row.spanned, columns)[0] for cell in row.cells)
    return any(column.kind != "unknown" and column.target != "part" for column in placed)


def _is_value(cell: FormCell, row: Line, columns: list[Column]) -> bool:
    if is_year_alone(cell) and len(row.cells) > 1:
        return not _is_money(_upper(cell, row.spanned, columns))
    if cell.says.is_amount:
        return True
    return is_sure_value(cell) and heading_kind(cell.says)[0] == "unknown"


def _names_parts(below: Line, columns: list[Column]) -> bool:
    """Whether a row names parts of the columns above it: amounts by source or year, indicators, categories."""
    if any(_is_value(cell, below, columns) for cell in below.cells):
        return False
    placed = [_placed(cell, below.spanned, columns)[0] for cell in below.cells]
    kinds = [column.kind for column in placed]
    guessed = [cell for cell, column in zip(below.cells, placed, strict=True) if column.target == "part"]
    if guessed and len(guessed) == len(below.cells):
        return False  # words that nobody knows may be anything
    first = min((c.col_no for c in columns if c.kind in _UPPER_KINDS or _is_money(c)), default=0)
    return (
        all(column.kind in _PART_KINDS or column.target == "whole" for column in placed)
        and all(cell.col_no >= first for cell in below.cells)
        and (
            len(kinds) > 1 or kinds[0] == "amount" or (kinds[0] == "category" and _heads_prose(below.cells[0], columns))
        )
    )


def _is_money(column: Column | None) -> bool:
    """Whether what stands below the heading is money: an amount word, or a money unit."""
    if column is None:
        return False
    return column.kind == "amount" or (column.kind == "unknown" and unit_in_heading(column.text) is not None)


def _upper(cell: FormCell, spanned: bool, columns: list[Column]) -> Column | None:
    """The heading above a cell. Where spans are not known it is the nearest one to the left."""
    if spanned:
        return column_of(cell, columns)
    return max((c for c in columns if c.col_no <= cell.col_no), key=lambda c: c.col_no, default=None)


def _is_whole(cell: FormCell) -> bool:
    """Whether a heading below money says that it is all of it: 小计, 总规模. 合计 is known by itself."""
    if "subtotal" in cell.says.by_role:
        return True
    return not cell.says.entries and _WHOLE.search(cell.says.key) is not None


def _placed(cell: FormCell, spanned: bool, columns: list[Column]) -> tuple[Column, Column | None]:
    """The column that a heading below others makes, and the heading above it. Below money all is money: 小计 or a year
    alone is what the heading above says, any other word a part of it.
    """
    new, upper = heading_column(cell), _upper(cell, spanned, columns)
    if upper is not None and upper.kind == "source" and len(cell.text) <= _PART_LENGTH:
        return _part_of_sources(cell, new), upper
    if upper is None or not _is_money(upper) or len(cell.text) > _PART_LENGTH:
        return new, upper
    if _is_whole(cell) or is_year_alone(cell):
        target = upper.target if upper.kind == "amount" else "total"
        years = YEARS.findall(cell.text)
        year = int(years[0]) if years else upper.year
        return replace(
            new, kind="amount", target=target, text=upper.text, upper_text=cell.text, year=year, stage=upper.stage
        ), upper
    if new.kind in ("unknown", "section"):
        new = replace(new, kind="amount", target="part", year=upper.year)
    return replace(new, year=new.year or upper.year), upper


def _part_of_sources(cell: FormCell, new: Column) -> Column:
    """The column below 资金来源: what 小计 or a year would be the whole of is not told, any other word is a source."""
    if new.kind not in ("unknown", "section"):
        return new
    if _is_whole(cell) or is_year_alone(cell):
        return replace(new, kind="unknown", target="whole")
    return replace(new, kind="amount", target="part")


def _heads_prose(cell: FormCell, columns: list[Column]) -> bool:
    """Whether a category stands alone below the heading of packed prose: all that is packed there is of it."""
    return any(column.kind == "packed" and column.col_no == cell.col_no for column in columns)


def _merge(columns: list[Column], below: Line) -> list[Column]:
    merged = {column.col_no: column for column in columns}
    uppers: set[Column] = set()
    for cell in below.cells:
        new, upper = _placed(cell, below.spanned, columns)
        if upper is not None and new.kind == "amount" and upper.kind == "field" and upper.col_no != cell.col_no:
            upper = None
        if upper is not None:
            uppers.add(upper)
            if merged.get(upper.col_no) is upper and shared_columns(cell, upper):
                del merged[upper.col_no]  # it is the heading of its parts
            new = replace(new, upper_text=new.upper_text or upper.text, labels=upper.labels + new.labels)
        merged[cell.col_no] = new
    found = sorted(_without_guesses(merged, below).items())
    return [one for _, one in found if one.kind != "section" and not (one.kind == "source" and one in uppers)]


def _without_guesses(merged: dict[int, Column], below: Line) -> dict[int, Column]:
    """Parts that nobody knows are read beside their total only: without it their sum would be a guess."""
    new = {cell.col_no: merged[cell.col_no] for cell in below.cells if cell.col_no in merged}
    guessed = {column.upper_text for column in new.values() if column.target == "part"}
    whole = {text for c in new.values() if c.target in ("total", "amount") for text in (c.upper_text, c.text)}
    for col_no, column in new.items():
        if column.kind == "amount" and column.upper_text in guessed - whole:
            merged[col_no] = replace(column, kind="unknown", target="")
    return merged
