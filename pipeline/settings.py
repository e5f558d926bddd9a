"""Where a run reads and writes. Every path of the run is named here and nowhere else."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.statuses import ExitStatus

ROOT = Path(__file__).resolve().parent.parent
# By target: what the tables of one engine hold is no state that the other may go on from.
WORKING_FOLDERS = {"duckdb": "build", "spark": "build-spark"}


@dataclass(frozen=True)
class Settings:
    """One run: which documents, into which warehouse folder, for which dbt target."""

    documents: Path
    warehouse: Path
    target: str = "duckdb"
    working: str = "build"  # name of the private working folder
    root: Path = ROOT
    copies_kept: int = 7  # dated copies of what was published, the newest included
    copies_bytes: int = 20_000_000_000  # what the older ones of them may take

    @property
    def published(self) -> Path:
        """The file that analysts and BI tools open."""
        return self.warehouse / "jixiao.duckdb"

    @property
    def dashboard(self) -> Path:
        """Folder of the page for people who look, made from the published file."""
        return self.warehouse / "dashboard"

    @property
    def map(self) -> Path:
        """A map of provinces of the user's own, for the dashboard; need not be there."""
        return self.warehouse / "map.geojson"

    @property
    def build(self) -> Path:
        """Private working folder; may be deleted at any time, the next run makes it anew."""
        return self.warehouse / self.working

    @property
    def spark(self) -> Path:
        """Raw, and all tables that Spark made, as folders of Parquet: `<schema>/<table>`."""
        return self.warehouse / "spark"

    @property
    def build_database(self) -> Path:
        """Private database that ingest and dbt write."""
        return self.build / "build.duckdb"

    @property
    def spilled(self) -> tuple[Path, ...]:
        """Folders where DuckDB puts what does not fit into memory."""
        return (Path(f"{self.build_database}.tmp"), self.build / "publish.tmp")

    @property
    def spark_scratch(self) -> Path:
        """Where Spark puts what does not fit into memory."""
        return self.build / "spark.tmp"

    @property
    def build_files(self) -> tuple[Path, ...]:
        """The build database and all that belongs to it."""
        return (self.build_database, Path(f"{self.build_database}.wal"), *self.spilled)

    @property
    def cache(self) -> Path:
        """Cached grids of documents already read."""
        return self.build / "cache"

    @property
    def dbt_target(self) -> Path:
        """What dbt keeps between runs."""
        return self.build / ("target" if self.target == "duckdb" else f"target-{self.target}")

    @property
    def parsed_project(self) -> Path:
        """The dbt project as it was parsed last."""
        return self.dbt_target / "project.msgpack"

    @property
    def test_queries(self) -> Path:
        """The SQL of the data tests."""
        return self.dbt_target / "test_queries.json"

    @property
    def file_hashes(self) -> Path:
        """Hashes of files by size and time, so that an unchanged file is not read again."""
        return self.build / "file_hashes.json"

    @property
    def state(self) -> Path:
        """The fingerprint of what is published."""
        return self.build / "published.json"

    @property
    def lock(self) -> Path:
        """The lock of this warehouse folder; never deleted, so that two runs cannot hold two files."""
        return self.warehouse / ".lock"

    @property
    def logs(self) -> Path:
        """One log per run."""
        return self.warehouse / "logs"

    @property
    def gates(self) -> Path:
        """The gates' result page."""
        return self.warehouse / "gates"

    @property
    def documentation(self) -> Path:
        """The static page that `docs` writes."""
        return self.warehouse / "docs" / "index.html"

    @property
    def history(self) -> Path:
        """One line of JSON per run."""
        return self.warehouse / "history.jsonl"

    @property
    def last_run(self) -> Path:
        """The last run, for monitoring."""
        return self.warehouse / "last_run.json"

    @property
    def copies_folder(self) -> Path:
        """Dated copies of what was published."""
        return self.warehouse / "history"

    @property
    def summary(self) -> Path:
        """The closing summary of the last published run, as text."""
        return self.warehouse / "summary.txt"

    @property
    def seeds(self) -> Path:
        """Vocabularies and reference data."""
        return self.root / "seeds"

    def check(self) -> None:
        """Refuse folders that cannot work before anything is written."""
        if not self.documents.is_dir():
            raise PipelineError(
                f"There is no documents folder at {self.documents}."
                " Point DOCUMENTS= (--documents) at a folder of files.",
                ExitStatus.NO_DOCUMENTS,
            )
        documents, warehouse = self.documents.resolve(), self.warehouse.resolve()
        if warehouse == documents or documents in warehouse.parents:
            raise PipelineError(
                f"The warehouse {warehouse} lies inside the documents folder {documents}:"
                " the build would read its own output. Choose another WAREHOUSE= (--warehouse).",
                ExitStatus.USAGE,
            )
        if warehouse.exists() and not warehouse.is_dir():
            raise PipelineError(
                f"WAREHOUSE= (--warehouse) must be a folder, and {warehouse} is a file.", ExitStatus.USAGE
            )


def from_options(documents: str, warehouse: str, target: str) -> Settings:
    """Settings from the command line; relative folders count from the current one."""
    return Settings(
        Path(documents).expanduser().absolute(),
        Path(warehouse).expanduser().absolute(),
        target,
        WORKING_FOLDERS[target],
    )


def duckdb_config() -> dict[str, str]:
    """DuckDB's settings where all rows are gone over, as profiles.yml has them for the models: the limit of memory."""
    limit = os.environ.get("JIXIAO_MEMORY_LIMIT", "")
    return {"memory_limit": limit} if limit else {}
