"""The rows that a failed dbt test stored, each with the document and the place it came from."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import duckdb

PLACES = ("place_text", "page_no", "sheet_name", "table_no", "row_no")
# What dbt's own tests call the value that they stored instead of the row.
VALUE_COLUMNS = ("unique_field", "value_field", "from_field")
CELL_WIDTH = 40


def _columns(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    return [row[0] for row in connection.execute(f"describe {relation}").fetchall()]


def _paths(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Path by document, from raw: it is there whatever a later layer lost."""
    tables = connection.execute(
        "select 1 from information_schema.tables where table_schema = 'raw' and table_name = 'documents'"
    ).fetchall()
    if not tables:
        return {}
    return dict(connection.execute("select document_id, path from raw.documents").fetchall())


def _documents_by_project(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """Document and place by project, for rows that name only their project."""
    columns = connection.execute(
        "select column_name from information_schema.columns"
        " where table_schema = 'marts' and table_name = 'dim_projects'"
    ).fetchall()
    if not {("project_id",), ("document_id",), ("place_text",)} <= set(columns):
        return {}
    rows = connection.execute("select project_id, document_id, place_text from marts.dim_projects").fetchall()
    return {project: (document, place) for project, document, place in rows}


def _text(value: Any) -> str:
    text = "null" if value is None else " ".join(str(value).split())
    width = 0
    for position, character in enumerate(text):
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if width > CELL_WIDTH:
            return text[:position] + "…"
    return text


def failing_rows(database: Path, relation: str, model: str | None, column: str | None, limit: int) -> list[str]:
    """At most `limit` lines of text on the failing rows in `relation`.

    Where the test stored only values (dbt's unique, accepted_values, relationships), the rows of `model` that
    carry them in `column` are shown instead: they know their document and place.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        names = _columns(connection, relation)
        (total,) = connection.execute(f"select count(*) from {relation}").fetchall()[0]
        value_column = next((name for name in VALUE_COLUMNS if name in names), None)
        query = f"select * from {relation} limit {limit}"
        if "document_id" not in names and model and column and value_column:
            query = (
                f"select * from {model} where cast({column} as varchar) in"
                f" (select cast({value_column} as varchar) from {relation}) limit {limit}"
            )
            names = _columns(connection, model)
        rows = connection.execute(query).fetchall()
        paths, projects = _paths(connection), _documents_by_project(connection)
    lines = []
    for row in rows:
        fields = dict(zip(names, row, strict=True))
        document, place = fields.get("document_id"), fields.get("place_text")
        if document is None and fields.get("project_id") in projects:
            document, place = projects[fields["project_id"]]
        if place is None:
            place = ", ".join(f"{name} {fields[name]}" for name in PLACES if fields.get(name) is not None)
        where = " · ".join(part for part in (paths.get(document, document or ""), place or "") if part)
        shown = [column] if column in fields else []
        shown += [name for name in names if name not in {*shown, *PLACES, "document_id"}]
        values = ", ".join(f"{name}={_text(fields[name])}" for name in shown[:8])
        lines.append(f"  - {where + ': ' if where else ''}{values}")
    if total > limit:
        lines.append(f"  … the first {limit} of {total}; all of them are in {relation} of {database}")
    return lines
