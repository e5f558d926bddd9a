"""Page breaks: which table goes on on the next page, and the texts that a break has cut.

Only what geometry makes sure is mended; a doubtful cut stays as it is printed.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.readers.pdf.content import Box
from ingest.readers.pdf.layout import PageLayout, PageTable, TableCell, is_page_mark, is_table
from ingest.readers.pdf.lines import TextLine, joint

_SAME = 4.0  # edges this close are one edge
_MARGIN = 0.12  # share of the page's height in which running heads and feet stand
_MAX_HEADING_ROWS = 6
_LINE = 1.5  # line heights: a cell with less room below its text was full
_WIDE = 0.4  # share of a table's width, or of a cell's
_DIGITS = re.compile(r"[0-9０-９]+")
_NUMBER = re.compile(r"^[-+−]?[\d,，.%％\s]+$")


def goes_on(first: PageLayout, second: PageLayout, start: PageTable | None = None) -> bool:
    """Whether the last table of a page goes on as the first table of the next.

    `start` is the table with which it began, where that is some pages before. Nothing may stand between but page
    numbers and running lines, or the lines that stood above the table's beginning, printed again.
    """
    above, below = last_table(first), first_table(second)
    if above is None or below is None or not _same_borders(above.box, below.box):
        return False
    start = start or above
    repeated = repeated_rows(start, below)
    if _begins_anew(start, below, repeated):
        return False
    tail = [line for line in _after(first, above) if not _is_furniture(line, first, second)]
    head = [line for line in _before(second, below) if not _is_furniture(line, second, first)]
    if not tail and not head:
        return True
    titles = {(line.text, round(line.top / _SAME)) for line in _before(first, first_table(first))}
    if tail or not all((line.text, round(line.top / _SAME)) in titles for line in head):
        return False
    row = _columns(below, 0)
    return repeated > 0 or (row == _columns(above, above.table.rows - 1) != _columns(start, 0))


def _columns(table: PageTable, row: int) -> list[tuple[int, int]]:
    """From where to where the cells of a row reach, those that began above it too."""
    cells = (each.cell for each in table.cells if each.cell.row <= row < each.cell.row_end)
    return sorted((round(cell.box.x0 / _SAME), round(cell.box.x1 / _SAME)) for cell in cells)


def last_table(page: PageLayout) -> PageTable | None:
    """The last table of a page."""
    return next((item for item in reversed(page.items) if is_table(item)), None)


def first_table(page: PageLayout) -> PageTable | None:
    """The first table of a page."""
    return next((item for item in page.items if is_table(item)), None)


def repeated_rows(start: PageTable, below: PageTable) -> int:
    """How many rows at the top of `below` print the heading of the table again."""
    count = 0
    for number in range(min(_MAX_HEADING_ROWS, start.table.rows, below.table.rows)):
        texts = start.row_texts(number)
        if texts != below.row_texts(number) or not any(texts):
            break
        count += 1
    return count


def mend(above: PageTable, below: PageTable, repeated: int) -> None:
    """Joins the texts that a break between two pages has cut. `repeated`: rows of `below` that are a heading."""
    tops = [cell for cell in below.cells if cell.cell.row == repeated]
    bottoms = [cell for cell in above.cells if cell.cell.row_end == above.table.rows]
    pairs = [(_over(cell, bottoms), cell) for cell in tops]
    if _is_cut_row(above, pairs):
        for upper, lower in pairs:
            if upper is not None and lower.lines:
                _join(upper, lower)
            elif upper is not None:
                lower.anchor = upper.anchor or upper
        return
    for upper, lower in pairs:
        if upper is not None and lower.lines and upper.lines and _is_cut_cell(upper, lower):
            _join(upper, lower)
        elif upper is not None and lower.lines and not upper.lines and _has_like_siblings(upper, lower, pairs):
            upper.text, lower.text, lower.anchor = lower.text, "", upper


def mend_centred(parts: list[tuple[PageTable, int]]) -> None:
    """Gives texts that stand in the middle of a cell cut by page breaks to the cell's first part.

    `parts`: the tables that are one, in order, each with how many of its rows are the heading again.
    """
    for number, (table, _) in enumerate(parts[:-1]):
        for first in table.cells:
            if not first.lines and first.anchor is None and first.cell.row_end == table.table.rows:
                _mend_centred(first, parts[number + 1 :])


def _mend_centred(first: TableCell, following: list[tuple[PageTable, int]]) -> None:
    """Follow the parts of a cell from its blank first part on; stop where it may have ended."""
    height = _height(first)
    holder: TableCell | None = None
    middle = off = 0.0
    upper = first
    for table, repeated in following:
        lower = next((c for c in table.cells if c.cell.row == repeated and _is_over(upper, c)), None)
        if lower is None or lower.anchor is not None or (lower.lines and holder is not None):
            return
        if lower.lines:
            holder = lower
            middle = (lower.lines[0].top + lower.lines[-1].bottom) / 2 - lower.cell.box.top
            off = abs(middle - _height(lower) / 2)
            middle += height
        height += _height(lower)
        # far nearer to the middle of the whole than to that of its own part: else it may be a cell of its own
        if holder is not None and abs(middle - height / 2) < min(holder.lines[0].height, off / 2):
            first.text, holder.text, holder.anchor = holder.text, "", first
            return
        if lower.cell.row_end < table.table.rows:
            return
        upper = lower


def _height(cell: TableCell) -> float:
    return cell.cell.box.bottom - cell.cell.box.top


def number_alike(parts: list[PageTable]) -> None:
    """Numbers the columns of a table that page breaks have cut by the edges of all its parts.

    A part shows only the edges that one of its rows needs; without this the same column had a number on each page.
    """
    edges = sorted(parts[0].table.xs)
    for part in parts[1:]:
        edges = sorted([*edges, *(x for x in part.table.xs if abs(_nearest(x, edges) - x) > _SAME)])
    for part in parts:
        places = [edges.index(_nearest(x, edges)) for x in part.table.xs]
        if len(set(places)) < len(places):
            return  # two edges closer than the pages agree
    for part in parts:
        places = [edges.index(_nearest(x, edges)) for x in part.table.xs]
        for each in part.cells:
            each.cell = replace(each.cell, col=places[each.cell.col], col_end=places[each.cell.col_end])
        part.table = replace(part.table, xs=tuple(edges), cells=tuple(each.cell for each in part.cells))


def _nearest(x: float, edges: list[float]) -> float:
    return min(edges, key=lambda edge: abs(edge - x))


def _after(page: PageLayout, table: PageTable) -> list[TextLine]:
    at = page.items.index(table)
    return [item for item in page.items[at + 1 :] if not is_table(item)]


def _before(page: PageLayout, table: PageTable | None) -> list[TextLine]:
    lines: list[TextLine] = []
    for item in page.items:
        if item is table:
            break
        if not is_table(item):
            lines.append(item)
    return lines


def _running(line: TextLine) -> str:
    """Its text without the page's number."""
    return _DIGITS.sub("#", "".join(line.text.split()))


