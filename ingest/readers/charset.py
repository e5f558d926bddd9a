"""Bytes to characters: byte-order mark, UTF-8, what the file declares, a guess, and marks for what is damaged."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from ingest.errors import RejectedDocumentError

VERSION = "charset-1"  # stands in those of the readers that use it

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Charsets in which Chinese documents come; the guesser, or the file itself, may name a cousin of one of them.
_CHINESE = {
    **dict.fromkeys(("gb2312", "gbk", "cp936", "gb18030", "gb18030-2000", "x-gbk", "gb_2312-80", "ms936"), "gb18030"),
    **dict.fromkeys(("big5", "cp950", "big5hkscs", "big5-hkscs", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("hz", "hz-gb-2312"), "hz"),
}
# How much of a text may be lost before it counts as unreadable: one character in so many.
_LOST = 20


def decode(data: bytes, declared: str | None = None) -> tuple[str, str, bool]:
    """Text, charset and whether bytes were damaged.

    `declared`: the charset that the file names for itself. It is believed after UTF-8 has failed and only where it is
    one that Chinese documents come in: every sequence of bytes is valid Latin-1.
    Raises RejectedDocumentError `not_text` or `unknown_charset` where the bytes are no text.
    """
    for bom, charset in _BOMS:
        if data.startswith(bom):
            text = data.decode(charset, errors="replace")
            return text, charset, "\ufffd" in text
    if b"\x00" not in data:
        try:
            return data.decode("utf-8"), "utf-8", False
        except UnicodeDecodeError:
            pass
    named = _CHINESE.get(declared.strip().lower()) if declared else None
    if named is not None:
        try:
            return data.decode(named), named, False
        except UnicodeDecodeError:
            pass
    best = from_bytes(data).best()
    if best is not None:
        charset = _CHINESE.get(best.encoding, best.encoding)
        try:
            return data.decode(charset), charset, False
        except UnicodeDecodeError:
            return str(best), best.encoding, False
    # A few damaged bytes make strict decoding and the guess fail: take the charset that loses least.
    names = dict.fromkeys(name for name in ("utf-8", "gb18030", named) if name is not None)
    candidates = [(data.decode(name, errors="replace"), name) for name in names]
    text, charset = min(candidates, key=lambda candidate: candidate[0].count("\ufffd"))
    if text.count("\ufffd") > max(3, len(text) // _LOST):
        if is_binary(text):
            raise RejectedDocumentError("not_text", "its bytes are no text")
        raise RejectedDocumentError("unknown_charset", "its characters are not UTF-8, UTF-16, GB18030 or Big5")
    return text, charset, True


def is_binary(text: str) -> bool:
    """Whether there are too many control characters for a text."""
    sample = text[:100_000]
    return len(_CONTROL.findall(sample)) > max(5, len(sample) // 100)
