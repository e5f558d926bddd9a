"""One page as blocks in reading order: its tables with the text of their cells, and the lines between them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf
from typing import TypeGuard

from ingest.readers.pdf.content import Box, Glyph, PageContent
from ingest.readers.pdf.lattice import BoxCell, BoxTable, tables_of
from ingest.readers.pdf.lines import TextLine, cell_text, lines_of

_TOUCHING = 0.1  # of the height: glyphs this close are of one text
_CLIP_SLACK = 3.0


@dataclass(slots=True)
class TableCell:
    """A cell with its printed lines. `text` may be changed where a page break is mended."""

    cell: BoxCell
    lines: list[TextLine]
    text: str


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
    tables = tables_of(content)
    oblique = [glyph for glyph in content.glyphs if glyph.turn is None]
    straight = [glyph for glyph in content.glyphs if glyph.turn is not None]
    inside, outside = _sorted_out(straight, _Places(tables))
    items: list[PageTable | TextLine] = []
    for number, table in enumerate(tables):
        cells = []
        for index, cell in enumerate(table.cells):
            lines = lines_of(inside.get((number, index), ()))
            cells.append(TableCell(cell, lines, cell_text(lines, cell.box.x0, cell.box.x1)))
        if any(cell.lines for cell in cells):
            items.append(PageTable(table, cells))
    items += lines_of(outside)
    items.sort(key=lambda item: (item.box.top, item.box.x0) if is_table(item) else (item.top, item.x0))
    items += lines_of(oblique)  # a watermark belongs to no line of the page
    return PageLayout(content.page_no, content.width, content.height, items)


_Place = tuple[int, int]  # number of the table, index of the cell


def _sorted_out(glyphs: list[Glyph], places: _Places) -> tuple[dict[_Place, list[Glyph]], list[Glyph]]:
    """Glyphs by the cell they belong to, and those outside of all tables."""
    inside: dict[_Place, list[Glyph]] = defaultdict(list)
    outside: list[Glyph] = []
    for run in _runs(glyphs):
        found = [places.of_glyph(glyph) for glyph in run]
        if len(run) > 1 and found.count(found[0]) < len(found):
            home = places.home(run, found)
            found = [home] * len(run)
        for glyph, place in zip(run, found, strict=True):
            if place is not None:
                inside[place].append(glyph)
            elif not _is_cut_off(glyph):
                outside.append(glyph)
    return inside, outside


def _runs(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    """Glyphs that follow each other on one line without a gap: where one crosses a border, its text ran over."""
    run: list[Glyph] = []
    for glyph in glyphs:
        if run:
            last = run[-1]
            height = last.bottom - last.top
            gap = glyph.x0 - last.x1
            if abs(glyph.base - last.base) > 0.1 * height or not -0.3 * height < gap < _TOUCHING * height:
                yield run
                run = []
        run.append(glyph)
    if run:
        yield run


def _is_cut_off(glyph: Glyph) -> bool:
    """Whether nothing of the glyph is shown."""
    clip = glyph.clip
    return clip is not None and (
        glyph.x0 >= clip.x1 or glyph.x1 <= clip.x0 or glyph.top >= clip.bottom or glyph.bottom <= clip.top
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

    def of_glyph(self, glyph: Glyph) -> _Place | None:
        """The cell of a glyph: that of which its text was cut off, else that in which it stands."""
        clip = glyph.clip
        if clip is not None:
            place = self.of((clip.x0 + clip.x1) / 2, (clip.top + clip.bottom) / 2)
            if place is not None and _fits(clip, self._cell(place).box):
                return place
            if _is_cut_off(glyph):
                return None
        return self.of((glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2)

    def home(self, run: list[Glyph], found: list[_Place | None]) -> _Place | None:
        """The cell of a text that runs over a border: where it begins at the left, ends at the right, or is centred."""
        start, end = run[0].x0, run[-1].x1
        best: tuple[float, _Place | None] = (inf, None)
        for place in dict.fromkeys(found):
            if place is None:
                continue
            box = self._cell(place).box
            off = min(abs(start - box.x0), abs(box.x1 - end), abs(start + end - box.x0 - box.x1) / 2)
            best = min(best, (off, place), key=lambda pair: pair[0])
        return best[1]

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
