"""Formulas of an Excel 97–2003 workbook that no program has calculated yet.

A formula that was written by a program without a calculator holds no result: its file says 0 to be calculated on
loading, or an empty text as the result of a sum. Neither may pass for a zero or a blank.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

import xlrd
from xlrd.formula import FMLA_TYPE_CELL, decompile_formula

_BOF, _EOF, _FORMULA, _SHEET = frozenset({0x009, 0x209, 0x409, 0x809}), 0x0A, 0x006, 0x085
_CALCULATE_ON_LOAD = 0x2
_ZERO = bytes(8)
_NO_TEXT = b"\x03\x00\x00\x00\x00\x00\xff\xff"
_HEAD = struct.Struct("<3H8sH")  # row, column, style, result, options
_BIFF8 = 80
# Functions whose result is a number, whatever they are given.
_NUMERIC = re.compile(
    r"^(?:SUM|SUMIF|SUMIFS|SUMPRODUCT|SUBTOTAL|AVERAGE|COUNT|COUNTA|COUNTIF|PRODUCT|ROUND|ROUNDUP|ROUNDDOWN|MAX|MIN|ABS|INT)\("
)
_ARITHMETIC = re.compile(r"^[A-Z$0-9.()!+*/\- ]*[+*/-][A-Z$0-9.()!+*/\- ]*$")
_FUNCTION = re.compile(r"[A-Z]\(")


def uncalculated(stream: bytes, book: xlrd.book.Book) -> dict[int, dict[tuple[int, int], str]]:
    """Number of the worksheet: row and column (0-based): text of the formula with its =. `stream` is the workbook's."""
    found: dict[int, dict[tuple[int, int], str]] = {}
    if book.biff_version != _BIFF8:
        return found
    for number, start in enumerate(_worksheets(stream)):
        for kind, at, length in _records(stream, start):
            if kind != _FORMULA or length < 22:
                continue
            row, column, _, result, options = _HEAD.unpack_from(stream, at)
            waiting = result == _ZERO and options & _CALCULATE_ON_LOAD
            if not waiting and result != _NO_TEXT:
                continue
            text = _text(stream[at + 20 : at + length], row, column, book)
            if waiting or _is_number(text):
                found.setdefault(number, {})[row, column] = f"={text}"
    return found


def _worksheets(stream: bytes) -> list[int]:
    """Where the worksheets begin, in the order in which xlrd numbers them; charts and macros are none."""
    starts: list[int] = []
    for kind, at, length in _records(stream, 0):
        if kind == _SHEET and length >= 6:
            start, _, sheet_kind = struct.unpack_from("<IBB", stream, at)
            if sheet_kind == 0:
                starts.append(start)
    return starts


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of the records of one part of the stream; parts inside it (charts) are passed over."""
    depth = 0
    at = start
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind in _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1 and at + length <= len(stream):
            yield kind, at, length
        at += length


def _text(formula: bytes, row: int, column: int, book: xlrd.book.Book) -> str:
    """The formula as a person writes it, as far as xlrd can tell; empty where it cannot."""
    try:
        (length,) = struct.unpack_from("<H", formula, 0)
        return decompile_formula(book, formula[2:], length, FMLA_TYPE_CELL, row, column) or ""
    except (xlrd.XLRDError, struct.error, AssertionError, AttributeError, LookupError, TypeError, ValueError):
        return ""  # a kind of formula that xlrd does not know


def _is_number(text: str) -> bool:
    """Whether the formula can give nothing but a number."""
    if _NUMERIC.match(text):
        return True
    return _ARITHMETIC.match(text) is not None and _FUNCTION.search(text) is None
