"""`make bench`: reading, loading and building, as a table. Figures hold for this machine at this hour; ratios travel.

`--rows` says over how many made-up indicator rows the models are built (none: they are left out), `--keep` writes the
table to a file beside printing it.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench import loading, models, pdf_pages, reading
from tests.bench.reading import Figure, best_seconds

PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "polars", "great-expectations")
TITLE = "# Benchmarks\n\nMade by `make bench`. Reading is processor time of one core, the rest time by the clock."
HEAD = "| what | figure | beside | goal |\n|---|---|---|---|"


def pdf_figure(pages: int = 20) -> Figure:
    """Pages a second beside pdfplumber on the same file, whose cells must be equal."""
    data = pdf_pages.document(pages)
    if not pdf_pages.equal(pdf_pages.ours(data), pdf_pages.theirs(data)):
        return Figure(f"pdf, {pages} pages", "cells differ from pdfplumber's")
    mine = best_seconds(lambda: pdf_pages.pdf.read(data), 3)
    bare = best_seconds(lambda: pdf_pages.theirs(data), 2)
    return Figure(
        f"pdf, {pages} pages, to a grid, cells equal",
        f"{pages / mine:.1f} pages/s",
        f"{pages / bare:.1f} pages/s pdfplumber: {bare / mine:.1f}×",
        "≥ 1×, better 5×",
    )


def machine() -> str:
    """What the figures hold for."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores,"
        f" {memory:.0f} GB; Python {platform.python_version()}, {packages}."
    )


def _figures(rows: list[int], memory: str, scratch: Path) -> Iterator[Figure]:
    yield reading.text_forms()
    yield from reading.beside_libraries()
    yield pdf_figure()
    yield loading.parallel_reading()
    yield loading.loaded_rows()
    for size in rows:
        yield from models.figures(size, scratch, memory)


def main() -> None:
    """Measure, print each figure as it comes, and keep the table where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[])
    parser.add_argument("--memory", default="3GB", help="DuckDB's memory limit")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    lines = [HEAD]
    print(f"{machine()}\n{HEAD}", flush=True)
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as scratch:
        for one in _figures(options.rows, options.memory, Path(scratch)):
            lines.append(f"| {one.what} | {one.value} | {one.beside} | {one.goal} |")
            print(lines[-1], flush=True)
    if options.keep:
        head = (
            "# Benchmarks\n\nMade by `make bench`. Reading is processor time of one core, the rest time by the clock.\n"
        )
        options.keep.write_text(head + machine() + "\n\n" + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
