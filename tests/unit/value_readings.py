"""Runs the value models over given texts: once through dbt, then again and again as the SQL that dbt compiled."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb
import polars as pl

from ingest.records import RAW_TABLES
from tests.fixtures.value_grammar import Texts
from tests.helpers import run_dbt

PROJECT = Path(__file__).resolve().parents[2]
KEY = ("comparator_text", "value_text", "unit_text")
MODELS = (
    "stg_indicator_lines",
    "int_value_texts",
    "int_value_dates",
    "int_value_tokens",
    "int_unit_readings",
    "int_value_leads",
    "int_value_parts",
    "int_value_kinds",
    "int_value_readings",
)
Reading = dict[str, object]


class ValueModels:
    """A build database with the value models in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "build.duckdb"
        with duckdb.connect(self.database) as connection:
            connection.execute("create schema raw")
            for table, schema in RAW_TABLES.items():
                self._write(connection, table, pl.DataFrame(schema=schema))
        select = ("--select", "+int_value_readings", "--exclude-resource-type", "unit_test", "test")
        run = run_dbt(self.database, "--quiet", "build", *select)
        if run.returncode != 0:
            raise RuntimeError(run.stdout + run.stderr)

    def _write(self, connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
        parquet = self.folder / f"{table}.parquet"
        frame.write_parquet(parquet)
        connection.execute(f"create or replace table raw.{table} as select * from read_parquet(?)", [str(parquet)])

    def _drop(self, connection: duckdb.DuckDBPyConnection, layer: str, model: str) -> None:
        kinds = "select table_type from information_schema.tables where table_schema = ? and table_name = ?"
        for (kind,) in connection.execute(kinds, [layer, model]).fetchall():
            connection.execute(f"drop {'view' if kind == 'VIEW' else 'table'} {layer}.{model}")

    def read(self, texts: Iterable[Texts]) -> dict[Texts, Reading]:
        """The readings of texts, by those texts."""
        schema = RAW_TABLES["indicator_lines"]
        lines = [
            {"document_id": "0" * 32, "form_no": 1, "record_no": 1, "line_no": line_no, "value_no": 1}
            | dict(zip(KEY, text, strict=True))
            for line_no, text in enumerate(dict.fromkeys(texts), start=1)
        ]
        frame = pl.DataFrame([{name: line.get(name) for name in schema} for line in lines], schema=schema)
        compiled = self.folder / "target" / "compiled" / "jixiao" / "models"
        with duckdb.connect(self.database) as connection:
            self._write(connection, "indicator_lines", frame)
            for model in MODELS:
                layer = "staging" if model.startswith("stg_") else "intermediate"
                sql = (compiled / layer / f"{model}.sql").read_text(encoding="utf-8")
                self._drop(connection, layer, model)
                connection.execute(f"create table {layer}.{model} as {sql}")
            cursor = connection.execute("select * from intermediate.int_value_readings")
            names = [column[0] for column in cursor.description]
            found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return {(row["comparator_text"], row["value_text"], row["unit_text"]): row for row in found}
