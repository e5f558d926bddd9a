"""Loading schema raw: what changed is read, written as Parquet by polars, and swapped in by one transaction."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from ingest import forms, privacy
from ingest.cache import GridCache
from ingest.files import MANIFEST_COLUMNS, DocumentFile, list_files, read_manifest
from ingest.identity import DOCUMENT_ID_LENGTH, sha256_of
from ingest.privacy import mask_text
from ingest.reading import DocumentRecords, is_current_reader, read_document
from ingest.records import RAW_TABLES
from ingest.vocabulary import Vocabulary, load_vocabulary

Progress = Callable[[int, int, str], None]

_TYPES = {pl.String: "varchar", pl.Int64: "bigint"}
# Documents held in memory before they are written to a Parquet part.
BATCH_DOCUMENTS = 500


@dataclass
class IngestReport:
    """What one run of the ingest did."""

    documents_by_status: dict[str, int] = field(default_factory=dict)
    files: int = 0
    read_now: int = 0
    reused: int = 0
    removed: int = 0


def ingest_folder(
    documents: Path, database: Path, cache: Path, seeds: Path, progress: Progress | None = None
) -> IngestReport:
    """Bring schema raw of `database` up to date with the folder.

    Raises NoDocumentsError, ManifestError and VocabularyError before anything is changed.
    """
    vocabulary = load_vocabulary(seeds)
    files = list_files(documents)
    manifest = read_manifest(documents)
    cache.mkdir(parents=True, exist_ok=True)
    grids = GridCache(cache, f"{privacy.VERSION}-{vocabulary.contact_hash}")
    parts = cache / "batch"
    shutil.rmtree(parts, ignore_errors=True)
    parts.mkdir()
    database.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(database))
    try:
        create_tables(connection)
        report = IngestReport(files=len(files))
        batch = _Batch(parts)
        paths = _read_files(
            files,
            manifest,
            known_readings(connection, vocabulary),
            vocabulary,
            grids,
            batch,
            report,
            progress,
        )
        batch.flush()
        _swap(connection, parts, paths, report)
        report.documents_by_status = dict(
            connection.execute(
                "select d.status, count(*) from raw.document_paths as p join raw.documents as d using (document_id)"
                " group by all order by 1"
            ).fetchall()
        )
    finally:
        connection.close()
        shutil.rmtree(parts, ignore_errors=True)
    return report


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create what is missing of schema raw. Where one has another shape, all of raw is dropped and read anew."""
    connection.execute("create schema if not exists raw")
    for table, columns in RAW_TABLES.items():
        found = connection.execute(
            "select column_name, lower(data_type) from duckdb_columns()"
            " where database_name = current_database() and schema_name = 'raw' and table_name = ?"
            " order by column_index",
            [table],
        ).fetchall()
        if found and found != [(name, _TYPES[kind]) for name, kind in columns.items()]:
            connection.execute("drop schema raw cascade")
            create_tables(connection)
            return
    for table, columns in RAW_TABLES.items():
        described = ", ".join(f'"{name}" {_TYPES[kind]}' for name, kind in columns.items())
        connection.execute(f'create table if not exists raw."{table}" ({described})')


def known_readings(connection: duckdb.DuckDBPyConnection, vocabulary: Vocabulary) -> set[str]:
    """Ids of documents whose reading is of today's identity."""
    versions = connection.execute("select distinct reader_version from raw.documents").fetchall()
    current = [version for (version,) in versions if is_current_reader(version)]
    rows = connection.execute(
        "select document_id from raw.documents"
        " where list_contains(?, reader_version) and forms_version = ? and vocabulary_hash = ?",
        [current, forms.VERSION, vocabulary.hash],
    ).fetchall()
    return {document_id for (document_id,) in rows}


