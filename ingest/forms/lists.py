"""A list: a heading row, then one record a row — a project, or an indicator with its project's cells printed once.

A row is a *total* if its name is a total label; a *unit* if its amounts are filled, every other column is blank,
other rows of the list fill them, and a project row follows; else it belongs to a project.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.forms import indicators
from ingest.forms.context import FormContext
from ingest.forms.lines import Line, is_amount
from ingest.forms.money import unit_in_cell, unit_in_heading
from ingest.forms.packed import read_packed
from ingest.grid import Cell
from ingest.privacy import MASK
from ingest.vocabulary import Vocabulary

NAME_FIELDS = ("project_name", "implementing_agency", "department_name", "supervising_agency")
GOAL_FIELDS = ("goal_text", "goal_overall_text", "goal_mid_text")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: place, kind (field, amount, packed, indicator, contact, unknown), target, headings."""

    col_no: int
    kind: str
    target: str
    text: str
    upper_text: str | None = None


def _column(vocabulary: Vocabulary, cell: Cell) -> Column:
    """What a heading of a list names. 绩效指标 heads packed prose; 年度目标 a goal; 财政拨款 an amount."""
    by_role = {entry.role: entry for entry in reversed(vocabulary.entries(cell.text))}
    column = by_role.get("column")
    if "contact" in by_role:
        return Column(cell.col_no, "contact", by_role["contact"].target, cell.text)
    if column is not None and column.target == "packed":
        return Column(cell.col_no, "packed", "packed", cell.text)
    if "field" in by_role and not (column and column.target == "unit" and cell.text.strip() == "单位"):
        return Column(cell.col_no, "field", by_role["field"].target, cell.text)
    if column is not None and (column.target in indicators.COLUMNS or column.target in indicators.LEVELS):
        return Column(cell.col_no, "indicator", column.target, cell.text)
    for role in ("total", "funding"):
        if role in by_role:
            return Column(cell.col_no, "amount", by_role[role].target, cell.text)
    if column is not None and column.target == "amount":
        return Column(cell.col_no, "amount", "amount", cell.text)
    if "section" in by_role:
        return Column(cell.col_no, "section", by_role["section"].target, cell.text)
    return Column(cell.col_no, "unknown", "", cell.text)


def list_columns(vocabulary: Vocabulary, cells: tuple[Cell, ...]) -> list[Column]:
    """The columns of a heading row, or an empty list where the row heads no list."""
    if len(cells) < 3:
        return []
    if sum(1 for cell in cells if vocabulary.entries(cell.text)) * 4 < len(cells) * 3:
        return []  # most rows end here
    columns = [_column(vocabulary, cell) for cell in cells]
    known = sum(1 for column in columns if column.kind != "unknown")
    if known * 4 < len(columns) * 3 or any(is_amount(cell.text) for cell in cells):
        return []
    kinds = {column.kind for column in columns}
    named = any(column.kind == "field" and column.target in NAME_FIELDS for column in columns)
    goals = any(column.target in GOAL_FIELDS for column in columns)
    levels = sum(1 for column in columns if column.kind == "indicator")
    body = "packed" in kinds or levels >= 2 or (goals and "amount" in kinds)
    return columns if named and body and (len(columns) >= 4 or "amount" in kinds) else []


@dataclass(slots=True)
class Record:
    """The current project of the list."""

    record_no: int
    cells: dict[int, str]


