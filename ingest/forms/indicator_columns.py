"""The columns of an indicator block: what its heading names, and which of them a cell of a row stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import NamedTuple

from ingest.forms.columns import column_of, shared_columns
from ingest.forms.lines import FormCell, Line
from ingest.forms.value_headings import OTHER
from ingest.forms.words import COMPARATORS, LEVELS
from ingest.grid import Block

OF_POINTS = ("weight", "score")  # targets of columns that hold points
SEQUENCE = "sequence"  # target of a column that numbers the rows
_ALL_LEVELS = {*LEVELS, "value"}
_NUMBERING = ("sequence_text", "task_no")
# What may stand beside a number below one heading.
_SIGN = re.compile(rf"^(?:[{COMPARATORS}]{{1,2}}|[》《]|(?:大于|小于)?等于|不?[大小高低]于|不[少多]于|不超过|定性)$")
_UNIT = re.compile(r"^[^\d≥≤><=]{1,8}$")
# Columns that may hold a plain quantity.
_QUANTITIES = frozenset({"value", OTHER, "actual", "weight", "score", "comparator", "unknown"})


class Column(NamedTuple):
    """One column of the block: its place, what it holds, and the heading printed above it."""

    col_no: int
    target: str
    text: str
    colspan: int = 1


Placed = tuple[FormCell, Column | None]  # a cell, and the column that it stands in


@dataclass(slots=True)
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
    """The columns of one run of names and values, and the labels that are current; a block has one, or two side by
    side. `after_name`: the columns behind the name, in order; `value_columns`: those of target values among them.
    """

    start: int
    columns: list[Column]
    name_col: int | None
    level1: Label | None = None
    level2: Label | None = None
    after_name: list[Column] = field(init=False)
    value_columns: list[Column] = field(init=False)
    headings: list[tuple[int, str | None]] = field(init=False)  # place and text of each value column, or of none at all
    has_labels: bool = field(init=False)  # some column is one of labels
    has_level1: bool = field(init=False)
    has_level2: bool = field(init=False)
    by_col_no: dict[int, Column] = field(init=False)
    after_by_col_no: dict[int, Column] = field(init=False)  # those behind the name
    _col_nos: list[int] = field(init=False)
    is_plain: bool = field(init=False)  # no column is merged over another's place
    numbers: list[Column] = field(init=False)  # those that number the rows, before the name
    weighs_labels: bool = field(init=False)  # numbers stand between the labels of categories
    is_of_others: bool = field(init=False)  # all its values are those of another year, or of nobody knows what
    _beside: dict[int, Column] = field(init=False)  # columns that belong to one value of several, and its column

    def __post_init__(self) -> None:
        """Derive what is asked of every row."""
        self.set_columns(self.columns)

    def set_columns(self, columns: list[Column]) -> None:
        """Other columns: those of a second heading row."""
        self.columns = columns
        before = [column for column in columns if column.col_no < (self.name_col or 0)]
        between = [column for column in before if column.target in (OTHER, SEQUENCE)]
        self.numbers = [column for column in between if column.target == SEQUENCE]
        self.weighs_labels = any(column.target == OTHER for column in between)
        self.after_name = [column for column in columns if column.target not in LEVELS and column not in between]
        self.value_columns = [column for column in columns if column.target == "value"]
        self.headings = [(column.col_no, column.text or None) for column in self.value_columns] or [(0, None)]
        self.has_labels = any(column.target in LEVELS and column.col_no != self.name_col for column in columns)
        self.has_level1 = any(column.target == "level1" for column in columns)
        self.has_level2 = any(column.target == "level2" for column in columns)
        self.by_col_no = {column.col_no: column for column in reversed(columns)}
        self.after_by_col_no = {
            column.col_no + at: column
            for column in reversed(self.after_name)
            for at in range(column.colspan if column.target == "value" else 1)
        }
        self._col_nos = [column.col_no for column in columns]
        self.is_of_others = not self.value_columns and any(column.target == OTHER for column in self.after_name)
        self._beside = _beside_values(self.after_name)
        self.is_plain = all(one.col_no + one.colspan <= other.col_no for one, other in pairwise(columns))

    def value_beside(self, column: Column) -> Column | None:
        """The value that a sign, a unit or a result belongs to, where the row has several; None: to all of them."""
        if column.target == "value" or (len(self.value_columns) < 2 and not self._beside):
            return None
        same = self.by_col_no.get(column.col_no)  # of a sign or unit below the heading of its value
        return self._beside.get(column.col_no) or (same if same is not None and same.target == "value" else None)

    def column_of(self, cell: FormCell) -> Column | None:
        """The column that the cell stands in, see `columns.column_of`."""
        return self.by_col_no.get(cell.col_no) or column_of(cell, self.columns)

    def heading_over(self, col_no: int) -> Column | None:
        """The heading whose columns reach over the place: up to where the next one begins."""
        return max((column for column in self.columns if column.col_no <= col_no), key=lambda c: c.col_no, default=None)

    def reaches_far(self, cell: FormCell) -> bool:
        """Whether the cell is merged over more than two of the columns."""
        if cell.colspan < 3 and self.is_plain:
            return False  # most cells
        return sum(1 for column in self.columns if shared_columns(cell, column)) > 2

    def has_label_in_place(self, cells: Sequence[FormCell]) -> bool:
        """Whether a category of one level, or a text that ends as labels do, stands in the column of its level: such a
        row has lost no cell before it.
        """
        for cell in cells:
            column = self.by_col_no.get(cell.col_no)
            if column is None or column.target not in LEVELS or column.target == "name":
                continue
            if cell.says.levels.keys() == {"1" if column.target == "level1" else "2"}:
                return True
            if cell.says.category is None and self.may_be_label(cell):
                return True
        return False

    def may_be_label(self, cell: FormCell) -> bool:
        """Whether the text ends as labels do, and is not merged over the column of names."""
        return cell.says.ends_as_label and cell.col_no + cell.colspan <= (self.name_col or 0)

    def has_upper_name(self, cells: Sequence[FormCell]) -> bool:
        """Whether the first cell stands below the name of an upper level (三级指标), the second below the name."""
        column = self.by_col_no.get(cells[0].col_no)
        if column is None or column.target != "name" or column.col_no == self.name_col:
            return False
        return cells[1].col_no == self.name_col and not cells[1].says.is_value_like

    def is_filled_by(self, cells: Sequence[FormCell]) -> bool:
        """Whether every column is filled and nothing else: such a row has lost no cell."""
        return len(cells) == len(self._col_nos) and [cell.col_no for cell in cells] == self._col_nos


def is_heading(cells: Sequence[FormCell]) -> bool:
    """Whether the row names the columns of an indicator block."""
    targets = [cell.says.heading.target for cell in cells if cell.says.heading]
    if set(targets) >= _ALL_LEVELS and not any(map(_asks_field, cells)):
        return True  # whatever else stands beside them, if nothing is asked of a project
    if len(targets) < 2 or len(targets) * 3 < len(cells) * 2:
        return False
    levels = sum(1 for target in set(targets) if target in LEVELS)
    return levels >= 2 or (levels == 1 and bool({"value", "actual"} & set(targets)))


def _asks_field(cell: FormCell) -> bool:
    return cell.says.heading is None and cell.says.field is not None and not _heads_numbers(cell)


def _heads_numbers(cell: FormCell) -> bool:
    return any(entry.target in _NUMBERING for entry in cell.says.entries)


def groups_of(cells: Sequence[FormCell], goal_headings: list[str], spanned: bool) -> list[Group]:
    """The groups that a heading row opens. `goal_headings`: labels of goals printed side by side above.

    Where merged cells are not known (`spanned`), a value heading reaches over the blank places behind it.
    """
    groups: list[Group] = []
    columns: list[Column] = []
    targets = [cell.says.heading.target if cell.says.heading else "unknown" for cell in cells]
    for i, (cell, target) in enumerate(zip(cells, targets, strict=True)):
        if target == "unknown" and _heads_numbers(cell):
            target = SEQUENCE
        seen = {column.target for column in columns}
        if target in LEVELS and target in seen and "value" in seen and not {"value", "actual"}.isdisjoint(targets[i:]):
            groups.append(group_of(columns))
            columns = []
        is_wide = target == "value" and not spanned and i + 1 < len(cells)
        colspan = cells[i + 1].col_no - cell.col_no if is_wide else cell.colspan
        columns.append(Column(cell.col_no, target, cell.text, colspan))
    groups.append(group_of(columns))
    name_horizons(groups, goal_headings)
    return groups


def group_of(columns: list[Column]) -> Group:
    """The group of a run of columns."""
    # With 三级指标 and 指标内容 both printed, the last one is the name; behind the values it says what the name means.
    names = [column.col_no for column in columns if column.target == "name"]
    first_value = next((column.col_no for column in columns if column.target in ("value", "actual")), None)
    name_col = next((col_no for col_no in reversed(names) if first_value is None or col_no < first_value), None)
    if name_col is None and names:
        name_col = names[-1]
    columns = [
        column._replace(target="explanation") if column.target == "name" and column.col_no > (name_col or 0) else column
        for column in columns
    ]
    labels = [column.col_no for column in columns if column.target in LEVELS]
    targets = [column.target for column in columns]
    # 一级指标 | 权重 | 二级指标 | 权重 | 三级指标 | 权重: of several those between the labels are weights of labels
    columns = [
        column._replace(target=OTHER)
        if column.target in OF_POINTS
        and targets.count(column.target) > 1
        and name_col is not None
        and labels[0] < column.col_no < name_col
        else column
        for column in columns
    ]
    return Group(columns[0].col_no, columns, name_col)


def _beside_values(columns: Sequence[Column]) -> dict[int, Column]:
    """By place, the columns of signs, units and results of which one stands between values: each belongs to the value
    before it; to the one behind it where the first stands before all values, and a sign unless one stands behind all.
    An unknown column between values may be the result of the first, so that what is behind them is of the last only.
    """
    values = [column for column in columns if column.target in ("value", OTHER)]
    found: dict[int, Column] = {}
    for target in ("comparator", "unit", "actual") if len(values) > 1 else ():
        own = [column for column in columns if column.target == target]
        unknown = [column for column in columns if column.target == "unknown" and target == "actual" and own]
        first, last = values[0].col_no, values[-1].col_no
        if not any(first < column.col_no < last for column in own + unknown):
            continue
        leads = own[0].col_no < first or (target == "comparator" and own[-1].col_no < last)
        for column in own:
            before = [value for value in values if value.col_no < column.col_no]
            behind = [value for value in values if value.col_no > column.col_no]
            if behind if leads else before:
                found[column.col_no] = behind[0] if leads else before[-1]
    return found


def name_horizons(groups: list[Group], goal_headings: list[str]) -> None:
    """Two groups with the same value heading: the goals or headings printed side by side above tell them apart."""
    if len(groups) < 2 or len(goal_headings) != len(groups):
        return
    if len({column.text for group in groups for column in group.value_columns}) > 1:
        return
    for group, heading in zip(groups, goal_headings, strict=True):
        group.set_columns(
            [column._replace(text=heading) if column.target == "value" else column for column in group.columns]
        )


def _is_sign(cell: FormCell) -> bool:
    """Whether the cell is a comparator and nothing else."""
    return _SIGN.match(cell.says.normal) is not None


def in_parts(placed: list[Placed]) -> list[Placed]:
    """Comparator, number and unit that stand side by side below one heading (指标值), each under its own part."""
    if len(placed) < 2 or len({id(column) for _, column in placed}) == len(placed):
        return placed
    out: list[Placed] = []
    for _, group in groupby(placed, key=lambda pair: id(pair[1])):
        cells = list(group)
        column = cells[0][1]
        if column is None or column.target != "value" or len(cells) < 2:
            out += cells
            continue
        if _is_sign(cells[0][0]):
            out.append((cells.pop(0)[0], column._replace(target="comparator")))
        out += cells[:1]
        for cell, _ in cells[1:]:
            is_unit = _UNIT.match(cell.says.normal) is not None
            out.append((cell, column._replace(target="unit") if is_unit else column))
    return out


def under_headings(name: FormCell | None, values: Sequence[FormCell], group: Group) -> list[Placed]:
    """Values under their columns: by own column, all filled in order, by the row's shift; never guessed."""
    columns = group.after_name
    by_column = group.after_by_col_no
    is_own = name is None or name.col_no == group.name_col
    if is_own and by_column.keys() >= {cell.col_no for cell in values}:
        return [(cell, by_column[cell.col_no]) for cell in values]
    if len(values) == len(columns) and all(map(_may_hold, columns, values)):
        return list(zip(values, columns, strict=True))
    if name is not None and group.name_col is not None:
        shift = name.col_no - group.name_col
        for moved in (shift, 0):
            if by_column.keys() >= {cell.col_no - moved for cell in values}:
                candidate = [(cell, by_column[cell.col_no - moved]) for cell in values]
                if _is_certain(candidate, group) and all(_may_hold(column, cell) for cell, column in candidate):
                    return candidate
    if len(values) > len(columns):
        if len(columns) == 1 and _is_sign(values[0]):
            return [(cell, columns[0]) for cell in values]
        quantities = sum(1 for cell in values if cell.says.is_surely_value and not _is_sign(cell))
        can_hold = all(map(_may_hold, columns, values))
        if not can_hold or quantities > sum(1 for column in columns if column.target in _QUANTITIES):
            return [(cell, None) for cell in values]  # nothing tells which of them is the target
        placed: list[Placed] = list(zip(values, columns, strict=False))
        return placed + [(cell, None) for cell in values[len(columns) :]]
    return [(cell, None) for cell in values]


def _may_hold(column: Column, cell: FormCell) -> bool:
    """Whether the text may stand in the column: weights and scores are plain numbers, signs and units none,
    and a value is more than a sign."""
    says = cell.says
    if column.target in OF_POINTS:
        return says.is_amount or (says.is_surely_value and not says.is_compared)
    if column.target in ("comparator", "unit"):
        return _is_sign(cell) or not says.is_surely_value
    return not (column.target == "value" and says.is_compared and _is_sign(cell))


def _is_certain(placed: list[Placed], group: Group) -> bool:
    """In a shifted row with several columns of values, all of them must be filled: half a year is not a year."""
    filled = {column.col_no for _, column in placed if column is not None}
    columns = [column.col_no for column in group.after_name if column.target in ("value", OTHER)]
    return len(columns) < 2 or filled.issuperset(columns)


def contested(placed: list[Placed]) -> set[Column]:
    """The columns of values that several cells stand in, of which nothing tells the target: their texts differ."""
    texts: dict[Column, str] = {}
    found: set[Column] = set()
    for cell, column in placed:
        if column is not None and column.target == "value":
            first = texts.setdefault(column, cell.text)
            if first is not cell.text and first.strip() != cell.text.strip():
                found.add(column)
    return found
