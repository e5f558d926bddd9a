"""The models on Spark: raw tables as Parquet, dbt through a session of Spark, the tables back for gates and publishing.

Spark holds no state between runs: its catalog lives in this process, its tables are Parquet files below
`warehouse/spark`, made anew by every run. The tables that Spark made are judged by the same tests as DuckDB's.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from ingest.records import RAW_TABLES
from pipeline.errors import PipelineError
from pipeline.settings import ROOT, Settings
from pipeline.statuses import ExitStatus
from pipeline.transform import LAYERS, Table, Transform
from serving.publish import literal, quote

# Schemas that come back for the tests and gates of a layer.
COLLECTED = {"staging": ("seeds", "staging"), "marts": ("intermediate", "marts")}
OLDEST_JAVA = 17


def check_environment() -> None:
    """Refuse a machine that cannot run Spark, and say what it lacks."""
    missing = [name for name in ("pyspark", "dbt.adapters.spark") if not _is_installed(name)]
    if missing:
        raise PipelineError(
            f"TARGET=spark needs {' and '.join(missing)}, which this Python lacks. make build TARGET=spark installs"
            " requirements-spark.lock into .venv-spark and runs there.",
            ExitStatus.USAGE,
        )
    java = java_command()
    version = java_version(java)
    if version < OLDEST_JAVA:
        raise PipelineError(
            f"Spark needs Java {OLDEST_JAVA} or newer; {java} is Java {version}. Point JAVA_HOME at a newer one.",
            ExitStatus.USAGE,
        )


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # of the package that it is in
        return False


def java_command() -> str:
    """The Java that Spark will start: of JAVA_HOME, else of the PATH."""
    home = os.environ.get("JAVA_HOME")
    if home:
        command = Path(home, "bin", "java")
        if not command.is_file():
            raise PipelineError(f"JAVA_HOME is {home}, and there is no bin/java in it.", ExitStatus.USAGE)
        return str(command)
    found = shutil.which("java")
    if found is None:
        raise PipelineError(
            f"Spark needs Java {OLDEST_JAVA} or newer: there is no java on the PATH, and JAVA_HOME is not set"
            " (Debian: apt-get install openjdk-17-jre-headless).",
            ExitStatus.USAGE,
        )
    return found


def java_version(command: str) -> int:
    """The feature release of a Java: 8 for 1.8.0, 17 for 17.0.15."""
    try:
        told = subprocess.run([command, "-version"], capture_output=True, text=True, timeout=60, check=False)
    except OSError as error:
        raise PipelineError(f"{command} cannot be started: {error}.", ExitStatus.USAGE) from error
    found = re.search(r'version "(?:1\.)?(\d+)', told.stderr + told.stdout)
    if found is None:
        raise PipelineError(f"{command} -version tells no version: {told.stderr.strip()[:200]}", ExitStatus.USAGE)
    return int(found.group(1))


@contextmanager
def session(folder: Path, scratch: Path) -> Iterator[Any]:
    """A Spark session whose tables live in `folder`; stopped at the end.

    `JIXIAO_SPARK_MASTER` names a cluster, which must see `folder` under the same path; the default is this machine.
    """
    from pyspark.sql import SparkSession

    master = os.environ.get("JIXIAO_SPARK_MASTER", "local[*]")
    scratch.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # what executors start
    builder = (
        SparkSession.builder.appName("jixiao")
        .master(master)
        .config("spark.driver.memory", os.environ.get("JIXIAO_SPARK_MEMORY", "4g"))
        .config("spark.local.dir", str(scratch))
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.parquet.compression.codec", "zstd")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.warehouse.dir", str(folder))
        .config("spark.executorEnv.PYTHONPATH", str(ROOT))
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
    )
    if master.startswith("local"):
        builder = builder.config("spark.sql.shuffle.partitions", str(4 * (os.cpu_count() or 1)))
    spark = builder.getOrCreate()
    try:
        spark.sparkContext.setLogLevel("ERROR")
        yield spark
    finally:
        spark.stop()


def write_raw(database: Path, folder: Path) -> None:
    """The raw tables of `database` as one folder of Parquet each."""
    with duckdb.connect(str(database), read_only=True) as connection:
        for table in RAW_TABLES:
            place = folder / table
            place.mkdir(parents=True)
            connection.execute(
                f"copy raw.{quote(table)} to {literal(str(place / 'part.parquet'))} (format parquet, compression zstd)"
            )


def collect(database: Path, folder: Path, tables: Sequence[Table]) -> None:
    """Bring the tables of a schema back into `database`, from their folders of Parquet, with types and comments."""
    with duckdb.connect(str(database)) as connection:
        for table in tables:
            name = f"{quote(table.schema)}.{quote(table.name)}"
            columns = ", ".join(f"cast({quote(one)} as {kind}) as {quote(one)}" for one, kind in table.types.items())
            connection.execute(f"create schema if not exists {quote(table.schema)}")
            connection.execute(
                f"create or replace table {name} as select {columns or '*'}"
                f" from read_parquet({literal(f'{folder / table.name}/*.parquet')})"
            )
            if table.comment:
                connection.execute(f"comment on table {name} is {literal(table.comment)}")
            for column, text in table.comments.items():
                connection.execute(f"comment on column {name}.{quote(column)} is {literal(text)}")


class SparkTransform:
    """The dbt project of one run, on Spark; takes the place of Transform."""

    def __init__(
        self, settings: Settings, log: logging.Logger, progress: Callable[[int, int, str], None] | None = None
    ) -> None:
        """Parse the project for both engines: the models run on Spark, their tests on what came back. That this machine
        has Spark is for `check_environment` to say, and earlier.
        """
        self._settings = settings
        self._models = Transform(settings, log, progress, judges=False)
        self._judge = Transform(replace(settings, target="duckdb"), log, progress)

    def marts(self) -> list[str]:
        """Names of the models of the public schema."""
        return self._judge.marts()

    def chinese_names(self) -> dict[str, tuple[str, dict[str, str]]]:
        """Chinese names of the marts and their columns."""
        return self._judge.chinese_names()

    def begin(self, _code: str | None) -> None:
        """Every run on Spark makes all tables anew."""

    def finish(self, _code: str | None) -> None:
        """Nothing is kept for an increment."""

    def build(self, layer: str) -> int:
        """Build a layer on Spark, bring it back and test it; the number of nodes."""
        settings = self._settings
        if layer == "staging":
            shutil.rmtree(settings.spark, ignore_errors=True)
            write_raw(settings.build_database, settings.spark / "raw")
        nodes = 0
        with session(settings.spark, settings.spark_scratch) as spark:
            self._register(spark, layer)
            if layer == "staging":
                nodes += self._models.run("seed")
            nodes += self._models.run("run", "--select", *LAYERS[layer])
        for schema in COLLECTED[layer]:
            collect(settings.build_database, settings.spark / schema, self._judge.tables(schema))
        return nodes + self._judge.test(layer)

    def _register(self, spark: Any, layer: str) -> None:
        """Schemas in their folders, and the tables that are there: raw, and what the layer before left."""
        places = ("raw",) if layer == "staging" else ("raw", *COLLECTED["staging"])
        for schema in ("raw", "seeds", "staging", "intermediate", "marts"):
            spark.sql(f"create schema if not exists {schema} location {literal(str(self._settings.spark / schema))}")
        for schema in places:
            for table in sorted(path for path in (self._settings.spark / schema).iterdir() if path.is_dir()):
                spark.sql(f"create table {schema}.{table.name} using parquet location {literal(str(table))}")
