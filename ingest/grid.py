"""The grid: what every reader returns. Tables of cells with spans, and the prose between them, in reading order.

No word of the field here. Only non-blank cells are kept; a blank is a gap between column numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple


# Cells and rows are tuples: documents have thousands of them, and a tuple is made in a third of a dataclass's time.
class Cell(NamedTuple):
    """One anchor cell: 1-based place, verbatim text, spans in rows and columns."""

    row_no: int
    col_no: int
    text: str
    rowspan: int = 1
    colspan: int = 1


class Row(NamedTuple):
    """One printed row: its number and its non-blank cells from left to right. `width` counts blank cells too."""

    row_no: int
    width: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A table, or a run of prose lines (each line a row with one cell, `table_no` null).

    `table_no` counts through the document, `row_no` within the page, sheet or table. `continues`: the table of the
    block before goes on here, broken by a page. `hidden`: the document does not show it (a hidden sheet, row, column).
    """

    kind: Literal["table", "prose"]
    page_no: int | None
    sheet_name: str | None
    table_no: int | None
    rows: tuple[Row, ...]
    continues: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """All blocks of one document, with what the reader learnt of the bytes."""

    media_type: str
    charset: str | None
    reader_version: str
    blocks: tuple[Block, ...]
    damaged: bool = False  # some bytes could not be decoded
    pictures: int = 0  # pages that are pictures: what they say was not read
    recognised: int = 0  # pages that are pictures and whose text was recognised
    doubtful: int = 0  # characters on those that were not read surely and stand as U+FFFD

    def cells(self) -> Iterator[tuple[Block, Cell]]:
        """Every anchor cell with its block."""
        for block in self.blocks:
            for row in block.rows:
                for cell in row.cells:
                    yield block, cell


def grid_to_dict(grid: Grid) -> dict[str, Any]:
    """Plain lists for the cache; `grid_from_dict` is its inverse."""
    return {
        "media_type": grid.media_type,
        "charset": grid.charset,
        "reader_version": grid.reader_version,
        "damaged": grid.damaged,
        "pictures": grid.pictures,
        "recognised": grid.recognised,
        "doubtful": grid.doubtful,
        "blocks": [
            [
                block.kind,
                block.page_no,
                block.sheet_name,
                block.table_no,
                block.continues,
                block.hidden,
                [
                    [row.row_no, row.width, [[c.col_no, c.text, c.rowspan, c.colspan] for c in row.cells]]
                    for row in block.rows
                ],
            ]
            for block in grid.blocks
        ],
    }


def grid_from_dict(data: dict[str, Any]) -> Grid:
    """The grid that `grid_to_dict` wrote."""
    return Grid(
        media_type=data["media_type"],
        charset=data["charset"],
        reader_version=data["reader_version"],
        damaged=data["damaged"],
        pictures=data["pictures"],
        recognised=data["recognised"],
        doubtful=data["doubtful"],
        blocks=tuple(
            Block(
                kind,
                page_no,
                sheet_name,
                table_no,
                tuple(
                    Row(row_no, width, tuple(Cell(row_no, col, text, rs, cs) for col, text, rs, cs in cells))
                    for row_no, width, cells in rows
                ),
                continues,
                hidden,
            )
            for kind, page_no, sheet_name, table_no, continues, hidden, rows in data["blocks"]
        ),
    )
