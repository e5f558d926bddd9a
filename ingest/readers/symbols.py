"""Symbol fonts: characters that are drawn as something else than their code says. A box of Wingdings is a check box."""

from __future__ import annotations

# By font, code of the glyph (without the offset 0xF000 of private characters) to the character that it draws.
# Only what a form prints: check boxes and ticks, comparison signs, signs of quantity, bullets.
_WINGDINGS = {
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x70: "□",
    0x71: "□",
    0x72: "□",
    0x75: "◆",
    0x9F: "•",
    0xA1: "○",
    0xA6: "○",
    0xA7: "▪",
    0xA8: "□",
    0xD8: "➢",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
}
_WINGDINGS_2 = {
    0x4F: "✗",
    0x50: "✓",
    0x51: "☒",
    0x52: "☑",
    0x53: "☒",
    0x54: "☒",
    0x97: "●",
    0xA2: "■",
    0xA3: "□",
    0xA4: "□",
    0xA5: "□",
}
_WEBDINGS = {0x61: "✓", 0x63: "□", 0x67: "■", 0x72: "✗"}
_SYMBOL = {
    0x2D: "−",
    0x57: "Ω",
    0x6D: "μ",
    0xA2: "′",
    0xA3: "≤",
    0xA5: "∞",
    0xB0: "°",
    0xB1: "±",
    0xB2: "″",
    0xB3: "≥",
    0xB4: "×",
    0xB7: "•",
    0xB8: "÷",
    0xB9: "≠",
    0xBB: "≈",
    0xD6: "√",
}
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "webdings": _WEBDINGS, "symbol": _SYMBOL}
_PRIVATE = range(0xF000, 0xF100)


def is_symbol_font(font: str | None) -> bool:
    """Whether the characters of this font are pictures."""
    return font is not None and font.strip().lower() in _FONTS


def drawn(text: str, font: str | None) -> str:
    """The text as it is drawn in this font: known glyphs as ordinary characters, all else as it is.

    Symbol keeps Greek letters and digits at the places of Latin ones; only signs are taken from it.
    """
    glyphs = _FONTS.get(font.strip().lower()) if font else None
    if glyphs is None:
        return text
    return "".join(glyphs.get(_code(character), character) for character in text)


def _code(character: str) -> int:
    code = ord(character)
    return code - 0xF000 if code in _PRIVATE else code
