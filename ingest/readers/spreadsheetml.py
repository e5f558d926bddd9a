"""Excel 2003 XML workbooks (often named .xls): each sheet as it is shown, number formats applied, merges kept."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from ingest.errors import RejectedDocumentError
from ingest.grid import Block, Grid
from ingest.readers.markup import parse_xml
from ingest.readers.number_formats import GENERAL, display, display_text, is_date_code, parse_number, serial_of
from ingest.readers.number_formats import VERSION as FORMATS_VERSION
from ingest.readers.sheet import MAX_COLUMN, MAX_ROW, MAX_SHEETS, Budget, Sheet, blocks_of
from ingest.readers.sheet import VERSION as SHEET_VERSION

VERSION = f"spreadsheetml-1+{SHEET_VERSION}+{FORMATS_VERSION}"
MEDIA_TYPE = "application/vnd.ms-excel+xml"

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
# Names that stand for format codes in this format.
_NAMED_CODES = {
    "general": GENERAL,
    "general number": GENERAL,
    "general date": "yyyy/m/d h:mm",
    "long date": 'yyyy"年"m"月"d"日"',
    "medium date": "d-mmm-yy",
    "short date": "yyyy/m/d",
    "long time": "h:mm:ss",
    "medium time": "h:mm AM/PM",
    "short time": "h:mm",
    "currency": '"¥"#,##0.00;"¥"\\-#,##0.00',
    "euro currency": '"€"#,##0.00;"€"\\-#,##0.00',
    "fixed": "0.00",
    "standard": "#,##0.00",
    "percent": "0.00%",
    "scientific": "0.00E+00",
    "yes/no": '"Yes";"Yes";"No"',
    "true/false": '"True";"True";"False"',
    "on/off": '"On";"On";"Off"',
}
_PARENTS_DEEP = 20


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style says itself; the rest comes from its parent."""

    parent: str | None
    code: str | None
    ruled: bool | None


@dataclass(frozen=True, slots=True)
class _Book:
    """What all sheets share."""

    codes: dict[str, str]
    ruled: frozenset[str]
    date1904: bool
    budget: Budget


def read(data: bytes) -> Grid:
    """Read a workbook. Raises RejectedDocumentError: `damaged_file`, `too_large`, `too_complex`."""
    root = parse_xml(data, "the workbook")
    if root.tag != f"{_SS}Workbook":
        raise RejectedDocumentError("damaged_file", "no workbook of Excel 2003")
    styles = _read_styles(root)
    book = _Book(
        {name: _code(styles, name) for name in styles},
        frozenset(name for name in styles if _is_ruled(styles, name)),
        root.find(f"{_EXCEL}ExcelWorkbook/{_EXCEL}Date1904") is not None,
        Budget(),
    )
    nodes = root.findall(f"{_SS}Worksheet")
    if len(nodes) > MAX_SHEETS:
        raise RejectedDocumentError("too_complex", f"{len(nodes)} sheets; at most {MAX_SHEETS} are read")
    blocks: list[Block] = []
    for node in nodes:
        tables = sum(1 for block in blocks if block.kind == "table")
        blocks.extend(blocks_of(_read_sheet(book, node), tables))
    return Grid(MEDIA_TYPE, root.getroottree().docinfo.encoding, VERSION, tuple(blocks))


def _read_styles(root: etree._Element) -> dict[str, _Style]:
    styles: dict[str, _Style] = {}
    for node in root.iterfind(f"{_SS}Styles/{_SS}Style"):
        number_format = node.find(f"{_SS}NumberFormat")
        borders = node.find(f"{_SS}Borders")
        code = None
        if number_format is not None:
            written = number_format.get(f"{_SS}Format") or GENERAL
            code = _NAMED_CODES.get(written.lower(), written)
        ruled = None
        if borders is not None:
            ruled = any(
                border.get(f"{_SS}Position") in ("Left", "Right") and border.get(f"{_SS}LineStyle", "None") != "None"
                for border in borders.iterfind(f"{_SS}Border")
            )
        styles[node.get(f"{_SS}ID") or ""] = _Style(node.get(f"{_SS}Parent"), code, ruled)
    return styles


def _code(styles: dict[str, _Style], name: str | None) -> str:
    for _ in range(_PARENTS_DEEP):
        style = styles.get(name or "")
        if style is None:
            break
        if style.code is not None:
            return style.code
        name = style.parent
    return GENERAL


