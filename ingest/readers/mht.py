"""Parcels of pages (.mht): a page and what belongs to it as the parts of one message. Word and Excel write them."""

from __future__ import annotations

import binascii
import quopri
import re
from email.message import Message
from email.parser import BytesHeaderParser

from ingest.errors import RejectedDocumentError

_MAX_DEPTH = 8
_MAX_PARTS = 10_000
_HEAD_BYTES = 8_192
_FIRST_HEADER = re.compile(
    rb"\s*(?:from|mime-version|content-type|content-location|subject|date|message-id|x-[\w-]+|snapshot-[\w-]+)[ \t]*:",
    re.I,
)
_MULTIPART = re.compile(rb"^content-type[ \t]*:\s*multipart/", re.I | re.M)
_BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n")
_PAGES = frozenset(("text/html", "application/xhtml+xml"))


def is_parcel(data: bytes) -> bool:
    """Whether the bytes begin with the headers of a message in several parts."""
    head = data[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")
    return _FIRST_HEADER.match(head) is not None and _MULTIPART.search(head) is not None


def pages(data: bytes) -> list[tuple[bytes, str | None]]:
    """The bytes of each page in order, with the charset that its headers name. Raises RejectedDocumentError."""
    found: list[tuple[bytes, str | None]] = []
    pending = [(data, 0)]
    while pending:
        part, depth = pending.pop()
        head, _, body = _divided(part.lstrip())
        headers = BytesHeaderParser().parsebytes(head)
        kind = headers.get_content_type()
        if kind.startswith("multipart/"):
            inner = _parts(body, headers.get_boundary())
            if depth == _MAX_DEPTH or len(pending) + len(inner) > _MAX_PARTS:
                raise RejectedDocumentError("too_complex", "a parcel of too many parts, or of parts within parts")
            pending.extend((each, depth + 1) for each in reversed(inner))
        elif kind in _PAGES:
            found.append((_unpacked(body, headers), headers.get_content_charset()))
    return found


def _divided(part: bytes) -> tuple[bytes, bytes, bytes]:
    """Headers, blank line, body."""
    blank = _BLANK_LINE.search(part)
    return (part[: blank.start()], blank[0], part[blank.end() :]) if blank else (part, b"", b"")


def _parts(body: bytes, boundary: str | None) -> list[bytes]:
    if not boundary:
        raise RejectedDocumentError("damaged_file", "a parcel that does not say where its parts end")
    line = re.escape(boundary.encode("utf-8", errors="replace"))
    return re.split(rb"(?:\A|\r?\n)--" + line + rb"(?:--)?[ \t]*(?:\r?\n|\Z)", body)[1:]


def _unpacked(body: bytes, headers: Message) -> bytes:
    encoding = str(headers.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "quoted-printable":
        return quopri.decodestring(body)
    if encoding == "base64":
        try:
            return binascii.a2b_base64(body)
        except binascii.Error as error:
            raise RejectedDocumentError("damaged_file", "a page of the parcel is cut off") from error
    return body
