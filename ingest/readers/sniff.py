"""What a file is, told by its bytes alone. The name of a file is no witness."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.errors import RejectedDocumentError
from ingest.readers import mht, ole
from ingest.readers.archive import Archive, open_archive
from ingest.readers.ole import ENCRYPTED_STREAMS, OleFile

# Changes when the same bytes may go to another reader than before.
VERSION = "types-3"


@dataclass(frozen=True, slots=True)
class FileType:
    """A media type, the module of `ingest.readers` that reads it, or the reason code why none does."""

    media_type: str
    reader: str | None = None
    reason_code: str = "unsupported_format"


TEXT = FileType("text/plain", "text")
DELIMITED = FileType("text/csv", "delimited")
HTML = FileType("text/html", "html")
PDF = FileType("application/pdf", "pdf")
DOCX = FileType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
XLSX = FileType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
ODS = FileType("application/vnd.oasis.opendocument.spreadsheet", "ods")
DOC = FileType("application/msword", "doc")
XLS = FileType("application/vnd.ms-excel", "xls")
RTF = FileType("application/rtf", "doc")
ODT = FileType("application/vnd.oasis.opendocument.text", "doc")
PARCEL = FileType("multipart/related", "html")
WORD_XML = FileType("application/vnd.ms-word+xml", "docx")
SPREADSHEET_XML = FileType("application/vnd.ms-excel+xml", "spreadsheetml")

# Of Word 2003, and of a whole package in one file: what stands in it is told by the kind of its parts.
_WORD_NAMESPACES = ("schemas.microsoft.com/office/word/2003/wordml", "wordprocessingml.document.main")
_HEAD = 4096
_PDF_WITHIN = 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# Excel before OLE: a stream of records that begins with BOF.
_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00")
_SIGNATURES: tuple[tuple[bytes, FileType], ...] = (
    (b"\x89PNG\r\n\x1a\n", FileType("image/png", None, "picture")),
    (b"\xff\xd8\xff", FileType("image/jpeg", None, "picture")),
    (b"GIF8", FileType("image/gif", None, "picture")),
    (b"II*\x00", FileType("image/tiff", None, "picture")),
    (b"MM\x00*", FileType("image/tiff", None, "picture")),
    (b"BM", FileType("image/bmp", None, "picture")),
    (b"RIFF", FileType("application/riff")),
    (b"Rar!\x1a\x07", FileType("application/vnd.rar", None, "archive")),
    (b"7z\xbc\xaf\x27\x1c", FileType("application/x-7z-compressed", None, "archive")),
    (b"\x1f\x8b", FileType("application/gzip", None, "archive")),
    (b"BZh", FileType("application/x-bzip2", None, "archive")),
    (b"\xfd7zXZ\x00", FileType("application/x-xz", None, "archive")),
    (b"{\\rtf", RTF),
    (b"%!PS", FileType("application/postscript")),
    (b"\x7fELF", FileType("application/x-executable")),
    (b"MZ", FileType("application/x-executable")),
    (b"PAR1", FileType("application/vnd.apache.parquet")),
    (b"SQLite format 3\x00", FileType("application/vnd.sqlite3")),
)
_MAIN_PARTS: tuple[tuple[bytes, FileType], ...] = (
    (b"wordprocessingml.document.main", DOCX),
    (b"ms-word.document.macroEnabled.main", DOCX),
    (b"wordprocessingml.template.main", DOCX),
    (b"spreadsheetml.sheet.main", XLSX),
    (b"ms-excel.sheet.macroEnabled.main", XLSX),
    (b"spreadsheetml.template.main", XLSX),
    (b"ms-excel.sheet.binary", FileType("application/vnd.ms-excel.sheet.binary.macroEnabled.12")),
    (b"presentationml", FileType("application/vnd.openxmlformats-officedocument.presentationml.presentation")),
)
_MAIN_NAMES: tuple[tuple[str, FileType], ...] = (
    ("word/document.xml", DOCX),
    ("xl/workbook.xml", XLSX),
    ("OFD.xml", FileType("application/ofd")),
    ("content.xml", FileType("application/vnd.oasis.opendocument")),
)
_PART_BYTES = 1_000_000
_STREAMS = {"Workbook": XLS, "Book": XLS, "WordDocument": DOC}
_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title|link|table|tbody|tr)(?=[\s>/])", re.I)
# Tags that also stand in texts which an extraction left half stripped.
_WEAK_MARKUP = re.compile(
    r"<(?:div|p|span|font|style|script|center|form|section|h[1-6]|a|b|br|img)(?=[\s>/])|<!--", re.I
)
_TABLE = re.compile(rb"<table[\s>]", re.I)
_TABLE_CELL = re.compile(rb"<t[dh][\s>]", re.I)


def type_of(data: bytes) -> FileType:
    """The type of the bytes. Raises RejectedDocumentError where a container is damaged or encrypted."""
    if _is_pdf(data):
        return PDF
    if data.startswith(_ZIP):
        return _zip_type(data)
    if data.startswith(ole.SIGNATURE):
        return _ole_type(data)
    if _BIFF.match(data):
        return XLS
    for signature, found in _SIGNATURES:
        if data.startswith(signature) and (len(signature) > 3 or _has_control_bytes(data)):
            return found
    return _markup_type(data) or TEXT


def _is_pdf(data: bytes) -> bool:
    """A PDF may begin with up to 1,024 bytes of anything; a text that speaks of %PDF- has no objects."""
    at = data.find(b"%PDF-", 0, _PDF_WITHIN + 5)
    return at >= 0 and (not data[:at].strip(b"\xef\xbb\xbf \t\r\n\x00") or b"endobj" in data)


def _zip_type(data: bytes) -> FileType:
    archive = open_archive(data)
    declared = _part(archive, "[Content_Types].xml")
    mimetype = _part(archive, "mimetype").strip().decode("ascii", "replace")
    for document in (ODS, ODT):
        if mimetype.startswith(document.media_type):
            return document
    for word, found in _MAIN_PARTS:
        if word in declared:
            return found
    for name, found in _MAIN_NAMES:
        if name in archive:
            return found
    if mimetype.startswith("application/"):
        return FileType(mimetype)
    return FileType("application/zip", None, "archive")


def _part(archive: Archive, name: str) -> bytes:
    """A small part that says what the whole is; one that is too large says nothing."""
    return archive.read(name) if 0 < archive.size(name) <= _PART_BYTES else b""


def _ole_type(data: bytes) -> FileType:
    """By the first stream that holds a document: another may be embedded in it."""
    streams = OleFile(data).streams
    if not streams:
        raise RejectedDocumentError("damaged_file", "its directory is cut off")
    for stream in streams:
        if stream.name in ENCRYPTED_STREAMS:
            raise RejectedDocumentError("encrypted", "the document is encrypted")
        if stream.name in _STREAMS:
            return _STREAMS[stream.name]
    return FileType("application/x-ole-storage")


def _markup_type(data: bytes) -> FileType | None:
    head = _head_text(data)
    if head.startswith("<?xml"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in head:
            return SPREADSHEET_XML
        if any(namespace in head for namespace in _WORD_NAMESPACES):
            return WORD_XML
        if re.search(r"<html[\s>]", head, re.I):
            return HTML
        return FileType("application/xml")
    if _MARKUP.match(head):
        return HTML
    if mht.is_parcel(data):
        return PARCEL
    # A page whose beginning was lost, or stands behind a line of text.
    has_table = _TABLE.search(data) is not None and len(_TABLE_CELL.findall(data)) >= 4
    if (has_table or (_WEAK_MARKUP.match(head) and b"</" in data)) and not _has_tabbed_rows(data):
        return HTML
    return None


def _has_tabbed_rows(data: bytes) -> bool:
    """Whether tabs are cell borders, as in a text with a few left-over tags; in a page they indent."""
    rows = sum(1 for line in data.splitlines() if b"\t" in line.strip() and not line.lstrip().startswith(b"<"))
    return rows > len(_TABLE_CELL.findall(data))


def _head_text(data: bytes) -> str:
    """The first characters, as far as markup needs them: ASCII in any charset."""
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in head[:64]:
        head = head.replace(b"\x00", b"")
    return head.decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe \t\r\n")


def _has_control_bytes(data: bytes) -> bool:
    return any(byte < 9 or 13 < byte < 32 for byte in data[:512])
