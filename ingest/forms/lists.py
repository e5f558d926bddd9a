"""A list: a heading row, then one record a row — a project, or an indicator with its project's cells printed once.

What each row is — a project, a total, a unit — `list_rows` tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.forms.columns import column_of
from ingest.forms.context import FormContext
from ingest.forms.indicator_columns import Column as IndicatorColumn
from ingest.forms.indicator_columns import Group
from ingest.forms.indicators import IndicatorBlock
from ingest.forms.lines import FormCell, Line
from ingest.forms.list_headings import NAME_FIELDS, Column, heading_rows, heading_texts, is_budget, lead_of, of_year
from ingest.forms.list_rows import Kind, facts_of, is_blank, is_sum_label, kinds_of, leading_number, without_continued
from ingest.forms.money import unit_in_cell, unit_in_heading
from ingest.forms.packed import read_packed
from ingest.forms.words import GOALS
from ingest.privacy import MASK

AGENCY_FIELDS = ("implementing_agency", "department_name")
KEY_FIELDS = ("project_name", "project_code", "sequence_text")


@dataclass(slots=True)
class Record:
    """The current project of the list: its cells by column, and the row of its name where that is merged."""

    record_no: int
    cells: dict[int, str]
    merged: Line | None = None


@dataclass(slots=True)
class ListReader:
    """Reads all rows of one list."""

    ctx: FormContext
    columns: list[Column] = field(default_factory=list)
    heading_keys: set[tuple[str, ...]] = field(default_factory=set)
    record: Record | None = None
    records_count: int = 0
    unit: tuple[str, dict] | None = None  # label and place of the unit row above
    block: IndicatorBlock | None = None
    heads: list[tuple[str, str, str | None, dict]] = field(default_factory=list)  # prose fields above the list
    carried: dict[int, tuple[str, dict]] = field(default_factory=dict)  # agency cells printed once
    merged: dict[int, tuple[Line, FormCell]] = field(default_factory=dict)  # field cells merged over rows, by column
    printed_level2: frozenset[str] = frozenset()
    _by_start: dict[int, Column] = field(default_factory=dict)

    def heading(self, line: Line, columns: list[Column], below: Sequence[Line]) -> list[Line]:
        """Open the list; the rows of `below` that belong to its heading are given back."""
        self.columns, used = heading_rows(line, columns, below)
        self._by_start = {column.col_no: column for column in self.columns}
        for row in (line, *used):
            self.heading_keys.add(heading_texts(row))
            for cell in row.cells:
                self.ctx.saw(cell.says)
            self.leave_heading(row, "heading")
        levels = [column for column in self.columns if column.kind == "indicator"]
        if levels:
            names = [column.col_no for column in levels if column.target == "name"]
            group = Group(
                0,
                [IndicatorColumn(column.col_no, column.target, column.text, column.colspan) for column in levels],
                names[-1] if names else None,
            )
            self.block = IndicatorBlock(self.ctx, printed_level2=frozenset(), groups=[group])
        return used

    def read(self, lines: list[Line], printed_level2: frozenset[str]) -> None:
        """Read the rows below the heading."""
        self.printed_level2 = printed_level2
        if self.block is not None:
            self.block.labels.printed_level2 = printed_level2
        self.columns = of_year(self.columns, self.ctx.year)
        self._by_start = {column.col_no: column for column in self.columns}
        fitting = [line for line in lines if self._fits(line)]
        kinds = self._kinds(fitting)
        at = 0
        for line in lines:
            if at == len(fitting) or line is not fitting[at]:
                for cell in line.cells:
                    self.ctx.unread(line, cell, "no_column")
                continue
            kind = kinds[at]
            at += 1
            if kind == "project":
                self._row(line)
            elif kind == "part":
                for cell in line.cells:
                    self.ctx.unread(line, cell, "left_over")
            elif kind in ("total", "section", "unit"):
                self._total(line, kind)
            else:
                self._group(line, kind)

    def is_repeated_heading(self, line: Line) -> bool:
        """A row of the heading printed again on a new page."""
        return heading_texts(line) in self.heading_keys

    def leave_heading(self, line: Line, role: str) -> None:
        """The cells of a row of the heading are read; what a page has left behind one of them is not."""
        for cell in line.cells:
            if lead_of(cell) == cell.text:
                self.ctx.furniture(line, cell, role)
            else:
                self.ctx.unread(line, cell, "left_over")

    def _fits(self, line: Line) -> bool:
        return sum(1 for cell in line.cells if self._column(cell) is not None) * 2 > len(line.cells)

    def _column(self, cell: FormCell) -> Column | None:
        return self._by_start.get(cell.col_no) or column_of(cell, self.columns)

    def _by_kind(self, line: Line, *kinds: str) -> list[tuple[FormCell, Column]]:
        placed = ((cell, self._column(cell)) for cell in line.cells)
        return [(cell, column) for cell, column in placed if column is not None and column.kind in kinds]

    def _kinds(self, lines: list[Line]) -> list[Kind]:
        has_more = any(
            column.kind in ("packed", "category", "indicator") or column.target in GOALS for column in self.columns
        )
        has_projects = any(column.target == "project_name" for column in self.columns)
        rows = [facts_of(line, self._column) for line in lines]
        return kinds_of(rows, has_more, has_projects, min((column.col_no for column in self.columns), default=1))

    def _agency_columns(self) -> list[Column]:
        return [c for c in self.columns if c.kind == "field" and c.target in NAME_FIELDS and c.target != "project_name"]

    def _label(self, line: Line, kind: Kind) -> FormCell:
        """The cell that names a total, a unit or a group."""
        others = [cell for cell in _without(line, self._by_kind(line, "amount")) if not is_blank(cell.text)]
        if kind in ("total", "section", "label"):
            return next((cell for cell in others if is_sum_label(cell)), others[0] if others else line.cells[0])
        named = [
            cell
            for target in (*NAME_FIELDS[1:], NAME_FIELDS[0])
            for cell, column in self._by_kind(line, "field")
            if column.target == target and cell in others and not is_sum_label(cell)
        ]
        return next(iter(named or others), line.cells[0])

    def _enter_unit(self, line: Line, label: FormCell) -> str:
        """What follows belongs to the unit that a row names; its name without the number that leads it."""
        text = leading_number(label.text)[1]
        place = self.ctx.place(line, label)
        column = self._column(label)
        agencies = self._agency_columns()
        self.unit = (text, place)
        if column is not None and column in agencies:
            self.carried[column.col_no] = (text, place)
        else:  # a group of projects: the agency printed above it may not be theirs
            for agency in agencies:
                if agency.target in AGENCY_FIELDS:
                    self.carried.pop(agency.col_no, None)
        return text

    def _group(self, line: Line, kind: Kind) -> None:
        """A unit or group without an amount that could be checked: its name holds for what follows."""
        label = self._label(line, kind)
        self.ctx.saw(label.says)
        if kind == "label":
            self.ctx.furniture(line, label, "total label")
        else:
            if kind == "heading" or self._column(label) in self._agency_columns():
                self._enter_unit(line, label)
            self.ctx.use(line, label, "unit label")
        for cell, column in self._by_kind(line, "field"):
            if cell is not label and column.target == "sequence_text":
                self.ctx.furniture(line, cell, "number of a unit")
        self._rest_unread(line)

    def _rest_unread(self, line: Line) -> None:
        for cell in line.cells:
            if self.ctx.ledger.has(cell):
                continue
            if is_blank(cell.text):
                self.ctx.furniture(line, cell, "dash")
            elif is_sum_label(cell):
                self.ctx.furniture(line, cell, "total label")
            else:
                self.ctx.unread(line, cell, "no_column")

    def _total(self, line: Line, kind: Kind) -> None:
        amounts = self._by_kind(line, "amount")
        label = self._label(line, kind)
        line_no = self.ctx.next_line_no("printed_totals")
        self.ctx.saw(label.says)
        self.ctx.use(line, label, f"{kind} label")
        text = self._enter_unit(line, label) if kind == "unit" else label.text
        for cell, column in self._by_kind(line, "field"):
            if cell is not label and column.target == "sequence_text" and kind == "unit":
                self.ctx.furniture(line, cell, "number of a unit")
        for cell, column in amounts:
            if cell is label:
                continue
            self.ctx.use(line, cell, f"{kind} amount")
            self.ctx.emit(
                "printed_totals",
                self.ctx.place(line, cell),
                line_no=line_no,
                column_no=self._column_no(column),
                total_kind=kind,
                label_text=text,
                amount_text=cell.text,
                amount_heading_text=column.text,
                **self._units(cell, column),
            )
        self._rest_unread(line)

    def _units(self, cell: FormCell, column: Column) -> dict[str, str | None]:
        return {
            "unit_cell_text": unit_in_cell(cell.text),
            "unit_column_text": unit_in_heading(column.text)
            or (unit_in_heading(column.upper_text) if column.upper_text else None),
            "unit_block_text": None,
        }

    def _column_no(self, column: Column) -> int:
        return [c.col_no for c in self.columns if c.kind == "amount"].index(column.col_no) + 1

    def _starts_record(self, line: Line) -> bool:
        """A list with one indicator a row prints its project's cells once, or again on every row."""
        keys = self._by_kind(line, "field", "amount")
        project = {column.col_no: cell.text for cell, column in keys if column.target in KEY_FIELDS}
        if self.record is None:
            return True
        if self._goes_on(line):
            return False
        if not self.block:
            # a goal that goes on in a row of its own names nothing
            return bool(keys) and (bool(project) or any(c.kind == "amount" or c.target in NAME_FIELDS for _, c in keys))
        if not project:
            return False
        if self.record.merged is not None and self.record.merged.block is line.block:
            return True  # the cell above covered all rows of its project; this one begins another, whatever it says
        before = self.record.cells
        if any(before.get(col_no) not in (None, text) for col_no, text in project.items()):
            return True
        amounts = {column.col_no: cell.text for cell, column in keys if column.kind == "amount"}
        if any(before.get(col_no) not in (None, text) for col_no, text in amounts.items()):
            return True
        # Name and amount printed again, and another agency: a project of its own. Without the amount it is a further
        # agency of the same one.
        agencies = {column.col_no: cell.text for cell, column in keys if column.target in AGENCY_FIELDS}
        return bool(amounts) and any(before.get(col_no) not in (None, text) for col_no, text in agencies.items())

    def _goes_on(self, line: Line) -> bool:
        """Whether a row names the project above once more: 路灯（续）."""
        for cell, column in self._by_kind(line, "field"):
            if column.target == "project_name" and self.record is not None:
                name = without_continued(cell.text)
                return name != cell.text and self.record.cells.get(column.col_no) == name
        return False

    def _is_of_no_project(self, line: Line) -> bool:
        """Whether indicators stand above the first project of the list: nothing tells whose they are."""
        if self.record is not None or self.block is None or any(name == "project_name" for name, *_ in self.heads):
            return False
        return not self._by_kind(line, "field", "amount", "packed", "category")

    def _row(self, line: Line) -> None:
        if self._is_of_no_project(line):
            for cell in line.cells:
                self.ctx.unread(line, cell, "left_over")
            return
        if self._starts_record(line):
            self.records_count += 1
            self.record = Record(self.records_count, {})
            if self.block is not None:
                for group in self.block.groups:
                    group.level1 = group.level2 = None
            self._open(line)
        else:
            self._repeat(line)
        record = self.record
        if record is None:
            raise ValueError("a row was read without a record")
        for cell, column in self._by_kind(line, "packed", "category"):
            self._packed(line, cell, column, record.record_no)
        rest = tuple(cell for cell, _ in self._by_kind(line, "indicator"))
        if rest and self.block is not None:
            self.block.row(line, rest, record.record_no)
        for cell in line.cells:
            if not self.ctx.ledger.has(cell):
                self.ctx.unread(line, cell, "no_column")

    def _open(self, line: Line) -> None:
        record = self.record
        if record is None:
            raise ValueError("a record was opened without a number")
        for name, label, value, place in self.heads:
            self.ctx.emit_field(place, name, label, value, record.record_no)
        agency_columns = self._agency_columns()
        if self.unit is not None and not agency_columns:
            name_heading = next((c.text for c in self.columns if c.target == "project_name"), "")
            self.ctx.emit_field(self.unit[1], "implementing_agency", name_heading, self.unit[0], record.record_no)
        filled = {column.col_no for _, column in self._by_kind(line, "field")}
        for column in agency_columns:
            if column.col_no not in filled and column.col_no in self.carried and column.col_no not in self.merged:
                text, place = self.carried[column.col_no]
                self.ctx.emit_field(place, column.target, column.text, text, record.record_no)
        self._open_merged(line, filled, record)
        for cell, column in self._by_kind(line, "field", "contact", "amount"):
            record.cells[column.col_no] = cell.text
            if column.kind == "field" and cell.rowspan > 1:
                self.merged[column.col_no] = (line, cell)
                if column.target in KEY_FIELDS:
                    record.merged = line
            if column.kind == "contact" or cell.text.strip() == MASK:
                self.ctx.furniture(line, cell, "masked")
            elif column.kind == "field":
                self.ctx.use(line, cell, column.target)
                place = self.ctx.place(line, cell)
                self.ctx.emit_field(place, column.target, column.text, cell.text, record.record_no)
                if column in agency_columns:
                    self.carried[column.col_no] = (cell.text, place)
            else:
                self._amount(line, cell, column, record.record_no)

    def _open_merged(self, line: Line, filled: set[int], record: Record) -> None:
        """Fields merged over the rows of several projects hold for each of them; money is never counted twice."""
        for column in self.columns:
            above = self.merged.get(column.col_no)
            if above is None or column.col_no in filled:
                continue
            row, cell = above
            if row.block is line.block and line.row_no < cell.row_no + cell.rowspan:
                self.ctx.emit_field(self.ctx.place(row, cell), column.target, column.text, cell.text, record.record_no)
                record.cells[column.col_no] = cell.text
            elif column.col_no in self.carried:
                text, place = self.carried[column.col_no]
                self.ctx.emit_field(place, column.target, column.text, text, record.record_no)

    def _repeat(self, line: Line) -> None:
        """Cells of the project printed again on a further row of it."""
        record = self.record
        if record is None:
            raise ValueError("a row repeats a record that was not opened")
        goes_on = self._goes_on(line)
        for cell, column in self._by_kind(line, "field", "contact", "amount"):
            if column.kind == "contact" or cell.text.strip() == MASK:
                self.ctx.furniture(line, cell, "masked")
            elif record.cells.get(column.col_no) == cell.text or (goes_on and column.target == "project_name"):
                self.ctx.furniture(line, cell, "repeated")
            elif column.col_no not in record.cells:
                record.cells[column.col_no] = cell.text
                if column.kind == "field":
                    self.ctx.use(line, cell, column.target)
                    self.ctx.emit_field(
                        self.ctx.place(line, cell), column.target, column.text, cell.text, record.record_no
                    )
                else:
                    self._amount(line, cell, column, record.record_no)
            elif column.kind == "field":
                self.ctx.use(line, cell, column.target)
                self.ctx.emit_field(self.ctx.place(line, cell), column.target, column.text, cell.text, record.record_no)
            else:
                self.ctx.unread(line, cell, "left_over")

    def _amount(self, line: Line, cell: FormCell, column: Column, record_no: int) -> None:
        self.ctx.use(line, cell, "amount")
        totals = [c for c in self.columns if c.kind == "amount" and c.target in ("total", "amount")]
        total = next((c for c in totals if is_budget(c)), next(iter(totals), None))
        line_no = self._column_no(column)
        is_total = column is total
        self.ctx.emit(
            "funding_lines",
            self.ctx.place(line, cell),
            record_no=record_no,
            line_no=line_no,
            column_no=1,
            parent_line_no=None if is_total or total is None else self._column_no(total),
            section_text=None,
            label_text=column.text,
            amount_text=cell.text,
            amount_heading_text=column.upper_text,
            **self._units(cell, column),
        )

    def _packed(self, line: Line, cell: FormCell, column: Column, record_no: int) -> None:
        level1, level2 = self._heads(column)
        packed = read_packed(cell.text, self.ctx.vocabulary, (level1[0], level2[0]))
        place = self.ctx.place(line, cell)
        if not packed.items:
            self.ctx.unread(line, cell, "not_packed")
            return
        self.ctx.use(line, cell, "packed indicators")
        self.ctx.emit_field(place, "packed_indicators_text", column.text, cell.text, record_no)
        for item in packed.items:
            line_no = self.ctx.next_line_no("indicator_lines")
            for value_no, value in enumerate(item.values or (None,), start=1):
                self.ctx.emit(
                    "indicator_lines",
                    place,
                    record_no=record_no,
                    line_no=line_no,
                    value_no=value_no,
                    item_no=item.item_no,
                    level1_text=item.level1_text,
                    level1_row_no=_row_of(item.level1_text, level1, cell),
                    level2_text=item.level2_text,
                    level2_row_no=_row_of(item.level2_text, level2, cell),
                    name_text=item.name_text,
                    name_col_no=cell.col_no,
                    value_text=value.value_text if value else None,
                    value_heading_text=value.heading_text if value else None,
                )
        for piece in packed.left_over:
            self.ctx.emit("unread_cells", place, text=piece, nearest_label_text=column.text, why="left_over")

    def _heads(self, column: Column) -> tuple[tuple[str | None, int], tuple[str | None, int]]:
        """The labels of level 1 and 2 that head a column, each with its row."""
        level1: tuple[str | None, int] = (None, 0)
        level2: tuple[str | None, int] = (None, 0)
        for label in column.labels:
            if self.ctx.vocabulary.level_of_category(label[0], self.printed_level2) == 1 and level1[0] is None:
                level1 = label
            else:
                level2 = label
        return level1, level2


def _without(line: Line, placed: list[tuple[FormCell, Column]]) -> list[FormCell]:
    """The cells of the line but for some."""
    columns = {cell.col_no for cell, _ in placed}
    return [cell for cell in line.cells if cell.col_no not in columns]


def _row_of(text: str | None, head: tuple[str | None, int], cell: FormCell) -> int | None:
    """Where a label stands: at the head of the column, or in the cell itself."""
    if text is None:
        return None
    return head[1] if text == head[0] else cell.row_no
