"""A list: a heading row, then one record a row — a project, or an indicator with its project's cells printed once.

What each row is — a project, a total, a unit — `list_rows` tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.forms.context import FormContext
from ingest.forms.lines import FormCell, Line
from ingest.forms.list_columns import AGENCY_FIELDS, ListColumns, reaches, unit_texts, with_money_units
from ingest.forms.list_headings import NAME_FIELDS, Column, heading_texts, lead_of, of_year
from ingest.forms.list_indicators import ListBlock, blocks_of, read_packed_cell
from ingest.forms.list_parts import heading_rows
from ingest.forms.list_rows import is_blank, without_continued
from ingest.forms.list_sources import Sources, sources_of
from ingest.forms.list_totals import ListTotals
from ingest.forms.numbering import number_level
from ingest.forms.words import LEVELS
from ingest.privacy import MASK

Head = tuple[str, str, str | None, dict]  # field, label, value, place
KEY_FIELDS = ("project_name", "project_code", "sequence_text")


@dataclass(slots=True)
class Record:
    """The current project of the list: its cells by column, the row of its name where that is merged, and of each row
    the labels and name of its indicator.
    """

    record_no: int
    cells: dict[int, str] = field(default_factory=dict)
    merged: Line | None = None
    indicators: set[tuple[str, ...]] = field(default_factory=set)

    def differs(self, texts: dict[int, str]) -> bool:
        """Whether one of the texts, by column, is another than the project's."""
        return any(self.cells.get(col_no) not in (None, text) for col_no, text in texts.items())


