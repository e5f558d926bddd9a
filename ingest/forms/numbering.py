"""The numbers that rows are counted by, and their levels: 一、 over （一） over 1. over 1.1 over (1)."""

from __future__ import annotations

import re

_NUMERAL = "[一二三四五六七八九十]{1,3}"
# Numbers from the upper level to the lower; a number that leads a text is followed by a mark or a space.
_LEVELS = (
    (1, rf"第?{_NUMERAL}", "[、.:]"),
    (2, rf"\({_NUMERAL}\)", "[、.:]?"),
    (3, r"\d{1,4}", r"[、.:)](?!\d)"),
    (6, r"\(\d{1,3}\)|[①-⑳]", "[、.:]?"),
)
_NUMBERS = tuple((level, re.compile(rf"(?:{number})[、.:)]?")) for level, number, _ in _LEVELS)
_LEADING = tuple((level, re.compile(rf"\s*(?:{number}){mark}\s*")) for level, number, mark in _LEVELS)
_NESTED = re.compile(r"\d{1,3}(?:[.\-]\d{1,3}){1,3}")  # 1.1, 1-2-1: below the number that leads it
_LEADING_NESTED = re.compile(rf"\s*{_NESTED.pattern}[、\s]\s*")
_FOLDED = str.maketrans("（）：．－—–", "():.---")


def number_level(text: str) -> int | None:
    """The level of a cell that is only a number: 一 1, （一） 2, 1 3, 1.1 4, (1) 6; larger is lower."""
    folded = "".join(text.split()).translate(_FOLDED)
    if _NESTED.fullmatch(folded):
        return 3 + min(2, len(re.findall(r"[.\-]", folded)))
    return next((level for level, pattern in _NUMBERS if pattern.fullmatch(folded)), None)


def leading_number(text: str) -> tuple[int | None, str]:
    """The level of the number that leads a text, and the text behind it: 一、农业局 → 1, 农业局."""
    folded = text.translate(_FOLDED)
    if found := _LEADING_NESTED.match(folded):
        return number_level(found.group().strip(" 、\t")), text[found.end() :]
    for level, pattern in _LEADING:
        if (found := pattern.match(folded)) and found.end() < len(text):
            return level, text[found.end() :]
    return None, text
