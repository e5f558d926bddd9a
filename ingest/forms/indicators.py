"""The indicator block: rows read cell by cell from the left.

Category labels set the current category; the rest is name, then values in the order of their headings. So a
lost leading cell shifts nothing. Where merged cells are known, each cell is first sought in the column it was
printed in; only a row that makes no sense so is read from the left. Categories never carry from one form to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import InitVar, dataclass, field
from typing import Any

from ingest.forms.columns import in_groups
from ingest.forms.context import FormContext
from ingest.forms.indicator_columns import (
    SEQUENCE,
    Column,
    Group,
    Placed,
    contested,
    group_of,
    groups_of,
    in_parts,
    name_horizons,
    under_headings,
)
from ingest.forms.indicator_labels import CategoryLabels
from ingest.forms.indicator_parts import over_groups, refined, subheaded
from ingest.forms.indicator_totals import is_total, read_subtotal, read_total, subtotal_at
from ingest.forms.lines import FormCell, Line
from ingest.forms.numbering import number_level
from ingest.forms.value_headings import OTHER, heading_targets
from ingest.forms.words import COLUMNS, LEVELS

_NO_PARTS: dict[str, str | None] = {name: None for target, name in COLUMNS.items() if target != "value"}


@dataclass(slots=True)
class IndicatorBlock:
    """Reads the indicator rows of one form, or of one record of a list."""

    ctx: FormContext
    printed_level2: InitVar[frozenset[str]]  # level 2 categories that the form prints anywhere
    labels: CategoryLabels = field(init=False)
    goal_headings: list[str] = field(default_factory=list)
    over_groups: list[Column] = field(default_factory=list)  # headings of whole groups, in the row above
    groups: list[Group] = field(default_factory=list)
    fresh: bool = False  # no row was read since the heading
    width: int = 0  # of the heading's row, blank cells counted

    def __post_init__(self, printed_level2: frozenset[str]) -> None:
        """The columns of a list are known already."""
        self.labels = CategoryLabels(self.ctx, printed_level2)
        self._leave_other_years()

    def heading(self, line: Line, cells: tuple[FormCell, ...]) -> None:
        """Open the columns. A repeated heading (page break) keeps the categories that are current."""
        groups = groups_of(cells, self.goal_headings, line.spanned)
        self._name_groups(groups)
        for old, new in zip(self.groups, groups, strict=False):
            new.level1, new.level2 = old.level1, old.level2
        self.groups, self.fresh, self.width = groups, True, line.width
        self._leave_other_years()
        self.ctx.head(line, cells)

    def heading_over(self, line: Line, cells: tuple[FormCell, ...], below: list[Line]) -> bool:
        """A row of headings over whole groups of the columns headed below it. False where it is something else."""
        found = over_groups(cells, below[0], self.ctx.year) if below and len(cells) > 1 else []
        if not found:
            return False
        self.over_groups = found
        for cell in cells:
            if "horizon" in cell.says.by_role:
                self.ctx.head(line, (cell,))
            else:
                self.ctx.unread(line, cell, "unknown_label")
        return True

    def _name_groups(self, groups: list[Group]) -> None:
        """What the headings over the groups say of their values. They hold for one heading row only."""
        over, self.over_groups = self.over_groups, []
        name_horizons(groups, [column.text for column in over])
        for group, column in zip(groups, over, strict=False):
            if column.target != "value":
                group.set_columns(
                    [one._replace(target=OTHER) if one.target == "value" else one for one in group.columns]
                )

    def is_repeated_heading(self, cells: Sequence[FormCell]) -> bool:
        """Whether the row prints the columns again that are open: it begins a page, and no other block."""
        texts = [column.text for group in self.groups for column in group.columns]
        return texts == [cell.text for cell in cells[-len(texts) :]]

    def _leave_other_years(self) -> None:
        """A value column of another year than the form's holds no targets."""
        for group in self.groups:
            words = [self.ctx.words.of(column.text) for column in group.value_columns]
            targets = dict(zip(group.value_columns, heading_targets(words, self.ctx.year), strict=True))
            if OTHER in targets.values():
                group.set_columns(
                    [column._replace(target=targets.get(column, column.target)) for column in group.columns]
                )

    def refine(self, line: Line, cells: tuple[FormCell, ...]) -> bool:
        """A second heading row below merged headings. False where it is none."""
        if len(self.groups) != 1 or not self.fresh or not line.spanned:
            return False
        old = self.groups[0]
        columns = refined(cells, old)
        if columns is None:
            return False
        new = group_of(columns)
        new.level1, new.level2 = old.level1, old.level2
        self.groups = [new]
        self.ctx.head(line, cells)
        return True

    def subheading(self, line: Line, cells: tuple[FormCell, ...]) -> bool:
        """A second heading row below those of values, or behind them. False where the row is something else."""
        if len(self.groups) != 1 or not self.fresh:  # `fresh` is asked by the caller too: most rows end there
            return False
        columns = subheaded(line, cells, self.groups[0], self.ctx.year)
        if columns is None:
            return False
        self.groups[0].set_columns(columns)
        self.width = line.width
        self.ctx.head(line, cells)
        return True

    def row(self, line: Line, cells: tuple[FormCell, ...], record_no: int = 1) -> None:
        """Read one printed row; with two groups side by side, one after the other."""
        self.fresh = False
        if not self.groups:
            self.groups = [Group(0, [Column(4, "value", "")], 3)]
        if is_total(cells):
            read_total(self.ctx, self.groups, line, cells)
            return
        first = self.groups[0]
        if len(self.groups) == 1:
            self._read(line, cells, first, record_no)
            return
        parts = in_groups(cells, [group.start for group in self.groups])
        for group, part in zip(self.groups, parts, strict=True):
            if not group.has_level1:
                group.level1 = first.level1
            if part and group.is_of_others:
                self.ctx.unread_all(line, self.labels.leading(line, part, group), "no_column")
            elif part:
                self._read(line, part, group, record_no)

    def _is_remark(self, cell: FormCell, group: Group) -> bool:
        """A text alone in its row, no label, and not in the column of names or merged far beyond it: no indicator."""
        if cell.says.category is not None:
            return False
        column = group.column_of(cell)
        return column is None or column.col_no != group.name_col or group.reaches_far(cell)

    def may_be_name(self, cells: tuple[FormCell, ...]) -> bool:
        """Whether a row that starts with a field label is an indicator of that name (项目完成时间 | 2022年8月)."""
        group = next((group for group in reversed(self.groups) if group.start <= cells[0].col_no), None)
        if group is None or group.name_col is None:
            return False
        if cells[0].col_no >= group.name_col:
            return True
        return len(cells) > 1 and all(cell.col_no in group.after_by_col_no for cell in cells[1:])

    def _read(self, line: Line, cells: Sequence[FormCell], group: Group, record_no: int) -> None:
        at = subtotal_at(cells)
        if at is not None:
            read_subtotal(self.ctx, self.labels, group, line, cells, at)
            return
        if self.labels.row(line, cells, group):
            return
        if line.is_single and self._is_remark(cells[0], group):
            self.ctx.unread(line, cells[0], "left_over")
            return
        in_place = line.spanned or group.is_filled_by(cells) or self._stands_in_columns(line, cells, group)
        rest = self._without_number(line, cells, group)
        in_place = in_place or len(rest) < len(cells)  # a number below its heading has lost no cell before it
        cells = rest
        if in_place and self._read_in_columns(line, cells, group, record_no):
            return
        rest = self.labels.leading(line, cells, group)
        if not rest:
            return
        if len(rest) > 2 and group.has_upper_name(rest):
            self.ctx.unread(line, rest[0], "no_column")
            rest = rest[1:]
        columns = group.after_name
        name: FormCell | None = rest[0]
        values = rest[1:]
        unnamed = (
            len(rest) == len(cells) <= len(columns)
            and rest[0].says.is_value_like
            and rest[0].col_no in group.after_by_col_no
        )
        if unnamed:
            name, values = None, rest
        elif len(values) > len(columns) and values[0].text.strip() == rest[0].text.strip():
            self.ctx.furniture(line, values[0], "repeated")
            values = values[1:]
        filled = self._fill(line, under_headings(name, values, group), group)
        if name is not None:
            self.ctx.use(line, name, "indicator name")
        self._emit(line, name or rest[0], name, group, filled, record_no)

    def _without_number(self, line: Line, cells: Sequence[FormCell], group: Group) -> Sequence[FormCell]:
        """The cells without the numbers that stand below the headings of numbers before the name."""
        if not group.numbers:
            return cells  # most blocks have none
        rest: list[FormCell] = []
        for cell in cells:
            if group.by_col_no.get(cell.col_no) in group.numbers and number_level(cell.text) is not None:
                self.ctx.furniture(line, cell, "sequence")
            else:
                rest.append(cell)
        return rest

    def _stands_in_columns(self, line: Line, cells: Sequence[FormCell], group: Group) -> bool:
        """Whether no cell is lost: the row is as wide as the heading, and a text stands below its name beside a sure
        value below a value or anything below the last column, which a row that lost its leading cells leaves blank;
        or a category stands in the column of its level, and something behind the name.
        """
        if line.width != self.width or not group.value_columns:
            return False
        value_cols = [column.col_no for column in group.value_columns]
        name, is_sure = None, cells[-1].col_no == group.columns[-1].col_no > value_cols[0]
        for cell in cells:
            if cell.col_no == group.name_col:
                name = cell.says
            elif cell.col_no in value_cols:
                is_sure = is_sure or cell.says.is_surely_value
        has_label = cells[-1].col_no in group.after_by_col_no and group.has_label_in_place(cells)
        if name is None:
            return has_label
        return (is_sure and not name.is_value_like) or (has_label and not name.is_surely_value and not name.category)

    def _read_in_columns(self, line: Line, cells: Sequence[FormCell], group: Group, record_no: int) -> bool:
        """Read the row by the columns its cells were printed in. False where that makes no sense.

        It makes sense if every cell has a column of its own, labels stand in the columns of labels, and what stands in
        the column of names is no label beside a text that could be the name.
        """
        if group.name_col is None:
            return False
        name: FormCell | None = None
        above: list[FormCell] = []  # names of an upper level: 三级指标 before 四级指标
        labels: list[tuple[FormCell, Column]] = []
        values: list[Placed] = []
        by_col_no = group.by_col_no
        unknown: list[FormCell] = []  # texts in a column of labels that are none
        for cell in cells:
            column = by_col_no.get(cell.col_no) or group.column_of(cell)
            if column is None or ((cell.colspan > 2 or not group.is_plain) and group.reaches_far(cell)):
                return False
            if column in group.numbers:
                return False  # a text where the number of the row should stand
            if column.col_no == group.name_col:
                if name is not None:
                    return False
                name = cell
            elif column.target not in LEVELS:
                values.append((cell, column))
            elif column.target == "name" and (group.has_level2 or cell.says.category is None):
                above.append(cell)
            else:
                labels.append((cell, column))
                if cell.says.is_surely_value:
                    return False
                if cell.says.category is None:
                    unknown.append(cell)
        name = name or (above.pop() if above else None)
        if unknown and not all(group.may_be_label(cell) for cell in unknown):
            filled_columns = {column.col_no for _, column in values if column and column.target == "value"}
            is_whole = len(filled_columns) == len(group.value_columns) or group.has_label_in_place(cells)
            if name is None or name.says.is_surely_value or not is_whole:
                return False  # a shifted row: its name stands where a label should
        if name is not None and not values and name.says.category is not None:
            return False
        self.labels.in_columns(line, labels, group, governs=name is not None or bool(values))
        if name is None and not values:
            return True
        self.ctx.unread_all(line, above, "no_column")
        filled = self._fill(line, values, group)
        if name is not None:
            self.ctx.use(line, name, "indicator name")
        self._emit(line, name or values[0][0], name, group, filled, record_no)
        return True

    def _fill(self, line: Line, placed: list[Placed], group: Group) -> list[tuple[FormCell, Column]]:
        """The cells that fill raw columns; what has no column, or stands beside another in it, is unread.

        Several values below one heading that nothing tells apart: none is surely the target.
        """
        filled: list[tuple[FormCell, Column]] = []
        taken: set[tuple[str, Column | None]] = set()
        parts = in_parts(placed)
        several = contested(parts)
        for cell, column in parts:
            if column is not None and column.target == SEQUENCE and number_level(cell.text) is not None:
                self.ctx.furniture(line, cell, "sequence")
                continue
            beside = group.value_beside(column) if column is not None else None
            if column is None or column.target not in COLUMNS or (beside is not None and beside.target != "value"):
                self.ctx.unread(line, cell, "no_column")
                continue
            place_taken = (column.target, column if column.target == "value" else beside)
            if column in several or place_taken in taken:
                self.ctx.unread(line, cell, "left_over")
            else:
                self.ctx.use(line, cell, column.target)
                taken.add(place_taken)
                filled.append((cell, column))
        return filled

    def _emit(
        self,
        line: Line,
        anchor: FormCell,
        name: FormCell | None,
        group: Group,
        filled: list[tuple[FormCell, Column]],
        record_no: int,
    ) -> None:
        level1, level2 = group.level1, group.level2
        name_text = name.text if name else None
        if name is not None and level2 is None and (found := self.labels.in_name(line, name)):
            level2, name_text = found
        row: dict[str, Any] = {
            **self.ctx.place(line, anchor),
            "form_no": self.ctx.form_no,
            "record_no": record_no,
            "line_no": self.ctx.next_line_no("indicator_lines"),
            "item_no": None,
            "level1_text": level1.text if level1 else None,
            "level1_row_no": level1.row_no if level1 else None,
            "level2_text": level2.text if level2 else None,
            "level2_row_no": level2.row_no if level2 else None,
            "name_text": name_text,
            "name_col_no": name.col_no if name else None,
            **_NO_PARTS,
        }
        of_values: dict[int, dict[str, str]] = {}  # what belongs to one value, by the place of its column
        for cell, column in filled:
            beside = column if column.target == "value" else group.value_beside(column)
            parts = row if beside is None else of_values.setdefault(beside.col_no, {})
            parts[COLUMNS[column.target]] = cell.text
        rows = self.ctx.records["indicator_lines"]
        for value_no, (col_no, heading) in enumerate(group.headings, start=1):
            own = {"value_no": value_no, "value_text": None, "value_heading_text": heading}
            rows.append({**row, **own, **of_values.get(col_no, {})})