def _is_ruled(styles: dict[str, _Style], name: str | None) -> bool:
    for _ in range(_PARENTS_DEEP):
        style = styles.get(name or "")
        if style is None:
            break
        if style.ruled is not None:
            return style.ruled
        name = style.parent
    return False


def _read_sheet(book: _Book, node: etree._Element) -> Sheet:
    options = node.find(f"{_EXCEL}WorksheetOptions")
    visible = options.findtext(f"{_EXCEL}Visible") if options is not None else None
    zeros_shown = options is None or options.find(f"{_EXCEL}DoNotDisplayZeros") is None
    sheet = Sheet(node.get(f"{_SS}Name") or "", book.budget, hidden=(visible or "SheetVisible") != "SheetVisible")
    table = node.find(f"{_SS}Table")
    if table is None:
        return sheet
    default_style = table.get(f"{_SS}StyleID") or "Default"
    column_styles = _read_columns(sheet, table)
    row = 0
    for row_node in table.iterfind(f"{_SS}Row"):
        row = _number(row_node, "Index") or row + 1
        if row > MAX_ROW:
            raise RejectedDocumentError("damaged_file", f"a sheet with more than {MAX_ROW} rows")
        if row_node.get(f"{_SS}Hidden") == "1" or row_node.get(f"{_SS}Height") == "0":
            sheet.hidden_rows.update(range(row, min(row + _number(row_node, "Span"), MAX_ROW) + 1))
        row_style = row_node.get(f"{_SS}StyleID")
        column = 0
        for cell in row_node.iterfind(f"{_SS}Cell"):
            column = _number(cell, "Index") or column + 1
            if column > MAX_COLUMN:
                raise RejectedDocumentError("damaged_file", f"a sheet with more than {MAX_COLUMN} columns")
            style = cell.get(f"{_SS}StyleID") or row_style or column_styles.get(column) or default_style
            if style in book.ruled:
                sheet.ruled_rows.add(row)
            text, plain = _shown(book, cell, book.codes.get(style, GENERAL), zeros_shown)
            sheet.put(row, column, text or plain, shown=bool(text))
            across, down = _number(cell, "MergeAcross"), _number(cell, "MergeDown")
            last_column = min(column + across, MAX_COLUMN)
            sheet.merge(row, min(row + down, MAX_ROW), column, last_column)
            column = last_column
        row += _number(row_node, "Span")
    return sheet


def _read_columns(sheet: Sheet, table: etree._Element) -> dict[int, str]:
    """Styles of columns; hidden ones are noted in the sheet."""
    styles: dict[int, str] = {}
    column = 0
    for node in table.iterfind(f"{_SS}Column"):
        column = _number(node, "Index") or column + 1
        last = min(column + _number(node, "Span"), MAX_COLUMN)
        if node.get(f"{_SS}Hidden") == "1" or node.get(f"{_SS}Width") == "0":
            sheet.hidden_columns.update(range(column, last + 1))
        if style := node.get(f"{_SS}StyleID"):
            styles.update(dict.fromkeys(range(column, last + 1), style))
        column = last
    return styles


def _shown(book: _Book, cell: etree._Element, code: str, zeros_shown: bool) -> tuple[str, str]:
    """The text that the cell shows, and the text behind it."""
    data = cell.find(f"{_SS}Data")
    formula = cell.get(f"{_SS}Formula")
    plain = "".join(data.itertext()) if data is not None else ""  # rich text is marked up as in HTML
    plain = plain.replace("\r\n", "\n").replace("\r", "\n")
    kind = data.get(f"{_SS}Type") if data is not None else None
    if kind is None and formula is not None:
        return formula, formula
    if kind == "Boolean":
        text = "TRUE" if plain.strip() == "1" else "FALSE"
        return text, text
    number: Decimal | None = None
    if kind == "Number":
        number = parse_number(plain)
    elif kind == "DateTime" and is_date_code(code):
        number = serial_of(plain, book.date1904)
    elif kind == "String":
        return (display_text(plain, code) if plain else ""), plain
    if number is None:
        return plain, plain
    if number == 0 and not zeros_shown:
        return "", plain
    return display(number, code, book.date1904), plain


def _number(node: etree._Element, name: str) -> int:
    """A whole number of an attribute; 0 where it is none."""
    text = (node.get(f"{_SS}{name}") or "").strip()
    return int(text) if text.isdecimal() and len(text) <= 9 else 0
