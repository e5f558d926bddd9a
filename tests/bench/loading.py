"""How well reading uses the cores, and how many rows a second are loaded."""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import duckdb

from ingest import load
from ingest.folder import ingest_folder
from ingest.limits import from_environment
from ingest.records import RAW_TABLES
from tests.bench import synthetic_raw
from tests.bench.reading import Figure
from tests.helpers import ROOT, SAMPLE

COPIES = 60
ROWS = 300_000


def _seconds_to_read(folder: Path, scratch: Path, workers: int) -> float:
    limits = replace(from_environment(), workers=workers)
    begun = time.perf_counter()
    ingest_folder(folder, scratch / "build.duckdb", scratch / "cache", ROOT / "seeds", limits=limits)
    return time.perf_counter() - begun


def parallel_reading() -> Figure:
    """Copies of the sample's texts, read by one process and by one a core: all that `ingest` does."""
    cores = os.cpu_count() or 1
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLE.rglob("*.txt"))]
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as scratch:
        folder = Path(scratch) / "documents"
        folder.mkdir()
        for copy in range(COPIES):
            for number, text in enumerate(texts):
                # an empty line at the end makes the copy a document of its own and changes no form
                (folder / f"{number}-{copy}.txt").write_text(text + "\n" * (copy + 1), encoding="utf-8")
        one, all_cores = (_seconds_to_read(folder, Path(scratch) / str(workers), workers) for workers in (1, cores))
    return Figure(
        f"{COPIES * len(texts)} texts read and loaded, by {cores} processes",
        f"{all_cores:.1f} s",
        f"{one:.1f} s by one: {one / all_cores / cores:.0%} of {cores} cores",
    )


def loaded_rows() -> Figure:
    """Rows of schema raw, from the Parquet parts that readers write to the build database."""
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as folder:
        scratch = Path(folder)
        synthetic_raw.write(scratch / "made.duckdb", ROWS, scratch)
        parts = scratch / "parts"
        with duckdb.connect(str(scratch / "made.duckdb"), read_only=True) as made:
            for table in RAW_TABLES:
                if table != "document_paths":
                    (parts / table).mkdir(parents=True)
                    made.execute(f"copy raw.\"{table}\" to '{parts / table / '1.parquet'}' (format parquet)")
        with load.opened(scratch / "build.duckdb") as connection:
            begun = time.perf_counter()
            load.swap(connection, parts, [])
            seconds = time.perf_counter() - begun
            rows = sum(
                connection.execute(f'select count(*) from raw."{table}"').fetchall()[0][0] for table in RAW_TABLES
            )
    return Figure(f"{rows:,} raw rows loaded from Parquet parts", f"{rows / seconds:,.0f} rows/s")
