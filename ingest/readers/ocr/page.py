"""A picture of a page as texts and ruling lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ingest.readers.ocr import models
from ingest.readers.ocr.doubt import Said, said
from ingest.readers.ocr.models import Picture
from ingest.readers.ocr.picture import DPI, Ink, boxes_of, halved, ink_of, strokes_of, turned, without
from ingest.readers.ocr.regions import contains, grown, line_height, lines_in, parts_of, rules_outside_of_text, size
from ingest.readers.ocr.skew import skew_of
from ingest.readers.ocr.witness import Placed, holes
from ingest.readers.pdf.content import Box, PageContent, Piece, Rule
from ingest.readers.pdf.lattice import tables_of

_POINT = 72 / DPI  # a pixel in points
_LEAST_AREA = 6  # pixels of the halved picture: less is no text
_UNCLIP = 1.6  # the detection is trained on areas shrunk by so much
_PAD = 3  # pixels of paper around a line that is read
_LEAST_MARK = 8  # pixels of a mark that the detection has not seen
_TRIED = 5  # lines by which the way up is told
_DOUBTFUL_WAY = 0.75  # mean confidence below which another way up is tried
# Lengths of all lines of a page together, in heights of a line: characters, where they are Chinese.
MAX_TEXT = 2_000
# A page without a table that has more ink than a cover is prose: no form stands on it, and it would take longest.
_PROSE_INK = 80_000
_TABLE_LINES = 3
_LONG = 0.3  # of the page's width


class NotReadError(Exception):
    """A page that is left alone: prose without a table, a drawing, or a picture made to keep the machine busy."""


@dataclass(frozen=True, slots=True)
class _Line:
    box: Box
    said: Said


def content_of(picture: Picture, page_no: int) -> PageContent:
    """Texts and ruling lines of a page. `unread` counts the characters that were not read surely.

    Raises NotReadError.
    """
    straight = turned(picture, skew_of(ink_of(halved(picture))))
    _check_worth(straight)
    areas = _areas(straight)
    quarters = _way_up(straight, areas)
    if quarters:
        straight = np.ascontiguousarray(np.rot90(straight, quarters))
        areas = _areas(straight)
    height, width = straight.shape
    content = PageContent(page_no, width * _POINT, height * _POINT)
    ink = ink_of(straight)
    rows, columns = strokes_of(ink)
    rows = rules_outside_of_text(rows, areas, across=True)
    columns = rules_outside_of_text(columns, areas, across=False)
    content.horizontals = [_in_points(rule) for rule in rows]
    content.verticals = [_in_points(rule) for rule in columns]
    cells = [_in_pixels(cell.box) for table in tables_of(content) for cell in table.cells]
    text_ink = without(ink, rows, columns)
    boxes = _lines(areas, cells, text_ink)
    if sum(max(width / max(height, 1.0), 1.0) for width, height in map(size, boxes)) > MAX_TEXT:
        raise NotReadError
    for box in boxes:
        line = _read(_cut(straight, box), _cut(text_ink, box), size(box)[1])
        if line.text.strip():
            content.pieces.append(_piece(_Line(box, line)))
            content.unread += line.unread
    return content


def _check_worth(picture: Picture) -> None:
    """Raises NotReadError for a page of prose, whichever way up it lies."""
    ink = ink_of(picture)
    if np.count_nonzero(ink) <= _PROSE_INK:
        return
    height, width = picture.shape
    for rules, side in zip(strokes_of(ink), (width, height), strict=True):
        if sum(rule.end - rule.start >= _LONG * side for rule in rules) >= _TABLE_LINES:
            return
    raise NotReadError


def _areas(picture: Picture) -> list[Box]:
    """Where text stands."""
    found = []
    small = halved(picture)
    for box, area in boxes_of(models.text_mask(small, ink_of(small)), _LEAST_AREA):
        width, height = size(box)
        more = _UNCLIP * area / (2 * (width + height))
        found.append(Box(*(2 * edge for edge in (box.x0 - more, box.top - more, box.x1 + more, box.bottom + more))))
    return found


def _lines(areas: list[Box], cells: list[Box], ink: Ink) -> list[Box]:
    """Every line of text, cell by cell, from the areas that were detected and the marks beside them."""
    usual = line_height(areas)
    by_cell: dict[Box, list[Box]] = {cell: [] for cell in cells}
    lines: list[Box] = []
    for area in areas:
        for part in parts_of(area, cells):
            found = lines_in(part, ink, usual)
            middle = (part.x0 + part.x1) / 2, (part.top + part.bottom) / 2
            cell = next((cell for cell in cells if contains(cell, *middle)), None)
            (lines if cell is None else by_cell[cell]).extend(found)
    for cell, found in by_cell.items():
        lines += _with_loose_marks(cell, found, ink, usual)
    return lines


def _with_loose_marks(cell: Box, lines: list[Box], ink: Ink, usual: float) -> list[Box]:
    left, top, right, bottom = round(cell.x0) + 3, round(cell.top) + 3, round(cell.x1) - 3, round(cell.bottom) - 3
    part = ink[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)].copy()
    if not part.any():
        return lines
    for line in lines:
        part[
            max(int(line.top) - top - 1, 0) : max(int(line.bottom) - top + 1, 0),
            max(int(line.x0) - left - 1, 0) : max(int(line.x1) - left + 1, 0),
        ] = 0
    loose = [
        Box(box.x0 + left, box.top + top, box.x1 + left, box.bottom + top) for box, _ in boxes_of(part, _LEAST_MARK)
    ]
    lines, rest = grown(lines, loose, 0.7 * usual)
    characters = [box for box in rest if 0.5 * usual <= size(box)[1] <= 1.6 * usual]
    more: list[Box] = []
    for box in sorted(characters, key=lambda box: box.x0):
        more, alone = grown(more, [box], usual)
        more += alone
    return lines + more


def _way_up(picture: Picture, areas: list[Box]) -> int:
    """Quarter turns counter-clockwise that make the text stand upright."""
    flat = sum(size(area)[0] > 1.5 * size(area)[1] for area in areas)
    upright = sum(size(area)[1] > 1.5 * size(area)[0] for area in areas)
    ways = (1, 3) if upright > 2 * flat and upright > 2 else (0, 2)
    long = sorted(areas, key=lambda area: -max(size(area)))[:_TRIED]
    if not long:
        return 0
    first = _confidence(picture, long, ways[0])
    if ways[0] == 0 and first >= _DOUBTFUL_WAY:
        return 0
    return ways[0] if first >= _confidence(picture, long, ways[1]) else ways[1]


def _confidence(picture: Picture, areas: list[Box], quarters: int) -> float:
    found = [
        character.confidence
        for area in areas
        for character in models.characters(np.ascontiguousarray(np.rot90(_cut(picture, area), quarters)))
    ]
    return sum(found) / len(found) if found else 0.0


def _read(line: Picture, ink: Ink, height: float) -> Said:
    characters = models.characters(line)
    placed = [Placed(character.text, character.middle * line.shape[1]) for character in characters]
    return said(characters, holes(placed, ink.sum(axis=0).tolist(), height))


def _cut(picture: Picture, box: Box) -> Picture:
    height, width = picture.shape
    return np.ascontiguousarray(
        picture[
            max(int(box.top) - _PAD, 0) : min(round(box.bottom) + _PAD, height),
            max(int(box.x0) - _PAD, 0) : min(round(box.x1) + _PAD, width),
        ]
    )


def _piece(line: _Line) -> Piece:
    """Characters end half way to their neighbours' middles."""
    box = line.box
    left, right = box.x0 - _PAD, box.x1 + _PAD
    middles = [left + middle * (right - left) for middle in line.said.middles]
    edges = [box.x0, *((one + other) / 2 for one, other in zip(middles, middles[1:], strict=False)), box.x1]
    edges = [edge * _POINT for edge in edges]
    return Piece(line.said.text, edges[:-1], edges[1:], box.top * _POINT, box.bottom * _POINT, box.bottom * _POINT)


def _in_points(rule: Rule) -> Rule:
    return Rule(rule.at * _POINT, rule.start * _POINT, rule.end * _POINT)


def _in_pixels(box: Box) -> Box:
    return Box(*(edge / _POINT for edge in box))
