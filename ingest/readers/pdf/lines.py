"""Glyphs to lines, lines to text. No space is invented between Chinese characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.pdf.content import Glyph

_LATIN = re.compile(r"[A-Za-z0-9]")
_OPENING = frozenset("([{<（［｛〔〈《「『【“‘￥¥$")
_CLOSING = frozenset(")]}>）］｝〕〉》」』】”’,.;:!?，。、；：！？·…%％‰℃°")
_INNER = frozenset(".,-/_@&+")
_LETTER = re.compile(r"[A-Za-z]")
_WORD = 0.28  # of the line height: a gap that parts two Latin words
_WIDE = 1.2  # of the line height: a gap that parts two texts on one line
_SAME_LINE = 0.42  # of the taller glyph: baselines this close are one line
_SAME_PLACE = 0.18  # of the height: a glyph printed twice for bold face


@dataclass(frozen=True, slots=True)
class TextLine:
    """A printed line: its text, its box, the widths of its characters at both ends."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    height: float
    first_width: float  # of its first word, which would have to fit on the line before

    @property
    def width(self) -> float:
        """From the first glyph to the last."""
        return self.x1 - self.x0


def lines_of(glyphs: Iterable[Glyph]) -> list[TextLine]:
    """The printed lines of some glyphs from top to bottom."""
    lines = (_line(group) for group in _by_baseline(_upright(list(glyphs))))
    return [line for line in lines if line is not None]


def cell_text(lines: Sequence[TextLine], x0: float, x1: float) -> str:
    """The text of a cell between `x0` and `x1`: wrapped lines are one, a line that ended early keeps its end.

    A line ended early where the first word of the next line would have fitted on it.
    """
    if not lines:
        return ""
    padding = max(min(line.x0 for line in lines) - x0, 0.0)
    room = max(max(line.width for line in lines), x1 - x0 - 2 * padding)
    parts = [lines[0].text]
    for line, following in pairwise(lines):
        parts.append(joint(line, following, room))
        parts.append(following.text)
    return "".join(parts)


def joint(line: TextLine, following: TextLine, room: float) -> str:
    """What stands between two lines of a text: nothing where it was wrapped, a space between words, or a line end."""
    left = room - line.width
    if left > following.first_width + 0.15 * line.height:
        return "\n"
    last, first = line.text[-1], following.text[0]
    if _LETTER.match(last) and _LETTER.match(first) and left > 0.3 * line.height:
        return " "
    return ""


def _upright(glyphs: list[Glyph]) -> list[Glyph]:
    """Where most glyphs stand a quarter turn, turn them all upright; upright and oblique ones stay."""
    turned = [glyph.turn for glyph in glyphs if glyph.turn]
    if len(turned) * 2 <= len(glyphs):
        return glyphs
    turn = max(set(turned), key=turned.count)
    return [_turn(glyph, turn) for glyph in glyphs]


def _turn(glyph: Glyph, turn: int) -> Glyph:
    text, x0, top, x1, bottom, base = glyph[:6]
    if turn == 1:  # reads downwards
        return Glyph(text, top, -x1, bottom, -x0, -x0, 0)
    if turn == 3:  # reads upwards
        return Glyph(text, -bottom, x0, -top, x1, x1, 0)
    return Glyph(text, -x1, -bottom, -x0, -top, -top, 0)


def _by_baseline(glyphs: list[Glyph]) -> list[list[Glyph]]:
    lines: list[list[Glyph]] = []
    base = height = 0.0
    for glyph in sorted(glyphs, key=lambda g: (g.base, g.x0)):
        tall = glyph.bottom - glyph.top
        if lines and glyph.base - base <= _SAME_LINE * max(height, tall):
            lines[-1].append(glyph)
            if tall > height:
                base, height = glyph.base, tall
        else:
            lines.append([glyph])
            base, height = glyph.base, tall
    return lines


def _line(glyphs: list[Glyph]) -> TextLine | None:
    glyphs = _once(sorted(glyphs, key=lambda glyph: glyph.x0))
    while glyphs and glyphs[0].text.isspace():
        glyphs = glyphs[1:]
    while glyphs and glyphs[-1].text.isspace():
        glyphs = glyphs[:-1]
    if not glyphs:
        return None
    height = sorted(glyph.bottom - glyph.top for glyph in glyphs)[len(glyphs) // 2] or 1.0
    parts = [glyphs[0].text]
    for left, right in pairwise(glyphs):
        if _is_apart(left, right, height):
            parts.append(" ")
        parts.append(right.text)
    return TextLine(
        "".join(parts),
        glyphs[0].x0,
        min(glyph.top for glyph in glyphs),
        max(glyph.x1 for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
        height,
        _first_width(glyphs),
    )


def _once(glyphs: list[Glyph]) -> list[Glyph]:
    """Drops a glyph printed again on itself, which is how some programs make bold."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        near = _SAME_PLACE * (glyph.bottom - glyph.top)
        if not any(
            other.text == glyph.text and glyph.x0 - other.x0 <= near and abs(glyph.base - other.base) <= near
            for other in kept[-3:]
        ):
            kept.append(glyph)
    return kept


def _is_apart(left: Glyph, right: Glyph, height: float) -> bool:
    """Whether a gap without a space character in it parts two words or two texts."""
    if left.text.isspace() or right.text.isspace():
        return False
    gap = right.x0 - left.x1
    if gap > _WIDE * height:
        return True
    return gap > _WORD * height and bool(_LATIN.match(left.text) and _LATIN.match(right.text))


def _first_width(glyphs: list[Glyph]) -> float:
    """Width of what cannot be parted at the line's beginning: brackets that open, a character or a Latin word, and
    the marks behind it that may not begin a line.
    """
    index, last = 0, len(glyphs) - 1
    while index < last and glyphs[index].text in _OPENING:
        index += 1
    if _LATIN.match(glyphs[index].text):
        while index < last and (_LATIN.match(glyphs[index + 1].text) or glyphs[index + 1].text in _INNER):
            index += 1
    while index < last and glyphs[index + 1].text in _CLOSING:
        index += 1
    return glyphs[index].x1 - glyphs[0].x0
