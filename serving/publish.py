"""Publish the marts: a new file beside the old one, counted, then renamed over it.

A reader sees the old file or the new one, never half of one, and never blocks a build. The file is written in
the oldest storage format, without keys and indexes, so that every DuckDB client from 1.0 on opens it. Beside
schema `marts` stands schema `zh`: a view per mart, with the Chinese names of the mart, its columns and their codes.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

STORAGE_VERSION = "v1.0.0"
MARTS = "marts"
CHINESE = "zh"
CODES = "dim_codes"  # the mart that says what the codes of a column are called
SOURCE = "build"  # views of the build carry the catalog's name in them, and that is the file's stem
TARGET = "published"


class PublishError(Exception):
    """The new file could not be made, or is not what was built. The published file was not touched."""


@dataclass(frozen=True)
class PublishedTable:
    """One table of the published file."""

    name: str
    rows: int


@dataclass(frozen=True)
class ChineseNames:
    """What a mart and its columns are called in schema `zh`."""

    table: str
    columns: Mapping[str, str]  # by the column's name in schema marts


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


def _check_names(columns: Mapping[str, list[str]], chinese: Mapping[str, ChineseNames]) -> None:
    """Refuse a mart or column without a Chinese name, and a name given twice."""
    unnamed = [name for name in columns if name not in chinese or not chinese[name].table]
    unnamed += [
        f"{name}.{column}"
        for name in columns
        if name not in unnamed
        for column in columns[name]
        if not chinese[name].columns.get(column)
    ]
    if unnamed:
        raise PublishError(
            f"No Chinese name (meta: zh) for {', '.join(unnamed)}: give one in the model's YAML. Nothing was published."
        )
    twice = [name for name, count in Counter(chinese[name].table for name in columns).items() if count > 1]
    for name in columns:
        counted = Counter(chinese[name].columns[column] for column in columns[name])
        twice += [f"{name}.{column}" for column, count in counted.items() if count > 1]
    if twice:
        raise PublishError(
            f"One Chinese name (meta: zh) stands for two things: {', '.join(twice)}. Nothing was published."
        )


def _code_names(connection: duckdb.DuckDBPyConnection, names: list[str]) -> dict[str, dict[str, str]]:
    """By column, what its codes are called."""
    called: dict[str, dict[str, str]] = {}
    if CODES in names:
        rows = connection.execute(f"select column_name, code, name_zh from {TARGET}.{MARTS}.{CODES} order by all")
        for column, code, name in rows.fetchall():
            called.setdefault(column, {})[code] = name
    return called


def _shown(column: str, names: Mapping[str, str]) -> str:
    """The column as SQL, its codes by name; a code without a name stays as it is."""
    if not names:
        return quote(column)
    cases = " ".join(f"when {literal(code)} then {literal(name)}" for code, name in names.items())
    return f"case {quote(column)} {cases} else {quote(column)} end"


def _create_views(connection: duckdb.DuckDBPyConnection, names: list[str], chinese: Mapping[str, ChineseNames]) -> None:
    """Schema `zh`: a view per mart. The names in a view are unqualified, so it outlives a renamed or attached file."""
    columns: dict[str, list[str]] = {name: [] for name in names}
    comments: dict[tuple[str, str], str] = {}
    for name, column, comment in connection.execute(
        "select table_name, column_name, comment from duckdb_columns()"
        " where database_name = ? and schema_name = ? order by table_name, column_index",
        [TARGET, MARTS],
    ).fetchall():
        columns[name].append(column)
        comments[name, column] = comment or ""
    tables = connection.execute(
        "select table_name, comment from duckdb_tables() where database_name = ? and schema_name = ?", [TARGET, MARTS]
    )
    comments |= {(name, ""): comment or "" for name, comment in tables.fetchall()}
    _check_names(columns, chinese)
    codes = _code_names(connection, names)
    connection.execute(f"create schema {CHINESE}")
    for name in names:
        called = chinese[name]
        view = f"{CHINESE}.{quote(called.table)}"
        coded = codes if name != CODES else {}
        selected = ", ".join(
            f"{_shown(column, coded.get(column, {}))} as {quote(called.columns[column])}" for column in columns[name]
        )
        connection.execute(f"create view {view} as select {selected} from {MARTS}.{quote(name)}")
        comment = f"{comments[name, '']} [{MARTS}.{name}]".strip()
        connection.execute(f"comment on view {view} is {literal(comment)}")
        for column in columns[name]:
            comment = f"{comments[name, column]} [{column}]".strip()
            connection.execute(f"comment on column {view}.{quote(called.columns[column])} is {literal(comment)}")


def _write(
    build: Path, new: Path, tables: list[str] | None, chinese: Mapping[str, ChineseNames] | None, scratch: Path
) -> list[str]:
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
        if chinese is not None:
            connection.execute(f"use {TARGET}")
            _create_views(connection, names, chinese)
            connection.execute(f"use {SOURCE}")
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
        views = connection.execute(
            "select view_name from duckdb_views() where database_name = ? and schema_name = ?", [TARGET, CHINESE]
        ).fetchall()
        for (view,) in views:  # each one finds its table, under another catalog's name
            connection.execute(f"select * from {TARGET}.{CHINESE}.{quote(view)} limit 0")
    return counted


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def publish(
    build: Path,
    published: Path,
    new: Path,
    tables: list[str] | None = None,
    chinese: Mapping[str, ChineseNames] | None = None,
) -> list[PublishedTable]:
    """Replace `published` by the marts of the database `build`, through the file `new` beside it.

    `tables` names the marts (None: all of the schema), so that a mart which left the project leaves the file.
    `chinese` has the names of schema `zh` by mart (None: no such schema).
    Whatever fails before the rename leaves `published` as it was.
    """
    new_wal = new.with_name(new.name + ".wal")
    for leftover in (new, new_wal):
        leftover.unlink(missing_ok=True)
    try:
        names = _write(build, new, tables, chinese, build.parent / "publish.tmp")
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
