"""What a page shows, as plain geometry: texts and ruling lines. Points, origin top left, y downwards, upright."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(slots=True)
class Piece:
    """Characters printed next to each other on one baseline, without a gap: a word, a line, or one character.

    `starts` and `ends` hold where each character begins and ends. `turn`: quarter turns clockwise that it stands
    against the page; None where it stands at another angle (such a piece is one character). `clip`: what the file
    shows of its text, where that is less than all of it.
    """

    text: str
    starts: list[float]
    ends: list[float]
    top: float
    bottom: float
    base: float
    turn: int | None = 0
    clip: Box | None = None

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.starts[0]

    @property
    def x1(self) -> float:
        """Where it ends."""
        return self.ends[-1]

    def part(self, start: int, end: int) -> Piece:
        """Characters `start` to `end` (excluded) as a piece."""
        return Piece(
            self.text[start:end],
            self.starts[start:end],
            self.ends[start:end],
            self.top,
            self.bottom,
            self.base,
            self.turn,
            self.clip,
        )


class Rule(NamedTuple):
    """A ruling line along one axis: `at` on the other axis, from `start` to `end`."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class PageContent:
    """Texts and rules of one page. `fills` are filled areas without an outline: shading, or cells drawn as areas."""

    page_no: int
    width: float
    height: float
    pieces: list[Piece] = field(default_factory=list)
    horizontals: list[Rule] = field(default_factory=list)
    verticals: list[Rule] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    image_share: float = 0.0  # the images' share of the page; scanners cut a page into strips
    image_pixels: int = 0  # that its images have together
    objects: int = 0  # that were looked at to draw it
    unread: int = 0  # characters that the file does not tell, or past what a page can hold
