"""Excel workbooks (.xlsx, .xlsm, .xltx): each sheet as it is shown, number formats applied, merged cells kept.

The parts are read as a stream, so a sheet with a million empty formatted rows costs time and no memory. Formulas are
not evaluated: the result that the program stored is read. A formula without a stored result gives its own text
(=SUM(B2:B5)), which no reader takes for a number, so that it is seen as unread and never as zero or blank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath

from ingest.errors import RejectedDocumentError
from ingest.grid import Block, Grid
from ingest.readers.archive import Archive, open_archive
from ingest.readers.markup import parse_xml
from ingest.readers.number_formats import (
    BUILTIN,
    GENERAL,
    display,
    display_text,
    is_date_code,
    parse_number,
    serial_of,
    shown,
)
from ingest.readers.number_formats import VERSION as FORMATS_VERSION
from ingest.readers.sheet import MAX_COLUMN, MAX_ROW, MAX_SHEETS, Budget, Sheet, blocks_of
from ingest.readers.sheet import VERSION as SHEET_VERSION
from ingest.readers.xml_stream import TagBudget, stream_xml

VERSION = f"xlsx-1+{SHEET_VERSION}+{FORMATS_VERSION}"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_DIGITS = "0123456789"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_SIDES = frozenset({"left", "right", "start", "end"})


@dataclass(frozen=True, slots=True)
class _Style:
    """Format code of a cell style, and whether it draws a line at the cell's side."""

    code: str = GENERAL
    ruled: bool = False


_PLAIN = _Style()


@dataclass(frozen=True, slots=True)
class _SheetPart:
    """A sheet of the workbook: its name, its part and whether the workbook hides it."""

    name: str
    part: str
    hidden: bool


@dataclass(slots=True)
class _Document:
    """What all sheets of one workbook share."""

    archive: Archive
    budget: Budget
    tags: TagBudget
    strings: list[str] = field(default_factory=list)
    styles: dict[str, _Style] = field(default_factory=dict)  # by the number as a cell writes it
    date1904: bool = False


def read(data: bytes) -> Grid:
    """Read a workbook. Raises RejectedDocumentError: `damaged_file`, `encrypted`, `too_large`, `too_complex`."""
    document = _Document(open_archive(data), Budget(), TagBudget())
    workbook = _workbook_part(document.archive)
    relations = _relations(document.archive, workbook)
    sheets = _read_workbook(document, workbook, relations)
    for part in relations.values():
        if part.kind == "sharedStrings" and part.target in document.archive:
            document.strings = _read_strings(document, part.target)
        elif part.kind == "styles" and part.target in document.archive:
            document.styles = _read_styles(document.archive, part.target)
    blocks: list[Block] = []
    for sheet in sheets:
        tables = sum(1 for block in blocks if block.kind == "table")
        blocks.extend(blocks_of(_read_sheet(document, sheet), tables))
    return Grid(MEDIA_TYPE, None, VERSION, tuple(blocks))


# --- the workbook ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Relation:
    kind: str
    target: str


def _workbook_part(archive: Archive) -> str:
    """The part that the package names as its document; by default where every program puts it."""
    for relation in _relations(archive, "").values():
        if relation.kind == "officeDocument":
            return relation.target
    return "xl/workbook.xml"


def _relations(archive: Archive, part: str) -> dict[str, _Relation]:
    """Id: kind and target of what a part refers to; paths from the root of the archive."""
    folder, _, name = part.rpartition("/")
    path = join(folder, "_rels", f"{name}.rels")
    if path not in archive:
        return {}
    found: dict[str, _Relation] = {}
    for node in parse_xml(archive.read(path), path):
        target = (node.get("Target") or "").replace("\\", "/")
        if node.get("TargetMode") == "External" or not target:
            continue
        absolute = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))
        found[node.get("Id") or ""] = _Relation((node.get("Type") or "").rpartition("/")[2], absolute)
    return found


def _read_workbook(document: _Document, part: str, relations: dict[str, _Relation]) -> list[_SheetPart]:
    """The worksheets in their order; charts, dialogs and macro sheets hold no tables."""
    sheets: list[_SheetPart] = []
    for node in parse_xml(document.archive.read(part), part).iter("{*}workbookPr", "{*}sheet"):
        if _local(node.tag) == "workbookPr":
            document.date1904 = _is_true(node.get("date1904"))
            continue
        relation_id = next((value for key, value in node.attrib.items() if _local(key) == "id"), "")
        relation = relations.get(relation_id)
        if relation is None or relation.kind != "worksheet":
            continue
        if relation.target not in document.archive:
            raise RejectedDocumentError("damaged_file", f"the sheet part {relation.target} is missing")
        hidden = (node.get("state") or "visible") != "visible"
        sheets.append(_SheetPart(node.get("name") or "", relation.target, hidden))
    if len(sheets) > MAX_SHEETS:
        raise RejectedDocumentError("too_complex", f"{len(sheets)} sheets; at most {MAX_SHEETS} are read")
    return sheets


