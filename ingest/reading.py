"""One document from bytes to the rows of the raw contract. Whatever happens costs this document only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ingest import forms, privacy
from ingest.cache import CacheWriteError, GridCache
from ingest.errors import RejectedDocumentError
from ingest.forms import DocumentReading, read_forms
from ingest.forms.ledger import FATES
from ingest.grid import Grid
from ingest.identity import DOCUMENT_ID_LENGTH, ReadingIdentity, sha256_of
from ingest.privacy import mask_grid, mask_records, mask_text
from ingest.readers import (
    NO_READER,
    ocr,
    read_bytes,
    read_fully,
    reader_named_in,
    reader_of,
    recogniser_after,
    version_of,
)
from ingest.vocabulary import Vocabulary

# A cell of a form with more characters than this is no cell: it would cost every later step dear.
MAX_CELL_CHARACTERS = 200_000
# Reasons that may be gone at the next run though the bytes are the same: such a file is always read again.
PASSING_REASONS = ("unreadable", "changed_while_read", "reader_crashed", "needs_libreoffice")
# Reasons that other limits would undo.
LIMIT_REASONS = ("time_limit", "memory_limit")
# Reasons that the recognition of text would undo, where it is not installed; the mark stands in the identity.
PICTURE_REASONS = ("scan_without_text", "scanned_pages")
_WITHOUT_OCR = "without OCR"


@dataclass(frozen=True)
class DocumentRecords:
    """Rows of one document by raw table, each with its document_id."""

    document_id: str
    rows: dict[str, list[dict[str, Any]]]


def document_id_of(sha256: str) -> str:
    """The first 32 hexadecimal digits of the SHA-256 of the bytes."""
    return sha256[:DOCUMENT_ID_LENGTH]


def key_without_bytes(path: str) -> str:
    """Stands in for the hash where a file is not, or cannot be, read: such a file still has its row."""
    return sha256_of(f"unread:{path}".encode())


def identity_of(
    sha256: str, reader: str, vocabulary: Vocabulary, code: str | None = None, limits: str | None = None
) -> ReadingIdentity:
    """The identity of a reading by that reader with today's code and words.

    Where other `limits`, or the recognition of text, would undo the reason `code`, it says so.
    """
    but_for = None
    if code in LIMIT_REASONS:
        but_for = limits
    elif code in PICTURE_REASONS and not ocr.installed():
        but_for = _WITHOUT_OCR
    version = f"{version_of(reader)}+{privacy.VERSION}" + (f"+{but_for}" if but_for else "")
    return ReadingIdentity(sha256, version, forms.VERSION, vocabulary.hash)


def is_current_reader(reader_version: str, limits: str) -> bool:
    """Whether the reader version of an identity is still today's: a changed reader makes only its own files new."""
    today = f"{version_of(reader_named_in(reader_version))}+{privacy.VERSION}"
    if reader_version == f"{today}+{_WITHOUT_OCR}":
        return not ocr.installed()
    return reader_version in (today, f"{today}+{limits}")


def masked_grid(data: bytes, vocabulary: Vocabulary) -> Grid:
    """Read and mask. Raises RejectedDocumentError."""
    return mask_grid(read_bytes(data), vocabulary)


def refused_document(
    path: str,
    status: str,
    code: str,
    reason: str,
    vocabulary: Vocabulary,
    *,
    sha256: str | None = None,
    size: int | None = None,
    reader: str = NO_READER,
    limits: str | None = None,
) -> DocumentRecords:
    """The row of a file that is not read. `path` must be masked already; `limits` counts where they are the reason."""
    identity = identity_of(sha256 or key_without_bytes(path), reader, vocabulary, code, limits)
    document = _document(path, identity, sha256, size)
    document |= {"status": status, "reason_code": code, "reason": mask_text(reason)}
    return DocumentRecords(identity.document_id, {"documents": [document]})


