"""The table model of HTML: cells take the first free column, spans reach over rows and columns, bad numbers count as 1.

Spans end with their section (thead, tbody, tfoot), as browsers end them; where two overlap, the later cell keeps its
column and both keep their spans.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ingest.errors import RejectedDocumentError
from ingest.readers.flow import FlowCell, FlowTable, Parts, cell_of
from ingest.readers.htmltext import fold

MAX_COLUMNS = 16_384
MAX_STEPS = 5_000_000  # columns looked at to find free ones
_MAX_COLSPAN = 1_000
_MAX_ROWSPAN = 65_534
_NUMBER = re.compile(r"\s*\+?(\d{1,9})")  # the rest is ignored: 2% is 2


class HtmlTable:
    """One table while it is read. `parts` is where text goes: the open cell, else what stands above the table."""

    def __init__(self, claim: Callable[[int], None]) -> None:
        """`claim` is told how many cells a row has; it raises where they are too many."""
        self.parts: Parts = []
        self._claim = claim
        self._above = self.parts  # the caption, and what stands in the table but in no cell
        self._rows: list[tuple[list[FlowCell], int]] = []
        self._foot: list[tuple[list[FlowCell], int]] = []
        self._section = self._rows
        self._first_row = 0  # of the section
        self._cells: list[FlowCell] | None = None  # of the open row
        self._cell: FlowCell | None = None
        self._taken: list[int] = []  # by column: the row in which it is free again
        self._tall: list[tuple[FlowCell, int]] = []
        self._column = 0
        self._steps = 0

    @property
    def in_cell(self) -> bool:
        """Whether a cell is open."""
        return self._cell is not None

    def begin_section(self, name: str | None) -> None:
        """A section begins: `tfoot` is shown below all others wherever it stands. None: a section has ended."""
        self.end_row()
        self._end_section()
        self._section = self._foot if name == "tfoot" else self._rows
        self._first_row = len(self._section)

    def begin_row(self) -> list[FlowCell]:
        """A row begins, whether or not the one before was ended; what is given back stands for it."""
        self.end_row()
        self._cells = []
        self._column = 0
        return self._cells

    def begin_cell(self, colspan: str | None, rowspan: str | None) -> FlowCell:
        """A cell begins, in a row of its own where none is open; what is given back stands for it."""
        self._end_cell()
        if self._cells is None:
            self.begin_row()
        columns = min(max(_number(colspan, 1), 1), _MAX_COLSPAN)
        rows = min(_number(rowspan, 1) or _MAX_ROWSPAN, _MAX_ROWSPAN)  # 0: to the end of the section
        column = self._free_column()
        if column + columns > MAX_COLUMNS:
            raise RejectedDocumentError("too_complex", f"a table of more than {MAX_COLUMNS} columns")
        self._cell = FlowCell(column + 1, "", rows, columns)
        if rows > 1:
            row = len(self._section)
            self._taken.extend([0] * (column + columns - len(self._taken)))
            self._taken[column : column + columns] = [row + rows] * columns
            self._tall.append((self._cell, row))
        self._column = column + columns
        self.parts = []
        return self._cell

    def end_cell(self, cell: FlowCell) -> None:
        """The cell ends, if it is still open."""
        if cell is self._cell:
            self._end_cell()

    def end_row(self, row: list[FlowCell] | None = None) -> None:
        """The row ends, if it is still open; without one, whichever is open."""
        if self._cells is None or (row is not None and row is not self._cells):
            return
        self._end_cell()
        self._claim(max(len(self._cells), 1))
        self._section.append((self._cells, self._width()))
        self._cells = None

    def finish(self) -> Parts:
        """What stands above the table, then the table."""
        self.begin_section(None)
        rows = self._rows + self._foot
        return [*fold(self._above), "\n", FlowTable([cells for cells, _ in rows], [width for _, width in rows])]

    def _end_cell(self) -> None:
        if self._cell is None or self._cells is None:
            return
        filled = cell_of(fold(self.parts), self._cell.col_no)
        self._cell.text, self._cell.content = filled.text, filled.content
        self._cells.append(self._cell)
        self._cell = None
        self.parts = self._above

    def _end_section(self) -> None:
        rows = len(self._section)
        for cell, row in self._tall:
            cell.rowspan = min(cell.rowspan, rows - row)
        self._tall.clear()
        self._taken.clear()

    def _free_column(self) -> int:
        column, row = self._column, len(self._section)
        while column < len(self._taken) and self._taken[column] > row:
            column += 1
        self._step(column - self._column)
        return column

    def _width(self) -> int:
        """Columns up to the last that a cell of this row, or one from above, takes."""
        column, row = len(self._taken), len(self._section)
        while column > self._column and self._taken[column - 1] <= row:
            column -= 1
        self._step(len(self._taken) - column)
        return max(column, self._column)

    def _step(self, count: int) -> None:
        self._steps += count
        if self._steps > MAX_STEPS:
            raise RejectedDocumentError("too_complex", "a table whose spans take too long to lay out")


def _number(text: str | None, default: int) -> int:
    found = _NUMBER.match(text) if text else None
    return int(found[1]) if found else default
