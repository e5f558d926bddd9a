"""Publish the marts: a new file beside the old one, counted, then renamed over it.

A reader sees the old file or the new one, never half of one, and never blocks a build. The file is written in
the oldest storage format, without keys and indexes, so that every DuckDB client from 1.0 on opens it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

STORAGE_VERSION = "v1.0.0"
MARTS = "marts"
SOURCE = "build"  # views of the build carry the catalog's name in them, and that is the file's stem
TARGET = "published"


class PublishError(Exception):
    """The new file could not be made, or is not what was built. The published file was not touched."""


@dataclass(frozen=True)
class PublishedTable:
    """One table of the published file."""

    name: str
    rows: int


def quote(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def _relations(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select table_name from information_schema.tables"
        " where table_catalog = ? and table_schema = ? order by table_name",
        [SOURCE, MARTS],
    ).fetchall()
    return [name for (name,) in rows]


def _copy_comments(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Comments do not travel with the rows."""
    target = f"{TARGET}.{MARTS}.{quote(name)}"
    (comment,) = connection.execute(
        "select any_value(comment) from ("
        " select comment from duckdb_tables()"
        " where database_name = $1 and schema_name = $2 and table_name = $3"
        " union all"
        " select comment from duckdb_views()"
        " where database_name = $1 and schema_name = $2 and view_name = $3)",
        [SOURCE, MARTS, name],
    ).fetchone() or (None,)
    if comment is not None:
        connection.execute(f"comment on table {target} is {literal(comment)}")
    columns = connection.execute(
        "select column_name, comment from duckdb_columns() where database_name = ? and schema_name = ?"
        " and table_name = ? and comment is not null order by column_index",
        [SOURCE, MARTS, name],
    ).fetchall()
    for column, text in columns:
        connection.execute(f"comment on column {target}.{quote(column)} is {literal(text)}")


def _write(build: Path, new: Path, tables: list[str] | None, scratch: Path) -> list[str]:
    """Copy the marts of `build` into the file `new`."""
    with duckdb.connect() as connection:
        connection.execute(f"set temp_directory = {literal(str(scratch))}")
        connection.execute(f"attach {literal(str(build))} as {SOURCE} (read_only)")
        connection.execute(f"attach {literal(str(new))} as {TARGET} (storage_version {literal(STORAGE_VERSION)})")
        present = _relations(connection)
        names = present if tables is None else sorted(tables)
        missing = sorted(set(names) - set(present))
        if missing or not names:
            what = f"lacks {', '.join(missing)}" if missing else "holds no mart"
            raise PublishError(f"The build database {build} {what} in schema {MARTS}; nothing was published.")
        connection.execute(f"use {SOURCE}")
        connection.execute("begin")  # one commit, not one for every table and comment
        connection.execute(f"create schema {TARGET}.{MARTS}")
        for name in names:
            connection.execute(
                f"create table {TARGET}.{MARTS}.{quote(name)} as select * from {SOURCE}.{MARTS}.{quote(name)}"
            )
            _copy_comments(connection, name)
        # Views of schema zh belong here, after the tables that they read, with unqualified names.
        connection.execute("commit")
        connection.execute(f"checkpoint {TARGET}")
        connection.execute(f"detach {TARGET}")
    return names


def _count(build: Path, new: Path, names: list[str]) -> list[PublishedTable]:
    """Count every table again, in the file as it was written."""
    counted = []
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(build))} as {SOURCE} (read_only)")
        connection.execute(f"attach {literal(str(new))} as {TARGET} (read_only)")
        connection.execute(f"use {SOURCE}")
        for name in names:
            counts = [
                connection.execute(f"select count(*) from {catalog}.{MARTS}.{quote(name)}").fetchall()[0][0]
                for catalog in (SOURCE, TARGET)
            ]
            if counts[0] != counts[1]:
                raise PublishError(
                    f"Table {MARTS}.{name} has {counts[0]} rows in the build and {counts[1]} in the copy;"
                    " nothing was published. Run again; if it stays, check the disk."
                )
            counted.append(PublishedTable(name, counts[1]))
    return counted


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def publish(build: Path, published: Path, new: Path, tables: list[str] | None = None) -> list[PublishedTable]:
    """Replace `published` by the marts of the database `build`, through the file `new` beside it.

    `tables` names the marts (None: all of the schema), so that a mart which left the project leaves the file.
    Whatever fails before the rename leaves `published` as it was.
    """
    new_wal = new.with_name(new.name + ".wal")
    for leftover in (new, new_wal):
        leftover.unlink(missing_ok=True)
    try:
        names = _write(build, new, tables, build.parent / "publish.tmp")
        if new_wal.exists():
            raise PublishError(f"{new_wal} is still there after the checkpoint; nothing was published.")
        counted = _count(build, new, names)
        _sync(new)
        # A log of the old file would be replayed into the new one by whoever opens it first.
        published.with_name(published.name + ".wal").unlink(missing_ok=True)
        new.replace(published)
        _sync(published.parent)
    finally:
        for leftover in (new, new_wal):
            leftover.unlink(missing_ok=True)
    return counted
