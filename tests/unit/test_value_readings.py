"""What the value grammar makes of texts as they are printed: every row of fixtures/values/readings.csv."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from ingest.records import RAW_TABLES

PROJECT = Path(__file__).resolve().parents[2]
FIXTURE = PROJECT / "tests" / "fixtures" / "values" / "readings.csv"
KEY = ("comparator_text", "value_text", "unit_text")
NUMBERS = ("value_low", "value_high", "canonical_low", "canonical_high")


def _rows() -> list[dict[str, str]]:
    with FIXTURE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = _rows()


def _raw_database(path: Path, folder: Path) -> None:
    """A database with the raw tables of the contract, empty but for the texts to read."""
    lines = [
        {
            "document_id": "0" * 32,
            "form_no": 1,
            "record_no": 1,
            "line_no": line_no,
            "value_no": 1,
            **{key: row[key] or None for key in KEY},
        }
        for line_no, row in enumerate(ROWS, start=1)
    ]
    frames = {table: pl.DataFrame(schema=schema) for table, schema in RAW_TABLES.items()}
    schema = RAW_TABLES["indicator_lines"]
    frames["indicator_lines"] = pl.DataFrame(
        [{name: line.get(name) for name in schema} for line in lines], schema=schema
    )
    with duckdb.connect(path) as connection:
        connection.execute("create schema raw")
        for table, frame in frames.items():
            parquet = folder / f"{table}.parquet"
            frame.write_parquet(parquet)
            connection.execute(f"create table raw.{table} as select * from read_parquet(?)", [str(parquet)])


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str | None, ...], dict[str, object]]:
    """The readings that dbt makes of the fixture's texts, by those texts."""
    folder = tmp_path_factory.mktemp("readings")
    database = folder / "build.duckdb"
    _raw_database(database, folder)
    environment = {
        **os.environ,
        "JIXIAO_BUILD_DATABASE": str(database),
        "DBT_PROFILES_DIR": str(PROJECT),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    program = "from dbt.cli.main import cli; cli()"
    select = ["--select", "+int_value_readings", "--exclude-resource-type", "unit_test", "test"]
    run = subprocess.run(
        [sys.executable, "-c", program, "--quiet", "build", *select],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    with duckdb.connect(database, read_only=True) as connection:
        cursor = connection.execute("select * from intermediate.int_value_readings")
        names = [column[0] for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {tuple(row[key] for key in KEY): row for row in found}


@pytest.mark.parametrize("row", ROWS, ids=["|".join(row[key] for key in KEY) for row in ROWS])
def test_text_is_read_as_expected(
    row: dict[str, str], readings: dict[tuple[str | None, ...], dict[str, object]]
) -> None:
    reading = readings[tuple(row[key] or None for key in KEY)]
    expected: dict[str, object] = {
        "value_kind": row["value_kind"],
        "comparator": row["comparator"] or None,
        "canonical_unit": row["canonical_unit"] or None,
        "is_ambiguous": row["is_ambiguous"] == "true",
        **{name: Decimal(row[name]) if row[name] else None for name in NUMBERS},
        **{name: int(row[name]) if row[name] else None for name in ("date_year", "date_month", "date_day")},
    }
    assert {name: reading[name] for name in expected} == expected
