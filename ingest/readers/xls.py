"""Excel 97–2003 workbooks (.xls, and .et of WPS): each sheet as it is shown, number formats applied, merges kept.

Formulas give the result that the program stored; nothing is evaluated. A formula that was never calculated gives its
own text, see `ingest.readers.biff`.
"""

from __future__ import annotations

import struct
from typing import Any

import xlrd
from xlrd.biffh import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, XL_CELL_NUMBER, XL_CELL_TEXT, error_text_from_code

from ingest.errors import RejectedDocumentError
from ingest.grid import Block, Grid
from ingest.readers.biff import uncalculated
from ingest.readers.number_formats import BUILTIN, GENERAL, display, display_text, from_float
from ingest.readers.number_formats import VERSION as FORMATS_VERSION
from ingest.readers.ole import ENCRYPTED_STREAMS, SIGNATURE, OleFile
from ingest.readers.sheet import MAX_SHEETS, Budget, Sheet, blocks_of
from ingest.readers.sheet import VERSION as SHEET_VERSION

VERSION = f"xls-1+{SHEET_VERSION}+{FORMATS_VERSION}"
MEDIA_TYPE = "application/vnd.ms-excel"

# A sheet of one cell in its last row still costs its reader 65,536 rows.
MAX_ROWS = 2_000_000

# What xlrd raises on bytes that are no sound workbook: its own errors, and whatever its parts come upon first.
_DAMAGES = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    struct.error,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OverflowError,
    TypeError,
    ValueError,
    RecursionError,
)


class _Silence:
    """xlrd writes notes on odd files to a stream; nobody reads them."""

    def write(self, _: str) -> int:
        """Take a note."""
        return 0

    def flush(self) -> None:
        """Nothing is kept."""


def read(data: bytes) -> Grid:
    """Read a workbook. Raises RejectedDocumentError: `damaged_file`, `encrypted`, `too_large`, `too_complex`."""
    stream = _stream(data)
    try:
        book = _open(stream)
        if book.nsheets > MAX_SHEETS:
            raise RejectedDocumentError("too_complex", f"{book.nsheets} sheets; at most {MAX_SHEETS} are read")
        styles = _styles(book)
        formulas = uncalculated(stream, book)
        budget = Budget()
        blocks: list[Block] = []
        tables = rows_count = 0
        for number in range(book.nsheets):
            source = book.sheet_by_index(number)
            rows_count += source.nrows
            if rows_count > MAX_ROWS:
                raise RejectedDocumentError("too_complex", f"more than {MAX_ROWS} rows")
            sheet = _read_sheet(book, source, styles, budget)
            for (row, column), text in formulas.get(number, {}).items():
                sheet.put(row + 1, column + 1, text)
            found = blocks_of(sheet, tables)
            tables += sum(1 for block in found if block.kind == "table")
            blocks.extend(found)
            book.unload_sheet(number)
    except _DAMAGES as error:
        if isinstance(error, xlrd.XLRDError) and "encrypted" in str(error):
            raise RejectedDocumentError("encrypted", "the workbook is encrypted") from error
        reason = f"no sound Excel 97–2003 workbook: {type(error).__name__}"
        raise RejectedDocumentError("damaged_file", reason) from error
    return Grid(MEDIA_TYPE, None, VERSION, tuple(blocks))


def _stream(data: bytes) -> bytes:
    """The workbook without its container: xlrd would follow a damaged container in circles."""
    if not data.startswith(SIGNATURE):
        return data  # before Excel 5 there was none
    container = OleFile(data)
    names = {stream.name for stream in container.streams}
    if names & ENCRYPTED_STREAMS:
        raise RejectedDocumentError("encrypted", "the workbook is encrypted")
    return container.read("Workbook" if "Workbook" in names else "Book")


def _open(stream: bytes) -> xlrd.book.Book:
    options: dict[str, Any] = {
        "logfile": _Silence(),
        "file_contents": stream,
        "formatting_info": True,
        "on_demand": True,
        "ragged_rows": True,
    }
    try:
        return xlrd.open_workbook(**options)
    except (UnicodeDecodeError, LookupError):  # before Excel 97 a charset had to be named, and it may be wrong
        return xlrd.open_workbook(**options, encoding_override="gb18030")


def _styles(book: xlrd.book.Book) -> list[tuple[str, bool]]:
    """Format code and "has a line at its side" of each cell style."""
    own = {form.format_key for form in book.format_list}
    styles = []
    for style in book.xf_list:
        key = style.format_key
        form = book.format_map.get(key)
        standard = BUILTIN.get(key) if key not in own else None
        written = form.format_str if form is not None else None
        border = style.border
        styles.append((standard or written or GENERAL, bool(border.left_line_style or border.right_line_style)))
    return styles


def _read_sheet(
    book: xlrd.book.Book, source: xlrd.sheet.Sheet, styles: list[tuple[str, bool]], budget: Budget
) -> Sheet:
    sheet = Sheet(source.name, budget, hidden=source.visibility != 0)
    date1904 = book.datemode == 1
    zeros_shown = bool(source.show_zero_values)
    for row in range(source.nrows):
        kinds, values, numbers = source.row_types(row), source.row_values(row), source._cell_xf_indexes[row]
        for column, (kind, value, number) in enumerate(zip(kinds, values, numbers, strict=True), start=1):
            code, ruled = styles[number] if 0 <= number < len(styles) else (GENERAL, False)
            if ruled:
                sheet.ruled_rows.add(row + 1)
            if kind == XL_CELL_TEXT:
                text, plain = display_text(value, code) if value else "", value
            elif kind in (XL_CELL_NUMBER, XL_CELL_DATE):
                plain = str(value)
                exact = from_float(value)
                if exact is None:
                    text = plain
                elif exact == 0 and not zeros_shown:
                    text = ""
                else:
                    text = display(exact, code, date1904)
            elif kind == XL_CELL_BOOLEAN:
                text = plain = "TRUE" if value else "FALSE"
            elif kind == XL_CELL_ERROR:
                text = plain = error_text_from_code.get(value, "#N/A")
            else:
                continue
            if text or not plain:
                sheet.put(row + 1, column, _lines(text))
            else:
                sheet.put(row + 1, column, plain, shown=False)
    for first_row, end_row, first_column, end_column in source.merged_cells:
        sheet.merge(first_row + 1, end_row, first_column + 1, end_column)
    sheet.rows_hidden_by_default = bool(source.default_row_hidden)
    for row, info in source.rowinfo_map.items():
        if info.hidden or info.height == 0:
            sheet.hidden_rows.add(row + 1)
        else:
            sheet.shown_rows.add(row + 1)
    for column, info in source.colinfo_map.items():
        if info.hidden or info.width == 0:
            sheet.hidden_columns.add(column + 1)
    return sheet


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
