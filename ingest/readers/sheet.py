"""A sheet of a workbook becomes blocks: what all spreadsheet readers share.

- A table block is a run of rows. A blank row ends it, unless lines are drawn around it (an empty row of a form), a
  merged cell reaches over it, or it stands alone in a sheet without any lines. Two forms below each other so stay
  apart, and a form with rows left empty stays whole.
- Lines of one cell above the first row of several cells are prose: title, year, who reports, unit. Below the last
  such row they are prose where no lines are drawn around them; everywhere else they are rows of the table.
- A merged cell stands at its first row and column that are shown. What it covers is not shown.
- What is not shown (hidden sheets, rows and columns, numbers with a format that shows nothing, leftovers below
  merged cells) is kept in blocks marked hidden.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from heapq import heappop, heappush

from ingest.errors import RejectedDocumentError
from ingest.grid import Block, Cell, Row

VERSION = "sheet-1"
MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
MAX_SHEETS = 2_000
MAX_CELLS = 1_000_000  # with text, over all sheets of a document
MAX_CHARACTERS = 64 * 1024 * 1024
MAX_MERGES = 200_000
_NO_ROW = 1 << 60  # below all rows of any sheet


@dataclass(slots=True)
class Budget:
    """What one document may still give; a shared text counts each time it is shown."""

    cells: int = MAX_CELLS
    characters: int = MAX_CHARACTERS

    def spend(self, text: str) -> None:
        """Count one cell. Raises RejectedDocumentError `too_complex`."""
        self.cells -= 1
        self.characters -= len(text)
        if self.cells < 0 or self.characters < 0:
            raise RejectedDocumentError(
                "too_complex", f"more than {MAX_CELLS} cells or {MAX_CHARACTERS} characters of text"
            )


@dataclass(slots=True)
class Sheet:
    """The cells of one sheet while it is read; rows and columns are 1-based."""

    name: str | None
    budget: Budget
    hidden: bool = False
    cells: dict[int, dict[int, str]] = field(default_factory=dict)  # row: column: text
    unseen: dict[int, dict[int, str]] = field(default_factory=dict)  # texts that no person sees, likewise
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # first and last row, first and last column
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    rows_hidden_by_default: bool = False
    shown_rows: set[int] = field(default_factory=set)  # exceptions where rows are hidden by default
    ruled_rows: set[int] = field(default_factory=set)  # rows with a line drawn at the side of a cell

    def put(self, row: int, column: int, text: str, shown: bool = True) -> None:
        """Add a cell; blank texts are dropped. Raises RejectedDocumentError `too_complex`."""
        if not text or text.isspace():
            return
        self.budget.spend(text)
        rows = self.cells if shown else self.unseen
        found = rows.get(row)
        if found is None:
            rows[row] = {column: text}
        else:
            found[column] = text

    def merge(self, first_row: int, last_row: int, first_column: int, last_column: int) -> None:
        """Add a merged range. Raises RejectedDocumentError `too_complex`."""
        if (last_row > first_row or last_column > first_column) and 1 <= first_row <= last_row <= MAX_ROW:
            if not 1 <= first_column <= last_column <= MAX_COLUMN:
                return
            if len(self.merges) >= MAX_MERGES:
                raise RejectedDocumentError("too_complex", f"more than {MAX_MERGES} merged ranges in a sheet")
            self.merges.append((first_row, last_row, first_column, last_column))

    def is_hidden_row(self, row: int) -> bool:
        """Whether the row is not shown."""
        return row in self.hidden_rows or (self.rows_hidden_by_default and row not in self.shown_rows)


def blocks_of(sheet: Sheet, tables: int) -> list[Block]:
    """The blocks of a sheet in reading order; `tables` are the tables of the document before it."""
    rows, last_rows = _place(sheet)
    blocks: list[Block] = []
    runs = _runs(sheet, rows, last_rows)
    shown = [row for run in runs for row in run]
    lead, trail = _prose_edges(sheet, shown)
    for run in runs:
        for kind, part in _parts(run, lead, trail):
            if kind == "table":
                tables += 1
            width = max(cell.col_no + cell.colspan - 1 for row in part for cell in row.cells)
            blocks.append(
                Block(
                    kind,
                    None,
                    sheet.name,
                    tables if kind == "table" else None,
                    tuple(Row(row.row_no, width if kind == "table" else 1, row.cells) for row in part),
                    hidden=sheet.hidden,
                )
            )
    if sheet.unseen:
        width = max(max(columns) for columns in sheet.unseen.values())
        unseen = tuple(
            Row(row, width, tuple(Cell(row, column, text) for column, text in sorted(columns.items())))
            for row, columns in sorted(sheet.unseen.items())
        )
        blocks.append(Block("table", None, sheet.name, tables + 1, unseen, hidden=True))
    return blocks


def _place(sheet: Sheet) -> tuple[list[Row], list[int]]:
    """Rows of anchor cells that are shown, and the last row that each row's cells reach. Fills `unseen`."""
    placed: dict[int, list[Cell]] = {}
    for row, column, text, last_row, last_column in _spanned(sheet):
        first_row, first_column = _first_shown(sheet, row, last_row, column, last_column)
        if first_row is None or first_column is None:
            sheet.unseen.setdefault(row, {})[column] = text
            continue
        while last_column + 1 in sheet.hidden_columns:
            last_column += 1  # what stands to the right of a hidden column is seen beside this cell
        span = (last_row - first_row + 1, last_column - first_column + 1)
        placed.setdefault(first_row, []).append(Cell(first_row, first_column, text, *span))
    rows: list[Row] = []
    last_rows: list[int] = []
    for row in sorted(placed):
        cells = sorted(placed[row], key=lambda cell: cell.col_no)
        rows.append(Row(row, 0, tuple(cells)))
        last_rows.append(max(cell.row_no + cell.rowspan - 1 for cell in cells))
    return rows, last_rows


