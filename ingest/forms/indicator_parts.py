"""Further heading rows of an indicator block: over its groups, and below its columns."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.forms.indicator_columns import Column, Group, groups_of, is_heading
from ingest.forms.lines import FormCell, Line
from ingest.forms.value_headings import OTHER, part_targets
from ingest.forms.words import COLUMNS, LEVELS

_PART_LENGTH = 12  # of a heading below one that stands behind the values


def over_groups(cells: Sequence[FormCell], heading: Line, year: int | None) -> list[Column]:
    """The headings of a row that stand over whole groups of the heading below it, 调整前 | 调整后: a column for each
    group, OTHER where its values are not surely the form's targets. Empty where the row is none such.
    """
    if heading.headings < 2 * len(cells):
        return []  # most rows
    below = heading.cells[1:] if heading.says.section else heading.cells
    words = [cell.says for cell in cells]
    is_label = any(word.entries and "horizon" not in word.by_role for word in words)
    is_text = any(len(word.text) > _PART_LENGTH or (not word.entries and word.has_digit) for word in words)
    if is_label or is_text or not is_heading(below):
        return []
    groups = groups_of(below, [], heading.spanned)
    ends = [group.start for group in groups[1:]] + [heading.width + 1]
    if len(groups) != len(cells) or not all(cell.col_no < end for cell, end in zip(cells, ends, strict=True)):
        return []
    if any(cell.col_no < group.start for cell, group in zip(cells[1:], groups[1:], strict=True)):
        return []
    targets = part_targets(words, year)
    return [Column(cell.col_no, target or OTHER, cell.text) for cell, target in zip(cells, targets, strict=True)]


def refined(cells: Sequence[FormCell], group: Group) -> list[Column] | None:
    """Below merged headings, 一级指标 | 二级指标 below 指标类别. None where the row is none such."""
    merged = [column for column in group.columns if column.colspan > 1]
    above: set[Column] = set()
    parts: list[Column] = []
    for cell in cells:
        over = next((one for one in merged if one.col_no <= cell.col_no < one.col_no + one.colspan), None)
        if over is None or cell.says.heading is None:
            return None
        above.add(over)
        parts.append(Column(cell.col_no, cell.says.heading.target, cell.text, cell.colspan))
    kept = [column for column in group.columns if column not in above]
    return sorted(kept + parts, key=lambda column: column.col_no)


def subheaded(line: Line, cells: Sequence[FormCell], group: Group, year: int | None) -> list[Column] | None:
    """Below 指标值: 实施期 | 年度, or 上年 | 本年; below headings behind it: 经费保障 | 制度保障. None for another row.

    A cell below a value heading that does not surely head the form's targets heads nothing.
    """
    first = next((column.col_no for column in group.value_columns), None)
    if first is None or not all(cell.says.may_head_values for cell in cells):
        return None
    targets = part_targets([cell.says for cell in cells], year)
    moved = 0
    if not line.spanned and None not in targets:
        moved = max(0, first - cells[0].col_no)  # a text may have lost the blank cells before
    above = [group.heading_over(cell.col_no + moved) for cell in cells]
    below_values = all(column is not None and column.target == "value" for column in above)
    if not below_values and cells[0].col_no >= first and all("horizon" in cell.says.by_role for cell in cells):
        above = list(group.value_columns)
    elif _are_behind_values(cells, above, group):
        targets = [target if target in COLUMNS else "unknown" for target in targets]
    elif not below_values or any(target in LEVELS for target in targets):
        return None
    if not any(targets) and (len(cells) < 2 or len(set(above)) > 1):
        return None
    parts = [
        Column(cell.col_no + moved, target or OTHER, cell.text, cell.colspan)
        for cell, target in zip(cells, targets, strict=True)
    ]
    taken = {column.col_no for column in parts}
    kept = [column for column in group.columns if column not in above and column.col_no not in taken]
    return sorted(kept + parts, key=lambda column: column.col_no)


def _are_behind_values(cells: Sequence[FormCell], above: Sequence[Column | None], group: Group) -> bool:
    """Whether short texts stand below headings behind the values, several of them below one. What is printed below
    them has no raw column, unless they name one.
    """
    if any(len(cell.text) > _PART_LENGTH for cell in cells) or len(set(above)) == len(cells):
        return False
    last = group.value_columns[-1].col_no
    return all(one is not None and one.col_no > last and one.target not in LEVELS for one in above)
