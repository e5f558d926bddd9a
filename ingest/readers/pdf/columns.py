"""Tables without vertical lines: rows between horizontal lines, or plain lines of text, set in clear columns.

Only what stands in clear columns is a table; anything else stays prose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.pdf.content import Box, PageContent, Piece, Rule
from ingest.readers.pdf.lattice import MAX_UNITS, SNAP, BoxCell, BoxTable, joined
from ingest.readers.pdf.lines import by_baseline

_SEGMENT = 0.8  # of the height: pieces nearer to each other are one text
_GUTTER = 0.6  # of the height: what parts two columns at least
_MIN_ROWS = 3
_PITCH = 2.2  # of the height: rows farther apart are not of one table
_ALIGNED = 2.5  # points
_MOST = 0.8  # share of the rows that keep to a column's side
_FILLED = 0.75  # share of the cells that are filled
_BAND = 160.0  # the highest row between two lines


@dataclass(frozen=True, slots=True)
class _Segment:
    """A text of a row: from where to where it reaches, its middle height and type size."""

    x0: float
    x1: float
    height: float


def column_tables(content: PageContent, pieces: list[Piece]) -> list[BoxTable]:
    """Tables among the pieces that stand in no ruled table."""
    tables = _ruled_rows(content, pieces)
    rest = [piece for piece in pieces if not any(_holds(table.box, piece) for table in tables)]
    return tables + _plain_rows(rest)


def _ruled_rows(content: PageContent, pieces: list[Piece]) -> list[BoxTable]:
    """Tables whose rows stand between horizontal lines of one length."""
    tables = []
    for rules in _ladders(joined(content.horizontals, SNAP), joined(content.verticals, SNAP)):
        inside = [p for p in pieces if rules[0].start - SNAP <= (p.x0 + p.x1) / 2 <= rules[0].end + SNAP]
        bands = [
            [piece for piece in inside if upper.at < (piece.top + piece.bottom) / 2 < lower.at]
            for upper, lower in pairwise(rules)
        ]
        ys = [rule.at for rule in rules]
        if len(rules) == _MIN_ROWS and all(bands):  # a heading, and all rows between the last two lines
            lines = [_lines(band) for band in bands]
            rows = [line for band in lines for line in band]
            table = _table(rows, _edges_between(rows, ys[0], ys[-1]), rules[0])
        else:
            table = _table(bands, ys, rules[0], wrapped=True)
        if table is not None:
            tables.append(table)
    return tables


def _ladders(rows: list[Rule], cols: list[Rule]) -> list[list[Rule]]:
    """Runs of horizontal lines of one length below each other that no vertical line meets."""
    if len(rows) * len(cols) > MAX_UNITS:
        return []
    free = sorted(
        row
        for row in rows
        if not any(
            row.start - SNAP <= col.at <= row.end + SNAP and col.start - SNAP <= row.at <= col.end + SNAP
            for col in cols
        )
    )
    ladders: list[list[Rule]] = []
    for row in free:
        for ladder in ladders:
            last = ladder[-1]
            same = abs(last.start - row.start) <= SNAP and abs(last.end - row.end) <= SNAP
            if same and (row.at - last.at <= _BAND or len(ladder) == _MIN_ROWS - 1):
                ladder.append(row)
                break
        else:
            ladders.append([row])
    return [ladder for ladder in ladders if len(ladder) >= _MIN_ROWS]


def _plain_rows(pieces: list[Piece]) -> list[BoxTable]:
    """Tables of lines that follow each other closely, each with its texts in the same columns."""
    tables = []
    run: list[list[Piece]] = []
    for line in [*_lines(pieces), []]:
        close = bool(run and line) and line[0].base - run[-1][0].base <= _PITCH * _height(line)
        if line and len(_segments(line)) > 1 and (close or not run):
            run.append(line)
            continue
        if len(run) >= _MIN_ROWS:
            top = min(piece.top for piece in run[0])
            bottom = max(piece.bottom for piece in run[-1])
            table = _table(run, _edges_between(run, top, bottom), None)
            if table is not None:
                tables.append(table)
        run = [line] if line and len(_segments(line)) > 1 else []
    return tables


def _table(rows: list[list[Piece]], ys: Sequence[float], ends: Rule | None, wrapped: bool = False) -> BoxTable | None:
    """The rows as a table, where their texts stand in clear columns. `wrapped`: a row may be of several lines."""
    segments = [[segment for line in _lines(row) for segment in _segments(line)] for row in rows]
    several = [row for row in segments if len(row) > 1]
    if len(several) < _MIN_ROWS - 1 or (not wrapped and len(several) < len(rows)):
        return None
    gutters = _gutters([segment for row in several for segment in row])
    if not gutters:
        return None
    columns = [[[s for s in row if _column(s, gutters) == col] for row in several] for col in range(len(gutters) + 1)]
    filled = sum(bool(cell) for column in columns for cell in column)
    if filled < _FILLED * len(several) * len(columns) or not all(columns[0]):
        return None
    if not all(_is_aligned([cell for cell in column if cell]) for column in columns):
        return None
    every = [segment for row in segments for segment in row]
    left = min(segment.x0 for segment in every) if ends is None else ends.start
    right = max(segment.x1 for segment in every) if ends is None else ends.end
    xs = (left, *gutters, right)
    cells = []
    for number, row in enumerate(segments):
        full = len(row) == 1 and len(several) < len(rows) and _column(row[0], gutters) != _column(row[0], gutters, 1)
        if full:
            cells.append(BoxCell(number, 0, number + 1, len(xs) - 1, Box(left, ys[number], right, ys[number + 1])))
            continue
        cells += [
            BoxCell(number, col, number + 1, col + 1, Box(xs[col], ys[number], xs[col + 1], ys[number + 1]))
            for col in range(len(xs) - 1)
        ]
    return BoxTable(tuple(ys), xs, tuple(cells))


def _gutters(segments: list[_Segment]) -> list[float]:
    """The middles of the strips in which no text stands."""
    gutters = []
    end = None
    for segment in sorted(segments, key=lambda segment: segment.x0):
        if end is not None and segment.x0 - end >= _GUTTER * segment.height:
            gutters.append((end + segment.x0) / 2)
        end = segment.x1 if end is None else max(end, segment.x1)
    return gutters


def _column(segment: _Segment, gutters: list[float], side: int = 0) -> int:
    """The column in which a text begins, or, with `side` 1, ends."""
    at = segment.x1 if side else segment.x0
    return sum(at > gutter for gutter in gutters)


def _is_aligned(cells: list[list[_Segment]]) -> bool:
    """Whether most cells of a column share their left side, their right side or their middle."""
    lefts = [min(segment.x0 for segment in cell) for cell in cells]
    rights = [max(segment.x1 for segment in cell) for cell in cells]
    middles = [(left + right) / 2 for left, right in zip(lefts, rights, strict=True)]
    for places in (lefts, rights, middles):
        ordered = sorted(places)
        middle = ordered[len(ordered) // 2]
        if sum(abs(place - middle) <= _ALIGNED for place in places) >= _MOST * len(places):
            return True
    return False


def _lines(pieces: list[Piece]) -> list[list[Piece]]:
    return [sorted(line, key=lambda piece: piece.x0) for line in by_baseline(pieces)]


def _segments(line: list[Piece]) -> list[_Segment]:
    """Texts of a line: pieces that stand near each other."""
    height = _height(line)
    spans: list[tuple[float, float]] = []
    for piece in line:
        if not piece.text.strip():
            continue
        if spans and piece.x0 - spans[-1][1] < _SEGMENT * height:
            spans[-1] = spans[-1][0], max(spans[-1][1], piece.x1)
        else:
            spans.append((piece.x0, piece.x1))
    return [_Segment(x0, x1, height) for x0, x1 in spans]


def _height(line: list[Piece]) -> float:
    return max(piece.bottom - piece.top for piece in line)


def _edges_between(rows: list[list[Piece]], top: float, bottom: float) -> list[float]:
    """Edges half way between the baselines' lines."""
    middles = [
        (max(piece.bottom for piece in above) + min(piece.top for piece in below)) / 2
        for above, below in pairwise(rows)
    ]
    return [top, *middles, bottom]


def _holds(box: Box, piece: Piece) -> bool:
    return box.x0 - SNAP <= piece.x0 <= box.x1 and box.top <= (piece.top + piece.bottom) / 2 <= box.bottom
