"""One page as blocks in reading order: its tables with the text of their cells, and the lines between them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from math import inf
from typing import TypeGuard

from ingest.readers.pdf.columns import column_tables
from ingest.readers.pdf.content import Box, PageContent, Piece
from ingest.readers.pdf.lattice import BoxCell, BoxTable, tables_of
from ingest.readers.pdf.lines import TextLine, cell_text, lines_of

_CLIP_SLACK = 3.0


@dataclass(slots=True)
class TableCell:
    """A cell with the lines printed in it. `text` differs from them where a page break is mended: what is printed in
    one part of a cell belongs to its first part, `anchor`.
    """

    cell: BoxCell
    lines: list[TextLine]
    text: str
    anchor: TableCell | None = None


@dataclass(slots=True)
class PageTable:
    """A table of a page."""

    table: BoxTable
    cells: list[TableCell]

    @property
    def box(self) -> Box:
        """Its outer box."""
        return self.table.box

    def row(self, number: int) -> list[TableCell]:
        """The cells that begin in a row (0-based), left to right."""
        return [cell for cell in self.cells if cell.cell.row == number]

    def row_texts(self, number: int) -> tuple[str, ...]:
        """Their texts, without white space."""
        return tuple("".join(cell.text.split()) for cell in self.row(number))


@dataclass(slots=True)
class PageLayout:
    """The blocks of a page in reading order."""

    page_no: int
    width: float
    height: float
    items: list[PageTable | TextLine] = field(default_factory=list)


def is_table(item: PageTable | TextLine) -> TypeGuard[PageTable]:
    """Whether a block is a table."""
    return isinstance(item, PageTable)


def layout_of(content: PageContent) -> PageLayout:
    """Lay out a page."""
    oblique = [piece for piece in content.pieces if piece.turn is None]
    straight = [piece for piece in content.pieces if piece.turn is not None]
    items: list[PageTable | TextLine] = []
    ruled = tables_of(content)
    found, outside = _filled(ruled, straight)
    items += found
    found, outside = _filled(column_tables(content, outside), outside)
    items += found
    items += lines_of(outside)
    items.sort(key=lambda item: (item.box.top, item.box.x0) if is_table(item) else (item.top, item.x0))
    items += lines_of(oblique)  # a watermark belongs to no line of the page
    return PageLayout(content.page_no, content.width, content.height, items)


def _filled(tables: list[BoxTable], pieces: list[Piece]) -> tuple[list[PageTable], list[Piece]]:
    """Tables with their texts, those without any left out; and the pieces that stand in none."""
    if not tables:
        return [], pieces
    inside, outside = _sorted_out(pieces, _Places(tables))
    filled = []
    for number, table in enumerate(tables):
        cells = []
        for index, cell in enumerate(table.cells):
            lines = lines_of(inside.get((number, index), ()))
            cells.append(TableCell(cell, lines, cell_text(lines, cell.box.x0, cell.box.x1)))
        if any(cell.lines for cell in cells):
            filled.append(PageTable(table, cells))
    return filled, outside


_Place = tuple[int, int]  # number of the table, index of the cell


def _sorted_out(pieces: list[Piece], places: _Places) -> tuple[dict[_Place, list[Piece]], list[Piece]]:
    """Pieces by the cell they belong to, and those outside of all tables."""
    inside: dict[_Place, list[Piece]] = defaultdict(list)
    outside: list[Piece] = []
    for piece in pieces:
        for part, place in places.of_piece(piece):
            if place is not None:
                inside[place].append(part)
            elif not _is_cut_off(part):
                outside.append(part)
    return inside, outside


def _is_cut_off(piece: Piece) -> bool:
    """Whether nothing of the piece is shown."""
    clip = piece.clip
    return clip is not None and (
        piece.x0 >= clip.x1 or piece.x1 <= clip.x0 or piece.top >= clip.bottom or piece.bottom <= clip.top
    )


class _Places:
    """Which cell a point stands in: the smallest, where a table stands inside of a cell of another."""

    def __init__(self, tables: list[BoxTable]) -> None:
        self.tables = tables
        self.grids: list[list[list[int | None]]] = []
        for table in tables:
            grid: list[list[int | None]] = [[None] * table.cols for _ in range(table.rows)]
            for index, cell in enumerate(table.cells):
                for row in range(cell.row, cell.row_end):
                    for col in range(cell.col, cell.col_end):
                        grid[row][col] = index
            self.grids.append(grid)

    def of_piece(self, piece: Piece) -> list[tuple[Piece, _Place | None]]:
        """The cell of a piece: that in which it was cut off, else that in which it stands.

        One that crosses a border ran over it, unless a space lies there: then it is several.
        """
        clip = piece.clip
        if clip is not None:
            place = self.of((clip.x0 + clip.x1) / 2, (clip.top + clip.bottom) / 2)
            if place is not None and _fits(clip, self._cell(place).box):
                return [(piece, place)]
            if _is_cut_off(piece):
                return [(piece, None)]
        first, last = self._at(piece, 0), self._at(piece, -1)
        if first == last:
            return [(piece, first)]
        words = _words(piece)
        ends = [(self._at(word, 0), self._at(word, -1)) for word in words]
        if len(words) > 1 and all(start == end for start, end in ends):
            return [(word, start) for word, (start, _) in zip(words, ends, strict=True)]
        return [(piece, self._home(piece))]

    def _at(self, piece: Piece, index: int) -> _Place | None:
        return self.of((piece.starts[index] + piece.ends[index]) / 2, (piece.top + piece.bottom) / 2)

    def _home(self, piece: Piece) -> _Place | None:
        """The cell of a text that ran over: where it begins at the left, ends at the right, or is centred."""
        start, end = piece.x0, piece.x1
        best, nearest = None, inf
        for place in dict.fromkeys(self._at(piece, index) for index in range(len(piece.text))):
            if place is None:
                continue
            box = self._cell(place).box
            off = min(abs(start - box.x0), abs(box.x1 - end), abs(start + end - box.x0 - box.x1) / 2)
            if off < nearest:
                best, nearest = place, off
        return best

    def _cell(self, place: _Place) -> BoxCell:
        return self.tables[place[0]].cells[place[1]]

    def of(self, x: float, y: float) -> _Place | None:
        best: tuple[float, int, int] | None = None
        for number, table in enumerate(self.tables):
            row, col = bisect_right(table.ys, y) - 1, bisect_right(table.xs, x) - 1
            if not (0 <= row < table.rows and 0 <= col < table.cols):
                continue
            index = self.grids[number][row][col]
            if index is None:
                continue
            box = table.cells[index].box
            area = (box.x1 - box.x0) * (box.bottom - box.top)
            if best is None or area < best[0]:
                best = area, number, index
        return (best[1], best[2]) if best is not None else None


def _words(piece: Piece) -> list[Piece]:
    words, start = [], 0
    for index, character in enumerate(piece.text + " "):
        if character.isspace():
            if index > start:
                words.append(piece.part(start, index))
            start = index + 1
    return words


def _fits(clip: Box, cell: Box) -> bool:
    return (
        clip.x0 >= cell.x0 - _CLIP_SLACK
        and clip.x1 <= cell.x1 + _CLIP_SLACK
        and clip.top >= cell.top - _CLIP_SLACK
        and clip.bottom <= cell.bottom + _CLIP_SLACK
    )


# What stands around a page's number: 第3页 共9页, - 3 -, Page 3 of 9.
_PAGE_WORDS = frozenset(("第", "页", "共", "次", "码", "全", "总", *"pageofPAGEOF"))
_PAGE_MARK_LENGTH = 24


def is_page_mark(text: str) -> bool:
    """A page number and nothing else."""
    if len(text) > _PAGE_MARK_LENGTH or not any(character.isdigit() for character in text):
        return False
    return all(character.isdigit() or character in _PAGE_WORDS or not character.isalnum() for character in text)
