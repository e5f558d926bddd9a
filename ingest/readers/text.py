"""Tab-separated text: tabs are cell borders, a run of tabbed lines is a table, an empty line ends it.

`row_no` is the line of the file. Spans are lost in this format: every cell spans one row and one column.
"""

from __future__ import annotations

from ingest.errors import RejectedDocumentError
from ingest.grid import Block, Cell, Grid, Row
from ingest.readers.charset import VERSION as CHARSET_VERSION
from ingest.readers.charset import decode, is_binary

VERSION = f"text-2+{CHARSET_VERSION}"
MEDIA_TYPE = "text/plain"

# Most of the time goes into making cells: without the defaults of `Cell(…)` a third of it is saved.
_new = tuple.__new__


def read(data: bytes) -> Grid:
    """Read one text file into a grid. Raises RejectedDocumentError."""
    text, charset, damaged = decode(data)
    if is_binary(text):
        raise RejectedDocumentError("not_text", "too many control characters for a text")
    blocks: list[Block] = []
    rows: list[Row] = []
    kind: str | None = None
    tables = 0

    def close() -> None:
        nonlocal tables, kind
        if rows and kind == "table":
            tables += 1
            blocks.append(Block("table", None, None, tables, tuple(rows)))
        elif rows:
            blocks.append(Block("prose", None, None, None, tuple(rows)))
        rows.clear()
        kind = None

    for line_no, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        line = line.strip("\f")
        if not line.strip(" \u3000\xa0"):  # a line of tabs only is a blank row, not the end of the table
            close()
            continue
        line_kind = "table" if "\t" in line else "prose"
        if line_kind != kind:
            close()
            kind = line_kind
        parts = line.split("\t") if line_kind == "table" else [line]
        cells = [_new(Cell, (line_no, col, part, 1, 1)) for col, part in enumerate(parts, start=1) if part.strip()]
        rows.append(Row(line_no, len(parts), tuple(cells)))
    close()
    return Grid(MEDIA_TYPE, charset, VERSION, tuple(blocks), damaged)
