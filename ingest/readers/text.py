"""Tab-separated text: tabs are cell borders, a run of tabbed lines is a table, an empty line ends it.

`row_no` is the line of the file. Spans are lost in this format: every cell spans one row and one column.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from ingest.errors import RejectedDocumentError
from ingest.grid import Block, Cell, Grid, Row

VERSION = "text-2"
MEDIA_TYPE = "text/plain"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Charsets in which Chinese documents come; the guesser may name a cousin of one of them.
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "hz": "gb18030", "cp950": "big5hkscs"}


def decode(data: bytes) -> tuple[str, str, bool]:
    """Text, charset and whether bytes were damaged. Order: byte-order mark, UTF-8, guess, GB18030 with marks.

    Raises RejectedDocumentError where the bytes are no text.
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
    best = from_bytes(data).best()
    if best is not None:
        charset = _CHINESE.get(best.encoding, best.encoding)
        try:
            return data.decode(charset), charset, False
        except UnicodeDecodeError:
            return str(best), best.encoding, False
    # A few damaged bytes make strict decoding and the guess fail: take the charset that loses least.
    candidates = [(data.decode(name, errors="replace"), name) for name in ("utf-8", "gb18030")]
    text, charset = min(candidates, key=lambda candidate: candidate[0].count("\ufffd"))
    if text.count("\ufffd") > max(3, len(text) // 20):
        if _is_binary(text):
            raise RejectedDocumentError("not_text", "its bytes are no text")
        raise RejectedDocumentError("unknown_charset", "its characters are not UTF-8, UTF-16, GB18030 or Big5")
    return text, charset, True


def _is_binary(text: str) -> bool:
    sample = text[:100_000]
    return len(_CONTROL.findall(sample)) > max(5, len(sample) // 100)


def read(data: bytes) -> Grid:
    """Read one text file into a grid. Raises RejectedDocumentError."""
    text, charset, damaged = decode(data)
    if _is_binary(text):
        raise RejectedDocumentError("not_text", "too many control characters for a text")
    blocks: list[Block] = []
    rows: list[Row] = []
    kind: str | None = None
    tables = 0

    def close() -> None:
        nonlocal tables, kind
        if rows and kind == "table":
            tables += 1
            blocks.append(Block("table", None, None, tables, tuple(rows)))
        elif rows:
            blocks.append(Block("prose", None, None, None, tuple(rows)))
        rows.clear()
        kind = None

    for line_no, line in enumerate(_LINE_END.split(text), start=1):
        line = line.strip("\f")
        if not line.strip(" \u3000\xa0"):  # a line of tabs only is a blank row, not the end of the table
            close()
            continue
        line_kind = "table" if "\t" in line else "prose"
        if line_kind != kind:
            close()
            kind = line_kind
        parts = line.split("\t") if line_kind == "table" else [line]
        cells = tuple(Cell(line_no, col, part) for col, part in enumerate(parts, start=1) if part.strip())
        rows.append(Row(line_no, len(parts), cells))
    close()
    return Grid(MEDIA_TYPE, charset, VERSION, tuple(blocks), damaged)