def _read_styles(archive: Archive, part: str) -> dict[str, _Style]:
    root = parse_xml(archive.read(part), part)
    codes = {
        _number(node.get("numFmtId")): node.get("formatCode") or GENERAL
        for node in root.iterfind("{*}numFmts/{*}numFmt")
    }
    borders = [
        any(_local(side.tag) in _SIDES and side.get("style", "none") != "none" for side in border.iterchildren("{*}*"))
        for border in root.iterfind("{*}borders/{*}border")
    ]
    styles: dict[str, _Style] = {}
    for i, node in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        number, border = _number(node.get("numFmtId")), _number(node.get("borderId"))
        code = codes.get(number) or BUILTIN.get(number, GENERAL)
        styles[str(i)] = _Style(code, borders[border] if 0 <= border < len(borders) else False)
    return styles


def _read_strings(document: _Document, part: str) -> list[str]:
    """Shared texts by number: runs of rich text joined, phonetic guides left out."""
    strings: list[str] = []
    pieces: list[str] = []
    phonetic = False

    def start_phonetic(_: dict[str, str]) -> None:
        nonlocal phonetic
        phonetic = True

    def end_phonetic(_: str) -> None:
        nonlocal phonetic
        phonetic = False

    def end_text(text: str) -> None:
        if not phonetic:
            pieces.append(text)

    def end_string(_: str) -> None:
        strings.append(_unescaped("".join(pieces)))
        pieces.clear()

    stream_xml(
        document.archive.chunks(part),
        part,
        document.tags,
        {"rPh": start_phonetic},
        {"rPh": end_phonetic, "t": end_text, "si": end_string},
        frozenset({"t"}),
    )
    return strings


# --- a sheet ---------------------------------------------------------------------------------------------------------


