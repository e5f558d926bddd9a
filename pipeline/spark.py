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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from ingest.records import RAW_TABLES
from pipeline.errors import PipelineError
from pipeline.settings import Settings
from pipeline.statuses import ExitStatus
from pipeline.transform import LAYERS, Transform

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
    version = java_version(java_command())
    if version < OLDEST_JAVA:
        raise PipelineError(
            f"Spark needs Java {OLDEST_JAVA} or newer; {java_command()} is Java {version}. Point JAVA_HOME at a newer one.",
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
    builder = (
        SparkSession.builder.appName("jixiao")
        .master(master)
        .config("spark.driver.memory", os.environ.get("JIXIAO_SPARK_MEMORY", "4g"))
        .config("spark.local.dir", str(scratch))
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.parquet.compression.codec", "zstd")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.warehouse.dir", str(folder))
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
                f"copy raw.\"{table}\" to '{_quoted(place / 'part.parquet')}' (format parquet, compression zstd)"
            )


def collect(database: Path, folder: Path, schema: str, tables: dict[str, dict[str, str]]) -> None:
    """Bring tables of Spark into `database`: by table name, the declared types of columns, where there are any."""
    with duckdb.connect(str(database)) as connection:
        connection.execute(f'drop schema if exists "{schema}" cascade')
        connection.execute(f'create schema "{schema}"')
        for table, types in tables.items():
            columns = ", ".join(f'cast("{name}" as {kind}) as "{name}"' for name, kind in types.items()) or "*"
            connection.execute(
                f'create table "{schema}"."{table}" as select {columns}'
                f" from read_parquet('{_quoted(folder / schema / table / '*.parquet')}')"
            )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


class SparkTransform:
    """The dbt project of one run, on Spark; takes the place of Transform."""

    def __init__(
        self, settings: Settings, log: logging.Logger, progress: Callable[[int, int, str], None] | None = None
    ) -> None:
        """Parse the project for both engines: the models run on Spark, their tests on what came back."""
        check_environment()
        self._settings = settings
        self._models = Transform(settings, log, progress)
        self._judge = Transform(replace(settings, target="duckdb"), log, progress)

    def marts(self) -> list[str]:
        """Names of the models of the public schema."""
        return self._judge.marts()

    def chinese_names(self) -> dict[str, tuple[str, dict[str, str]]]:
        """Chinese names of the marts and their columns."""
        return self._judge.chinese_names()

    def build(self, layer: str) -> int:
        """Build a layer on Spark, bring it back and test it; the number of nodes."""
        settings = self._settings
        if layer == "staging":
            shutil.rmtree(settings.spark, ignore_errors=True)
            write_raw(settings.build_database, settings.spark / "raw")
        scratch = settings.build / "spark.tmp"
        scratch.mkdir(parents=True, exist_ok=True)
        nodes = 0
        with session(settings.spark, scratch) as spark:
            self._register(spark, layer)
            if layer == "staging":
                nodes += self._models.run("seed")
            nodes += self._models.run("run", "--select", *LAYERS[layer])
        for schema in COLLECTED[layer]:
            collect(settings.build_database, settings.spark, schema, self._judge.declared_types(schema))
        self._judge.comment("marts" if layer == "marts" else "staging")
        return nodes + self._judge.test(layer)

    def _register(self, spark: Any, layer: str) -> None:
        """Schemas in their folders, and the tables that are there: raw, and what the layer before left."""
        places = ("raw",) if layer == "staging" else ("raw", *COLLECTED["staging"])
        for schema in ("raw", "seeds", "staging", "intermediate", "marts"):
            spark.sql(f"create schema if not exists {schema} location '{_quoted(self._settings.spark / schema)}'")
        for schema in places:
            for table in sorted(path for path in (self._settings.spark / schema).iterdir() if path.is_dir()):
                spark.sql(f"create table {schema}.{table.name} using parquet location '{_quoted(table)}'")
