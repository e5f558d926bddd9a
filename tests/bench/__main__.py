"""`make bench`: reading, loading and building, as a table. Figures hold for this machine at this hour; ratios travel.

`--rows` says over how many made-up indicator rows the models are built (none: they are left out), `--keep` writes the
table to a file beside printing it, figure by figure: a run that is ended early leaves what it measured.
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
TITLE = "# Benchmarks\n\nMade by `{command}`. Reading is processor time of one core, the rest time by the clock."
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


def _command(rows: list[int], plain_memory: str | None) -> str:
    asked = f' ROWS="{" ".join(map(str, rows))}"' if rows else ""
    return f"make bench{asked}" + (f" PLAIN_MEMORY={plain_memory}" if plain_memory else "")


def _figures(rows: list[int], memory: str, plain_memory: str, scratch: Path) -> Iterator[Figure]:
    yield reading.text_forms()
    yield from reading.beside_libraries()
    yield pdf_figure()
    yield loading.parallel_reading()
    yield loading.loaded_rows()
    for size in rows:
        yield from models.figures(size, scratch, memory, plain_memory)


def main() -> None:
    """Measure, print each figure as it comes, and keep the table where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[])
    parser.add_argument("--memory", default="3GB", help="DuckDB's memory limit")
    parser.add_argument("--plain-memory", help="that of the same SQL without dbt, whose queries stand whole (the same)")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    title = TITLE.format(command=_command(options.rows, options.plain_memory))
    table = f"{title}\n{machine()}\n\n{HEAD}\n"
    print(f"{machine()}\n{HEAD}", flush=True)
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as scratch:
        plain_memory = options.plain_memory or options.memory
        for one in _figures(options.rows, options.memory, plain_memory, Path(scratch)):
            line = f"| {one.what} | {one.value} | {one.beside} | {one.goal} |"
            print(line, flush=True)
            table += f"{line}\n"
            if options.keep:
                options.keep.write_text(table, encoding="utf-8")


if __name__ == "__main__":
    main()
