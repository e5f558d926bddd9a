"""Loading schema raw: the Parquet parts of what was read are swapped in by one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from ingest import forms
from ingest.reading import PASSING_REASONS, is_current_reader
from ingest.records import RAW_TABLES, TYPE_NAMES
from ingest.vocabulary import Vocabulary


@contextmanager
def opened(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build database with schema raw in it."""
    database.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(database))
    try:
        create_tables(connection)
        yield connection
    finally:
        connection.close()


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
        if found and found != [(name, TYPE_NAMES[kind]) for name, kind in columns.items()]:
            connection.execute("drop schema raw cascade")
            create_tables(connection)
            return
    for table, columns in RAW_TABLES.items():
        described = ", ".join(f'"{name}" {TYPE_NAMES[kind]}' for name, kind in columns.items())
        connection.execute(f'create table if not exists raw."{table}" ({described})')


def known_readings(connection: duckdb.DuckDBPyConnection, vocabulary: Vocabulary, limits: str) -> set[str]:
    """Ids of documents whose reading is of today's identity and cannot come out otherwise."""
    versions = connection.execute("select distinct reader_version from raw.documents").fetchall()
    current = [version for (version,) in versions if is_current_reader(version, limits)]
    rows = connection.execute(
        "select document_id from raw.documents"
        " where list_contains(?, reader_version) and forms_version = ? and vocabulary_hash = ?"
        " and (reason_code is null or not list_contains(?, reason_code))",
        [current, forms.VERSION, vocabulary.hash, list(PASSING_REASONS)],
    ).fetchall()
    return {document_id for (document_id,) in rows}


def swap(connection: duckdb.DuckDBPyConnection, parts: Path, paths: Sequence[Mapping[str, Any]]) -> int:
    """Replace the read documents and all paths in one transaction. Returns how many documents have no path now."""
    described = parts / "paths.jsonl"
    described.write_text("".join(json.dumps(path) + "\n" for path in paths), encoding="utf-8")
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
        for table, columns in RAW_TABLES.items():
            folder = parts / table
            if folder.is_dir():
                names = ", ".join(f'"{name}"' for name in columns)
                connection.execute(
                    f'insert into raw."{table}" ({names}) select {names} from read_parquet(?) order by document_id',
                    [str(folder / "*.parquet")],
                )
        _replace_paths(connection, described)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    without_path = connection.execute(
        "select count(*) from raw.documents where document_id not in (select document_id from raw.document_paths)"
    ).fetchone()
    return int(without_path[0]) if without_path else 0


def _replace_paths(connection: duckdb.DuckDBPyConnection, described: Path) -> None:
    columns = RAW_TABLES["document_paths"]
    names = ", ".join(f'"{name}"' for name in columns)
    types = ", ".join(f"'{name}': '{TYPE_NAMES[kind]}'" for name, kind in columns.items())
    connection.execute("delete from raw.document_paths")
    connection.execute(
        f"insert into raw.document_paths ({names}) select {names}"
        f" from read_json(?, format = 'newline_delimited', columns = {{{types}}}) order by path",
        [str(described)],
    )
    connection.execute(
        # the path of a document is the first of its present paths: it must not depend on load order
        "update raw.documents as d set path = p.path, file_name = p.file_name"
        " from (select document_id, min(path) as path, min_by(file_name, path) as file_name"
        " from raw.document_paths group by document_id) as p"
        " where d.document_id = p.document_id and d.path <> p.path"
    )


def documents_by_status(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Files now in the folder by the status of their document."""
    return dict(
        connection.execute(
            "select d.status, count(*) from raw.document_paths as p join raw.documents as d using (document_id)"
            " group by all order by 1"
        ).fetchall()
    )
