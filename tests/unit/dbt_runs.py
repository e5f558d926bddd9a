"""Run some models of the project over raw rows of a test's own making."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from ingest.records import RAW_TABLES
from tests.helpers import run_dbt


def build_models(folder: Path, raw: Mapping[str, Sequence[Mapping[str, Any]]], select: str) -> Path:
    """A build database with these raw rows (columns that a row leaves out are null) and the selected models."""
    database = folder / "build.duckdb"
    with duckdb.connect(database) as connection:
        connection.execute("create schema raw")
        for table, schema in RAW_TABLES.items():
            rows = [{name: row.get(name) for name in schema} for row in raw.get(table, [])]
            parquet = folder / f"{table}.parquet"
            pl.DataFrame(rows, schema=schema).write_parquet(parquet)
            connection.execute(f"create table raw.{table} as select * from read_parquet(?)", [str(parquet)])
    run = run_dbt(database, "--quiet", "build", "--select", select, "--exclude-resource-type", "unit_test", "test")
    assert run.returncode == 0, run.stdout + run.stderr
    return database


def rows_of(database: Path, sql: str) -> list[dict[str, Any]]:
    """The rows of a query, by column name."""
    with duckdb.connect(database, read_only=True) as connection:
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
