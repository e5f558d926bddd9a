"""Pieces to lines, lines to text. No space is invented between Chinese characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.pdf.content import Piece

_LATIN = re.compile(r"[A-Za-z0-9]")
_OPENING = frozenset("([{<（［｛〔〈《「『【“‘￥¥$")
_SIGNS = frozenset("≥≤≧≦><=＞＜＝±+-−")  # stay with the number behind them
_CLOSING = frozenset(")]}>）］｝〕〉》」』】”’,.;:!?，。、；：！？·…%％‰℃°")
_INNER = frozenset(".,-/_@&+%‰~")
_LETTER = re.compile(r"[A-Za-z]")
_WORD = 0.28  # of the line height: a gap that parts two Latin words
_WIDE = 1.2  # of the line height: a gap that parts two texts on one line
_SAME_LINE = 0.42  # of the taller piece: baselines this close are one line
_SPARE = 0.9  # of the line height: room that a wrapped line may leave besides the next word's
_SAME_PLACE = 0.18  # of the height: a text printed twice for bold face


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
    space_before: bool = False  # a space is printed at its beginning, or its end
    space_after: bool = False

    @property
    def width(self) -> float:
        """From the first character to the last."""
        return self.x1 - self.x0


def lines_of(pieces: Iterable[Piece]) -> list[TextLine]:
    """The printed lines of some pieces from top to bottom."""
    lines = (_line(group) for group in by_baseline(_upright(list(pieces))))
    return [line for line in lines if line is not None]


def cell_text(lines: Sequence[TextLine], x0: float, x1: float) -> str:
    """The text of a cell between `x0` and `x1`: wrapped lines are one, a line that ended early keeps its end.

    A line ended early where the first word of the next line would have fitted on it, and a character more: some
    programs do not part two characters that make a word.
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
    """What stands between two lines of a text: nothing where it was wrapped, the space printed there or one between
    words, or a line end.
    """
    left = room - line.width
    if left > following.first_width + _SPARE * line.height:
        return "\n"
    if line.space_after or following.space_before:
        return " "
    last, first = line.text[-1], following.text[0]
    if _LETTER.match(last) and _LETTER.match(first) and left > 0.3 * line.height:
        return " "
    return ""


def _upright(pieces: list[Piece]) -> list[Piece]:
    """Where most characters stand a quarter turn, turn them all upright; others stay."""
    turned = [piece.turn for piece in pieces if piece.turn]
    if len(turned) * 2 <= sum(len(piece.text) for piece in pieces):
        return pieces
    turn = max(set(turned), key=turned.count)
    return [_turn(piece, turn) for piece in pieces]


def _turn(piece: Piece, turn: int) -> Piece:
    x0, top, x1, bottom = piece.x0, piece.top, piece.x1, piece.bottom
    if turn == 1:  # reads downwards
        return Piece(piece.text, [top], [bottom], -x1, -x0, -x0)
    if turn == 3:  # reads upwards
        return Piece(piece.text, [-bottom], [-top], x0, x1, x1)
    return Piece(piece.text, [-x1], [-x0], -bottom, -top, -top)


def by_baseline(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces line by line, from top to bottom, in no order within a line."""
    lines: list[list[Piece]] = []
    base = height = 0.0
    for piece in sorted(pieces, key=lambda piece: piece.base):
        tall = piece.bottom - piece.top
        if lines and piece.base - base <= _SAME_LINE * max(height, tall):
            lines[-1].append(piece)
            if tall > height:
                base, height = piece.base, tall
        else:
            lines.append([piece])
            base, height = piece.base, tall
    return lines


def _line(pieces: list[Piece]) -> TextLine | None:
    pieces = _once(sorted(pieces, key=lambda piece: piece.x0))
    text, starts, ends = "", [], []
    tall = sorted(pieces, key=lambda piece: piece.bottom - piece.top)[len(pieces) // 2]
    height = max(tall.bottom - tall.top, 1.0)
    for piece in pieces:
        if text and _is_apart(text[-1], piece.text[0], piece.x0 - ends[-1], height):
            text += " "
            starts.append(ends[-1])
            ends.append(piece.x0)
        text += piece.text
        starts += piece.starts
        ends += piece.ends
    first, last = 0, len(text)
    while first < last and text[first].isspace():
        first += 1
    while first < last and text[last - 1].isspace():
        last -= 1
    if first == last:
        return None
    return TextLine(
        text[first:last],
        starts[first],
        min(piece.top for piece in pieces),
        ends[last - 1],
        max(piece.bottom for piece in pieces),
        height,
        ends[_first_end(text, first, last - 1)] - starts[first],
        first > 0,
        last < len(text),
    )


def _once(pieces: list[Piece]) -> list[Piece]:
    """Drops a piece printed again on itself, which is how some programs make bold."""
    if len(pieces) == 1:
        return pieces
    kept: list[Piece] = []
    for piece in pieces:
        near = _SAME_PLACE * (piece.bottom - piece.top)
        if not any(
            other.text == piece.text and piece.x0 - other.x0 <= near and abs(piece.base - other.base) <= near
            for other in kept[-3:]
        ):
            kept.append(piece)
    return kept


def _is_apart(left: str, right: str, gap: float, height: float) -> bool:
    """Whether a gap without a space character in it parts two words or two texts."""
    if left.isspace() or right.isspace():
        return False
    if gap > _WIDE * height:
        return True
    return gap > _WORD * height and bool(_LATIN.match(left) and _LATIN.match(right))


def _first_end(text: str, index: int, last: int) -> int:
    """Where what cannot be parted at the beginning ends: brackets that open, signs, a character or a Latin word, and
    the marks behind it that may not begin a line.
    """
    while index < last and (text[index] in _OPENING or text[index] in _SIGNS):
        index += 1
    if _LATIN.match(text[index]):
        while index < last and (_LATIN.match(text[index + 1]) or text[index + 1] in _INNER):
            index += 1
    while index < last and text[index + 1] in _CLOSING:
        index += 1
    return index
