"""Category labels of an indicator block: which cells are labels, of which level, and what they hold for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.forms.context import FormContext
from ingest.forms.indicator_columns import OF_POINTS, Column, Group, Label
from ingest.forms.lines import FormCell, Line
from ingest.forms.value_headings import OTHER

_COLON = re.compile(r"[:：]")
_CLAUSES = re.compile(r"[:：;；。\r\n]")


@dataclass(slots=True)
class CategoryLabels:
    """Opens the labels of the rows of one form, or of one record of a list."""

    ctx: FormContext
    printed_level2: frozenset[str]  # level 2 categories that the form prints anywhere

    def in_columns(self, line: Line, labels: list[tuple[FormCell, Column]], group: Group, governs: bool) -> None:
        """Labels in the columns of labels. A label of level 2 below a merged one of level 1 that has ended has none.

        `governs`: the row has a name or a value of its own.
        """
        taken: set[str] = set()
        for cell, column in labels:
            if cell.says.category is None:
                self.ctx.unread(line, cell, "unknown_label")
                group.level2 = None
                if column.target == "level1":
                    group.level1 = None
                continue
            level = 1 if column.target == "level1" else 2
            if (level == 1 and not group.has_level2) or cell.says.level(level) is None:
                level = self._level([cell], level1_here=False)
            if level == 2 and cell.says.joined is None and group.level1 is not None and group.level1.has_ended(line):
                group.level1 = None
            self._open(line, cell, group, level, taken, governs)

    def leading(self, line: Line, cells: Sequence[FormCell], group: Group) -> Sequence[FormCell]:
        """Take the leading category labels; what is left starts with the name."""
        taken: set[str] = set()
        level1_here = False
        while cells and _is_label(cells, taken, group):
            level = self._level(cells, level1_here)
            level1_here = level1_here or (level == 1 and cells[0].says.joined is None)
            self._open(line, cells[0], group, level, taken, governs=len(cells) > 1)
            cells = cells[1:]
            if group.weighs_labels and len(cells) > 1 and cells[0].says.is_amount:
                self.ctx.unread(line, cells[0], "no_column")
                cells = cells[1:]
        return cells

    def row(self, line: Line, cells: Sequence[FormCell], group: Group) -> bool:
        """Read a row that is the label of those below it: a category in the column of names of a block without columns
        of labels, beside its points and nothing else (一、产出指标 | 50). False for another row.
        """
        label, *points = cells
        if group.has_labels or label.col_no != group.name_col or label.says.category is None:
            return False
        columns = [group.column_of(cell) for cell in points]
        if not all(column is not None and column.target in OF_POINTS for column in columns):
            return False
        self._open(line, label, group, self._level(cells, level1_here=False), set(), governs=False)
        self.ctx.unread_all(line, points, "no_column")
        return True

    def in_name(self, line: Line, name: FormCell) -> tuple[Label, str] | None:
        """数量指标：修复点 in a row that has no label of level 2: the label before the colon, and the name behind it.

        It holds for its own row only. None where the rest is no name: a value, or more clauses.
        """
        if not any(entry.role == "category" and entry.qualifier == "2" for entry in name.says.before_colon):
            return None
        label, rest = _COLON.split(name.text, maxsplit=1)
        rest = rest.strip()
        if not rest or _CLAUSES.search(rest) or self.ctx.words.of(rest).is_surely_value:
            return None
        return Label(label.strip(), name.row_no, line.block, name.row_no), rest

    def _open(self, line: Line, cell: FormCell, group: Group, level: int, taken: set[str], governs: bool) -> None:
        """The label holds from here on. One of level 2 before its level 1 in the row (质量指标 | 产出指标) stays."""
        if cell.says.joined is not None:
            group.level1, group.level2 = (_label(line, cell, text) for text in cell.says.joined)
        elif level == 1:
            group.level1, group.level2 = _label(line, cell, cell.text), group.level2 if taken else None
        else:
            group.level2 = _label(line, cell, cell.text)
        taken.add(cell.text.strip())
        self.ctx.saw(cell.says)
        # Stands in level1_text or level2_text of the rows it governs, or equals a label of the seed.
        (self.ctx.use if governs else self.ctx.furniture)(line, cell, f"category level {level}")

    def _level(self, cells: Sequence[FormCell], level1_here: bool) -> int:
        """1 or 2, by what stands beside the label and what else the form prints."""
        vocabulary = self.ctx.vocabulary
        label = cells[0].says
        if level1_here and label.level(2) is not None:
            return 2
        following = cells[1].says.level(2) if len(cells) > 2 else None
        first = label.level(1)
        if first and following and following.target in vocabulary.children.get(first.target, frozenset()):
            return 1
        return vocabulary.level_of_category(label.text, self.printed_level2)


def _is_label(cells: Sequence[FormCell], taken: set[str], group: Group) -> bool:
    """A category label in the name cell is a label if a name follows, a name if a value follows."""
    cell, rest = cells[0], cells[1:]
    if cell.says.category is None:
        return False
    if not rest:
        return cell.col_no != group.name_col
    columns, values = group.after_name, group.value_columns
    value_stands_first = not columns or columns[0].target in ("value", "comparator", OTHER)
    if cell.text.strip() in taken:
        # printed twice in a row: the second is level 2 if a name and a value still follow, else the name
        second = cell.says.level(2) is not None
        return second and len(rest) > max(1, len(values)) and not rest[0].says.is_value_like
    if rest[0].says.category is not None:
        return True
    if len(rest) <= len(columns) and value_stands_first and rest[0].says.is_surely_value:
        return False
    if len(rest) > max(1, len(columns)):
        return True
    if group.name_col is not None and cell.col_no < group.name_col and rest[0].col_no == group.name_col:
        return True
    if len(rest) > len(values):
        return not rest[0].says.is_value_like or cell.col_no != group.name_col
    return not rest[0].says.is_value_like


def _label(line: Line, cell: FormCell, text: str) -> Label:
    return Label(text, cell.row_no, line.block, cell.row_no + cell.rowspan - 1)
