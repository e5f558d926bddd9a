"""Readers: bytes in, Grid out, one module a format. The format is told by content, not by the file's name.

A reader is a module of this package with `VERSION` ("<module>-<number>", raised whenever the same bytes would give
another grid; "+" and the versions of modules it shares may follow), `MEDIA_TYPE` and `read(data) -> Grid`. It is
imported when the first file of its format comes.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from types import ModuleType

from ingest.errors import RejectedDocumentError
from ingest.grid import Block, Grid
from ingest.readers import ocr, sniff
from ingest.readers.charset import decode

MAX_BYTES = 64 * 1024 * 1024
MAX_CELLS = 1_000_000
# Reads no file: stands in the identity of a file that no reader takes.
NO_READER = "none"
READERS = ("text", "delimited", "html", "pdf", "scan", "docx", "xlsx", "ods", "doc", "xls", "spreadsheetml")
# Readers that take more time over a file, and which reader's pages without text they read.
_RECOGNISING = {"pdf": "scan"}

_BLANK = b"\x00\xff\xfe\xef\xbb\xbf \t\r\n\f\v"


@cache
def reader(name: str) -> ModuleType | None:
    """The reader of that name; None where there is none."""
    if name not in READERS or importlib.util.find_spec(f"{__name__}.{name}") is None:
        return None
    if name in _RECOGNISING.values() and not ocr.installed():
        return None
    return importlib.import_module(f"{__name__}.{name}")


def version_of(name: str) -> str | None:
    """Identity of what that reader reads today: its version and how files are told apart; None for a stranger."""
    if name == NO_READER:
        return f"{NO_READER}+{sniff.VERSION}"
    module = reader(name)
    return f"{module.VERSION}+{sniff.VERSION}" if module is not None else None


def reader_named_in(version: str) -> str:
    """The reader whose name a version begins with."""
    return version.split("+")[0].rsplit("-", 1)[0]


def reader_of(data: bytes) -> str:
    """The name of the reader for these bytes: the file's own name says nothing, it may change where the bytes do not.

    Raises RejectedDocumentError with a reason code of seeds/reason_codes.csv where no reader takes them.
    """
    if len(data) > MAX_BYTES:
        raise RejectedDocumentError("too_large", f"{len(data)} bytes; at most {MAX_BYTES} are read")
    if not data.strip(_BLANK):
        raise RejectedDocumentError("empty_file", "no bytes but white space")
    found = sniff.type_of(data)
    if found is sniff.TEXT and _is_delimited(data):
        found = sniff.DELIMITED
    if found.reader is not None and reader(found.reader) is not None:
        return found.reader
    raise RejectedDocumentError(found.reason_code, f"its bytes are {found.media_type}")


def recogniser_after(name: str) -> str | None:
    """The reader that also reads the pages which that reader finds to be pictures; None where none is installed."""
    further = _RECOGNISING.get(name)
    return further if further is not None and reader(further) is not None else None


def read_bytes(data: bytes) -> Grid:
    """Read the bytes of one file. Raises RejectedDocumentError with a reason code of seeds/reason_codes.csv."""
    return read_fully(reader_of(data), data)[1]


def read_fully(name: str, data: bytes, before_reading: Callable[[str], None] | None = None) -> tuple[str, Grid]:
    """Read with the reader of that name and, where it finds pictures and there is one, with the one that recognises
    their text; the reader whose grid it is comes back with it. `before_reading` hears of that further one.

    Raises RejectedDocumentError.
    """
    further = recogniser_after(name)
    try:
        grid = read_with(name, data)
        if not grid.pictures or further is None:
            return name, grid
    except RejectedDocumentError as error:
        if error.reason_code != "scan_without_text" or further is None:
            raise
    if before_reading is not None:
        before_reading(further)
    return further, read_with(further, data)


def read_with(name: str, data: bytes) -> Grid:
    """Read with the reader of that name. Raises RejectedDocumentError."""
    module = reader(name)
    if module is None:
        raise RejectedDocumentError("unsupported_format", f"no reader {name}")
    grid: Grid = module.read(data)
    cells = sum([len(row.cells) for block in grid.blocks for row in block.rows])
    if cells > MAX_CELLS:
        raise RejectedDocumentError("too_complex", f"{cells} cells; at most {MAX_CELLS} are read")
    return _storable(grid)


def _is_delimited(data: bytes) -> bool:
    """Whether a text has its cells apart by commas or the like. Tabs are the text reader's."""
    module = reader("delimited")
    if module is None or (b"\x00" not in data and data.count(b"\t") * 2 >= data.count(b"\n") > 0):
        return False
    text, _, _ = decode(data)
    return bool(module.looks_delimited(text))


def _storable(grid: Grid) -> Grid:
    """The grid with replacement marks for what no database stores: halves of surrogate pairs, NUL."""
    try:
        texts = "".join([text for block in grid.blocks for text in _texts(block)])
        if "\x00" not in texts and texts.encode() is not None:
            return grid
    except UnicodeEncodeError:
        pass
    return replace(
        grid,
        damaged=True,
        blocks=tuple(
            replace(
                block,
                sheet_name=None if block.sheet_name is None else _without_marks(block.sheet_name),
                rows=tuple(
                    row._replace(cells=tuple(cell._replace(text=_without_marks(cell.text)) for cell in row.cells))
                    for row in block.rows
                ),
            )
            for block in grid.blocks
        ),
    )


def _texts(block: Block) -> list[str]:
    return [block.sheet_name or "", *[cell.text for row in block.rows for cell in row.cells]]


def _without_marks(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "\ufffd")