@dataclass(slots=True)
class ListReader:
    """Reads all rows of one list."""

    ctx: FormContext
    columns: list[Column] = field(default_factory=list)
    width: int = 0
    heading_key: tuple[str, ...] = ()
    record: Record | None = None
    records_count: int = 0
    unit: tuple[str, dict] | None = None  # label and place of the unit row above
    block: indicators.IndicatorBlock | None = None
    heads: list[tuple[str, str, str | None, dict]] = field(default_factory=list)  # prose fields above the list
    carried: dict[int, tuple[str, dict]] = field(default_factory=dict)  # agency cells printed once

    def heading(self, line: Line, columns: list[Column], below: Line | None) -> bool:
        """Open the list; `below` may be a second heading row. True where it was used."""
        used_below = below is not None and self._is_second_heading(below, columns)
        self.columns = self._merge(columns, below) if used_below and below else columns
        self.width = line.row.width
        self.heading_key = tuple(column.text for column in columns)
        for source in (line, below) if used_below else (line,):
            if source is None:
                continue
            for cell in source.cells:
                self.ctx.saw(cell.text)
                self.ctx.furniture(source, cell, "heading")
        levels = [column for column in self.columns if column.kind == "indicator"]
        if levels:
            names = [column.col_no for column in levels if column.target == "name"]
            group = indicators.Group(
                0,
                [indicators.Column(column.col_no, column.target, column.text) for column in levels],
                names[-1] if names else None,
            )
            self.block = indicators.IndicatorBlock(self.ctx, printed_level2=frozenset(), groups=[group])
        return used_below

    def read(self, lines: list[Line], printed_level2: frozenset[str]) -> None:
        """Read the rows below the heading."""
        if self.block is not None:
            self.block.printed_level2 = printed_level2
        for i, line in enumerate(lines):
            if not self._fits(line):
                for cell in line.cells:
                    self.ctx.unread(line, cell, "no_column")
                continue
            kind = self._kind(line, lines[i + 1 :])
            if kind in ("total", "section", "unit"):
                self._total(line, kind)
            else:
                self._row(line)

    def is_repeated_heading(self, line: Line) -> bool:
        """The heading printed again on a new page."""
        return tuple(cell.text for cell in line.cells) == self.heading_key

    def _fits(self, line: Line) -> bool:
        known = {column.col_no for column in self.columns}
        return sum(1 for cell in line.cells if cell.col_no in known) * 2 > len(line.cells)

    def _is_second_heading(self, below: Line, columns: list[Column]) -> bool:
        if not below.cells or any(is_amount(cell.text) for cell in below.cells):
            return False
        kinds = [_column(self.ctx.vocabulary, cell).kind for cell in below.cells]
        heads = {column.col_no for column in columns if column.kind in ("section", "packed", "amount")}
        first = min(heads, default=0)
        return (
            all(kind in ("amount", "indicator", "packed") for kind in kinds)
            and all(cell.col_no >= first for cell in below.cells)
            and (len(kinds) > 1 or kinds[0] == "amount")
        )

    def _merge(self, columns: list[Column], below: Line) -> list[Column]:
        merged = {column.col_no: column for column in columns if column.kind != "section"}
        for cell in below.cells:
            upper = max((c for c in columns if c.col_no <= cell.col_no), key=lambda c: c.col_no, default=None)
            new = _column(self.ctx.vocabulary, cell)
            if new.kind == "amount" and upper is not None and upper.col_no != cell.col_no and upper.kind == "field":
                upper = None
            merged[cell.col_no] = Column(cell.col_no, new.kind, new.target, cell.text, upper.text if upper else None)
        return [merged[col_no] for col_no in sorted(merged)]

    def _by_kind(self, line: Line, *kinds: str) -> list[tuple[Cell, Column]]:
        columns = {column.col_no: column for column in self.columns}
        return [
            (cell, columns[cell.col_no])
            for cell in line.cells
            if cell.col_no in columns and columns[cell.col_no].kind in kinds
        ]

    def _kind(self, line: Line, following: list[Line]) -> str:
        amounts = self._by_kind(line, "amount")
        others = [cell for cell in line.cells if cell not in [amount for amount, _ in amounts]]
        named = [cell for cell, column in self._by_kind(line, "field") if column.target in NAME_FIELDS]
        first = others[0] if others else None
        if first is not None and amounts:
            for cell in others:
                if entry := self.ctx.vocabulary.entry(cell.text, "subtotal", "total"):
                    return "section" if entry.role == "subtotal" else "total"
        if (
            amounts
            and len(named) == 1
            and len(others) == 1
            and self._has_more_columns()
            and any(self._is_project(later) for later in following)
        ):
            return "unit"
        return "project"

    def _has_more_columns(self) -> bool:
        return any(column.kind in ("packed", "indicator") or column.target in GOAL_FIELDS for column in self.columns)

    def _is_project(self, line: Line) -> bool:
        """A row that fills what a unit row leaves blank."""
        return any(
            column.kind in ("packed", "indicator") or column.target in GOAL_FIELDS
            for _, column in self._by_kind(line, "packed", "indicator", "field")
        )

    def _total(self, line: Line, kind: str) -> None:
        amounts = self._by_kind(line, "amount")
        others = [cell for cell in line.cells if cell not in [amount for amount, _ in amounts]]
        label = next((cell for cell in others if self.ctx.vocabulary.entry(cell.text, "subtotal", "total")), others[0])
        line_no = self.ctx.next_line_no("printed_totals")
        self.ctx.saw(label.text)
        self.ctx.use(line, label, f"{kind} label")
        if kind == "unit":
            self.unit = (label.text, self.ctx.place(line, label))
        for cell in others:
            if cell is not label:
                self.ctx.unread(line, cell, "no_column")
        for cell, column in amounts:
            self.ctx.use(line, cell, f"{kind} amount")
            self.ctx.emit(
                "printed_totals",
                self.ctx.place(line, cell),
                line_no=line_no,
                column_no=self._column_no(column),
                total_kind=kind,
                label_text=label.text,
                amount_text=cell.text,
                amount_heading_text=column.text,
                **self._units(cell, column),
            )

    def _units(self, cell: Cell, column: Column) -> dict[str, str | None]:
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
        project = {
            column.col_no: cell.text
            for cell, column in keys
            if column.target in ("project_name", "project_code", "sequence_text")
        }
        if self.record is None:
            return True
        if not self.block:
            return True
        if not project:
            return False
        before = self.record.cells
        if any(before.get(col_no) not in (None, text) for col_no, text in project.items()):
            return True
        amounts = {column.col_no: cell.text for cell, column in keys if column.kind == "amount"}
        return any(before.get(col_no) not in (None, text) for col_no, text in amounts.items())

    def _row(self, line: Line) -> None:
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
        for cell, column in self._by_kind(line, "packed"):
            self._packed(line, cell, column, record.record_no)
        rest = tuple(cell for cell, _ in self._by_kind(line, "indicator"))
        if rest and self.block is not None:
            self.block.row(line, rest, record.record_no)
        for cell in line.cells:
            if not self.ctx.ledger.has(line.block, cell):
                self.ctx.unread(line, cell, "no_column")

    def _open(self, line: Line) -> None:
        record = self.record
        if record is None:
            raise ValueError("a record was opened without a number")
        for name, label, value, place in self.heads:
            self.ctx.emit_field(place, name, label, value, record.record_no)
        agency_columns = [
            c for c in self.columns if c.kind == "field" and c.target in NAME_FIELDS and c.target != "project_name"
        ]
        if self.unit is not None and not agency_columns:
            name_heading = next((c.text for c in self.columns if c.target == "project_name"), "")
            self.ctx.emit_field(self.unit[1], "implementing_agency", name_heading, self.unit[0], record.record_no)
        filled = {column.col_no for _, column in self._by_kind(line, "field")}
        for column in agency_columns:
            if column.col_no not in filled and column.col_no in self.carried:
                text, place = self.carried[column.col_no]
                self.ctx.emit_field(place, column.target, column.text, text, record.record_no)
        for cell, column in self._by_kind(line, "field", "contact", "amount"):
            record.cells[column.col_no] = cell.text
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

    def _repeat(self, line: Line) -> None:
        """Cells of the project printed again on a further row of it."""
        record = self.record
        if record is None:
            raise ValueError("a row repeats a record that was not opened")
        for cell, column in self._by_kind(line, "field", "contact", "amount"):
            if column.kind == "contact" or cell.text.strip() == MASK:
                self.ctx.furniture(line, cell, "masked")
            elif record.cells.get(column.col_no) == cell.text:
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

    def _amount(self, line: Line, cell: Cell, column: Column, record_no: int) -> None:
        self.ctx.use(line, cell, "amount")
        total = next((c for c in self.columns if c.kind == "amount" and c.target in ("total", "amount")), None)
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

    def _packed(self, line: Line, cell: Cell, column: Column, record_no: int) -> None:
        packed = read_packed(cell.text, self.ctx.vocabulary)
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
                    level1_row_no=cell.row_no,
                    level2_text=item.level2_text,
                    level2_row_no=cell.row_no if item.level2_text else None,
                    name_text=item.name_text,
                    name_col_no=cell.col_no,
                    value_text=value.value_text if value else None,
                    value_heading_text=value.heading_text if value else None,
                )
        for piece in packed.left_over:
            self.ctx.emit("unread_cells", place, text=piece, nearest_label_text=column.text, why="left_over")
