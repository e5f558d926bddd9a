"""One document from bytes to the rows of the raw contract. Whatever happens costs this document only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ingest import forms, privacy
from ingest.cache import GridCache
from ingest.errors import RejectedDocumentError
from ingest.files import DocumentFile
from ingest.forms import DocumentReading, read_forms
from ingest.forms.ledger import FATES
from ingest.grid import Grid
from ingest.identity import DOCUMENT_ID_LENGTH, ReadingIdentity, sha256_of
from ingest.privacy import mask_grid, mask_text
from ingest.readers import NO_READER, is_current, read_bytes, read_with, reader_of, version_of
from ingest.vocabulary import Vocabulary


@dataclass(frozen=True)
class DocumentRecords:
    """Rows of one document by raw table, each with its document_id."""

    document_id: str
    rows: dict[str, list[dict[str, Any]]]


def identity_of(sha256: str, reader: str, vocabulary: Vocabulary) -> ReadingIdentity:
    """The identity of a reading by that reader with today's code and words."""
    return ReadingIdentity(sha256, f"{version_of(reader)}+{privacy.VERSION}", forms.VERSION, vocabulary.hash)


def is_current_reader(reader_version: str) -> bool:
    """Whether the reader version of an identity is still today's: a changed reader makes only its own files new."""
    version, _, masking = reader_version.rpartition("+")
    return masking == privacy.VERSION and is_current(version)


def masked_grid(data: bytes, name: str, vocabulary: Vocabulary) -> Grid:
    """Read and mask. Raises RejectedDocumentError."""
    return mask_grid(read_bytes(data, name), vocabulary)


def read_document(
    file: DocumentFile,
    data: bytes | None,
    failure: str | None,
    vocabulary: Vocabulary,
    cache: GridCache | None,
) -> DocumentRecords:
    """Read one file. `data` is None where its bytes could not be had; `failure` says why."""
    # Without bytes the path stands in for them: such a file still has its row.
    sha256 = sha256_of(data) if data is not None else None
    key = sha256 or sha256_of(f"unreadable:{file.path}".encode())
    reader, refusal = NO_READER, None
    if data is not None and file.is_document:
        try:
            reader = reader_of(data, file.path)
        except RejectedDocumentError as error:
            refusal = error
    identity = identity_of(key, reader, vocabulary)
    document: dict[str, Any] = {
        "document_id": key[:DOCUMENT_ID_LENGTH],
        "sha256": sha256,
        "reader_version": identity.reader_version,
        "forms_version": identity.forms_version,
        "vocabulary_hash": identity.vocabulary_hash,
        "path": mask_text(file.path),
        "file_name": mask_text(file.path.rsplit("/", 1)[-1]),
        "bytes": len(data) if data is not None else None,
        "forms_count": 0,
        **{f"cells_{fate}": 0 for fate in ("total", *FATES)},
    }
    if not file.is_document:
        return _refused(document, "skipped", "not_a_document", "not an input by its name")
    if data is None:
        return _refused(document, "rejected", "unreadable", failure or "cannot be read")
    if refusal is not None:
        return _refused(document, "rejected", refusal.reason_code, refusal.reason)
    try:
        version = version_of(reader) or reader
        grid = cache.get(key, version) if cache is not None else None
        if grid is None:
            grid = mask_grid(read_with(reader, data), vocabulary)
            if cache is not None:
                cache.put(key, version, grid)
        reading = read_forms(grid, vocabulary)
    except RejectedDocumentError as error:
        return _refused(document, "rejected", error.reason_code, error.reason)
    except Exception as error:  # noqa: BLE001 - one bad file never takes its neighbours down; the row says which
        return _refused(document, "rejected", "reader_error", f"{type(error).__name__} at {_where(error)}")
    return _accepted(document, grid, reading)


def _refused(document: dict[str, Any], status: str, code: str, reason: str) -> DocumentRecords:
    document |= {"status": status, "reason_code": code, "reason": mask_text(reason)}
    return DocumentRecords(document["document_id"], {"documents": [document]})


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
