"""What a line says, with a mark for each character that was not read surely.

Wrong money is worse than none: a doubtful character of a figure stands as U+FFFD, as characters do that a file does not
tell. Such an amount is unreadable and such a value no number; nothing that was guessed passes as sure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import inf
from typing import Protocol

UNREAD = "\ufffd"
# A character of a figure must be as sure as this; one of a word need only be more likely than not.
SURE_FIGURE = 0.9
SURE_WORD = 0.5
# 1.286 would be 1,286 with one speck of ink more.
SURE_POINT = 0.99
_GROUP = 3  # digits between thousands marks
_SIGNS = frozenset("%％‰≥≤＜＞<>=＝±≧≦")
_POINTS = frozenset(".．·")
# Letters that a digit may be read as: among nothing but figures they are doubtful however sure the model is.
_LIKE_DIGITS = frozenset("OoIl|")
# These belong to a figure beside a digit.
_BESIDE = frozenset((*".,·．，、:：/／-－—~～+＋", "年", "月", "日", "元"))


class Read(Protocol):
    """A character with how sure it is (0 to 1) and where its middle is, as a share of the line's length."""

    @property
    def text(self) -> str:
        """The character."""

    @property
    def confidence(self) -> float:
        """How sure."""

    @property
    def middle(self) -> float:
        """Where."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says: its characters, where the middle of each is, and how many are marks."""

    text: str
    middles: tuple[float, ...]
    unread: int


def said(characters: Sequence[Read], holes: Collection[int] = ()) -> Said:
    """The text of a line. A space that the model supposes stays only between two letters or digits.

    `holes`: before which characters one is missing (the number of characters: behind the last).
    """
    texts: list[str] = []
    middles: list[float] = []
    for at, character in enumerate(characters):
        text = character.text
        if at in holes:
            texts.append(UNREAD)
            middles.append(_between(characters, at))
        if text.isspace():
            if not (_is_narrow(characters, at - 1) and _is_narrow(characters, at + 1)):
                continue
        elif character.confidence < _least(characters, at):
            text = UNREAD
        texts.append(text)
        middles.append(character.middle)
    if len(characters) in holes:
        texts.append(UNREAD)
        middles.append(_between(characters, len(characters)))
    return Said("".join(texts), tuple(middles), texts.count(UNREAD))


def _between(characters: Sequence[Read], at: int) -> float:
    left = characters[at - 1].middle if at > 0 else 0.0
    right = characters[at].middle if at < len(characters) else 1.0
    return (left + right) / 2


def _least(characters: Sequence[Read], at: int) -> float:
    """How sure a character must be. Nothing hangs on a mark between words."""
    point = _sure_point(characters, at)
    if point is not None:
        return point
    if characters[at].text in _LIKE_DIGITS and all(_is_among_figures(one.text) for one in characters):
        return inf
    if _is_figure(characters, at):
        return SURE_FIGURE
    return SURE_WORD if characters[at].text.isalnum() else 0.0


def _is_figure(characters: Sequence[Read], at: int) -> bool:
    text = characters[at].text
    if _is_sign_or_numeral(text):
        return True
    return text in _BESIDE and any(
        0 <= near < len(characters) and _is_numeral(characters[near].text) for near in (at - 1, at + 1)
    )


def _is_among_figures(text: str) -> bool:
    return _is_sign_or_numeral(text) or text in _BESIDE or text in _LIKE_DIGITS or text.isspace()


def _is_sign_or_numeral(text: str) -> bool:
    return text in _SIGNS or _is_numeral(text)


def _sure_point(characters: Sequence[Read], at: int) -> float | None:
    """How sure a point must be that may be a comma: one with three digits behind it and no more; None for others.

    With another point behind those it is none.
    """
    if characters[at].text not in _POINTS:
        return None
    digits = "".join(one.text for one in characters[at + 1 : at + _GROUP + 2])
    if not digits[:_GROUP].isdecimal() or len(digits[:_GROUP]) < _GROUP or digits[_GROUP:].isdecimal():
        return None
    return inf if digits[_GROUP:] in _POINTS else SURE_POINT


def _is_numeral(text: str) -> bool:
    """Digits, and the characters that are written for numbers and powers of ten."""
    return len(text) == 1 and unicodedata.numeric(text, None) is not None


def _is_narrow(characters: Sequence[Read], at: int) -> bool:
    return 0 <= at < len(characters) and characters[at].text.isascii() and characters[at].text.isalnum()
