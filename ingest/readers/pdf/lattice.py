"""Ruling lines to tables: the cells that the lines enclose, with their true spans. Pure geometry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.pdf.content import Box, PageContent, Rule

SNAP = 3.0  # lines this close are one line drawn twice
_SAME = 0.5  # pieces this close are of one line
REACH = 3.0  # a gap this wide in a line, or between a line and the one it meets, is none
MIN_LENGTH = 4.0
_CORNER = 5.0  # a line this short of a corner of the grid still closes the cell
MAX_UNITS = 250_000  # units of the grid; more than this is a drawing
_CELL = 3.0  # nothing this small is a cell
_DASH, _DASH_GAP = 8.0, 6.0  # pieces this short are dashes, whose gaps may be this wide
_OVERHANG = 10.0  # lines that reach this far past the last one they meet lack a border there
_NEXT_ROW, _NEXT_COLUMN = 90.0, 250.0  # how far from a table a line of its size may still bound a row or column of it


@dataclass(frozen=True, slots=True)
class BoxCell:
    """A cell of a table: 0-based rows and columns it covers (`row_end`, `col_end` excluded) and its box."""

    row: int
    col: int
    row_end: int
    col_end: int
    box: Box


@dataclass(frozen=True, slots=True)
class BoxTable:
    """A table of a page: the edges of its rows and columns and its cells in reading order."""

    ys: tuple[float, ...]
    xs: tuple[float, ...]
    cells: tuple[BoxCell, ...]

    @property
    def box(self) -> Box:
        """Its outer box."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.ys) - 1

    @property
    def cols(self) -> int:
        """Number of columns."""
        return len(self.xs) - 1


def tables_of(content: PageContent) -> list[BoxTable]:
    """The ruled tables of a page, from top to bottom. A lone box is no table.

    Lines come first; filled areas draw cells only where no line does.
    """
    found = _tables(content.horizontals, content.verticals)
    if content.fills:
        loose = [fill for fill in content.fills if not any(_inside(fill, table.box) for table in found)]
        horizontals = [Rule(y, fill.x0, fill.x1) for fill in loose for y in (fill.top, fill.bottom)]
        verticals = [Rule(x, fill.top, fill.bottom) for fill in loose for x in (fill.x0, fill.x1)]
        outer = [table.box for table in found]
        if len(loose) > 1:
            free_h = [r for r in content.horizontals if not _on(outer, (r.start + r.end) / 2, r.at)]
            free_v = [r for r in content.verticals if not _on(outer, r.at, (r.start + r.end) / 2)]
            found += [
                table
                for table in _tables(horizontals + free_h, verticals + free_v)
                if not any(_overlap(table.box, box) for box in outer)
            ]
    return sorted(found, key=lambda table: (round(table.box.top), table.box.x0))


def _tables(horizontals: Sequence[Rule], verticals: Sequence[Rule]) -> list[BoxTable]:
    rows, cols = joined(horizontals, _SAME), joined(verticals, _SAME)
    tables = []
    if len(rows) * len(cols) > MAX_UNITS * 8:
        return []
    groups, lone_rows, lone_cols = _groups(rows, cols)
    for group_h, group_v in groups:
        # only now: lines of tables below each other must not pull at each other
        group_h, group_v = joined(group_h, SNAP), joined(group_v, SNAP)
        group_h = group_h + _full_rows(group_h, group_v, lone_rows)
        group_v = group_v + _beside(group_v, lone_cols, _NEXT_COLUMN)
        table = _table(*_closed(group_h, group_v))
        if table is not None and len(table.cells) > 1:
            tables.append(table)
    return tables


def joined(rules: Iterable[Rule], apart: float) -> list[Rule]:
    """Rules at most `apart` from one line as one line: double lines, pieces per cell, dashes."""
    joined: list[Rule] = []
    for line in _clusters(sorted(rules), apart):
        at = sum(rule.at * max(rule.end - rule.start, 0.1) for rule in line)
        at /= sum(max(rule.end - rule.start, 0.1) for rule in line)
        pieces = sorted(line, key=lambda rule: rule.start)
        start, end, length = pieces[0].start, pieces[0].end, pieces[0].end - pieces[0].start
        for piece in pieces[1:]:
            dashes = max(length, piece.end - piece.start) < _DASH
            if piece.start <= end + (_DASH_GAP if dashes else REACH):
                end = max(end, piece.end)
            else:
                joined.append(Rule(at, start, end))
                start, end = piece.start, piece.end
            length = piece.end - piece.start
        joined.append(Rule(at, start, end))
    return [rule for rule in joined if rule.end - rule.start >= MIN_LENGTH]


