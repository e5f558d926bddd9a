"""What stands around Spark and needs no Spark: finding Java, and comparing the tables of two engines."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipeline.errors import PipelineError
from pipeline.settings import from_options
from pipeline.spark import Table, collect, java_command, java_version
from tests.end_to_end.spark import compare


def _java(folder: Path, told: str) -> str:
    command = folder / "bin" / "java"
    command.parent.mkdir(parents=True)
    command.write_text(f"#!/bin/sh\necho '{told}' >&2\n", encoding="utf-8")
    command.chmod(0o755)
    return str(command)


@pytest.mark.parametrize(
    ("told", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "1.8.0_392"', 8),
        ('openjdk version "25" 2025-09-16', 25),
    ],
)
def test_the_version_of_a_java_is_read(tmp_path: Path, told: str, version: int) -> None:
    assert java_version(_java(tmp_path, told)) == version


def test_a_java_that_tells_no_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="tells no version"):
        java_version(_java(tmp_path, "no such thing"))


def test_java_home_goes_before_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = _java(tmp_path, 'openjdk version "17"')
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert java_command() == command


def test_what_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "none"))
    with pytest.raises(PipelineError, match="JAVA_HOME"):
        java_command()
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PipelineError, match="no java on the PATH"):
        java_command()


def test_each_engine_has_a_working_folder_of_its_own(tmp_path: Path) -> None:
    one, other = (from_options(str(tmp_path), str(tmp_path / "w"), target) for target in ("duckdb", "spark"))
    assert one.build != other.build
    assert one.published == other.published


def test_tables_come_back_with_types_and_comments(tmp_path: Path) -> None:
    place = tmp_path / "marts" / "fct_a"
    place.mkdir(parents=True)
    duckdb.execute(f"copy (select 1.5::decimal(30, 2) as yuan) to '{place}/part.parquet' (format parquet)")
    table = Table("marts", "fct_a", {"yuan": "decimal(20,2)"}, "it's money", {"yuan": "元"})
    database = tmp_path / "build.duckdb"
    collect(database, tmp_path / "marts", [table])
    collect(database, tmp_path / "marts", [table])  # over an earlier one
    with duckdb.connect(str(database)) as connection:
        assert connection.execute("select yuan, typeof(yuan) from marts.fct_a").fetchall()[0][1] == "DECIMAL(20,2)"
        assert connection.execute("select comment from duckdb_tables()").fetchall() == [("it's money",)]
        assert connection.execute("select comment from duckdb_columns() where column_name = 'yuan'").fetchall() == [
            ("元",)
        ]


def _marts(path: Path, rows: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.fct_a as select key, yuan::decimal(20, 2) as yuan, rate::double as rate"
            f" from (values {rows}) as t (key, yuan, rate)"
        )
    return path


@pytest.mark.parametrize(
    ("rows", "differing"),
    [
        ("('b', 2.00, null), ('a', 1.00, 0.1)", 0),
        ("('a', 1.00, 0.10000000000001), ('b', 2.00, null)", 0),  # within the tolerance
        ("('a', 1.00, 0.1001), ('b', 2.00, null)", 1),
        ("('a', 1.00, 0.1), ('b', 2.00, 0)", 1),
        ("('a', 1.01, 0.1), ('b', 2.00, null)", 2),  # money is exact: a row of each that the other lacks
        ("('a', 1.00, 0.1)", 1),
        ("('a', 1.00, 0.1), ('a', 1.00, 0.1), ('b', 2.00, null)", 1),
    ],
)
def test_the_comparison_finds_what_differs(tmp_path: Path, rows: str, differing: int) -> None:
    ours = _marts(tmp_path / "ours.duckdb", "('a', 1.00, 0.1), ('b', 2.00, null)")
    [compared] = compare(ours, _marts(tmp_path / "theirs.duckdb", rows))
    assert compared.differing == differing
