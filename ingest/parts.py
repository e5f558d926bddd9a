"""Rows of raw as Parquet parts, a folder a table: what the reading writes and the load takes in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ingest.reading import DocumentRecords

# Rows held in memory before they are written.
BATCH_ROWS = 50_000


def write_part(rows: Iterable[dict[str, Any]], table: str, path: Path) -> None:
    """Write rows of one raw table; columns that a row lacks are null, columns it should not have are an error."""
    import polars as pl  # takes longer to import than a small folder to read

    from ingest.records import RAW_TABLES

    schema = RAW_TABLES[table]
    rows = list(rows)
    stray = {name for row in rows for name in row} - set(schema)
    if stray:
        raise ValueError(f"raw.{table} has no column {', '.join(sorted(stray))}")
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {name: [row.get(name) for row in rows] for name in schema}
    pl.DataFrame(columns, schema=schema).write_parquet(path)


class PartWriter:
    """Collects the rows of documents and writes them as parts whose names begin with that of their chunk."""

    def __init__(self, folder: Path, chunk: str) -> None:
        """Write below `folder`; `chunk` must be unique in it."""
        self.folder = folder
        self.chunk = chunk
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.held = 0
        self.written = 0

    def add(self, records: DocumentRecords) -> None:
        """Take the rows of one document."""
        for table, rows in records.rows.items():
            self.rows.setdefault(table, []).extend(rows)
            self.held += len(rows)
        if self.held >= BATCH_ROWS:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        for table, rows in self.rows.items():
            if rows:
                write_part(rows, table, self.folder / table / f"{self.chunk}.{self.written:04d}.parquet")
        self.rows, self.held = {}, 0
        self.written += 1


def remove_parts(folder: Path, chunk: str) -> None:
    """Take away what a dead process wrote of a chunk."""
    for path in folder.glob(f"*/{chunk}.*.parquet"):
        path.unlink()