def _clusters(rules: list[Rule], apart: float) -> list[list[Rule]]:
    """Sorted rules in runs whose places lie at most `apart` from the run's first."""
    runs: list[list[Rule]] = []
    for rule in rules:
        if runs and rule.at - runs[-1][0].at <= apart:
            runs[-1].append(rule)
        else:
            runs.append([rule])
    return runs


_Group = tuple[list[Rule], list[Rule]]


def _groups(rows: list[Rule], cols: list[Rule]) -> tuple[list[_Group], list[Rule], list[Rule]]:
    """Lines that meet, directly or through others, in groups of both directions; rows and columns that meet none."""
    parent = list(range(len(rows) + len(cols)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, row in enumerate(rows):
        for j, col in enumerate(cols, start=len(rows)):
            if row.start - REACH <= col.at <= row.end + REACH and col.start - REACH <= row.at <= col.end + REACH:
                parent[root(i)] = root(j)
    groups: dict[int, _Group] = defaultdict(lambda: ([], []))
    for i, row in enumerate(rows):
        groups[root(i)][0].append(row)
    for j, col in enumerate(cols, start=len(rows)):
        groups[root(j)][1].append(col)
    lone_rows = sorted(group[0][0] for group in groups.values() if not group[1])
    lone_cols = sorted(group[1][0] for group in groups.values() if not group[0])
    return [group for group in groups.values() if group[0] and group[1]], lone_rows, lone_cols


def _full_rows(rows: list[Rule], cols: list[Rule], lone: list[Rule]) -> list[Rule]:
    """Lines above and below that bound rows of one cell, in a table without borders at its sides."""
    start, end = min(rule.start for rule in rows), max(rule.end for rule in rows)
    if any(abs(rule.at - side) <= SNAP for rule in cols for side in (start, end)):
        return []
    return _beside(rows, lone, _NEXT_ROW)


def _beside(lines: list[Rule], lone: list[Rule], step: float) -> list[Rule]:
    """Lone lines as long as the table, each at most `step` from the one before, outwards from its first and last.

    Along a page they bound cells that go on on another page; across, rows of one cell.
    """
    start, end = min(rule.start for rule in lines), max(rule.end for rule in lines)
    fitting = [rule for rule in lone if abs(rule.start - start) <= SNAP and abs(rule.end - end) <= SNAP]
    found = []
    at = max(rule.at for rule in lines)
    for rule in fitting:
        if 0 < rule.at - at <= step:
            found.append(rule)
            at = rule.at
    at = min(rule.at for rule in lines)
    for rule in reversed(fitting):
        if 0 < at - rule.at <= step:
            found.append(rule)
            at = rule.at
    return found


def _closed(rows: list[Rule], cols: list[Rule]) -> tuple[list[Rule], list[Rule]]:
    """Adds outer borders that were left out: rows that end together in the open are closed by a line there."""
    return rows + _outer(cols, rows), cols + _outer(rows, cols)


def _outer(lines: list[Rule], crossing: list[Rule]) -> list[Rule]:
    """Borders missing at the ends of `lines`: what ends together there is closed from the first to the last of them.

    A border may be missing in part: a merged cell that goes on on the next page is left open at the page's end.
    """
    added = []
    for side in (0, 1):
        ends = sorted((line.at, line.end if side else line.start) for line in lines)
        limit = max(end for _, end in ends) if side else min(end for _, end in ends)
        near = [rule.at for rule in crossing if abs(rule.at - limit) <= _OVERHANG]
        if near:
            limit = max(near) if side else min(near)
        outermost = [at for at, end in ends if abs(end - limit) <= SNAP or (end > limit if side else end < limit)]
        if len(outermost) > 1:
            added.append(Rule(limit, outermost[0], outermost[-1]))
    return added


def _table(rows: list[Rule], cols: list[Rule]) -> BoxTable | None:
    ys, xs = _places(rows), _places(cols)
    if len(ys) < 2 or len(xs) < 2 or (len(ys) - 1) * (len(xs) - 1) > MAX_UNITS:
        return None
    down, across = len(ys) - 1, len(xs) - 1
    above = _coverage(rows, ys, xs)  # above[r][c]: a line along the top of unit (r, c)
    before = _coverage(cols, xs, ys)  # before[c][r]: a line along the left of unit (r, c)
    label = [[0] * across for _ in range(down)]  # 0: not seen; -1: open to the outside
    _flood_outside(label, above, before)
    areas: list[list[tuple[int, int]]] = []
    for r in range(down):
        for c in range(across):
            if label[r][c] == 0:
                areas.append(_flood(label, above, before, r, c, len(areas) + 1))
    spans = [span for area in areas for span in _rectangles(area)]
    spans = [s for s in spans if xs[s[3]] - xs[s[1]] > _CELL and ys[s[2]] - ys[s[0]] > _CELL]
    return _compact(spans, ys, xs)


def _places(rules: list[Rule]) -> list[float]:
    places: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not places or at - places[-1] > SNAP:
            places.append(at)
    return places


def _nearest(places: list[float], at: float) -> int:
    return min(range(len(places)), key=lambda index: abs(places[index] - at))


def _coverage(rules: list[Rule], places: list[float], crossing: list[float]) -> list[list[bool]]:
    """For each place, which stretches between neighbouring crossing places a rule covers."""
    covered = [[False] * (len(crossing) - 1) for _ in places]
    for rule in rules:
        line = covered[_nearest(places, rule.at)]
        for index, (start, end) in enumerate(pairwise(crossing)):
            slack = min(_CORNER, (end - start) / 3)
            if rule.start <= start + slack and rule.end >= end - slack:
                line[index] = True
    return covered


def _neighbours(above: list[list[bool]], before: list[list[bool]], r: int, c: int) -> Iterable[tuple[int, int]]:
    """Units that no line parts from this one; may lie outside of the grid."""
    if not above[r][c]:
        yield r - 1, c
    if not above[r + 1][c]:
        yield r + 1, c
    if not before[c][r]:
        yield r, c - 1
    if not before[c + 1][r]:
        yield r, c + 1


def _flood_outside(label: list[list[int]], above: list[list[bool]], before: list[list[bool]]) -> None:
    down, across = len(label), len(label[0])
    border = {(r, c) for r in range(down) for c in (0, across - 1)} | {
        (r, c) for c in range(across) for r in (0, down - 1)
    }
    for r, c in border:
        if label[r][c] == 0 and any(
            not (0 <= nr < down and 0 <= nc < across) for nr, nc in _neighbours(above, before, r, c)
        ):
            _flood(label, above, before, r, c, -1)


def _flood(
    label: list[list[int]], above: list[list[bool]], before: list[list[bool]], r: int, c: int, mark: int
) -> list[tuple[int, int]]:
    down, across = len(label), len(label[0])
    label[r][c] = mark
    area = [(r, c)]
    for unit in area:  # grows while it is walked
        for nr, nc in _neighbours(above, before, *unit):
            if 0 <= nr < down and 0 <= nc < across and label[nr][nc] == 0:
                label[nr][nc] = mark
                area.append((nr, nc))
    return area


_Span = tuple[int, int, int, int]  # row, col, row_end, col_end


def _rectangles(area: list[tuple[int, int]]) -> list[_Span]:
    """The area as one span, or cut into spans from the top where lines enclose no rectangle."""
    rows, cols = [r for r, _ in area], [c for _, c in area]
    span = min(rows), min(cols), max(rows) + 1, max(cols) + 1
    if (span[2] - span[0]) * (span[3] - span[1]) == len(area):
        return [span]
    left = set(area)
    spans = []
    for r, c in sorted(area):
        if (r, c) not in left:
            continue
        col_end = c + 1
        while (r, col_end) in left:
            col_end += 1
        row_end = r + 1
        while all((row_end, col) in left for col in range(c, col_end)):
            row_end += 1
        left -= {(row, col) for row in range(r, row_end) for col in range(c, col_end)}
        spans.append((r, c, row_end, col_end))
    return spans


def _compact(spans: list[_Span], ys: list[float], xs: list[float]) -> BoxTable | None:
    """Numbers rows and columns by the edges that cells have; stray lines leave none."""
    if not spans:
        return None
    row_edges = sorted({edge for span in spans for edge in (span[0], span[2])})
    col_edges = sorted({edge for span in spans for edge in (span[1], span[3])})
    row_no = {edge: index for index, edge in enumerate(row_edges)}
    col_no = {edge: index for index, edge in enumerate(col_edges)}
    cells = tuple(
        BoxCell(row_no[r], col_no[c], row_no[re], col_no[ce], Box(xs[c], ys[r], xs[ce], ys[re]))
        for r, c, re, ce in sorted(spans)
    )
    return BoxTable(tuple(ys[edge] for edge in row_edges), tuple(xs[edge] for edge in col_edges), cells)


def _inside(inner: Box, outer: Box) -> bool:
    return (
        inner.x0 >= outer.x0 - SNAP
        and inner.x1 <= outer.x1 + SNAP
        and inner.top >= outer.top - SNAP
        and inner.bottom <= outer.bottom + SNAP
    )


def _overlap(a: Box, b: Box) -> bool:
    return min(a.x1, b.x1) - max(a.x0, b.x0) > SNAP and min(a.bottom, b.bottom) - max(a.top, b.top) > SNAP


def _on(boxes: list[Box], x: float, y: float) -> bool:
    return any(b.x0 - SNAP <= x <= b.x1 + SNAP and b.top - SNAP <= y <= b.bottom + SNAP for b in boxes)
