"""Telephone, identity-card, bank-account and e-mail patterns, and the names that stand before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.privacy.folding import HAN
from ingest.privacy.names import LIKELY_NAME, TITLE

# What makes a row of digits an amount or a part of a number, and no telephone. The gate of raw knows the same.
_AFTER_DIGITS = r"(?!\d|\.\d|\s*(?:元|万|亿|%))"
_EXTENSION = r"(?:\s*(?:转|分机|ext\.?|\-|#)\s*\d{1,6}(?!\d))?"
_AREA = r"(?:10|2\d|[3-9]\d{2})"
_MOBILE = (
    r"1[3-9]\d(?P<gap>[ \-.]?)\d{4}(?P=gap)\d{4}"
    r"|1[3-9]\d[ \-]\d{8}|1[3-9]\d[ \-]\d{3}[ \-]\d{5}|1[3-9]\d{2}[ \-]\d{3}[ \-]\d{4}"
)
_PHONE = re.compile(
    r"(?<![\d.])(?:"
    rf"(?:(?:(?:\+|00)?86[ \-]?)?(?:{_MOBILE})|1[3-9]\d\*{{4}}\d{{4}}){_EXTENSION}{_AFTER_DIGITS}"
    rf"|(?:(?:\+|00)86[ \-]?\(?0?{_AREA}\)?[ \-]?\d{{3,4}}[ \-]?\d{{4}}"
    rf"|\(0\d{{2,3}}\) ?-?\d{{3,4}}[ \-]?\d{{4}}"
    rf"|0\d{{2,3}} ?-+ ?\d{{3,4}}[ \-]?\d{{4}}"
    rf"|0{_AREA} [2-8]\d{{2,3}}[ \-]?\d{{4}}"
    rf"|[48]00[ \-]\d{{3}}[ \-]?\d{{4}}){_EXTENSION}(?!\d)"
    r")"
)
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
    r"|[1-9]\d{5} (?:19|20)\d{2} ?(?:0[1-9]|1[0-2]) ?(?:0[1-9]|[12]\d|3[01]) ?\d{3}[\dXx]"
    r"|[1-9]\d{5}\*{4,10}\d{3}[\dXx]"
    r")(?![0-9A-Za-z])"
)
_MAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64} ?@ ?[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,8}")
_CARD = re.compile(r"(?<![\d.])62\d{2}(?: \d{4}){3}(?: \d{1,3})?(?![\d.])")
_ACCOUNT = re.compile(r"(?:[账帐](?:号|户|户号)|卡号)(?:码)?\s*:?\s*(?P<value>\d[\d \-]{6,30}\d)(?!\s*(?:元|万|亿))")
NUMBERS = r"\(?\+?\d[\d \-()./*#转]{4,}\d"
_PHONE_AFTER_WORD = re.compile(
    r"(?:电话|電話|手机|手機|传真|傳真|联系方式|联络方式|座机|微信|(?<![A-Za-z])(?:qq|tel|phone|mobile|fax))"
    rf"(?:号|号码)?(?:\([^()]{{0,12}}\))?\s*[.:]?\s*(?P<value>{NUMBERS}(?:\s*[、,;]\s*{NUMBERS})*)"
    r"(?!\d|\.\d|\s*(?:元|万|亿|%|部|台|个|人|次|户|张|只))",
    re.I,
)
# Tests that most texts fail, so that folding and patterns are for few. They read the text as it is printed. A search is
# fast where all that it looks for begins with a character of a known set, so the set stands first.
MAY_HOLD_NUMBER = re.compile(r"[\d@＠](?:(?<=[@＠])|\*{4}|[\s\-.()－—–．（）]{0,2}(?:\d[\s\-.()－—–．（）]{0,2}){4}\d)")
# A name that a telephone number follows.
_NAME_BEFORE = re.compile(
    rf"(?:(?<!{HAN})|(?<=[由请找向与和及给系]))(?P<value>{LIKELY_NAME}){TITLE}?[\s(/,:、\-]*(?:(?:联系)?电话|手机号?)?[\s(/,:、\-]*$"
)
_NEAR = 16


def number_spans(folded: str) -> Iterator[tuple[int, int]]:
    """Numbers and addresses, and the names before them; spans may overlap."""
    for start, end in _numbers(folded):
        yield start, end
        if before := _NAME_BEFORE.search(folded, max(0, start - _NEAR), start):
            yield before.span("value")


def _numbers(folded: str) -> Iterator[tuple[int, int]]:
    for found in _PHONE.finditer(folded):
        if not _is_in_a_row_of_numbers(folded, found):
            yield found.span()
    for pattern in (_IDENTITY, _MAIL, _CARD):
        for found in pattern.finditer(folded):
            yield found.span()
    for pattern in (_ACCOUNT, _PHONE_AFTER_WORD):
        for found in pattern.finditer(folded):
            yield found.span("value")


def _is_in_a_row_of_numbers(folded: str, found: re.Match[str]) -> bool:
    """150 2000 3000 among other numbers: cells of a table whose borders are gone, not a telephone number."""
    if " " not in found[0].strip():
        return False
    before = folded[: found.start()].rstrip(" ")
    after = folded[found.end() :].lstrip(" ")
    return (before[-1:].isdigit() and before != folded[: found.start()]) or (
        after[:1].isdigit() and after != folded[found.end() :]
    )
