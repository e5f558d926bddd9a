"""One printed row as the forms see it: its block, its cells, and what they say by themselves."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from ingest.forms.words import Word, Words
from ingest.grid import Block, Row


class FormCell:
    """A cell of the grid with what its text says."""

    __slots__ = ("col_no", "colspan", "row_no", "rowspan", "says", "text")

    def __init__(self, row_no: int, col_no: int, text: str, rowspan: int, colspan: int, says: Word) -> None:
        """The columns of `ingest.grid.Cell`, then its word."""
        self.row_no = row_no
        self.col_no = col_no
        self.text = text
        self.rowspan = rowspan
        self.colspan = colspan
        self.says = says


class Line:
    """A row with at least one filled cell.

    `spanned`: merged cells are known, so each cell is where it was printed. `is_single`: only one cell is filled.
    `text` and `says` are those of the first cell. `labels` counts the cells that are labels, `headings` and `fields`
    those among them that may head a column of an indicator block, and that ask for a field: most rows are known by
    them to be no heading.
    """

    __slots__ = (
        *("block", "cells", "fields", "headings", "is_single", "labels", "list_columns"),
        *("row_no", "says", "spanned", "text", "width"),
    )

    def __init__(self, block: Block, row: Row, spanned: bool, words: Words) -> None:
        """A row of the block."""
        self.block = block
        self.row_no = row.row_no
        self.width = row.width
        self.spanned = spanned
        cells = []
        known = words.known
        labels = headings = fields = 0
        for row_no, col_no, text, rowspan, colspan in row.cells:
            says = known.get(text) or words.of(text)
            if says.entries:
                labels += 1
                if says.heading:
                    headings += 1
                if says.field:
                    fields += 1
            cells.append(FormCell(row_no, col_no, text, rowspan, colspan, says))
        self.cells = tuple(cells)
        self.is_single = len(cells) == 1
        self.says = cells[0].says
        self.text = cells[0].text
        self.labels = labels
        self.headings = headings
        self.fields = fields
        self.list_columns: list[Any] | None = None  # see `list_headings.list_columns`

    def parts(self) -> list[Line]:
        """The line cell by cell, each as if it stood alone in its row."""
        parts = []
        for cell in self.cells:
            part = copy(self)
            part.cells, part.text, part.says = (cell,), cell.text, cell.says
            part.is_single, part.list_columns = True, None
            part.labels = int(bool(cell.says.entries))
            part.headings, part.fields = int(bool(cell.says.heading)), int(bool(cell.says.field))
            parts.append(part)
        return parts

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of its cells."""
        return tuple([cell.text for cell in self.cells])


def take_last(lines: list[Line], holds: Callable[[Line], object]) -> list[Line]:
    """Take off the lines at the end of which it holds."""
    end = len(lines)
    while end and holds(lines[end - 1]):
        end -= 1
    taken = lines[end:]
    del lines[end:]
    return taken