class _SheetReader:
    """Takes the tags of one worksheet part."""

    def __init__(self, document: _Document, sheet: Sheet) -> None:
        self.document = document
        self.sheet = sheet
        self.row = 0
        self.column = 0
        self.style = _PLAIN
        self.ruled = False
        self.type = "n"
        self.value: str | None = None
        self.formula: str | None = None
        self.pieces: list[str] = []
        self.phonetic = False
        self.zeros_shown = True
        self.columns: dict[str, int] = {}
        self.formulas: dict[str, str] = {}  # texts of shared formulas by their number
        self.shared: str | None = None
        self.ranges = 0

    def read(self, part: str) -> None:
        """Read the worksheet in this part."""
        starts = {
            "c": self._start_cell,
            "f": self._start_formula,
            "row": self._start_row,
            "rPh": self._start_phonetic,
            "mergeCell": self._merge,
            "col": self._columns_hidden,
            "sheetFormatPr": self._format,
            "sheetView": self._view,
        }
        ends = {
            "c": self._end_cell,
            "row": self._end_row,
            "v": self._end_value,
            "t": self._end_text,
            "f": self._end_formula,
            "rPh": self._end_phonetic,
        }
        texts = frozenset({"v", "t", "f"})
        stream_xml(self.document.archive.chunks(part), part, self.document.tags, starts, ends, texts)

    def _format(self, attributes: dict[str, str]) -> None:
        self.sheet.rows_hidden_by_default = _is_true(attributes.get("zeroHeight"))

    def _view(self, attributes: dict[str, str]) -> None:
        self.zeros_shown = _is_true(attributes.get("showZeros", "1"))

    def _start_phonetic(self, _: dict[str, str]) -> None:
        self.phonetic = True

    def _end_phonetic(self, _: str) -> None:
        self.phonetic = False

    def _start_formula(self, attributes: dict[str, str]) -> None:
        self.shared = attributes.get("si") if attributes.get("t") == "shared" else None

    def _end_formula(self, text: str) -> None:
        if self.shared is not None:
            text = text or self.formulas.get(self.shared, "")
            self.formulas[self.shared] = text
        self.formula = text

    def _end_value(self, text: str) -> None:
        self.value = text

    def _end_text(self, text: str) -> None:
        if not self.phonetic:
            self.pieces.append(text)

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = _number(attributes.get("r"))
        self.row = number if 0 < number <= MAX_ROW else self.row + 1
        self.column = 0
        self.ruled = False
        if self.row > MAX_ROW:
            raise RejectedDocumentError("damaged_file", f"a sheet with more than {MAX_ROW} rows")
        if _is_true(attributes.get("hidden")) or _is_zero(attributes.get("ht")):
            self.sheet.hidden_rows.add(self.row)
        elif self.sheet.rows_hidden_by_default:
            self.sheet.shown_rows.add(self.row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        letters = attributes.get("r", "").rstrip(_DIGITS)
        column = self.columns.get(letters)
        if column is None:
            column = self.columns[letters] = _column_number(letters)
        self.column = column or self.column + 1
        self.style = self.document.styles.get(attributes.get("s", "0"), _PLAIN)
        if self.style.ruled:
            self.ruled = True
        self.type = attributes.get("t", "n")
        self.value = self.formula = None
        self.pieces.clear()

    def _end_row(self, _: str) -> None:
        if self.ruled:
            self.sheet.ruled_rows.add(self.row)

    def _end_cell(self, _: str) -> None:
        if self.value is None and self.formula is None and not self.pieces:
            return
        if self.column > MAX_COLUMN:
            raise RejectedDocumentError("damaged_file", f"a sheet with more than {MAX_COLUMN} columns")
        text, plain = self._shown()
        if text or not plain:
            self.sheet.put(self.row, self.column, text)
        else:
            self.sheet.put(self.row, self.column, plain, shown=False)

    def _shown(self) -> tuple[str, str]:
        """The text that the cell shows, and the text behind it."""
        kind, value, document = self.type, self.value, self.document
        code = self.style.code
        if kind == "s":
            number = _number(value)
            text = document.strings[number] if 0 <= number < len(document.strings) else ""
            return display_text(text, code), text
        if kind == "inlineStr":
            text = _unescaped("".join(self.pieces))
            return display_text(text, code), text
        if kind == "str":
            text = _unescaped(value or "")
            return display_text(text, code) if text else "", text
        if not value:
            text = f"={self.formula or ''}" if self.formula is not None else ""
            return text, text
        if kind == "b":
            text = "TRUE" if _is_true(value) else "FALSE"
            return text, text
        if kind == "e":
            return value, value
        if kind == "d":
            number = serial_of(value, document.date1904) if is_date_code(code) else None
            return (display(number, code, document.date1904) if number is not None else value), value
        text = shown(value, code, document.date1904)
        if not self.zeros_shown and parse_number(value) == 0:
            text = ""
        return text, value

    def _merge(self, attributes: dict[str, str]) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
        if start is None or end is None:
            return
        rows = sorted((int(start[2]), int(end[2])))
        columns = sorted((_column_number(start[1]), _column_number(end[1])))
        self.sheet.merge(rows[0], rows[1], columns[0], columns[1])

    def _columns_hidden(self, attributes: dict[str, str]) -> None:
        self.ranges += 1
        if self.ranges > MAX_COLUMN:
            raise RejectedDocumentError("damaged_file", f"more than {MAX_COLUMN} ranges of columns")
        if _is_true(attributes.get("hidden")) or _is_zero(attributes.get("width")):
            first, last = _number(attributes.get("min")), _number(attributes.get("max"))
            if len(self.sheet.hidden_columns) < MAX_COLUMN:
                self.sheet.hidden_columns.update(range(max(first, 1), min(last, MAX_COLUMN) + 1))


def _read_sheet(document: _Document, part: _SheetPart) -> Sheet:
    sheet = Sheet(part.name, document.budget, part.hidden)
    reader = _SheetReader(document, sheet)
    reader.read(part.part)
    return sheet


# --- small things ----------------------------------------------------------------------------------------------------


def _unescaped(text: str) -> str:
    """_x000D_ and the like are characters; line ends are \\n. What no text may hold stays escaped."""
    if "_x" in text:
        text = _ESCAPE.sub(_character, text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _character(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character.isprintable() or character in "\t\r\n" else found[0]


def _column_number(letters: str) -> int:
    """A is 1; 0 where it is no column."""
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            return 0
        number = number * 26 + ord(letter) - 64
        if number > MAX_COLUMN:
            return 0
    return number


def _number(text: str | None) -> int:
    """A whole number of an attribute; -1 where it is none."""
    text = (text or "").strip()
    return int(text) if text.isdecimal() and len(text) <= 9 else -1


def _is_true(text: str | None) -> bool:
    return (text or "").strip().lower() in ("1", "true", "on")


def _is_zero(text: str | None) -> bool:
    return text is not None and text.strip() in ("0", "0.0")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
