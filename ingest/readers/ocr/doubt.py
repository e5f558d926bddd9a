"""What a line says, with a mark for each character that was not read surely.

Wrong money is worse than none: a doubtful character of a figure stands as U+FFFD, as characters do that a file does not
tell. Such an amount is unreadable and such a value no number; nothing that was guessed passes as sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

UNREAD = "\ufffd"
# A character of a figure must be as sure as this; one of a word need only be more likely than not.
SURE_FIGURE = 0.9
SURE_WORD = 0.5
_DIGITS = frozenset("0123456789０１２３４５６７８９")
# These say how much, wherever they stand …
_AMOUNTS = frozenset("%％‰≥≤＜＞<>=＝±≧≦一二三四五六七八九十百千万亿两零〇壹贰叁肆伍陆柒捌玖拾佰仟元")
# … and these beside a digit.
_BESIDE = frozenset(".,·．，、:：/／-－—~～+＋年月日")


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


def said(characters: Sequence[Read]) -> Said:
    """The text of a line. A space that the model supposes stays only between two letters or digits."""
    texts, middles, unread = [], [], 0
    for at, character in enumerate(characters):
        text = character.text
        if text.isspace():
            if not (_is_narrow(characters, at - 1) and _is_narrow(characters, at + 1)):
                continue
        elif character.confidence < (SURE_FIGURE if _is_figure(characters, at) else SURE_WORD):
            if not (text.isalnum() or _is_figure(characters, at)):
                pass  # a mark between words: nothing hangs on it
            else:
                text = UNREAD
                unread += 1
        texts.append(text)
        middles.append(character.middle)
    return Said("".join(texts), tuple(middles), unread)


def _is_figure(characters: Sequence[Read], at: int) -> bool:
    text = characters[at].text
    if text in _DIGITS or text in _AMOUNTS:
        return True
    return text in _BESIDE and any(
        0 <= near < len(characters) and characters[near].text in _DIGITS for near in (at - 1, at + 1)
    )


def _is_narrow(characters: Sequence[Read], at: int) -> bool:
    return 0 <= at < len(characters) and characters[at].text.isascii() and characters[at].text.isalnum()
