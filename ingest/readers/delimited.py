"""Text with its cells apart by commas, semicolons, bars, or tabs with quoted cells: one table after another.

`row_no` is the line of the file on which the record starts. There are no merged cells in this format. Blank records
are treated as the blank rows of a sheet without lines: one stands inside a table, two end it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from ingest.errors import RejectedDocumentError
from ingest.grid import Block, Grid, Row
from ingest.readers.charset import VERSION as CHARSET_VERSION
from ingest.readers.charset import decode, is_binary
from ingest.readers.sheet import VERSION as SHEET_VERSION
from ingest.readers.sheet import Budget, Sheet, blocks_of

VERSION = f"delimited-2+{SHEET_VERSION}+{CHARSET_VERSION}"
MEDIA_TYPE = "text/csv"

_DELIMITERS = ",;|\t"
_SAMPLE_CHARACTERS = 200_000
_SAMPLE_RECORDS = 1_000
# Records of so many fields that must agree before a text without quotes counts as a table.
_RECORDS_NEEDED = {2: 6, 3: 3}
_WIDE, _RECORDS_ENOUGH = 5, 4  # fields in each of so many lines, whatever they say
_HEADED = 3  # fields in each line of a table that a heading and numbers below it give away
_NUMBER = re.compile(r"\s*-?\d[\d,.]*%?\s*")
_LONG_FIELD = 60  # characters; longer on the average is prose
_SENTENCE_ENDS = ("。", "；", "，", "、", "：", "！", "？")
_THOUSANDS = re.compile(r"\d,\d{3}(?!\d)")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class _Record:
    """The fields of a record, the line it starts on, how many fields had to be quoted, and how many hold a quote
    that quotes nothing."""

    line_no: int
    fields: list[str]
    quoted: int
    stray: int


def looks_delimited(text: str) -> str | None:
    """The delimiter, where the text is surely a table of delimited cells; None else, and for plain tabbed text."""
    sample = text[:_SAMPLE_CHARACTERS]
    if len(sample) < len(text):
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    best: tuple[float, str] | None = None
    for delimiter in _DELIMITERS:
        if delimiter not in sample:
            continue
        records = [record for record in islice(_records(sample, delimiter), _SAMPLE_RECORDS) if any(record.fields)]
        weight = _weight(sample, delimiter, records)
        if weight and (best is None or weight > best[0]):
            best = (weight, delimiter)
    return best[1] if best else None


def read(data: bytes) -> Grid:
    """Read one delimited text. Raises RejectedDocumentError: `not_text`, `unknown_charset`, `too_complex`."""
    text, charset, damaged = decode(data)
    if is_binary(text):
        raise RejectedDocumentError("not_text", "too many control characters for a text")
    sheet = Sheet(None, Budget())
    lines = [0]
    for number, record in enumerate(_records(text, looks_delimited(text) or ","), start=1):
        lines.append(record.line_no)
        for column, value in enumerate(record.fields, start=1):
            sheet.put(number, column, value)
    blocks = tuple(_on_lines(block, lines) for block in blocks_of(sheet, 0))
    return Grid(MEDIA_TYPE, charset, VERSION, blocks, damaged)


def _on_lines(block: Block, lines: list[int]) -> Block:
    """Numbers of records become numbers of lines."""
    rows = tuple(
        Row(
            lines[row.row_no],
            row.width,
            tuple(cell._replace(row_no=lines[cell.row_no]) for cell in row.cells),
        )
        for row in block.rows
    )
    return replace(block, rows=rows)


@cache
def _field(delimiter: str) -> re.Pattern[str]:
    """A quoted field up to its delimiter, or all up to it. A quote that nothing closes is a character like others."""
    mark = re.escape(delimiter)
    return re.compile(
        rf'"((?:[^"]++|"")*+)"[ ]*(?=[{mark}\r\n]|\Z)|([^{mark}\r\n]*)',
    )


def _records(text: str, delimiter: str) -> Iterator[_Record]:
    pattern = _field(delimiter)
    at, line_no, size = 0, 1, len(text)
    while at < size:
        start = line_no
        fields: list[str] = []
        quoted = stray = 0
        while True:
            found = pattern.match(text, at)
            if found is None:
                raise ValueError("a pattern that matches anything did not match")
            at = found.end()
            value = found[1]
            if value is None:
                stray += '"' in found[2]
                fields.append(found[2])
            else:
                quoted += any(character in value for character in ('"', "\n", "\r", delimiter))
                breaks = len(_LINE_END.findall(value)) if "\n" in value or "\r" in value else 0
                line_no += breaks
                value = value.replace('""', '"')
                fields.append(_LINE_END.sub("\n", value) if breaks else value)
            if at < size and text[at] == delimiter:
                at += 1
                continue
            break
        if at < size:
            at += 2 if text.startswith("\r\n", at) else 1
        line_no += 1
        yield _Record(start, fields, quoted, stray)


def _weight(text: str, delimiter: str, records: list[_Record]) -> float:
    """How surely the delimiter makes a table of these records; 0 where it is not sure."""
    several = [record for record in records if len(record.fields) > 1]
    if not several:
        return 0.0
    widths = Counter(len(record.fields) for record in several)
    width, count = widths.most_common(1)[0]
    if width >= _HEADED and count == len(several) and delimiter != "\t" and _is_headed(several):
        return width * 1.0  # however few its records are, and however many lines of prose stand around them
    if len(several) * 2 < len(records):
        return 0.0
    agreeing = count / len(records)
    quoted = sum(1 for record in several if record.quoted)
    stray = sum(1 for record in records if record.stray)  # of quotes that another delimiter would explain
    if quoted > stray:
        return width * agreeing + (quoted - stray) / len(records)
    if stray * 2 > len(records):
        return 0.0
    if delimiter == "\t":
        return 0.0
    padded = sum(1 for record in several if "" in record.fields)
    if len(several) > 1 and padded * 5 >= len(records):
        return width * agreeing
    if width >= _WIDE and count == len(several) >= _RECORDS_ENOUGH:
        return width * agreeing  # prose has not the same number of commas in every line, and as many
    if agreeing < 0.8 or count < _RECORDS_NEEDED.get(width, 2) or _is_prose(text, delimiter, several):
        return 0.0
    return width * agreeing


def _is_headed(records: list[_Record]) -> bool:
    """Whether a column holds a word in the first record and in those below it nothing but numbers."""
    heading, *rows = (record.fields for record in records)
    columns = (
        [row[no].strip() for row in rows if row[no].strip()]
        for no, word in enumerate(heading)
        if word.strip() and not any(character.isdigit() for character in word)
    )
    return any(cells and all(_NUMBER.fullmatch(cell) for cell in cells) for cells in columns)


def _is_prose(text: str, delimiter: str, records: list[_Record]) -> bool:
    fields = [field for record in records for field in record.fields]
    if sum(map(len, fields)) > _LONG_FIELD * len(fields):
        return True
    sentences = sum(1 for record in records if record.fields[-1].rstrip().endswith(_SENTENCE_ENDS))
    if sentences * 5 > len(records):
        return True
    marks = text.count(delimiter)
    apart = text.count(delimiter + " ")
    thousands = len(_THOUSANDS.findall(text)) if delimiter == "," else 0
    return (apart + thousands) * 2 > marks