@dataclass(slots=True)
class ListReader:
    """Reads all rows of one list."""

    ctx: FormContext
    columns: ListColumns = field(default_factory=lambda: ListColumns([]))
    totals: ListTotals = field(init=False)
    heading_keys: set[tuple[str, ...]] = field(default_factory=set)
    record: Record | None = None
    heading_line: Line | None = None
    blocks: list[ListBlock] = field(default_factory=list)  # of indicator columns
    heads: list[Head] = field(default_factory=list)  # prose fields above the list
    changes: dict[int, list[Head]] = field(default_factory=dict)  # of them by lines between the rows, by id
    merged: dict[int, tuple[Line, FormCell]] = field(default_factory=dict)  # field cells merged over rows, by column
    unit_above: tuple[Line, FormCell] | None = None  # the last unit that was printed beside an amount
    printed_level2: frozenset[str] = frozenset()
    below_names: frozenset[int] = frozenset()  # rows that the name of the project above is merged over
    numbers_rows: bool = False  # every row has a number, also those that go on with a project
    sources: Sources | None = None  # of money, down the rows of a project

    def __post_init__(self) -> None:
        """No row is read yet."""
        self.totals = ListTotals(self.ctx, self.columns)

    def heading(self, line: Line, columns: list[Column], below: Sequence[Line]) -> list[Line]:
        """Open the list; the rows of `below` that belong to its heading are given back."""
        found, used = heading_rows(line, columns, below)
        self.columns, self.heading_line = ListColumns(found), line
        for row in (line, *used):
            self.heading_keys.add(heading_texts(row))
            for cell in row.cells:
                self.ctx.saw(cell.says)
            self.leave_heading(row, "heading")
        return used

    def read(self, lines: list[Line], printed_level2: frozenset[str]) -> None:
        """Read the rows below the heading."""
        self.printed_level2 = printed_level2
        self.columns = ListColumns(of_year(self.columns.all, self.ctx.year))
        fitting = [line for line in lines if id(line) not in self.changes and self.columns.fit(line)]
        found, self.blocks = blocks_of(with_money_units(self.columns, fitting), self.ctx)
        for block in self.blocks:
            block.set_printed(self.heading_line, printed_level2)
        self.columns = self.totals.columns = ListColumns(found)
        self.below_names = self.columns.below_names(fitting)
        kinds = dict(zip(map(id, fitting), self.columns.kinds(fitting), strict=True))
        projects = [line for line in fitting if kinds[id(line)] == "project"]
        self.numbers_rows = all(
            any(column.target == "sequence_text" for _, column in self.columns.by_kind(line, "field"))
            for line in projects
        )
        self.sources = self.totals.sources = sources_of(self.columns, projects, self.below_names)
        for line in lines:
            kind = kinds.get(id(line))
            if id(line) in self.changes:
                self._change(self.changes[id(line)])
            elif kind is None:
                self.ctx.unread_all(line, line.cells, "no_column")
            elif kind == "project":
                self._row(line)
            else:
                self.totals.read(line, kind)

    def _change(self, heads: list[Head]) -> None:
        """Another agency is named for what follows."""
        old = {name: value for name, _, value, _ in self.heads}
        if all(old.get(name) == value for name, _, value, _ in heads):
            return  # on top of the next page
        names = {name for name, *_ in heads}
        self.heads = [head for head in self.heads if head[0] not in names] + heads
        self.totals.leave()

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

    def _starts_record(self, line: Line, record: Record) -> bool:
        """A list with one indicator a row prints its project's cells once, or again on every row."""
        keys = self.columns.by_kind(line, "field", "amount")
        project = {column.col_no: cell.text for cell, column in keys if column.target in KEY_FIELDS}
        if self._goes_on(line, record) or self._goes_down(line) or self._is_numbered(line, record):
            return False
        if not self.blocks:
            # a goal that goes on in a row of its own names nothing
            return bool(keys) and (bool(project) or any(c.kind == "amount" or c.target in NAME_FIELDS for _, c in keys))
        if not project:
            return False
        if record.merged is not None and record.merged.block is line.block:
            return True  # the cell above covered all rows of its project; this one begins another, whatever it says
        amounts = {column.col_no: cell.text for cell, column in keys if column.kind == "amount"}
        if record.differs(project) or record.differs(amounts):
            return True
        # Name and amount printed again, and another agency: a project of its own. Without the amount it is a further
        # agency of the same one.
        agencies = {column.col_no: cell.text for cell, column in keys if column.target in AGENCY_FIELDS}
        return bool(amounts) and record.differs(agencies)

    def _goes_on(self, line: Line, record: Record) -> bool:
        """Whether a row names the project above once more: 路灯（续）."""
        for cell, column in self.columns.by_kind(line, "field"):
            if column.target == "project_name":
                name = without_continued(cell.text)
                return name != cell.text and record.cells.get(column.col_no) == name
        return False

    def _is_numbered(self, line: Line, record: Record) -> bool:
        """Whether the number of a row is not that of a project: the name above is merged over the row, or beside the
        number stand indicators only, or the project again where every row has a number. An indicator that it has
        already is another project's of the same name.
        """
        found = self.columns.by_kind(line, "field", "amount")
        keys = [(cell, column) for cell, column in found if column.target != "sequence_text"]
        if len(keys) == len(found):
            return False
        if id(line) in self.below_names:
            return not any(c.kind == "amount" or c.target in (*NAME_FIELDS, "project_code") for _, c in keys)
        if not self.columns.by_kind(line, "indicator"):
            return False
        if not keys:
            return True
        is_again = self.numbers_rows and all(record.cells.get(c.col_no) == cell.text for cell, c in keys)
        return is_again and self._indicator(line) not in record.indicators

    def _indicator(self, line: Line) -> tuple[str, ...]:
        """The labels and names of the indicators of a row."""
        return tuple([cell.text for cell, column in self.columns.by_kind(line, "indicator") if column.target in LEVELS])

    def _goes_down(self, line: Line) -> bool:
        """Whether a row is a further source of the money of the project above."""
        return self.sources is not None and id(line) in self.sources.rows

    def _is_of_no_project(self, line: Line) -> bool:
        """Whether indicators stand above the first project of the list: nothing tells whose they are."""
        if self.record is not None or not self.blocks or any(name == "project_name" for name, *_ in self.heads):
            return False
        return not self.columns.by_kind(line, "field", "amount", "packed", "category")

    def _row(self, line: Line) -> None:
        if self._is_of_no_project(line):
            self.ctx.unread_all(line, line.cells, "left_over")
            return
        record = self.record
        if record is None or self._starts_record(line, record):
            self.record = record = Record(record.record_no + 1 if record else 1)
            self._open(line, record)
        else:
            self._repeat(line, record)
        for cell, column in self.columns.by_kind(line, "packed", "category"):
            read_packed_cell(self.ctx, line, cell, column, record.record_no, self.printed_level2)
        rest = self.columns.by_kind(line, "indicator")
        if indicator := self._indicator(line):
            record.indicators.add(indicator)
        for block in self.blocks:
            if cells := tuple(cell for cell, column in rest if column in block.columns):
                block.block.row(line, cells, record.record_no)
        for cell in line.cells:
            if not self.ctx.ledger.has(cell):
                self.ctx.unread(line, cell, "no_column")

    def _open(self, line: Line, record: Record) -> None:
        """A project begins: what is printed of it in its first row, beside it and above it."""
        for block in self.blocks:
            block.open()
        if self.sources is not None:
            self.sources.open()
        self._enter_source(line, record)
        for name, label, value, place in self.heads:
            self.ctx.emit_field(place, name, label, value, record.record_no)
        agency_columns, carried = self.columns.agencies, self.totals.carried
        if self.totals.unit is not None and not agency_columns:
            text, place = self.totals.unit
            name_heading = next((c.text for c in self.columns.all if c.target == "project_name"), "")
            self.ctx.emit_field(place, "implementing_agency", name_heading, text, record.record_no)
        filled = {column.col_no for _, column in self.columns.by_kind(line, "field")}
        for column in agency_columns:
            if column.col_no not in filled and column.col_no in carried and column.col_no not in self.merged:
                text, place = carried[column.col_no]
                self.ctx.emit_field(place, column.target, column.text, text, record.record_no)
        if self.totals.code is not None and filled.isdisjoint(column.col_no for column in self.columns.of_agency):
            column, text, place = self.totals.code
            self.ctx.emit_field(place, column.target, column.text, text, record.record_no)
        self._open_merged(line, filled, record)
        for cell, column in self.columns.by_kind(line, "field", "contact", "amount"):
            record.cells[column.col_no] = cell.text
            if column.kind == "field" and cell.rowspan > 1:
                self.merged[column.col_no] = (line, cell)
                if column.target in KEY_FIELDS:
                    record.merged = line
            if column.kind == "contact" or cell.text.strip() == MASK:
                self.ctx.furniture(line, cell, "masked")
            elif column.kind == "field":
                self._field(line, cell, column, record.record_no)
                if column in agency_columns:
                    carried[column.col_no] = (cell.text, self.ctx.place(line, cell))
            else:
                self._amount(line, cell, column, record.record_no)

    def _enter_source(self, line: Line, record: Record) -> None:
        """The source of the row's money; one that is merged over several rows holds for each."""
        sources = self.sources
        if sources is None:
            return
        cell = next((cell for cell, column in self.columns.by_kind(line, "source") if column is sources.column), None)
        has_amount = any(column in sources.amounts for _, column in self.columns.by_kind(line, "amount"))
        if cell is not None and has_amount and not is_blank(cell.text):
            self.ctx.use(line, cell, "source of money")
            record.cells[sources.column.col_no] = cell.text
            self.merged[sources.column.col_no] = (line, cell)
            sources.enter(cell)
            return
        above = self.merged.get(sources.column.col_no)
        holds = cell is None and has_amount and above is not None and reaches(above, line)
        sources.enter(above[1] if above is not None and holds else None)

    def _open_merged(self, line: Line, filled: set[int], record: Record) -> None:
        """Fields merged over the rows of several projects hold for each of them; money is never counted twice."""
        for column in self.columns.all:
            above = self.merged.get(column.col_no)
            if above is None or column.kind != "field" or column.col_no in filled:
                continue
            row, cell = above
            if reaches(above, line):
                self.ctx.emit_field(self.ctx.place(row, cell), column.target, column.text, cell.text, record.record_no)
                record.cells[column.col_no] = cell.text
            elif column.col_no in self.totals.carried:
                text, place = self.totals.carried[column.col_no]
                self.ctx.emit_field(place, column.target, column.text, text, record.record_no)

    def _repeat(self, line: Line, record: Record) -> None:
        """A further row of the project: cells printed again, and what the rows above did not say."""
        if self._goes_down(line):
            self._enter_source(line, record)
        goes_on = self._goes_on(line, record)
        for cell, column in self.columns.by_kind(line, "source"):
            if record.cells.get(column.col_no) == cell.text and not self.ctx.ledger.has(cell):
                self.ctx.furniture(line, cell, "repeated")
        for cell, column in self.columns.by_kind(line, "field", "contact", "amount"):
            if column.kind == "contact" or cell.text.strip() == MASK:
                self.ctx.furniture(line, cell, "masked")
            elif column.target == "sequence_text" and column.col_no in record.cells and number_level(cell.text):
                self.ctx.furniture(line, cell, "sequence")
            elif self.sources is not None and column in self.sources.amounts and self._goes_down(line):
                self._amount(line, cell, column, record.record_no)
            elif record.cells.get(column.col_no) == cell.text or (goes_on and column.target == "project_name"):
                self.ctx.furniture(line, cell, "repeated")
            elif column.kind == "field":
                record.cells.setdefault(column.col_no, cell.text)
                self._field(line, cell, column, record.record_no)
            elif column.col_no not in record.cells:
                record.cells[column.col_no] = cell.text
                self._amount(line, cell, column, record.record_no)
            else:
                self.ctx.unread(line, cell, "left_over")

    def _field(self, line: Line, cell: FormCell, column: Column, record_no: int) -> None:
        self.ctx.use(line, cell, column.target)
        self.ctx.emit_field(self.ctx.place(line, cell), column.target, column.text, cell.text, record_no)

    def _amount(self, line: Line, cell: FormCell, column: Column, record_no: int) -> None:
        total = self.columns.total
        line_no = self.columns.amount_no(column)
        column_no = 1
        parent = None if total is None or column is total else self.columns.amount_no(total)
        label, heading = column.text, column.upper_text
        sources = self.sources
        if sources is not None and (source := sources.of(column)) is not None:
            line_no, column_no = sources.line_no, sources.amounts.index(column) + 1
            if sources.is_total:
                heading, parent = source.text, None
            else:
                label, heading = source.text, column.text
                parent = sources.total_no or (None if total in sources.amounts else parent)
        elif sources is not None and parent is not None and total in sources.amounts:
            if column.stage in ("", "budget"):
                self.ctx.unread(line, cell, "left_over")  # a part of what is printed by source
                return
            parent = None  # 项目总投资 beside the sources of the year
        self.ctx.use(line, cell, "amount")
        self.ctx.emit(
            "funding_lines",
            self.ctx.place(line, cell),
            record_no=record_no,
            line_no=line_no,
            column_no=column_no,
            parent_line_no=parent,
            section_text=None,
            label_text=label,
            amount_text=cell.text,
            amount_heading_text=heading,
            **unit_texts(cell, column, self._unit_beside(line, column)),
        )

    def _unit_beside(self, line: Line, column: Column) -> FormCell | None:
        """The cell with the unit of a row's amount; one that is merged over several rows holds for each."""
        unit = self.totals.unit_beside(line, column)
        if unit is not None:
            self.unit_above = (line, unit)
            return unit
        above = self.unit_above
        return above[1] if above is not None and reaches(above, line) else None
