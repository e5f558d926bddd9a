"""What patterns read: a text of the same length, with signs, blanks and dashes of one kind."""

from __future__ import annotations

# Full-width signs as ASCII, every blank a space, every dash a hyphen.
FOLD = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys((0x09, 0x0B, 0x0C, 0x0D, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000), 0x20),
    **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212), 0x2D),
    **dict.fromkeys((0x2022, 0x2027, 0x30FB), 0xB7),  # dots in names of other nations
}
HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
