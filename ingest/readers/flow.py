"""What documents and pages have in common: lines and tables one after another, tables within cells of tables.

A cell that holds a table is a container, not a cell: pages are laid out by tables, and a form may stand in a one-cell
frame. The other cells of its row come first, then what it holds, in reading order. A table of one row inside a cell
that has neighbours is no more than a text with borders (boxes to tick) and stays the text of its cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.errors import RejectedDocumentError
from ingest.grid import Block, Cell, Row

VERSION = "flow-1"  # stands in those of the readers that use it

MAX_CELLS = 1_000_000  # blank ones count
MAX_CHARACTERS = 32 * 1024 * 1024


@dataclass(slots=True)
class FlowCell:
    """A cell with its true column; `content` only where it holds a table (then `text` is empty)."""

    col_no: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    content: Parts | None = None


@dataclass(slots=True)
class FlowTable:
    """Rows of cells, blank ones among them; `widths` is the number of columns of each row."""

    rows: list[list[FlowCell]] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)


Parts = list[str | FlowTable]


def lines_of(parts: Parts) -> Parts:
    """Parts of text joined and cut at line feeds, blank lines left out; tables stay between them."""
    found: Parts = []
    text: list[str] = []
    for part in (*parts, None):
        if isinstance(part, str):
            text.append(part)
            continue
        joined = "".join(text).strip()
        text.clear()
        if "\n" in joined:
            found.extend(line for line in joined.split("\n") if line.strip())
        elif joined:
            found.append(joined)
        if part is not None:
            found.append(part)
    return found


def cell_of(parts: Parts, col_no: int, colspan: int = 1, rowspan: int = 1) -> FlowCell:
    """A cell from the parts of its text and the tables in it."""
    lines = lines_of(parts)
    texts = [line for line in lines if isinstance(line, str)]
    if len(texts) < len(lines):
        return FlowCell(col_no, "", rowspan, colspan, lines)
    return FlowCell(col_no, "\n".join(texts), rowspan, colspan)


class Layout:
    """Puts lines and tables into blocks: numbers tables and lines through the document, bounds its size."""

    def __init__(self) -> None:
        """Empty."""
        self._blocks: list[Block] = []
        self._rows: list[Row] = []
        self._table_no: int | None = None  # of the rows that are being collected; None: lines
        self._tables = 0
        self._lines = 0
        self._cells = 0
        self._characters = 0

    def claim(self, cells: int) -> None:
        """Count cells, blank ones too, before they take memory. Raises RejectedDocumentError `too_complex`."""
        self._cells += cells
        if self._cells > MAX_CELLS:
            raise RejectedDocumentError("too_complex", f"more than {MAX_CELLS} cells")

    def add(self, item: str | FlowTable) -> None:
        """The next lines or the next table. Raises RejectedDocumentError `too_complex`."""
        pending: list[Iterator[str | FlowTable]] = [iter((item,))]
        while pending:  # no recursion: tables may be nested thousands deep
            following = next(pending[-1], None)
            if following is None:
                pending.pop()
            elif isinstance(following, str):
                self._add_lines(following)
            else:
                pending.append(self._add_table(following))

    def blocks(self, above: list[str] | None = None) -> tuple[Block, ...]:
        """All blocks. `above`: lines that stand before the first one and were found last (a page header)."""
        self._close()
        body, self._blocks = self._blocks, []
        lines, self._lines = self._lines, 0
        for line in above or ():
            self._add_lines(line)
        self._close()
        moved, self._lines = self._lines, self._lines + lines
        return (*self._blocks, *(_moved(block, moved) if moved else block for block in body))

    def _add_lines(self, text: str) -> None:
        for line in text.split("\n"):
            line = line.strip()
            if line:
                self._lines += 1
                self._put(None, Row(self._lines, 1, (Cell(self._lines, 1, line),)))

    def _add_table(self, table: FlowTable) -> Iterator[str | FlowTable]:
        """Put the rows; yield what cells hold, to be put before the rows that follow."""
        number: int | None = None
        for row_no, (cells, width) in enumerate(zip(table.rows, table.widths, strict=True), start=1):
            filled = [cell for cell in cells if cell.text or cell.content is not None]
            containers = [cell for cell in filled if cell.content is not None]
            if containers and len(containers) < len(filled):
                for cell in containers:
                    _fold(cell)
                containers = [cell for cell in containers if cell.content is not None]
            row = tuple(
                Cell(row_no, cell.col_no, cell.text, cell.rowspan, cell.colspan)
                for cell in filled
                if cell.content is None and cell.text
            )
            if row:
                if number is None:
                    self._tables += 1
                    number = self._tables
                self._put(number, Row(row_no, width, row))
            for cell in containers:
                yield from cell.content or ()

    def _put(self, table_no: int | None, row: Row) -> None:
        if table_no != self._table_no:
            self._close()
            self._table_no = table_no
        self._rows.append(row)
        self._characters += sum(len(cell.text) for cell in row.cells)
        if self._characters > MAX_CHARACTERS:
            raise RejectedDocumentError("too_complex", f"more than {MAX_CHARACTERS} characters of text")

    def _close(self) -> None:
        if self._rows:
            kind = "prose" if self._table_no is None else "table"
            self._blocks.append(Block(kind, None, None, self._table_no, tuple(self._rows)))
            self._rows = []
        self._table_no = None


def _fold(cell: FlowCell) -> None:
    """Make the cell a plain one if its tables have one row each and no table within."""
    texts: list[str] = []
    for item in cell.content or ():
        if isinstance(item, str):
            texts.append(item)
            continue
        rows = [row for row in item.rows if any(inner.text or inner.content for inner in row)]
        if len(rows) > 1 or any(inner.content is not None for row in rows for inner in row):
            return
        texts.extend(" ".join(inner.text for inner in row if inner.text) for row in rows)
    cell.text, cell.content = "\n".join(texts), None


def _moved(block: Block, lines: int) -> Block:
    """A block of lines, numbered on from the lines above it."""
    if block.kind != "prose":
        return block
    rows = tuple(
        Row(row.row_no + lines, row.width, tuple(Cell(c.row_no + lines, c.col_no, c.text) for c in row.cells))
        for row in block.rows
    )
    return Block(block.kind, block.page_no, block.sheet_name, block.table_no, rows)
