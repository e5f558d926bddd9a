"""Running the pipeline from tests, as a user runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipeline.fingerprint import PROJECT_INPUTS
from pipeline.parsed import keep, load, project_hash
from pipeline.settings import Settings
from tests.shared import once, shared_folder

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "documents"
PARSED = ("project.msgpack", "test_queries.json")  # what a build keeps of the parsed project


@dataclass(frozen=True)
class Warehouse:
    """A warehouse folder after a run; tests that change anything copy it first."""

    documents: Path
    folder: Path
    run: subprocess.CompletedProcess[str]

    @property
    def published(self) -> Path:
        return self.folder / "jixiao.duckdb"

    @property
    def build_database(self) -> Path:
        return self.folder / "build" / "build.duckdb"

    @property
    def last_run(self) -> dict[str, Any]:
        return json.loads((self.folder / "last_run.json").read_text(encoding="utf-8"))

    def query(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Rows of the published file, opened as an analyst opens it."""
        with duckdb.connect(str(self.published), read_only=True) as connection:
            return connection.execute(sql, list(parameters)).fetchall()

    def query_build(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Rows of the private build database: raw and what lies between."""
        with duckdb.connect(str(self.build_database), read_only=True) as connection:
            return connection.execute(sql, list(parameters)).fetchall()


def run_pipeline(
    *arguments: str | Path, root: Path = ROOT, timeout_seconds: float = 600
) -> subprocess.CompletedProcess[str]:
    """`python -m pipeline …` in a process of its own, as make starts it."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        cwd=root,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout_seconds,
        check=False,
    )


def build_warehouse(documents: Path, folder: Path, root: Path = ROOT) -> Warehouse:
    """Build `documents` into `folder`; the run's output is in `.run`, whatever its status.

    A folder where none is parsed yet starts with the project as this test run parsed it: most of a small build.
    """
    target = folder / "build" / "target"
    if root == ROOT and not target.exists():
        bring_parsed(folder)
    run = run_pipeline("build", "--documents", documents, "--warehouse", folder, root=root)
    if root == ROOT and run.returncode == 0:
        with once("parsed") as parsed:
            for name in PARSED:
                if not (parsed / name).is_file():
                    shutil.copy2(target / name, parsed / name)
    return Warehouse(documents, folder, run)


def bring_parsed(folder: Path, root: Path = ROOT) -> None:
    """Put into a warehouse folder what this test run knows of the parsed project.

    `root` is a copy of the project that differs in rows of seeds only: it parses to the same.
    """
    if not (shared_folder() / "parsed" / PARSED[0]).is_file():
        run = run_dbt(shared_folder() / "build.duckdb", "parse")
        assert run.returncode == 0, run.stdout + run.stderr
    target = folder / "build" / "target"
    target.mkdir(parents=True, exist_ok=True)
    with once("parsed") as parsed:
        for name in PARSED:
            if (parsed / name).is_file():
                shutil.copy2(parsed / name, target / name)
    if root != ROOT:
        ours, copied = (Settings(SAMPLE, folder, root=one) for one in (ROOT, root))
        manifest = load(ours.parsed_project, project_hash(ours))
        assert manifest is not None
        keep(copied.parsed_project, project_hash(copied), manifest)


def build_sample() -> Warehouse:
    """The sample corpus, built by the first process of the test run that asks for it."""
    with once("sample") as folder:
        said = folder / "run.json"
        if not said.is_file():
            run = build_warehouse(SAMPLE, folder / "warehouse").run
            said.write_text(json.dumps([run.args, run.returncode, run.stdout, run.stderr]), encoding="utf-8")
        run = subprocess.CompletedProcess(*json.loads(said.read_text(encoding="utf-8")))
    return Warehouse(SAMPLE, folder / "warehouse", run)


def copy_project(folder: Path) -> Path:
    """What a build reads of the project, in a folder where a test may change it."""
    for entry in PROJECT_INPUTS:
        source, target = ROOT / entry, folder / entry
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, target)
    return folder


def run_dbt(database: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """dbt over a build database, in a process of its own, with the project as this test run parsed it.

    What it writes is beside the database.
    """
    return subprocess.run(
        [sys.executable, "-m", "tests.dbt_program", *map(str, arguments)],
        cwd=ROOT,
        env={
            **os.environ,
            "JIXIAO_BUILD_DATABASE": str(database),
            "DBT_TARGET_PATH": str(database.parent / "target"),
            "DBT_LOG_PATH": str(database.parent / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "PYTHONIOENCODING": "utf-8",
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def differences(one: Path, other: Path, but_not: set[str] = frozenset()) -> dict[str, int]:
    """Rows that only one of two published files has, by table."""
    with duckdb.connect() as connection:
        for name, path in (("one", one), ("other", other)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        columns: dict[tuple[str, str], list[str]] = {}
        for database, table, column in connection.execute(
            "select database_name, table_name, column_name from duckdb_columns()"
            " where schema_name = 'marts' order by column_index"
        ).fetchall():
            columns.setdefault((database, table), []).append(column)
        tables = {table for database, table in columns if database == "one"}
        assert tables == {table for database, table in columns if database == "other"}
        assert tables
        different = {}
        for table in sorted(tables):
            assert columns["one", table] == columns["other", table]
            shown = ", ".join(f'"{name}"' for name in columns["one", table] if name not in but_not)
            first, second = (f"select {shown} from {name}.marts.{table}" for name in ("one", "other"))
            [(count,)] = connection.execute(
                f"select count(*) from ((({first}) except all ({second})) union all (({second}) except all ({first})))"
            ).fetchall()
            if count:
                different[table] = count
    return different
