"""Totals, units and groups of a list: their names and amounts, and whose the rows below them are."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.forms.context import FormContext
from ingest.forms.lines import FormCell, Line
from ingest.forms.list_columns import AGENCY_FIELDS, ListColumns, unit_texts
from ingest.forms.list_headings import NAME_FIELDS, Column
from ingest.forms.list_rows import Kind, is_blank, is_sum_label
from ingest.forms.list_sources import Sources
from ingest.forms.numbering import leading_number


@dataclass(slots=True)
class ListTotals:
    """Reads the rows of a list that are no projects."""

    ctx: FormContext
    columns: ListColumns
    unit: tuple[str, dict] | None = None  # label and place of the unit row above
    code: tuple[Column, str, dict] | None = None  # of the agency of that row
    sources: Sources | None = None
    carried: dict[int, tuple[str, dict]] = field(default_factory=dict)  # agency cells printed once, by column

    def read(self, line: Line, kind: Kind) -> None:
        """Read a row by what it is."""
        if kind == "part":
            self.ctx.unread_all(line, line.cells, "left_over")
        elif kind in ("numbers", "foot"):
            for cell in line.cells:
                self.ctx.furniture(line, cell, "number of a column" if kind == "numbers" else "note")
        elif kind in ("total", "section", "unit"):
            self._total(line, kind)
        else:
            self._group(line, kind)

    def leave(self) -> None:
        """No unit and no agency above holds for what follows."""
        self.unit = self.code = None
        self.carried.clear()

    def _group(self, line: Line, kind: Kind) -> None:
        """A unit or group without an amount that could be checked: its name holds for what follows."""
        label = self._label(line, kind)
        self.ctx.saw(label.says)
        if kind == "label":
            self.ctx.furniture(line, label, "total label")
        else:
            if kind == "heading" or self.columns.of(label) in self.columns.agencies:
                self._enter_unit(line, label)
            self.ctx.use(line, label, "unit label")
        self._number(line, label)
        self._rest_unread(line)

    def _total(self, line: Line, kind: Kind) -> None:
        amounts = self.columns.by_kind(line, "amount")
        label = self._label(line, kind)
        line_no = self.ctx.next_line_no("printed_totals")
        self.ctx.saw(label.says)
        self.ctx.use(line, label, f"{kind} label")
        text = label.text
        if kind == "unit":
            text = self._enter_unit(line, label)
            self._number(line, label)
        for cell, column in amounts:
            if cell is label:
                continue
            self.ctx.use(line, cell, f"{kind} amount")
            self.ctx.emit(
                "printed_totals",
                self.ctx.place(line, cell),
                line_no=line_no,
                column_no=self.columns.amount_no(column),
                total_kind=kind,
                label_text=text,
                amount_text=cell.text,
                amount_heading_text=self._heading(column),
                **unit_texts(cell, column, self.unit_beside(line, column)),
            )
        self._rest_unread(line)

    def unit_beside(self, line: Line, column: Column) -> FormCell | None:
        """The cell with the unit of a row's amount in the column: it is used."""
        unit = self.columns.unit_beside(line, column)
        if unit is not None and not self.ctx.ledger.has(unit):
            self.ctx.use(line, unit, "unit of amounts")
        return unit

    def _heading(self, column: Column) -> str | None:
        """The heading by which a total is compared with the projects': there is none where theirs are by source."""
        by_source = self.sources is not None and self.sources.amounts == [column]
        return None if by_source else column.text

    def _number(self, line: Line, label: FormCell) -> None:
        """The number that stands beside the name of a unit or group, and its code, which holds for what follows."""
        for cell, column in self.columns.by_kind(line, "field"):
            if cell is not label and column.target == "sequence_text":
                self.ctx.furniture(line, cell, "number of a unit")
            elif cell is not label and column.target == "agency_code":
                self.ctx.use(line, cell, "code of a unit")
                self.code = (column, cell.text, self.ctx.place(line, cell))

    def _label(self, line: Line, kind: Kind) -> FormCell:
        """The cell that names a total, a unit or a group."""
        others = [cell for cell in _without(line, self.columns.by_kind(line, "amount")) if not is_blank(cell.text)]
        if kind in ("total", "section", "label"):
            return next((cell for cell in others if is_sum_label(cell)), others[0] if others else line.cells[0])
        named = [
            cell
            for target in (*NAME_FIELDS[1:], NAME_FIELDS[0])
            for cell, column in self.columns.by_kind(line, "field")
            if column.target == target and cell in others and not is_sum_label(cell)
        ]
        return next(iter(named or others), line.cells[0])

    def _enter_unit(self, line: Line, label: FormCell) -> str:
        """What follows belongs to the unit that a row names; its name without the number that leads it."""
        text = leading_number(label.text)[1]
        place = self.ctx.place(line, label)
        column = self.columns.of(label)
        agencies = self.columns.agencies
        self.unit, self.code = (text, place), None
        if column is not None and column in agencies:
            self.carried[column.col_no] = (text, place)
        else:  # a group of projects: the agency printed above it may not be theirs
            for agency in agencies:
                if agency.target in AGENCY_FIELDS:
                    self.carried.pop(agency.col_no, None)
        return text

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


def _without(line: Line, placed: list[tuple[FormCell, Column]]) -> list[FormCell]:
    """The cells of the line but for some."""
    columns = {cell.col_no for cell, _ in placed}
    return [cell for cell in line.cells if cell.col_no not in columns]
