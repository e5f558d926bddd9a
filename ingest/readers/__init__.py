"""Readers: bytes in, Grid out, one module a format. The format is told by content, not by the file's name."""

from __future__ import annotations

from ingest.errors import RejectedDocumentError
from ingest.grid import Grid
from ingest.readers import text

MAX_BYTES = 64 * 1024 * 1024

# First bytes of formats that are not text. A reader for one of them goes here when it is written.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"{\\rtf", "application/rtf"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ", "application/x-executable"),
    (b"PAR1", "application/vnd.apache.parquet"),
)
_MARKUP_STARTS = (b"<!doctype html", b"<html", b"<?xml")
_TEXT_SUFFIXES = ("txt", "tsv", "tab", "text")


def media_type_of(data: bytes) -> str | None:
    """The media type that the first bytes prove, or None where they may be text."""
    for signature, media_type in _SIGNATURES:
        if data.startswith(signature) and (len(signature) > 2 or _has_control_bytes(data)):
            return media_type
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower().startswith(_MARKUP_STARTS):
        return "text/html"
    return None


def read_bytes(data: bytes, name: str) -> Grid:
    """Read the bytes of one file. `name` is only used in messages.

    Raises RejectedDocumentError with a reason code of seeds/reason_codes.csv.
    """
    if len(data) > MAX_BYTES:
        raise RejectedDocumentError("too_large", f"{len(data)} bytes; at most {MAX_BYTES} are read")
    if not data.strip(b"\x00\xff\xfe\xef\xbb\xbf \t\r\n\f\v"):
        raise RejectedDocumentError("empty_file", "no bytes but white space")
    media_type = media_type_of(data)
    if media_type is not None:
        suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
        if suffix in _TEXT_SUFFIXES:
            raise RejectedDocumentError("not_text", f"named .{suffix}, but its bytes are {media_type}")
        raise RejectedDocumentError("unsupported_format", f"its bytes are {media_type}")
    return text.read(data)


def _has_control_bytes(data: bytes) -> bool:
    return any(byte < 9 or 13 < byte < 32 for byte in data[:512])
