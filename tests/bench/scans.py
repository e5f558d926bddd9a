"""`python -m tests.bench.scans`: invented forms printed, scanned and read back, as a table.

What the text layer of the print-out gives is what is right. A cell is equal if it says the same but for the width of
punctuation, line ends and blanks. A figure that differs and bears no mark is wrong: there must be none.
"""

from __future__ import annotations

import argparse
import re
import resource
import time
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ingest.grid import Grid
from ingest.readers import ocr, pdf, read_fully
from ingest.readers.ocr.doubt import UNREAD
from tests.fixtures import printed
from tests.fixtures.render import FORMATS
from tests.fixtures.render.scan import scanned

Place = tuple[int | None, int | None, int, int, int, int]
WAYS: dict[str, Callable[[bytes], bytes]] = {
    "200 dpi, straight": scanned,
    "200 dpi, 1.3° askew, speckled": lambda data: scanned(data, degrees=1.3, noise=8),
    "200 dpi, 0.9° the other way, speckled, JPEG 50": lambda data: scanned(data, degrees=-0.9, noise=10, quality=50),
    "150 dpi, 0.5° askew, JPEG 60": lambda data: scanned(data, degrees=0.5, noise=4, quality=60, dpi=150),
}


@dataclass
class Count:
    """Cells of print-outs and what became of them in their scans."""

    pages: int = 0
    seconds: float = 0.0
    cells: int = 0
    equal: int = 0
    figures: int = 0  # cells with a digit
    marked: int = 0  # … of which a character is marked as unread
    wrong: list[str] = field(default_factory=list)  # … which say another figure
    misplaced: int = 0  # cells that the scan does not have, or not there


def compare(right: Grid, scan: Grid) -> Count:
    """Count the cells of a scan against those of its print-out."""
    ours, theirs = _cells(scan), _cells(right)
    count = Count(pages=scan.recognised, cells=len(theirs))
    for place, text in theirs.items():
        said = ours.get(place)
        figures = any(character.isdigit() for character in text)
        count.figures += figures
        if said is None:
            count.misplaced += 1
        elif said == text:
            count.equal += 1
        elif UNREAD in said:
            count.marked += figures
        elif figures and figures_of(said) != figures_of(text):
            count.wrong.append(f"  {text} read as {said}")
    return count


def figures_of(text: str) -> str:
    """What of a text makes its figures: digits, marks between them, comparators, powers of ten.

    Without thousands marks where they stand well: 1,200 and 1200 are one figure; 1.200 is another.
    """
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    return "".join(character for character in text if character.isdigit() or character in ".,%≥≤<>=±-百千万亿")


def _cells(grid: Grid) -> dict[Place, str]:
    lines = {"≧": "≥", "⩾": "≥", "≦": "≤", "⩽": "≤"}
    return {
        (block.page_no, block.table_no, cell.row_no, cell.col_no, cell.rowspan, cell.colspan): "".join(
            lines.get(character, character) for character in unicodedata.normalize("NFKC", cell.text)
        ).translate(str.maketrans("", "", " \n"))
        for block, cell in grid.cells()
        if block.kind == "table"
    }


def measure(layouts: Iterable[str], way: Callable[[bytes], bytes]) -> Count:
    """All layouts, scanned one way."""
    total = Count()
    for layout in layouts:
        paper = FORMATS["pdf"](printed.fixed()[layout].document)
        data = way(paper)
        begun = time.process_time()
        _, scan = read_fully("pdf", data)
        seconds = time.process_time() - begun
        one = compare(pdf.read(paper), scan)
        for name in ("pages", "cells", "equal", "figures", "marked", "misplaced"):
            setattr(total, name, getattr(total, name) + getattr(one, name))
        total.wrong += one.wrong
        total.seconds += seconds
    return total


def main() -> None:
    """Print a line for each way of scanning, and every wrong figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layouts", nargs="*", default=list(printed.fixed()))
    parser.add_argument("--ways", nargs="*", type=int, default=range(len(WAYS)), help="numbers of the ways, from 0")
    options = parser.parse_args()
    if not ocr.installed():
        raise SystemExit("The recognition of text is not installed: make ocr")
    print("| scan | pages | s a page | cells | equal | not found there | cells with figures | marked | wrong |")
    print("|---|---|---|---|---|---|---|---|---|")
    for number in options.ways:
        name, way = list(WAYS.items())[number]
        one = measure(options.layouts, way)
        counts = (one.misplaced, one.figures, one.marked, len(one.wrong))
        print(
            f"| {name} | {one.pages} | {one.seconds / max(one.pages, 1):.1f} | {one.cells}"
            f" | {one.equal / one.cells:.1%} | {' | '.join(map(str, counts))} |",
            *one.wrong,
            sep="\n",
            flush=True,
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Processor time of one core; at most {peak:.0f} MB.")


if __name__ == "__main__":
    main()
