"""From areas where text stands to single lines of text in single cells. Pure geometry, in pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from statistics import median
from typing import Any

import numpy as np

from ingest.readers.pdf.content import Box, Rule

_INSET = 3.0  # a cell's text keeps so far from its lines
_SHARE = 0.4  # of the smaller of text and cell, in height: less is a neighbour's edge
_LEAST = 8.0  # pixels of a text that reach into a cell
_SEVERAL = 1.6  # line heights: a higher area may hold several lines
_PART = 0.5  # of the line height: what is lower is part of a character
_WHOLE = 1.4  # … and parts join up to so much
_FLAT = 1.5  # an area so much wider than high is a line across
USUAL_LINE = 28.0  # at 200 dots an inch, where a page has no line to measure

Mask = np.ndarray[Any, Any]


def size(box: Box) -> tuple[float, float]:
    """Width and height."""
    return box.x1 - box.x0, box.bottom - box.top


def contains(box: Box, x: float, y: float) -> bool:
    """Whether a point lies in the box."""
    return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom


def line_height(areas: Iterable[Box]) -> float:
    """The usual height of a line of text, by the areas that are one surely."""
    heights = [height for width, height in map(size, areas) if width > _FLAT * height]
    return median(heights) if heights else USUAL_LINE


def rules_outside_of_text(rules: Iterable[Rule], areas: Sequence[Box], across: bool) -> list[Rule]:
    """The strokes that are no part of a large character. `across`: they run along rows."""
    kept = []
    for rule in rules:
        ends = [(rule.start, rule.at), (rule.end, rule.at)] if across else [(rule.at, rule.start), (rule.at, rule.end)]
        if not any(all(contains(area, x, y) for x, y in ends) for area in areas):
            kept.append(rule)
    return kept


def parts_of(area: Box, cells: Iterable[Box]) -> list[Box]:
    """An area of text cut at the borders of the cells it stands in; as it is where it stands in none."""
    width, height = size(area)
    parts = []
    for cell in cells:
        common = Box(
            max(area.x0, cell.x0), max(area.top, cell.top), min(area.x1, cell.x1), min(area.bottom, cell.bottom)
        )
        across, down = size(common)
        cell_width, cell_height = size(cell)
        if across < min(_LEAST, width / 2) or down < _SHARE * min(height, cell_height):
            continue
        if across < _SHARE * min(width, cell_width) and across < height / 2:
            continue
        parts.append(
            Box(
                max(area.x0, cell.x0 + _INSET),
                max(area.top, cell.top + _INSET),
                min(area.x1, cell.x1 - _INSET),
                min(area.bottom, cell.bottom - _INSET),
            )
        )
    return parts or [area]


def bands(filled: Sequence[bool], usual: float) -> list[tuple[int, int]]:
    """First and last row (excluded) of each line in an area, by which of its rows hold ink.

    二 has a gap within: parts lower than a character join the nearest part.
    """
    runs = _runs(filled)
    if not runs:
        return []
    if runs[-1][1] - runs[0][0] <= _SEVERAL * usual:
        return [(runs[0][0], runs[-1][1])]
    while len(runs) > 1:
        gaps = [
            (runs[at + 1][0] - runs[at][1], at)
            for at in range(len(runs) - 1)
            if min(runs[at][1] - runs[at][0], runs[at + 1][1] - runs[at + 1][0]) < _PART * usual
            and runs[at + 1][1] - runs[at][0] <= _WHOLE * usual
        ]
        if not gaps:
            break
        _, at = min(gaps)
        runs[at : at + 2] = [(runs[at][0], runs[at + 1][1])]
    return runs


def shrunk(area: Box, ink: Mask) -> Box | None:
    """The area without the blank around its ink; None without ink."""
    left, top = max(int(area.x0), 0), max(int(area.top), 0)
    part = ink[top : max(round(area.bottom), 0), left : max(round(area.x1), 0)]
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if len(rows) == 0:
        return None
    return Box(left + int(columns[0]), top + int(rows[0]), left + int(columns[-1]) + 1, top + int(rows[-1]) + 1)


def lines_in(area: Box, ink: Mask, usual: float) -> list[Box]:
    """The lines of text in an area, each with the ink of its own rows only."""
    whole = shrunk(area, ink)
    if whole is None:
        return []
    part = ink[int(whole.top) : int(whole.bottom), int(whole.x0) : int(whole.x1)]
    lines = []
    for top, bottom in bands(part.any(axis=1).tolist(), usual):
        line = shrunk(Box(whole.x0, whole.top + top, whole.x1, whole.top + bottom), ink)
        if line is not None:
            lines.append(line)
    return lines


def grown(lines: list[Box], loose: Iterable[Box], reach: float) -> tuple[list[Box], list[Box]]:
    """Lines with the loose marks that stand beside them on their rows, at most `reach` away; and the marks left over.

    What the detection has not seen at the end of a line may be a digit, a minus or a point.
    """
    lines = list(lines)
    left = []
    for mark in sorted(loose, key=lambda box: box.x0):
        middle = (mark.top + mark.bottom) / 2
        for number, line in enumerate(lines):
            gap = max(line.x0 - mark.x1, mark.x0 - line.x1)
            if line.top <= middle <= line.bottom and gap <= reach and size(mark)[1] <= _WHOLE * size(line)[1]:
                lines[number] = Box(
                    min(line.x0, mark.x0), min(line.top, mark.top), max(line.x1, mark.x1), max(line.bottom, mark.bottom)
                )
                break
        else:
            left.append(mark)
    return lines, left


def _runs(filled: Sequence[bool]) -> list[tuple[int, int]]:
    runs = []
    at = 0
    for value, group in groupby(filled):
        length = len(list(group))
        if value:
            runs.append((at, at + length))
        at += length
    return runs
