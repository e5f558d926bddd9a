"""`make spark-test`: local Spark makes the tables that DuckDB makes, row for row, and a table that shows it.

Both engines build all models over one schema raw: that of the sample, then made-up rows of any number
(`--rows`). Every mart is compared: everything but doubles exactly, money among it; doubles within a relative 1e-9,
because sums of floating point depend on the order of the rows.
"""

from __future__ import annotations

import argparse
import logging
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.folder import ingest_folder
from ingest.spark import SparkReader
from pipeline.errors import PipelineError
from pipeline.settings import Settings, from_options
from pipeline.spark import SparkTransform, check_environment, session
from pipeline.transform import Transform
from tests.bench.synthetic_raw import REPO, write

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Compared:
    """A mart on both engines: rows, and rows of either that the other lacks."""

    name: str
    duckdb_rows: int
    spark_rows: int
    differing: int


def compare(ours: Path, theirs: Path, schema: str = "marts") -> list[Compared]:
    """Every table of a schema of two database files, by name."""
    with duckdb.connect() as connection:
        for name, path in (("ours", ours), ("theirs", theirs)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        columns: dict[str, list[tuple[str, str]]] = {}
        for table, column, kind in connection.execute(
            "select table_name, column_name, data_type from duckdb_columns()"
            " where database_name = 'ours' and schema_name = ? order by table_name, column_index",
            [schema],
        ).fetchall():
            columns.setdefault(table, []).append((column, kind))
        return [_compare(connection, schema, table, columns[table]) for table in columns]


def _compare(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str, columns: list[tuple[str, str]]
) -> Compared:
    exact = ", ".join(f'"{name}"' for name, kind in columns if kind != "DOUBLE")
    doubles = [name for name, kind in columns if kind == "DOUBLE"]
    order = "".join(f', "{name}"' for name in doubles)
    sides = [
        f"select md5(cast(row({exact}) as varchar)) as exact, row_number() over (partition by"
        f" md5(cast(row({exact}) as varchar)) order by 1{order}) as copy{order}"
        f' from {side}."{schema}"."{table}"'
        for side in ("ours", "theirs")
    ]
    apart = "".join(
        f' or (a."{name}" is null) <> (b."{name}" is null)'
        f' or abs(a."{name}" - b."{name}") > {TOLERANCE} * greatest(abs(a."{name}"), abs(b."{name}"))'
        for name in doubles
    )
    [(ours, theirs, differing)] = connection.execute(
        "select count(a.exact), count(b.exact),"
        f" count(*) filter (where a.exact is null or b.exact is null{apart})"
        f" from ({sides[0]}) as a full join ({sides[1]}) as b on a.exact = b.exact and a.copy = b.copy"
    ).fetchall()
    return Compared(table, ours, theirs, differing)


def _reads_alike(raw: Path, scratch: Path) -> bool:
    """Read the sample by tasks of Spark too; whether schema raw is the same."""
    other = scratch / "sample.spark.duckdb"
    with session(scratch / "reading", scratch / "tmp") as spark:
        ingest_folder(
            REPO / "documents",
            other,
            scratch / "cache-of-spark",
            REPO / "seeds",
            reader_of=lambda setup, limits: SparkReader(spark, setup, limits),
        )
    compared = compare(raw, other, "raw")
    differing = sum(one.differing for one in compared)
    rows = sum(one.spark_rows for one in compared)
    print(f"Read by Spark's tasks: {rows:,} raw rows, {differing:,} differ from those of one machine.", flush=True)
    return rows > 0 and differing == 0


def _build(settings: Settings, raw: Path, engine: type[Transform] | type[SparkTransform]) -> float:
    """Build all models over a copy of `raw`; seconds, parsing apart."""
    settings.build.mkdir(parents=True)
    shutil.copy(raw, settings.build_database)
    transform = engine(settings, logging.getLogger("spark-test"))
    begun = time.perf_counter()
    for layer in ("staging", "marts"):
        transform.build(layer)
    return time.perf_counter() - begun


def run(title: str, raw: Path, scratch: Path) -> bool:
    """Build on both engines and print the table; whether all is equal."""
    seconds: dict[str, float] = {}
    databases: dict[str, Path] = {}
    for target, engine in (("duckdb", Transform), ("spark", SparkTransform)):
        settings = from_options(str(REPO / "documents"), str(scratch / target), target)
        seconds[target] = _build(settings, raw, engine)
        databases[target] = settings.build_database
    compared = compare(databases["duckdb"], databases["spark"])
    print(f"\n{title}: DuckDB {seconds['duckdb']:.0f} s, Spark {seconds['spark']:.0f} s")
    print(f"{'mart':32} {'rows DuckDB':>12} {'rows Spark':>12} {'differing':>10}")
    for one in compared:
        print(f"{one.name:32} {one.duckdb_rows:12,} {one.spark_rows:12,} {one.differing:10,}")
    equal = bool(compared) and not any(one.differing for one in compared)
    print(
        "All marts are equal. 两种引擎结果一致。" if equal else "The engines differ. 两种引擎结果不一致。", flush=True
    )
    return equal


def main() -> int:
    """Compare on the sample, and on made-up rows unless there are to be none."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000, help="made-up indicator rows; 0: the sample only")
    options = parser.parse_args()
    try:
        check_environment()
        with tempfile.TemporaryDirectory(prefix="jixiao-spark-") as folder:
            scratch = Path(folder)
            raw = scratch / "sample.raw.duckdb"
            ingest_folder(REPO / "documents", raw, scratch / "cache", REPO / "seeds")
            equal = _reads_alike(raw, scratch)
            equal &= run("The sample", raw, scratch / "sample")
            if options.rows:
                made_up = scratch / "made-up.raw.duckdb"
                counts = write(made_up, options.rows, scratch)
                equal &= run(f"{counts['indicator_lines']:,} made-up indicator rows", made_up, scratch / "made-up")
    except PipelineError as error:
        print(f"✗ {error}\n{error.details}", file=sys.stderr)
        return int(error.status)
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
