"""Where a block of indicators ends without a label that says so: rows of another block or table below it.

A row that lost its leading cells looks much the same, so a row is another block's only where nothing makes it an
indicator: its first cell stands where labels of categories do and is no label of one, of a field or of money, and
nothing in it is surely a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.forms.indicator_columns import Column, Group
from ingest.forms.lines import FormCell, Line
from ingest.forms.words import LEVELS, Word


def begins_other(
    line: Line, cells: Sequence[FormCell], group: Group, above: Line | None, below: Iterable[Line]
) -> bool:
    """Whether a row below the indicators is no indicator. `above`: the row before it; `below`: those behind it."""
    first = cells[0]
    if not line.is_single and any(cell.says.is_unit for cell in cells):
        return True  # 政府采购表 | 单位：元
    if len(cells) < 3 or first.says.category or first.says.field or first.says.money:
        return False
    if any(cell.says.is_amount or cell.says.is_surely_value for cell in cells):
        return False
    labels = [column for column in group.columns if column.target in LEVELS and column.col_no < (group.name_col or 0)]
    if not labels or first.col_no > labels[0].col_no:
        return False
    if len([cell for cell in cells if _heads_column(cell.says)]) > 1 or _is_headed_value(cells, group):
        return True
    if first.says.entries or any(cell.says.category for cell in cells):
        return False
    return _is_below_title(line, above) or _is_overfull(cells, group) or _is_unknown(cells, labels, group, below)


def _heads_column(word: Word) -> bool:
    return word.field is not None or (word.column is not None and word.category is None)


def _is_headed_value(cells: Sequence[FormCell], group: Group) -> bool:
    """Whether the heading of a column stands where values do: 品目 | 数量 | 单价 | 金额."""
    first = min((column.col_no for column in group.value_columns), default=0)
    return any(cell.col_no >= first and _heads_column(cell.says) for cell in cells)


def _is_below_title(line: Line, above: Line | None) -> bool:
    """Whether a text that is no label stands alone in the row above, at the left: the title of another block."""
    if above is None or not above.is_single or above.block is not line.block:
        return False
    return not above.says.said and above.cells[0].col_no == 1


def _is_overfull(cells: Sequence[FormCell], group: Group) -> bool:
    """Whether more cells than a name and its values stand before the column of values, all of them different."""
    texts = {cell.text.strip() for cell in cells}
    is_before = all(cell.col_no < column.col_no for cell in cells for column in group.value_columns)
    return is_before and len(texts) == len(cells) > 1 + len(group.after_name)


def _is_unknown(cells: Sequence[FormCell], labels: Sequence[Column], group: Group, below: Iterable[Line]) -> bool:
    """Whether every column is filled and no label is known, while those above are; merged labels may be of a scheme of
    their own, and so are 党建指标 and those that hold for indicators below.
    """
    if len(labels) < 2 or group.level1 is None or not group.is_filled_by(cells):
        return False
    is_of_scheme = cells[0].says.ends_as_label or any(cell.rowspan > 1 for cell in cells)
    return not is_of_scheme and not _leads_indicators(cells[0], group, below)


def _leads_indicators(label: FormCell, group: Group, below: Iterable[Line]) -> bool:
    """Whether a row below, of the same label or a blank one, is surely an indicator: ||志愿者人数 | ≥20人."""
    for line in below:
        first = line.cells[0]
        if line.is_single or first.says.category or (first.col_no <= label.col_no and first.text != label.text):
            return False
        says = {cell.col_no: cell.says for cell in line.cells}
        if group.name_col in says and any(
            column.col_no in says and says[column.col_no].is_compared for column in group.value_columns
        ):
            return True
    return False