def read_document(
    path: str,
    data: bytes,
    sha256: str,
    vocabulary: Vocabulary,
    cache: GridCache | None,
    *,
    limits: str | None = None,
    before_reading: Callable[[str], None] | None = None,
) -> DocumentRecords:
    """Read the bytes of one file. `path` must be masked already; `before_reading` hears which reader takes them.

    Raises CacheWriteError, and nothing else that a document can cause.
    """
    reader = NO_READER

    def begin(name: str) -> None:
        nonlocal reader
        reader = name
        if before_reading is not None:
            before_reading(name)

    try:
        begin(reader_of(data))
        known = _cached(cache, sha256, reader)
        if known is None:
            reader, grid = read_fully(reader, data, begin)
            grid = mask_grid(grid, vocabulary)
            if cache is not None:
                cache.put(sha256, version_of(reader) or reader, grid)
        else:
            reader, grid = known
        reading = read_forms(grid, vocabulary)
        mask_records(reading.records)
        _check_cells(reading)
        identity = identity_of(sha256, reader, vocabulary, reading.reason_code)
        return _accepted(_document(path, identity, sha256, len(data)), grid, reading)
    except RejectedDocumentError as error:
        code, reason = error.reason_code, error.reason
    except MemoryError:
        code, reason = "memory_limit", "it takes more memory than a file of its size may"
    except CacheWriteError:
        raise
    except Exception as error:  # noqa: BLE001 - one bad file never takes its neighbours down; the row says which
        code, reason = "reader_error", f"{type(error).__name__} at {_where(error)}"
    return refused_document(
        path, "rejected", code, reason, vocabulary, sha256=sha256, size=len(data), reader=reader, limits=limits
    )


def _cached(cache: GridCache | None, sha256: str, reader: str) -> tuple[str, Grid] | None:
    """The grid kept of these bytes, and the reader whose it is. One with pictures is out of date where their text can
    now be recognised.
    """
    if cache is None:
        return None
    kept = cache.get(sha256, version_of(reader) or reader)
    further = recogniser_after(reader)
    if further is not None and (kept is None or kept.pictures):
        reader, kept = further, cache.get(sha256, version_of(further) or further)
    return (reader, kept) if kept is not None else None


def _document(path: str, identity: ReadingIdentity, sha256: str | None, size: int | None) -> dict[str, Any]:
    return {
        "document_id": identity.document_id,
        "sha256": sha256,
        "reader_version": identity.reader_version,
        "forms_version": identity.forms_version,
        "vocabulary_hash": identity.vocabulary_hash,
        "path": path,
        "file_name": path.rstrip("/").rsplit("/", 1)[-1],
        "bytes": size,
        "forms_count": 0,
        **{f"cells_{fate}": 0 for fate in ("total", *FATES)},
    }


def _accepted(document: dict[str, Any], grid: Grid, reading: DocumentReading) -> DocumentRecords:
    document |= {
        "media_type": grid.media_type,
        "charset": grid.charset,
        "title_text": reading.title_text,
        "head_text": reading.head_text,
        "cited_year_max": reading.cited_year_max,
        "status": reading.status,
        "reason_code": reading.reason_code,
        "reason": reading.reason,
        "cells_total": sum(1 for _ in grid.cells()),
        **{f"cells_{fate}": reading.counts[fate] for fate in FATES},
        "forms_count": reading.forms_count,
    }
    rows = {
        table: [{"document_id": document["document_id"], **row} for row in table_rows]
        for table, table_rows in reading.records.items()
    }
    return DocumentRecords(document["document_id"], {"documents": [document], **rows})


def _check_cells(reading: DocumentReading) -> None:
    for cell in reading.ledger.cells("used", "unread"):
        if len(cell.text) > MAX_CELL_CHARACTERS:
            raise RejectedDocumentError(
                "too_complex",
                f"row {cell.row_no}, column {cell.col_no}: a cell of {len(cell.text)} characters;"
                f" at most {MAX_CELL_CHARACTERS} are read",
            )


def _where(error: Exception) -> str:
    """Module and line of our code where the error arose: no text of the document, which may hold anything."""
    traceback = error.__traceback__
    where = "?"
    while traceback is not None:
        name = traceback.tb_frame.f_globals.get("__name__", "?")
        if name.startswith("ingest"):
            where = f"{name}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return where
