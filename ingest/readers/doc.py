"""Word before 2007 (.doc), Rich Text (.rtf) and OpenDocument text (.odt): LibreOffice makes a Word file of it."""

from __future__ import annotations

from dataclasses import replace

from ingest.errors import RejectedDocumentError
from ingest.grid import Grid
from ingest.readers import docx, ole
from ingest.readers.libreoffice import convert, program

# With LibreOffice installed or removed a document reads otherwise: then it is read again.
VERSION = f"doc-1+office-{int(program() is not None)}+{docx.VERSION}"
MEDIA_TYPE = "application/msword"

_RTF, _ODT = "application/rtf", "application/vnd.oasis.opendocument.text"
_MAIN_STREAM = "WordDocument"
# In the header of the main stream: a word of flags, among them that the rest is encrypted.
_FLAGS_AT, _ENCRYPTED = 10, 0x0100


def read(data: bytes) -> Grid:
    """Read one document through LibreOffice.

    Raises RejectedDocumentError: `needs_libreoffice`, `encrypted`, `damaged_file`, `time_limit`, `too_complex`.
    """
    media_type, suffix = _format_of(data)
    if suffix == "doc" and _is_encrypted(data):
        raise RejectedDocumentError("encrypted", "the document is encrypted")
    grid = docx.read(convert(data, suffix))
    return replace(grid, media_type=media_type, reader_version=VERSION)


def _format_of(data: bytes) -> tuple[str, str]:
    if data.startswith(b"{\\rt"):
        return _RTF, "rtf"
    if data.startswith(b"PK"):
        return _ODT, "odt"
    return MEDIA_TYPE, "doc"


def _is_encrypted(data: bytes) -> bool:
    if not data.startswith(ole.SIGNATURE):
        return False
    flags = ole.OleFile(data).head(_MAIN_STREAM, _FLAGS_AT + 2)[_FLAGS_AT:]
    return bool(int.from_bytes(flags, "little") & _ENCRYPTED)