class _Batch:
    """Collects rows and writes them as Parquet parts, a folder a table."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, list[dict[str, Any]]] = {table: [] for table in RAW_TABLES}
        self.documents = 0
        self.part = 0

    def add(self, records: DocumentRecords) -> None:
        for table, rows in records.rows.items():
            self.rows[table].extend(rows)
        self.documents += 1
        if self.documents >= BATCH_DOCUMENTS:
            self.flush()

    def flush(self) -> None:
        self.part += 1
        for table, rows in self.rows.items():
            if rows:
                write_part(rows, table, self.folder / table / f"{self.part:06d}.parquet")
                rows.clear()
        self.documents = 0


def write_part(rows: Iterable[dict[str, Any]], table: str, path: Path) -> None:
    """Write rows of one raw table; columns that a row lacks are null, columns it should not have are an error."""
    schema = RAW_TABLES[table]
    rows = list(rows)
    stray = {name for row in rows for name in row} - set(schema)
    if stray:
        raise ValueError(f"raw.{table} has no column {', '.join(sorted(stray))}")
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {name: [row.get(name) for row in rows] for name in schema}
    pl.DataFrame(columns, schema=schema).write_parquet(path)


def _read_files(
    files: list[DocumentFile],
    manifest: dict[str, dict[str, str]],
    known: set[str],
    vocabulary: Vocabulary,
    grids: GridCache,
    batch: _Batch,
    report: IngestReport,
    progress: Progress | None,
) -> list[dict[str, Any]]:
    paths: list[dict[str, Any]] = []
    done: set[str] = set()
    for number, file in enumerate(files, start=1):
        if progress is not None:
            progress(number, len(files), file.path)
        data, failure = _bytes_of(file)
        key = sha256_of(data) if data is not None else sha256_of(f"unreadable:{file.path}".encode())
        document_id = key[:DOCUMENT_ID_LENGTH]
        if document_id not in done:
            done.add(document_id)
            if document_id in known:
                report.reused += 1
            else:
                batch.add(read_document(file, data, failure, vocabulary, grids))
                report.read_now += 1
        described = manifest.get(file.path, {})
        paths.append(
            {
                "path": mask_text(file.path),
                "document_id": document_id,
                "file_name": mask_text(file.path.rsplit("/", 1)[-1]),
                **{column: described.get(column) or None for column in MANIFEST_COLUMNS},
            }
        )
    return paths


def _bytes_of(file: DocumentFile) -> tuple[bytes | None, str | None]:
    try:
        return file.absolute.read_bytes(), None
    except OSError as error:
        return None, error.strerror or type(error).__name__


def _swap(
    connection: duckdb.DuckDBPyConnection, parts: Path, paths: list[dict[str, Any]], report: IngestReport
) -> None:
    """Replace the read documents and all paths in one transaction."""
    write_part(paths, "document_paths", parts / "document_paths" / "paths.parquet")
    before = connection.execute("select count(distinct document_id) from raw.document_paths").fetchone()
    connection.execute("begin")
    try:
        documents = parts / "documents"
        if documents.is_dir():
            glob = str(documents / "*.parquet")
            for table in RAW_TABLES:
                if table != "document_paths":
                    connection.execute(
                        f'delete from raw."{table}" where document_id in (select document_id from read_parquet(?))',
                        [glob],
                    )
        connection.execute("delete from raw.document_paths")
        for table, columns in RAW_TABLES.items():
            folder = parts / table
            if folder.is_dir():
                names = ", ".join(f'"{name}"' for name in columns)
                connection.execute(
                    f'insert into raw."{table}" ({names}) select {names} from read_parquet(?) order by document_id',
                    [str(folder / "*.parquet")],
                )
        connection.execute(
            # the path of a document is the first of its present paths: it must not depend on load order
            "update raw.documents as d set path = p.path, file_name = p.file_name"
            " from (select document_id, min(path) as path, min_by(file_name, path) as file_name"
            " from raw.document_paths group by document_id) as p"
            " where d.document_id = p.document_id and d.path <> p.path"
        )
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    after = connection.execute(
        "select count(distinct document_id) from raw.documents"
        " where document_id not in (select document_id from raw.document_paths)"
    ).fetchone()
    report.removed = int(after[0]) if before and after else 0
