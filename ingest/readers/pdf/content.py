"""What a page shows, as plain geometry: glyphs and ruling lines. Points, origin top left, y downwards, upright."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle."""

    x0: float
    top: float
    x1: float
    bottom: float


class Glyph(NamedTuple):
    """One printed character: its text, its box over advance width and line height, its baseline.

    `turn`: quarter turns clockwise that it stands against the page; None where it stands at another angle.
    `clip`: what the file shows of its text, where that is less than all of it.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    turn: int | None = 0
    clip: Box | None = None


class Rule(NamedTuple):
    """A ruling line along one axis: `at` on the other axis, from `start` to `end`."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class PageContent:
    """Glyphs and rules of one page. `fills` are filled areas without an outline: shading, or cells drawn as areas."""

    page_no: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    horizontals: list[Rule] = field(default_factory=list)
    verticals: list[Rule] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    image_share: float = 0.0  # the largest image's share of the page
    unmapped: int = 0  # glyphs whose character the file does not tell
    overfull: bool = False  # too many drawing objects: the rules were given up
