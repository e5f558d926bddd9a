"""Where a list ends: a table of another kind follows in the same rows. Nothing in it is a project; it is unread."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.forms.lines import FormCell, Line
from ingest.forms.list_columns import ListColumns
from ingest.forms.list_headings import NAME_FIELDS, is_year_alone
from ingest.forms.words import GOALS, Word

_HEADING_LENGTH = 20


def begins_other(line: Line, below: Sequence[Line], columns: ListColumns) -> bool:
    """Whether a table of another kind, or the rest of a form, begins with the row. `below`: the next row.

    It has two labels where records have their texts, or the label of a field leads it; or it is all words, one of them
    where the list has its amounts, and beside it or in its place stands a label; or below it numbers stand where the
    list has names or goals; or years head its columns.
    """
    if _heads_years(line, columns):
        return True
    if line.is_single or any(cell.says.is_amount for cell in line.cells):
        return False
    if any(cell.says.is_unit for cell in line.cells):
        return True  # 三公经费预算表 | 单位：元
    cells = [cell for cell in line.cells if not _is_of_indicators(cell, columns)]
    labels = [cell for cell in cells if _is_label(cell.says)]
    if len(labels) > 1 or (labels and labels[0] is line.cells[0] and labels[0].says.field):
        return True
    if any(len(cell.text) > _HEADING_LENGTH or cell.says.is_surely_value for cell in line.cells):
        return False
    in_amounts = [cell.says for cell, _ in columns.by_kind(line, "amount")]
    if in_amounts and (labels or any(word.may_head_amounts for word in in_amounts)):
        return True
    return any(_has_number_as_text(row, columns) for row in below)


def _heads_years(line: Line, columns: ListColumns) -> bool:
    """Whether years stand side by side, one where the list has its amounts and one where it has no date."""
    years = [cell for cell in line.cells if is_year_alone(cell)]
    if len(years) < 2 or any(cell.says.is_amount for cell in line.cells if cell not in years):
        return False
    above = [columns.of(cell) for cell in years]
    placed = [one for one in above if one is None or one.kind != "field" or one.target in (*NAME_FIELDS, *GOALS)]
    return len(placed) > 1 and any(one is not None and one.kind == "amount" for one in placed)


def _is_label(word: Word) -> bool:
    return word.field is not None or word.column is not None


def _is_of_indicators(cell: FormCell, columns: ListColumns) -> bool:
    column = columns.of(cell)
    return column is not None and column.kind in ("indicator", "packed", "category")


def _has_number_as_text(line: Line, columns: ListColumns) -> bool:
    """Whether a number stands where the list has names or goals."""
    return any(
        cell.says.is_amount and cell.says.has_digit
        for cell, column in columns.by_kind(line, "field")
        if column.target in (*NAME_FIELDS, *GOALS)
    )