def _is_furniture(line: TextLine, page: PageLayout, other: PageLayout) -> bool:
    """A page number, or a running line: in the margin of both pages, at one place, set no larger than the tables."""
    if is_page_mark(line.text):
        return True
    in_margin = line.bottom < _MARGIN * page.height or line.top > (1 - _MARGIN) * page.height
    if not in_margin or line.height > 1.1 * _table_height(page):
        return False
    text = _running(line)
    return any(
        not is_table(item) and _running(item) == text and abs(item.top - line.top) < _SAME for item in other.items
    )


def _table_height(page: PageLayout) -> float:
    heights = sorted(line.height for item in page.items if is_table(item) for cell in item.cells for line in cell.lines)
    return heights[len(heights) // 2] if heights else 0.0


def _same_borders(one: Box, other: Box) -> bool:
    return abs(one.x0 - other.x0) <= _SAME and abs(one.x1 - other.x1) <= _SAME


def _begins_anew(start: PageTable, below: PageTable, repeated: int) -> bool:
    """Whether another table of the same form begins: its first row has the first one's label and other values."""
    if repeated >= min(start.table.rows, below.table.rows):
        return False
    ours, theirs = start.row(repeated), below.row(repeated)
    if not ours or not theirs or not ours[0].text.strip():
        return False
    same_label = "".join(ours[0].text.split()) == "".join(theirs[0].text.split())
    return same_label and len(ours) == len(theirs) and all(_is_over(a, b) for a, b in zip(ours, theirs, strict=True))


def _is_over(upper: TableCell, lower: TableCell) -> bool:
    one, other = upper.cell.box, lower.cell.box
    return abs(one.x0 - other.x0) <= _SAME and abs(one.x1 - other.x1) <= _SAME


def _over(lower: TableCell, bottoms: list[TableCell]) -> TableCell | None:
    return next((upper for upper in bottoms if _is_over(upper, lower)), None)


def _is_cut_row(above: PageTable, pairs: list[tuple[TableCell | None, TableCell]]) -> bool:
    """Whether the row below is the second half of the last row: it fills only cells whose text had run out of room,
    and leaves one blank that the last row filled.
    """
    last = above.table.rows - 1
    filled: list[tuple[TableCell, TableCell]] = []
    left_blank = False
    for upper, lower in pairs:
        if upper is None:
            return False
        if lower.lines:
            if not upper.lines or lower.cell.row_end - lower.cell.row > 1:
                return False
            filled.append((upper, lower))
        elif (upper.anchor or upper).lines and upper.cell.row == last:
            left_blank = True
    if not filled or not left_blank or not any(_is_full_below(upper) for upper, _ in filled):
        return False
    if len(filled) == 1 and _is_long_text(above, *filled[0]):
        return True
    return all(_runs_on(upper, lower) for upper, lower in filled)


def _is_long_text(above: PageTable, upper: TableCell, lower: TableCell) -> bool:
    """Whether both are parts of a long text in a wide cell: it may break where a paragraph ended."""
    box, table = upper.cell.box, above.box
    wide = box.x1 - box.x0 > _WIDE * (table.x1 - table.x0)
    long = len(lower.lines) > 1 or lower.lines[0].width > _WIDE * (box.x1 - box.x0)
    return wide and long and len(upper.lines) > 2 and _is_full_below(upper)


def _is_cut_cell(upper: TableCell, lower: TableCell) -> bool:
    """Whether a merged cell's text was cut: its upper part has no room for another line and its last line is full."""
    box, lines = upper.cell.box, upper.lines
    if max(upper.cell.row_end - upper.cell.row, lower.cell.row_end - lower.cell.row) < 2 or not _is_full_below(upper):
        return False
    return lines[0].top - box.top < _LINE * lines[0].height and _runs_on(upper, lower)


def _has_like_siblings(upper: TableCell, lower: TableCell, pairs: list[tuple[TableCell | None, TableCell]]) -> bool:
    """Whether merged cells beside this one, as high in both parts, have their text above the break and none below:
    cells of one record, of which this one's text found no room above.
    """
    like = sum(
        other is not None
        and bool(other.lines)
        and not below.lines
        and other.cell.row == upper.cell.row
        and below.cell.row_end == lower.cell.row_end
        for other, below in pairs
    )
    return like > 1 and lower.cell.row_end - lower.cell.row > 1


def _is_full_below(cell: TableCell) -> bool:
    return bool(cell.lines) and cell.cell.box.bottom - cell.lines[-1].bottom < _LINE * cell.lines[-1].height


def _runs_on(upper: TableCell, lower: TableCell) -> bool:
    """Whether the upper text ends in a line so full that the first word of the lower one had no place on it."""
    if _is_number(upper) or _is_number(lower):
        return False  # two numbers below each other are two numbers
    last, following, box = upper.lines[-1], lower.lines[0], upper.cell.box
    padding = min(max(min(line.x0 for line in upper.lines) - box.x0, 0.0), 6.0)
    room = box.x1 - box.x0 - 2 * padding
    if len(upper.lines) > 1:
        room = min(room, max(line.width for line in upper.lines) + 0.5 * last.height)
    return last.width + following.first_width > room - 0.15 * last.height


def _is_number(cell: TableCell) -> bool:
    return all(_NUMBER.match(line.text) for line in cell.lines)


def _join(upper: TableCell, lower: TableCell) -> None:
    """Give the lower part's text to the cell's first part."""
    box = upper.cell.box
    lines = [*upper.lines, *lower.lines]
    padding = max(min(line.x0 for line in lines) - box.x0, 0.0)
    room = max(max(line.width for line in lines), box.x1 - box.x0 - 2 * padding)
    anchor = upper.anchor or upper
    anchor.text += joint(upper.lines[-1], lower.lines[0], room) + lower.text
    lower.text, lower.anchor = "", anchor
