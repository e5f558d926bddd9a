"""Rows that sum points and scores: the total of all indicators, which is a field, and totals of some of them."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.forms.context import FormContext
from ingest.forms.indicator_columns import OF_POINTS, Group
from ingest.forms.indicator_labels import CategoryLabels
from ingest.forms.lines import FormCell, Line
from ingest.forms.words import ENDS_AS_SUM


def is_total(cells: Sequence[FormCell]) -> bool:
    """Whether the row is the total of points and scores: 总分 | 100 | 95."""
    if not cells[0].says.entries or len(cells) < 2:
        return False
    entry = cells[0].says.entry("field", "total")
    return entry is not None and entry.target in ("score_total_text", "total")


def read_total(ctx: FormContext, groups: Sequence[Group], line: Line, cells: Sequence[FormCell]) -> None:
    """总分 | 100 | 95: fields, named by the column they stand in."""
    label, *values = cells
    targets = {column.col_no: column.target for group in groups for column in group.after_name}
    scored = [target for target in targets.values() if target in OF_POINTS]
    ctx.saw(label.says)
    ctx.use(line, label, "total label")
    for i, cell in enumerate(values):
        target = targets.get(cell.col_no)
        if target not in OF_POINTS and len(values) == len(scored):
            target = scored[i]
        if target not in OF_POINTS:
            ctx.unread(line, cell, "no_column")
            continue
        ctx.use(line, cell, f"{target} total")
        ctx.emit_field(ctx.place(line, cell), f"{target}_total_text", label.text, cell.text)


def subtotal_at(cells: Sequence[FormCell]) -> int | None:
    """Where 小计 or 产出指标小计 stands in a row that holds numbers behind it and nothing but categories before it."""
    at = next((i for i, cell in enumerate(cells) if cell.says.category is None), None)
    if at is None or not _sums(cells[at]) or not all(cell.says.is_amount for cell in cells[at + 1 :]):
        return None
    return at


def sums_points(cells: Sequence[FormCell]) -> bool:
    """Whether the row sums points of all indicators or of some."""
    return is_total(cells) or subtotal_at(cells) is not None


def _sums(cell: FormCell) -> bool:
    says = cell.says
    if "subtotal" in says.by_role:
        return True
    found = ENDS_AS_SUM.search(says.key)
    if found is None:
        return False
    rest = says.key[: found.start()]
    return not rest or says.words.of(rest).category is not None


def read_subtotal(
    ctx: FormContext, labels: CategoryLabels, group: Group, line: Line, cells: Sequence[FormCell], at: int
) -> None:
    """The points of some indicators are those of each of them once more, and no raw column takes them."""
    ctx.unread_all(line, labels.leading(line, cells[:at], group), "left_over")
    ctx.saw(cells[at].says)
    ctx.furniture(line, cells[at], "subtotal")
    ctx.unread_all(line, cells[at + 1 :], "no_column")