def _spanned(sheet: Sheet) -> list[tuple[int, int, str, int, int]]:
    """(row, column, text, last row, last column) of every anchor cell; covered cells go to `unseen`.

    One walk down the rows keeps the merged ranges that reach the row, by column; ranges that overlap an earlier one
    are invalid and ignored.
    """
    out: list[tuple[int, int, str, int, int]] = []
    merges = sorted(sheet.merges, key=lambda merge: merge[0])
    following = 0
    active: list[tuple[int, int, int, int]] = []  # first column, last column, first row, last row; no overlaps
    ends: list[tuple[int, tuple[int, int, int, int]]] = []
    for row in sorted(sheet.cells):
        while following < len(merges) and merges[following][0] <= row:
            first_row, last_row, first_column, last_column = merges[following]
            following += 1
            while ends and ends[0][0] < first_row:
                _drop(active, heappop(ends)[1])
            merge = (first_column, last_column, first_row, last_row)
            at = bisect_left(active, merge)
            overlaps = (at < len(active) and active[at][0] <= last_column) or (
                at > 0 and active[at - 1][1] >= first_column
            )
            if not overlaps:
                insort(active, merge)
                heappush(ends, (last_row, merge))
        while ends and ends[0][0] < row:
            _drop(active, heappop(ends)[1])
        for column, text in sorted(sheet.cells[row].items()):
            at = bisect_right(active, (column, MAX_COLUMN + 1, 0, 0)) - 1
            if at < 0 or active[at][1] < column:
                out.append((row, column, text, row, column))
                continue
            first_column, last_column, first_row, last_row = active[at]
            if (first_row, first_column) == (row, column):
                out.append((row, column, text, last_row, last_column))
            else:
                sheet.unseen.setdefault(row, {})[column] = text
    return out


def _drop(active: list[tuple[int, int, int, int]], merge: tuple[int, int, int, int]) -> None:
    at = bisect_left(active, merge)
    if at < len(active) and active[at] == merge:
        del active[at]


def _first_shown(sheet: Sheet, row: int, last_row: int, column: int, last_column: int) -> tuple[int | None, int | None]:
    """The first row and column of a range that are shown; None where none is."""
    while sheet.is_hidden_row(row):
        row += 1
        if row > last_row:
            return None, None
    while column in sheet.hidden_columns:
        column += 1
        if column > last_column:
            return None, None
    return row, column


def _runs(sheet: Sheet, rows: list[Row], last_rows: list[int]) -> list[list[Row]]:
    """Rows that belong together: no blank row that parts them in between."""
    joined = sorted(sheet.ruled_rows | sheet.hidden_rows)  # blank rows that part nothing
    shown = sorted(sheet.shown_rows)
    allowed = 0 if sheet.ruled_rows else 1
    runs: list[list[Row]] = []
    reach = 0
    for row, last_row in zip(rows, last_rows, strict=True):
        start = reach + 1
        blank = row.row_no - start
        if blank > 0 and sheet.rows_hidden_by_default:
            blank = bisect_left(shown, row.row_no) - bisect_left(shown, start)
        if blank > 0:
            blank -= bisect_left(joined, row.row_no) - bisect_left(joined, start)
        if not runs or blank > allowed:
            runs.append([])
        runs[-1].append(row)
        reach = max(reach, last_row)
    return runs


def _prose_edges(sheet: Sheet, rows: list[Row]) -> tuple[int, int]:
    """Row numbers: up to the first and from the second on, lines of one cell are prose."""
    several = [row.row_no for row in rows if len(row.cells) > 1]
    if not several:
        return _NO_ROW, _NO_ROW
    lead = 0
    for row in rows:
        cell = row.cells[0]
        if len(row.cells) > 1 or (row.row_no in sheet.ruled_rows and cell.colspan == 1):
            break
        lead = row.row_no
    trail = _NO_ROW
    for row in reversed(rows):
        if row.row_no <= several[-1] or row.row_no in sheet.ruled_rows or not sheet.ruled_rows:
            break
        trail = row.row_no
    return lead, trail


def _parts(run: list[Row], lead: int, trail: int) -> list[tuple[str, list[Row]]]:
    parts: list[tuple[str, list[Row]]] = []
    for row in run:
        kind = "prose" if row.row_no <= lead or row.row_no >= trail else "table"
        if not parts or parts[-1][0] != kind:
            parts.append((kind, []))
        parts[-1][1].append(row)
    return parts
