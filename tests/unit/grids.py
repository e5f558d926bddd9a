"""Grids written down short, so that a test can state a whole one."""

from __future__ import annotations

from ingest.grid import Grid

# A row: its number, then its cells; a cell: its column and text, with its spans (rows, columns) where it has any.
ShortCell = tuple[int, str] | tuple[int, str, int, int]


def tables_of(grid: Grid) -> list[tuple[int | None, list[tuple[int, *tuple[ShortCell, ...]]]]]:
    """Each block: its table number (None for prose) and its rows."""
    return [
        (
            block.table_no,
            [
                (
                    row.row_no,
                    *(
                        (cell.col_no, cell.text)
                        if cell.rowspan == cell.colspan == 1
                        else (cell.col_no, cell.text, cell.rowspan, cell.colspan)
                        for cell in row.cells
                    ),
                )
                for row in block.rows
            ],
        )
        for block in grid.blocks
    ]


def widths_of(grid: Grid) -> list[list[int]]:
    """Columns of each row, block by block."""
    return [[row.width for row in block.rows] for block in grid.blocks]
