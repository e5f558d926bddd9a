"""`make bench`: how fast documents are read, as a table. Figures hold for this machine at this hour; ratios travel."""

from __future__ import annotations

import platform

from tests.bench import pdf_pages, reading
from tests.bench.reading import Figure, best_seconds


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
        "≥ 1×",
    )


def main() -> None:
    """Measure and print."""
    figures = [reading.text_forms(), *reading.beside_libraries(), pdf_figure()]
    print(f"Python {platform.python_version()}, {platform.machine()}, processor time of one core")
    print("| what | figure | beside | goal |\n|---|---|---|---|")
    for one in figures:
        print(f"| {one.what} | {one.value} | {one.beside} | {one.goal} |")


if __name__ == "__main__":
    main()
