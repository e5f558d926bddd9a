"""Number formats of spreadsheets: a stored value and its format code give the text that a person sees.

A cell that shows 95.5%, 150万元 or 2024年3月 is stored as 0.955, 150 or 45352 with a format; the text is what
was published. The grammar is that of Excel files, and values are rounded as Excel rounds them: to 15 significant
digits first, then half up to the digits shown. Where Excel would only give up for want of room, the text keeps
what the file holds: a date out of range is shown as its number, and General shows long numbers with all their
digits (440123202400001, not 4.40123E+14).
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from ingest.readers.number_formats.chinese import chinese_number
from ingest.readers.number_formats.codes import BUILTIN, GENERAL, Section, choose, parse
from ingest.readers.number_formats.dates import render_date, serial_of
from ingest.readers.number_formats.numbers import general, render_fraction, render_number, scaled
from ingest.readers.number_formats.values import from_float, parse_number

__all__ = [
    "BUILTIN",
    "GENERAL",
    "VERSION",
    "chinese_number",
    "display",
    "display_text",
    "from_float",
    "general",
    "is_date_code",
    "parse_number",
    "serial_of",
    "shown",
]

VERSION = "formats-1"
_SHORT_INTEGER = re.compile(r"0|[1-9][0-9]{0,10}")


@lru_cache(maxsize=16_384)
def shown(text: str, code: str, date1904: bool = False) -> str:
    """What a cell shows whose number the file wrote out like this; the text itself where it is no number."""
    if code == GENERAL and _SHORT_INTEGER.fullmatch(text):
        return text
    value = parse_number(text)
    return display(value, code, date1904) if value is not None else text


def display(value: Decimal, code: str, date1904: bool = False) -> str:
    """The text that a cell with this number and this format code shows, without outer white space."""
    sections = parse(code)
    section, value, signed = choose(sections, value)
    if section is None:
        return general(value)
    # No date is before the first day.
    text = None if section.kind == "date" and signed else _render(section, value, date1904)
    if text is None:  # a date out of range: Excel shows a row of #
        return general(-value if signed else value)
    return "-" + text.strip(" ") if signed else text.strip(" ")


def display_text(text: str, code: str) -> str:
    """The text that a cell with this text and this format code shows: a text section may add words to it."""
    if code in (GENERAL, "@") or ("@" not in code and ";" not in code):
        return text
    sections = parse(code)
    last = sections[-1]
    if last.kind != "text" and len(sections) < 4:
        return text
    return "".join(text if token.kind == "text" else token.text for token in last.tokens).strip(" ")


def is_date_code(code: str) -> bool:
    """Whether numbers under this code are shown as dates or times."""
    return any(section.kind == "date" for section in parse(code))


def _render(section: Section, value: Decimal, date1904: bool) -> str | None:
    if section.kind == "date":
        return render_date(section, value, date1904)
    if section.kind in ("general", "text"):
        value = scaled(section, value)
        number = general(value)
        if section.dbnum:
            number = chinese_number(number, section.dbnum)
        return "".join(number if token.kind in ("general", "text") else token.text for token in section.tokens)
    if section.kind == "literal":
        return "".join(token.text for token in section.tokens)
    if any(token.kind == "slash" for token in section.tokens) and (text := render_fraction(section, value)):
        return text
    return render_number(section, value)
