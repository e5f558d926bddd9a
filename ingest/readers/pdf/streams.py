"""Compressed streams of a PDF are tried before pdfium unfolds them: a bomb is told as such, early and cheaply.

This is no proof of harmlessness: whoever reads files of strangers bounds the process too (ingest/limits.py).
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator

from ingest.errors import RejectedDocumentError

MAX_UNFOLDED = 48 * 1024 * 1024  # of one stream that is no picture; the largest are embedded fonts
MAX_PICTURE = 160 * 1024 * 1024  # pictures are not unfolded for their text
MAX_STROKES = 400_000  # of one page's drawing; a crowded map has a tenth
_BUSY = 2 * 1024 * 1024  # a shorter stream cannot hold so many strokes
_CHUNK = 1024 * 1024
_MAX_RATIO = 1032  # of deflate
_DICTIONARY = 4096  # bytes before the stream in which its dictionary is looked for

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_FILTERS = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+)")
_PICTURE = re.compile(rb"/Subtype\s*/Image")
_FOLDED = (b"/FlateDecode", b"/Fl", b"/LZWDecode", b"/LZW", b"/RunLengthDecode", b"/RL")
_STROKES = frozenset(b"S s B b f F B* b* f* Tj TJ Do sh".split())


def check_streams(data: bytes) -> None:
    """Raises RejectedDocumentError too_complex where a stream unfolds to more than a document needs."""
    for filters, picture, raw in _streams(data):
        folds = sum(name in _FOLDED for name in filters)
        if folds > 1:
            raise RejectedDocumentError("too_complex", "a stream that is compressed twice")
        limit = MAX_PICTURE if picture else MAX_UNFOLDED
        if filters[-1:] not in ([b"/FlateDecode"], [b"/Fl"]) or len(raw) * _MAX_RATIO < (limit if picture else _BUSY):
            continue
        length = strokes = 0
        for piece in _unfolded(_plain(filters, raw)):
            length += len(piece)
            if length > limit:
                raise RejectedDocumentError("too_complex", f"a stream that unfolds to more than {limit >> 20} MB")
        if picture or length < _BUSY:
            continue
        for piece in _unfolded(_plain(filters, raw)):
            strokes += sum(map(_STROKES.__contains__, piece.split()))
            if strokes > MAX_STROKES:
                raise RejectedDocumentError("too_complex", f"a page of more than {MAX_STROKES} strokes")


def _streams(data: bytes) -> Iterator[tuple[list[bytes], bool, bytes]]:
    """Filters of each stream, whether it says to be a picture, and its raw bytes."""
    for found in _STREAM.finditer(data):
        head = data[max(0, found.start() - _DICTIONARY) : found.start()]
        head = head[head.rfind(b"obj") + 3 :]
        filters = _FILTERS.search(head)
        if filters is None:
            continue
        end = data.find(b"endstream", found.end())
        raw = data[found.end() : end if end >= 0 else len(data)]
        yield re.findall(rb"/\w+", filters.group(1)), bool(_PICTURE.search(head)), raw


def _plain(filters: list[bytes], raw: bytes) -> bytes:
    """The compressed bytes, where they are written in letters."""
    try:
        if filters[0] in (b"/ASCII85Decode", b"/A85"):
            return base64.a85decode(b"".join(raw.split()).removesuffix(b"~>"))
        if filters[0] in (b"/ASCIIHexDecode", b"/AHx"):
            return bytes.fromhex(b"".join(raw.split()).removesuffix(b">").decode("ascii"))
    except ValueError:
        return b""  # damaged: pdfium will not read it either
    return raw


def _unfolded(raw: bytes) -> Iterator[bytes]:
    """The stream unfolded, piece by piece; up to where it is encrypted or damaged."""
    inflater = zlib.decompressobj()
    while raw and not inflater.eof:
        try:
            piece = inflater.decompress(raw, _CHUNK)
        except zlib.error:
            return
        if not piece:
            return
        yield piece
        raw = inflater.unconsumed_tail
