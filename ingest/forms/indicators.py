"""The indicator block: rows read cell by cell from the left.

Category labels set the current category; the rest is name, then values in the order of their headings. So a
lost leading cell shifts nothing. Where merged cells are known, each cell is first sought in the column it was
printed in; only a row that makes no sense so is read from the left. Categories never carry from one form to the next.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from ingest.forms.columns import column_of, shared_columns
from ingest.forms.context import FormContext
from ingest.forms.lines import Line, is_surely_value, is_value_like
from ingest.grid import Block, Cell
from ingest.vocabulary import Entry, normalise_text

# Column targets of the seed and the raw column each fills.
COLUMNS = {
    "explanation": "explanation_text",
    "comparator": "comparator_text",
    "value": "value_text",
    "unit": "unit_text",
    "weight": "weight_text",
    "actual": "actual_text",
    "score": "score_text",
    "deviation": "deviation_text",
}
LEVELS = ("level1", "level2", "name")
# What may stand beside a number below one heading.
_SIGN = re.compile(r"^(?:[≥≤≧≦⩾⩽><=]{1,2}|[》《]|(?:大于|小于)?等于|大于|小于|定性)$")
_UNIT = re.compile(r"^[^\d≥≤><=]{1,8}$")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the block: its place, what it holds, and the heading printed above it."""

    col_no: int
    target: str
    text: str
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Label:
    """A category label: its text, the row where it stands, and the last row that it was merged over."""

    text: str
    row_no: int
    block: Block
    last_row_no: int

    def has_ended(self, line: Line) -> bool:
        """Whether a merged label ended above the row. One that reaches the end of its page may go on on the next."""
        if self.last_row_no == self.row_no:
            return False  # not merged: it governs the blank cells below it
        if line.block is self.block:
            return line.row_no > self.last_row_no
        return self.last_row_no < self.block.rows[-1].row_no


@dataclass(slots=True)
class Group:
    """The columns of one run of names and values; a block has one, or two side by side."""

    start: int
    columns: list[Column]
    name_col: int | None
    level1: Label | None = None
    level2: Label | None = None

    @property
    def after_name(self) -> list[Column]:
        """The columns behind the name, in order."""
        return [column for column in self.columns if column.target not in LEVELS]

    @property
    def value_columns(self) -> list[Column]:
        """The target value columns."""
        return [column for column in self.columns if column.target == "value"]


def _label(line: Line, cell: Cell) -> Label:
    return Label(cell.text, cell.row_no, line.block, cell.row_no + cell.rowspan - 1)


def column_entry(ctx: FormContext, text: str) -> Entry | None:
    """The column of an indicator block that a heading names."""
    for entry in ctx.vocabulary.entries(text):
        if entry.role == "column" and (entry.target in COLUMNS or entry.target in LEVELS):
            return entry
    return None


def _is_full(cells: list[Cell], group: Group) -> bool:
    """Whether every column is filled and nothing else: such a row has lost no cell."""
    return [cell.col_no for cell in cells] == [column.col_no for column in group.columns]


def _covers(cell: Cell, group: Group) -> int:
    """How many columns of the group the cell reaches into."""
    return sum(1 for column in group.columns if shared_columns(cell, column))


def _in_parts(placed: list[tuple[Cell, Column | None]]) -> list[tuple[Cell, Column | None]]:
    """Comparator, number and unit that stand side by side below one heading (指标值), each under its own part."""
    out: list[tuple[Cell, Column | None]] = []
    for _, group in groupby(placed, key=lambda pair: id(pair[1])):
        cells = list(group)
        column = cells[0][1]
        if column is None or column.target != "value" or len(cells) < 2:
            out += cells
            continue
        if _SIGN.match(normalise_text(cells[0][0].text)):
            out.append((cells.pop(0)[0], replace(column, target="comparator")))
        out += cells[:1]
        for cell, _ in cells[1:]:
            is_unit = _UNIT.match(normalise_text(cell.text)) is not None
            out.append((cell, replace(column, target="unit") if is_unit else column))
    return out


def is_heading(ctx: FormContext, cells: tuple[Cell, ...]) -> bool:
    """Whether the row names the columns of an indicator block."""
    targets = [entry.target for cell in cells if (entry := column_entry(ctx, cell.text))]
    if len(targets) < 2 or len(targets) * 3 < len(cells) * 2:
        return False
    levels = sum(1 for target in set(targets) if target in LEVELS)
    return levels >= 2 or (levels == 1 and bool({"value", "actual"} & set(targets)))


