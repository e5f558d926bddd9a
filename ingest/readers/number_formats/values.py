"""Stored numbers: what a file wrote out or holds, exact to the digits that count."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from math import isfinite

from ingest.readers.number_formats.codes import MAX_CODE

# Wide enough for the largest double with the longest code; half up as Excel rounds.
EXACT = Context(prec=MAX_CODE + 400, rounding=ROUND_HALF_UP, Emin=-5000, Emax=5000)
_PLAIN_INTEGER = re.compile(r"-?[0-9]{1,40}")
_NUMBER = re.compile(r"[+-]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d{1,4})?", re.ASCII)


def parse_number(text: str) -> Decimal | None:
    """The number that a file wrote out, to the 15 digits that count; whole numbers keep all digits. Else None."""
    text = text.strip()
    if _PLAIN_INTEGER.fullmatch(text):
        return Decimal(text)
    if not _NUMBER.fullmatch(text):
        return None
    return from_float(float(text))


def from_float(value: float) -> Decimal | None:
    """A stored double to 15 significant digits: 0.30000000000000004 is 0.3. None where it is no number."""
    if not isfinite(value):
        return None
    return Decimal(f"{value:.15g}")


def rounded_to(value: Decimal, places: int) -> Decimal:
    """The value with so many decimal places, half up."""
    return value.quantize(Decimal(1).scaleb(-places, EXACT), context=EXACT)


def trimmed(text: str) -> str:
    """A written number without zeros at its end, behind the point only."""
    return text.rstrip("0").rstrip(".") if "." in text else text
