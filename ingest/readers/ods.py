"""OpenDocument spreadsheets (.ods): each sheet as it is shown. The file holds the shown text of every cell itself."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ingest.errors import RejectedDocumentError
from ingest.grid import Block, Grid
from ingest.readers.archive import open_archive
from ingest.readers.markup import parse_xml
from ingest.readers.number_formats import GENERAL, display, parse_number
from ingest.readers.number_formats import VERSION as FORMATS_VERSION
from ingest.readers.sheet import MAX_COLUMN, MAX_ROW, MAX_SHEETS, Budget, Sheet, blocks_of
from ingest.readers.sheet import VERSION as SHEET_VERSION

VERSION = f"ods-1+{SHEET_VERSION}+{FORMATS_VERSION}"
MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT = f"{{{_NS}office:1.0}}", f"{{{_NS}table:1.0}}", f"{{{_NS}text:1.0}}"
_STYLE, _FO = f"{{{_NS}style:1.0}}", f"{{{_NS}xsl-fo-compatible:1.0}}"
_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_GROUPS = frozenset(
    f"{_TABLE}{name}"
    for name in (
        "table-rows",
        "table-row-group",
        "table-header-rows",
        "table-columns",
        "table-column-group",
        "table-header-columns",
    )
)
_CELL, _COVERED = f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
_LEFT_OUT = frozenset({f"{_TEXT}ruby-text", f"{_OFFICE}annotation", f"{_TEXT}note"})
_MAX_SPACES = 1_000


def read(data: bytes) -> Grid:
    """Read a workbook. Raises RejectedDocumentError: `damaged_file`, `encrypted`, `too_large`, `too_complex`."""
    archive = open_archive(data)
    if _MANIFEST in archive and b"encryption-data" in archive.read(_MANIFEST):
        raise RejectedDocumentError("encrypted", "its parts are encrypted")
    root = parse_xml(archive.read(_CONTENT), _CONTENT)
    hidden, ruled = _read_styles(root)
    nodes = root.findall(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table")
    if len(nodes) > MAX_SHEETS:
        raise RejectedDocumentError("too_complex", f"{len(nodes)} sheets; at most {MAX_SHEETS} are read")
    budget = Budget()
    blocks: list[Block] = []
    for node in nodes:
        sheet = Sheet(node.get(f"{_TABLE}name") or "", budget, hidden=node.get(f"{_TABLE}style-name") in hidden)
        _read_sheet(sheet, node, ruled)
        tables = sum(1 for block in blocks if block.kind == "table")
        blocks.extend(blocks_of(sheet, tables))
    return Grid(MEDIA_TYPE, None, VERSION, tuple(blocks))


def _read_styles(root: etree._Element) -> tuple[frozenset[str], frozenset[str]]:
    """Names of the styles of hidden sheets, and of cells with a line at their side."""
    hidden: set[str] = set()
    ruled: set[str] = set()
    for node in root.iterfind(f"{_OFFICE}automatic-styles/{_STYLE}style"):
        name = node.get(f"{_STYLE}name") or ""
        table = node.find(f"{_STYLE}table-properties")
        if table is not None and table.get(f"{_TABLE}display") == "false":
            hidden.add(name)
        cell = node.find(f"{_STYLE}table-cell-properties")
        if cell is not None and any(
            cell.get(f"{_FO}{side}", "none") != "none" for side in ("border", "border-left", "border-right")
        ):
            ruled.add(name)
    return frozenset(hidden), frozenset(ruled)


def _read_sheet(sheet: Sheet, table: etree._Element, ruled: frozenset[str]) -> None:
    column_styles: dict[int, str] = {}
    column = row = 0
    for node, shown in _parts(table, True):
        if node.tag == f"{_TABLE}table-column":
            first, column = column + 1, min(column + _count(node, "number-columns-repeated"), MAX_COLUMN)
            if not shown:
                sheet.hidden_columns.update(range(first, column + 1))
            if style := node.get(f"{_TABLE}default-cell-style-name"):
                column_styles.update(dict.fromkeys(range(first, column + 1), style))
        elif node.tag == f"{_TABLE}table-row":
            first, row = row + 1, row + _count(node, "number-rows-repeated")
            _read_row(sheet, node, (first, min(row, MAX_ROW)), column_styles, ruled, shown)


def _parts(node: etree._Element, shown: bool) -> Iterator[tuple[etree._Element, bool]]:
    """Columns and rows, out of their groups, and whether they are shown."""
    for child in node.iterchildren():
        if child.tag in _GROUPS:
            yield from _parts(child, shown and child.get(f"{_TABLE}display") != "false")
        else:
            yield child, shown and child.get(f"{_TABLE}visibility", "visible") == "visible"


def _read_row(
    sheet: Sheet,
    node: etree._Element,
    rows: tuple[int, int],
    column_styles: dict[int, str],
    ruled: frozenset[str],
    shown: bool,
) -> None:
    """One row, or several alike. Blank rows at the end of a sheet are one row repeated a million times."""
    cells: list[tuple[int, etree._Element, str]] = []
    column = 0
    is_ruled = False
    for cell in node.iterchildren(_CELL, _COVERED):
        first, column = column + 1, column + _count(cell, "number-columns-repeated")
        is_ruled |= (cell.get(f"{_TABLE}style-name") or column_styles.get(first)) in ruled
        text = _text(cell) if len(cell) else ""
        if cell.tag == _CELL and not text and cell.find(f"{_TEXT}p") is None:
            text = _stored(cell)
        if text:
            cells.extend((number, cell, text) for number in range(first, min(column, MAX_COLUMN) + 1))
    first_row, last_row = rows
    if len(cells) * (last_row - first_row + 1) > sheet.budget.cells:
        raise RejectedDocumentError(
            "too_complex", f"a row of {len(cells)} cells stands {last_row - first_row + 1} times"
        )
    if not shown:
        sheet.hidden_rows.update(range(first_row, last_row + 1))
    if is_ruled and (cells or last_row - first_row < MAX_ROW // 2):
        sheet.ruled_rows.update(range(first_row, last_row + 1))
    for row in range(first_row, last_row + 1) if cells else ():
        for number, cell, text in cells:
            sheet.put(row, number, text)
            sheet.merge(
                row,
                min(row + _count(cell, "number-rows-spanned") - 1, MAX_ROW),
                number,
                min(number + _count(cell, "number-columns-spanned") - 1, MAX_COLUMN),
            )


def _stored(cell: etree._Element) -> str:
    """What a cell without shown text holds: its value, or its formula where no result of any kind was stored."""
    kind = cell.get(f"{_OFFICE}value-type")
    if kind is None:
        formula = cell.get(f"{_TABLE}formula")
        return "=" + formula.partition("=")[2] if formula else ""
    if kind in ("float", "currency", "percentage"):
        number = parse_number(cell.get(f"{_OFFICE}value") or "")
        return display(number, "0.00%" if kind == "percentage" else GENERAL) if number is not None else ""
    if kind == "boolean":
        return (cell.get(f"{_OFFICE}boolean-value") or "").upper()
    return cell.get(f"{_OFFICE}{kind}-value") or ""


def _text(cell: etree._Element) -> str:
    """Paragraphs of a cell, one a line."""
    return "\n".join("".join(_pieces(part)) for part in cell.iterchildren(f"{_TEXT}p", f"{_TEXT}h"))


def _pieces(node: etree._Element) -> Iterator[str]:
    yield node.text or ""
    for child in node.iterchildren():
        if child.tag == f"{_TEXT}s":
            yield " " * min(_number(child.get(f"{_TEXT}c"), 1), _MAX_SPACES)
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag not in _LEFT_OUT:
            yield from _pieces(child)
        yield child.tail or ""


def _count(node: etree._Element, name: str) -> int:
    """How often a row, a column or a cell stands, or how far it spans; at least 1."""
    return min(max(_number(node.get(f"{_TABLE}{name}"), 1), 1), MAX_ROW)


def _number(text: str | None, otherwise: int) -> int:
    text = (text or "").strip()
    return int(text) if text.isdecimal() and len(text) <= 9 else otherwise
