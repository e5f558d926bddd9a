"""The character that a page shows, where the file names a look-alike of it."""

from __future__ import annotations

import unicodedata

# Radicals of the supplement block that have the shape of a whole character (which is what was typed). Unicode
# gives most of them no compatibility mapping, unlike the Kangxi radicals.
_RADICALS = {
    "⺠": "民",
    "⻁": "虎",
    "⻄": "西",
    "⻅": "见",
    "⻆": "角",
    "⻉": "贝",
    "⻋": "车",
    "⻓": "长",
    "⻔": "门",
    "⻘": "青",
    "⻙": "韦",
    "⻚": "页",
    "⻛": "风",
    "⻜": "飞",
    "⻢": "马",
    "⻣": "骨",
    "⻤": "鬼",
    "⻥": "鱼",
    "⻦": "鸟",
    "⻨": "麦",
    "⻩": "黄",
    "⻬": "齐",
    "⻮": "齿",
    "⻰": "龙",
    "⻳": "龟",
    "⺼": "月",
    "⻝": "食",
}


def printed(character: str) -> str:
    """The character a reader of the page sees: some producers name 目 as the radical ⽬, a space as a no-break one."""
    if character < "\u2e80":
        return " " if character == "\xa0" else character
    if character <= "\u2eff":
        return _RADICALS.get(character, character)
    if character <= "\u2fdf":
        return unicodedata.normalize("NFKC", character)
    return character
