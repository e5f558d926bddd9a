"""A second witness of a line: does its ink stand where the characters read from it would be?

The model may be sure of all that it read and have left something out: 86.40 as 8640, 亩 at the end of 6000亩. What was
left out leaves ink that no character accounts for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

# Heights of the type by the height of a line's ink: Chinese characters fill it, digits stand in three quarters of it.
_WIDE_INK, _NARROW_INK = 0.92, 0.72
_NARROW_GAP = 0.42  # of the type's height: more room than two characters beside each other leave, and a digit fits in
_WIDE_GAP = 0.8  # … in which a Chinese character fits
_MARGIN = 0.1  # characters' own ink may reach so far
_INK = 0.1  # of the type's height: ink as wide as this is more than a speck
_NEAR = 0.35  # a stroke so near to a character's middle may be its own
_SPECK = 5  # pixels of ink; less is none
_PER_CENT = frozenset("%％‰")


class Placed(NamedTuple):
    """A character read and where its middle is, in pixels."""

    text: str
    middle: float


def holes(characters: Sequence[Placed], columns: Sequence[int], height: float) -> list[int]:
    """Before which characters one is missing (the number of characters: behind the last), in order.

    `columns`: pixels of ink in each column of the line; `height` of its ink.
    """
    if not characters:
        return []
    type_height = height / (_WIDE_INK if any(_width(one.text) == 1 for one in characters) else _NARROW_INK)
    found = set(_gaps(characters, columns, type_height))
    found.update(_strokes_too_many(characters, columns, type_height))
    return sorted(found)


def is_figure_sign(text: str) -> bool:
    """Digits and what stands among them, narrow, each of one stroke of ink as seen from above."""
    return text in "0123456789.,-+" or text in _PER_CENT


def _gaps(characters: Sequence[Placed], columns: Sequence[int], type_height: float) -> list[int]:
    """Where more room is left than between two characters, and ink stands in it."""
    ends = [(0.0, 0.0), *((one.middle, _width(one.text) * type_height / 2) for one in characters)]
    ends.append((len(columns), 0.0))
    found = []
    for at, ((left, before), (right, after)) in enumerate(pairwise(ends)):
        start, end = left + before, right - after
        beside = [one.text for one in characters[max(at - 1, 0) : at + 1]]
        room = _NARROW_GAP if any(is_figure_sign(text) or text.isnumeric() for text in beside) else _WIDE_GAP
        if end - start <= room * type_height:
            continue
        margin = _MARGIN * type_height
        inside = columns[max(round(start + margin), 0) : max(round(end - margin), 0)]
        if sum(ink > 0 for ink in inside) > _INK * type_height:
            found.append(at)
    return found


def _strokes_too_many(characters: Sequence[Placed], columns: Sequence[int], type_height: float) -> list[int]:
    """Where two strokes that stand apart share one narrow character of a figure."""
    found = []
    strokes = _strokes(columns)
    for is_figure, group in groupby(range(len(characters)), key=lambda at: is_figure_sign(characters[at].text)):
        run = list(group)
        if not is_figure or not any(characters[at].text.isdigit() for at in run):
            continue
        first, last = characters[run[0]].middle, characters[run[-1]].middle
        taken: dict[int, int] = {}
        for middle in strokes:
            if not first - _NEAR * type_height <= middle <= last + _NEAR * type_height:
                continue
            nearest = min(run, key=lambda at: abs(characters[at].middle - middle))
            taken[nearest] = taken.get(nearest, 0) + 1
        strokes_due = sum(3 if characters[at].text in _PER_CENT else 1 for at in run)
        if sum(taken.values()) > strokes_due:
            crowded = max(run, key=lambda at: taken.get(at, 0) - (2 if characters[at].text in _PER_CENT else 0))
            found.append(crowded + 1)
    return found


def _strokes(columns: Sequence[int]) -> list[float]:
    """The middles of runs of columns with ink."""
    middles = []
    at = 0
    for has_ink, group in groupby(columns, key=lambda ink: ink > 0):
        run = list(group)
        if has_ink and sum(run) >= _SPECK:
            middles.append(at + len(run) / 2)
        at += len(run)
    return middles


def _width(text: str) -> float:
    """In heights of the type. Signs such as ≥ are as wide as Chinese characters."""
    if text in ".,":
        return 0.3
    return 1.0 if unicodedata.east_asian_width(text[0]) in "WFA" else 0.5