@dataclass(slots=True)
class IndicatorBlock:
    """Reads the indicator rows of one form, or of one record of a list."""

    ctx: FormContext
    printed_level2: frozenset[str]  # level 2 categories that the form prints anywhere
    goal_headings: list[str] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    fresh: bool = False  # no row was read since the heading
    width: int = 0  # of the heading's row, blank cells counted

    def heading(self, line: Line, cells: tuple[Cell, ...]) -> None:
        """Open the columns. A repeated heading (page break) keeps the categories that are current."""
        groups = self._groups(cells)
        for old, new in zip(self.groups, groups, strict=False):
            new.level1, new.level2 = old.level1, old.level2
        self.groups, self.fresh, self.width = groups, True, line.row.width
        for cell in cells:
            self.ctx.saw(cell.text)
            self.ctx.furniture(line, cell, "heading")

    def subheading(self, line: Line, cells: tuple[Cell, ...]) -> bool:
        """A second heading row below 指标值: 实施期 | 年度. False where the row is something else."""
        if len(self.groups) != 1 or not self.fresh:
            return False
        group = self.groups[0]
        first = next((column.col_no for column in group.value_columns), None)
        horizons = [self.ctx.vocabulary.entry(cell.text, "horizon") for cell in cells]
        if first is None or not all(horizons) or cells[0].col_no < first:
            return False
        taken = {cell.col_no for cell in cells}
        kept = [column for column in group.columns if column.target != "value" and column.col_no not in taken]
        group.columns = sorted(
            kept + [Column(cell.col_no, "value", cell.text, cell.colspan) for cell in cells],
            key=lambda column: column.col_no,
        )
        for cell in cells:
            self.ctx.saw(cell.text)
            self.ctx.furniture(line, cell, "heading")
        return True

    def row(self, line: Line, cells: tuple[Cell, ...], record_no: int = 1) -> None:
        """Read one printed row; with two groups side by side, one after the other."""
        self.fresh = False
        if not self.groups:
            self.groups = [Group(0, [Column(4, "value", "")], 3)]
        if self.is_total(cells):
            self._total(line, cells)
            return
        bounds = [group.start for group in self.groups[1:]] + [10**6]
        start = 0
        for group, end in zip(self.groups, bounds, strict=True):
            part = [cell for cell in cells if start <= cell.col_no < end]
            if group is not self.groups[0]:
                group.level1 = self.groups[0].level1
            if part and self._is_remark(line, part, group):
                self.ctx.unread(line, part[0], "left_over")
            elif part:
                self._read(line, part, group, record_no)
            start = end

    def _is_remark(self, line: Line, cells: list[Cell], group: Group) -> bool:
        """A text alone in its row, no label, and not in the column of names or merged far beyond it: no indicator."""
        if not line.is_single or self.ctx.vocabulary.entry(cells[0].text, "category") is not None:
            return False
        column = column_of(cells[0], group.columns)
        return column is None or column.col_no != group.name_col or _covers(cells[0], group) > 2

    def may_be_name(self, cells: tuple[Cell, ...]) -> bool:
        """Whether a row that starts with a field label is an indicator of that name (项目完成时间 | 2022年8月)."""
        group = next((group for group in reversed(self.groups) if group.start <= cells[0].col_no), None)
        if group is None or group.name_col is None:
            return False
        if cells[0].col_no >= group.name_col:
            return True
        after = {column.col_no for column in group.after_name}
        return len(cells) > 1 and all(cell.col_no in after for cell in cells[1:])

    def _groups(self, cells: tuple[Cell, ...]) -> list[Group]:
        groups: list[Group] = []
        columns: list[Column] = []
        for cell in cells:
            entry = column_entry(self.ctx, cell.text)
            target = entry.target if entry else "unknown"
            seen = {column.target for column in columns}
            if target in LEVELS and target in seen and "value" in seen:
                groups.append(self._group(columns))
                columns = []
            columns.append(Column(cell.col_no, target, cell.text, cell.colspan))
        groups.append(self._group(columns))
        self._name_horizons(groups)
        return groups

    @staticmethod
    def _group(columns: list[Column]) -> Group:
        # With 三级指标 and 指标内容 both printed, the last one is the name.
        names = [column.col_no for column in columns if column.target == "name"]
        return Group(columns[0].col_no, columns, names[-1] if names else None)

    def _name_horizons(self, groups: list[Group]) -> None:
        """Two groups with the same value heading: the goals printed side by side above tell them apart."""
        if len(groups) < 2 or len(self.goal_headings) != len(groups):
            return
        if len({column.text for group in groups for column in group.value_columns}) > 1:
            return
        for group, heading in zip(groups, self.goal_headings, strict=True):
            group.columns = [
                replace(column, text=heading) if column.target == "value" else column for column in group.columns
            ]

    def _read(self, line: Line, cells: list[Cell], group: Group, record_no: int) -> None:
        in_place = line.spanned or _is_full(cells, group) or self._stands_in_columns(line, cells, group)
        if in_place and self._read_in_columns(line, cells, group, record_no):
            return
        rest = self._take_labels(line, cells, group)
        if not rest:
            return
        columns = group.after_name
        name: Cell | None = rest[0]
        unnamed = (
            rest[0].col_no in {column.col_no for column in columns}
            and len(rest) == len(cells) <= len(columns)
            and is_value_like(rest[0].text)
        )
        if unnamed:
            name, values = None, rest
        else:
            values = rest[1:]
        if name is not None and len(values) > len(columns) and values[0].text.strip() == name.text.strip():
            self.ctx.furniture(line, values[0], "repeated")
            values = values[1:]
        filled = self._fill(line, self._place(name, values, group))
        if name is not None:
            self.ctx.use(line, name, "indicator name")
        self._emit(line, name or rest[0], name, group, filled, record_no)

    def _stands_in_columns(self, line: Line, cells: list[Cell], group: Group) -> bool:
        """A row as wide as the heading, a text below its name and a sure value below its value: no cell is lost."""
        value = next((column.col_no for column in group.value_columns), None)
        by_column = {cell.col_no: cell.text for cell in cells}
        return (
            line.row.width == self.width
            and group.name_col in by_column
            and value in by_column
            and not is_value_like(by_column[group.name_col])
            and is_surely_value(by_column[value])
        )

    def _read_in_columns(self, line: Line, cells: list[Cell], group: Group, record_no: int) -> bool:
        """Read the row by the columns its cells were printed in. False where that makes no sense.

        It makes sense if every cell has a column of its own, labels stand in the columns of labels, and what stands in
        the column of names is no label beside a text that could be the name.
        """
        placed = [(cell, column_of(cell, group.columns)) for cell in cells]
        by_target: dict[str, list[Cell]] = {}
        for cell, column in placed:
            by_target.setdefault(column.target if column else "", []).append(cell)
        if group.name_col is None or "" in by_target or any(_covers(cell, group) > 2 for cell in cells):
            return False
        names = [cell for cell, column in placed if column and column.col_no == group.name_col]
        labels = [(cell, column) for cell, column in placed if column and column.target in ("level1", "level2")]
        values = [(c, column) for c, column in placed if column and column.target not in LEVELS]
        if len(names) + len(labels) + len(values) < len(cells) or len(names) > 1:
            return False
        unknown = [cell for cell, _ in labels if self.ctx.vocabulary.entry(cell.text, "category") is None]
        in_value_columns = {column.col_no for _, column in values if column.target == "value"}
        if unknown and not (names and len(in_value_columns) == len(group.value_columns)):
            return False  # a shifted row: its name stands where a label should
        if names and any(is_surely_value(names[0].text) for _ in unknown):
            return False
        if names and not values and self.ctx.vocabulary.entry(names[0].text, "category") is not None:
            return False
        if not names and not values and unknown:
            return False
        self._set_labels(line, labels, group, governs=bool(names or values))
        if not names and not values:
            return True
        filled = self._fill(line, values)
        name = names[0] if names else None
        if name is not None:
            self.ctx.use(line, name, "indicator name")
        self._emit(line, name or values[0][0], name, group, filled, record_no)
        return True

    def _set_labels(self, line: Line, labels: list[tuple[Cell, Column]], group: Group, governs: bool) -> None:
        """Labels in the columns of labels. A label of level 2 below a merged one of level 1 that has ended has none."""
        has_level2 = any(column.target == "level2" for column in group.columns)
        taken: set[str] = set()
        for cell, column in labels:
            entry = self.ctx.vocabulary.entry(cell.text, "category")
            if entry is None:
                self.ctx.unread(line, cell, "unknown_label")
                group.level2 = None
                if column.target == "level1":
                    group.level1 = None
                continue
            level = 1 if column.target == "level1" else 2
            if (level == 1 and not has_level2) or self.ctx.vocabulary.category(cell.text, level) is None:
                level = self._level([cell], level1_here=False)
            label = _label(line, cell)
            if level == 1:
                group.level1, group.level2 = label, self._kept(group, taken)
            else:
                if group.level1 is not None and group.level1.has_ended(line):
                    group.level1 = None
                group.level2 = label
            taken.add(cell.text.strip())
            self.ctx.saw(cell.text)
            (self.ctx.use if governs else self.ctx.furniture)(line, cell, f"category level {level}")

    def _fill(self, line: Line, placed: list[tuple[Cell, Column | None]]) -> dict[str, list[tuple[Cell, Column]]]:
        """Cells by what their column holds; what has no column, or stands beside another in it, is unread."""
        filled: dict[str, list[tuple[Cell, Column]]] = {}
        for cell, column in _in_parts(placed):
            if column is None or column.target not in COLUMNS:
                self.ctx.unread(line, cell, "no_column")
            elif any(column.target != "value" or column is other for _, other in filled.get(column.target, ())):
                self.ctx.unread(line, cell, "left_over")
            else:
                self.ctx.use(line, cell, column.target)
                filled.setdefault(column.target, []).append((cell, column))
        return filled

    def _emit(
        self,
        line: Line,
        anchor: Cell,
        name: Cell | None,
        group: Group,
        filled: dict[str, list[tuple[Cell, Column]]],
        record_no: int,
    ) -> None:
        common: dict[str, Any] = {
            "record_no": record_no,
            "line_no": self.ctx.next_line_no("indicator_lines"),
            "item_no": None,
            "level1_text": group.level1.text if group.level1 else None,
            "level1_row_no": group.level1.row_no if group.level1 else None,
            "level2_text": group.level2.text if group.level2 else None,
            "level2_row_no": group.level2.row_no if group.level2 else None,
            "name_text": name.text if name else None,
            "name_col_no": name.col_no if name else None,
        }
        for target, column_name in COLUMNS.items():
            if target != "value":
                common[column_name] = filled[target][0][0].text if target in filled else None
        by_column = {column.col_no: cell for cell, column in filled.get("value", [])}
        value_columns = group.value_columns or [None]
        for value_no, column in enumerate(value_columns, start=1):
            cell = by_column.get(column.col_no) if column else None
            self.ctx.emit(
                "indicator_lines",
                self.ctx.place(line, anchor),
                **common,
                value_no=value_no,
                value_text=cell.text if cell else None,
                value_heading_text=(column.text or None) if column else None,
            )

    def _take_labels(self, line: Line, cells: list[Cell], group: Group) -> list[Cell]:
        """Take the leading category labels; what is left starts with the name."""
        taken: set[str] = set()
        level1_here = False
        while cells:
            cell = cells[0]
            if not self._is_label(cells, taken, group):
                break
            level = self._level(cells, level1_here)
            label = _label(line, cell)
            if level == 1:
                group.level1, group.level2, level1_here = label, self._kept(group, taken), True
            else:
                group.level2 = label
            taken.add(cell.text.strip())
            self.ctx.saw(cell.text)
            # Stands in level1_text or level2_text of the rows it governs, or equals a label of the seed.
            self.ctx.use(line, cell, f"category level {level}") if len(cells) > 1 else self.ctx.furniture(
                line, cell, f"category level {level}"
            )
            cells = cells[1:]
        return cells

    @staticmethod
    def _kept(group: Group, taken: set[str]) -> Label | None:
        """A level 2 label printed before its level 1 in the same row (质量指标 | 产出指标) stays."""
        return group.level2 if group.level2 and taken else None

    def _is_label(self, cells: list[Cell], taken: set[str], group: Group) -> bool:
        """A category label in the name cell is a label if a name follows, a name if a value follows."""
        cell, rest = cells[0], cells[1:]
        vocabulary = self.ctx.vocabulary
        if vocabulary.entry(cell.text, "category") is None:
            return False
        if not rest:
            return cell.col_no != group.name_col
        columns, values = group.after_name, group.value_columns
        value_stands_first = not columns or columns[0].target in ("value", "comparator")
        if cell.text.strip() in taken:
            # printed twice in a row: the second is level 2 if a name and a value still follow, else the name
            second = vocabulary.category(cell.text, 2) is not None
            return second and len(rest) > max(1, len(values)) and not is_value_like(rest[0].text)
        if vocabulary.entry(rest[0].text, "category") is not None:
            return True
        if len(rest) <= len(columns) and value_stands_first and is_surely_value(rest[0].text):
            return False
        if len(rest) > max(1, len(columns)):
            return True
        if group.name_col is not None and cell.col_no < group.name_col and rest[0].col_no == group.name_col:
            return True
        if len(rest) > len(values):
            return not is_value_like(rest[0].text) or cell.col_no != group.name_col
        return not is_value_like(rest[0].text)

    def _level(self, cells: list[Cell], level1_here: bool) -> int:
        """1 or 2, by what stands beside the label and what else the form prints."""
        vocabulary = self.ctx.vocabulary
        text = cells[0].text
        if level1_here and vocabulary.category(text, 2) is not None:
            return 2
        following = vocabulary.category(cells[1].text, 2) if len(cells) > 2 else None
        first = vocabulary.category(text, 1)
        if first and following and following.target in vocabulary.children.get(first.target, frozenset()):
            return 1
        return vocabulary.level_of_category(text, self.printed_level2)

    def _place(self, name: Cell | None, values: list[Cell], group: Group) -> list[tuple[Cell, Column | None]]:
        """Values under their columns: by own column, all filled in order, by the row's shift; never guessed."""
        columns = group.after_name
        by_column = {column.col_no: column for column in columns}
        own = all(cell.col_no in by_column for cell in values)
        if own and (name is None or name.col_no == group.name_col):
            return [(cell, by_column[cell.col_no]) for cell in values]
        if len(values) == len(columns):
            return list(zip(values, columns, strict=True))
        if name is not None and group.name_col is not None:
            shift = name.col_no - group.name_col
            for moved in (shift, 0):
                if all(cell.col_no - moved in by_column for cell in values):
                    candidate = [(cell, by_column[cell.col_no - moved]) for cell in values]
                    if self._is_certain(candidate, group):
                        return candidate
        if len(values) > len(columns):
            placed: list[tuple[Cell, Column | None]] = list(zip(values, columns, strict=False))
            return placed + [(cell, None) for cell in values[len(columns) :]]
        return [(cell, None) for cell in values]

    @staticmethod
    def _is_certain(placed: list[tuple[Cell, Column | None]], group: Group) -> bool:
        """In a shifted row with several value columns, all of them must be filled: half a year is not a year."""
        filled = {column.col_no for _, column in placed if column is not None}
        return len(group.value_columns) < 2 or all(column.col_no in filled for column in group.value_columns)

    def is_total(self, cells: tuple[Cell, ...]) -> bool:
        """Whether the row is the total of points and scores: 总分 | 100 | 95."""
        entry = self.ctx.vocabulary.entry(cells[0].text, "field", "total")
        return entry is not None and entry.target in ("score_total_text", "total") and len(cells) > 1

    def _total(self, line: Line, cells: tuple[Cell, ...]) -> None:
        """总分 | 100 | 95: fields, named by the column they stand in."""
        label, *values = cells
        targets = {column.col_no: column.target for group in self.groups for column in group.after_name}
        scored = [target for target in targets.values() if target in ("weight", "score")]
        self.ctx.saw(label.text)
        self.ctx.use(line, label, "total label")
        for i, cell in enumerate(values):
            target = targets.get(cell.col_no)
            if target not in ("weight", "score") and len(values) == len(scored):
                target = scored[i]
            if target not in ("weight", "score"):
                self.ctx.unread(line, cell, "no_column")
                continue
            self.ctx.use(line, cell, f"{target} total")
            self.ctx.emit_field(self.ctx.place(line, cell), f"{target}_total_text", label.text, cell.text)
