"""Cells from ruling lines: as drawn, and as pdfplumber finds them, on tables made at random."""

from __future__ import annotations

import io
import random

import pdfplumber
import pytest

from ingest.readers import pdf
from ingest.readers.pdf.content import Box
from ingest.readers.pdf.document import open_document
from ingest.readers.pdf.lattice import tables_of
from ingest.readers.pdf.page import content_of
from tests.unit.pdf_files import A4, LANDSCAPE, Paper, Spot, Style

STYLES: tuple[Style, ...] = ("stroke", "areas", "double", "boxes")
TEXTS = ["名称", "产出指标", "≥98％", "12.50", "A3纸", "（㎡）", "", "路灯照明"]


def random_spots(source: random.Random, rows: int, cols: int) -> list[Spot]:
    """A table cut into cells at random."""
    taken = [[False] * cols for _ in range(rows)]
    spots = []
    for row in range(rows):
        for col in range(cols):
            if taken[row][col]:
                continue
            width = 1
            while col + width < cols and not taken[row][col + width] and source.random() < 0.25:
                width += 1
            height = 1
            while row + height < rows and source.random() < 0.25:
                height += 1
            for r in range(row, row + height):
                for c in range(col, col + width):
                    taken[r][c] = True
            spots.append(
                Spot(row, col, source.choice(TEXTS), height, width, source.choice(["left", "centre", "right"]))
            )
    return spots


def random_file(seed: int) -> tuple[bytes, list[list[Spot]]]:
    """One page with one to three tables, and their cells."""
    source = random.Random(seed)
    paper = Paper(source.choice([A4, LANDSCAPE]))
    y, made = 60.0, []
    for _ in range(source.randint(1, 3)):
        rows, cols = source.randint(2, 9), source.randint(2, 7)
        spots = random_spots(source, rows, cols)
        widths = [source.uniform(30, 70) for _ in range(cols)]
        heights = [source.uniform(30, 44) for _ in range(rows)]
        if y + sum(heights) > paper.height - 60:
            break
        y = paper.table(50, y, widths, heights, spots, source.choice(STYLES)) + source.uniform(14, 40)
        made.append(spots)
    return paper.done(), made


def numbered(spots: list[Spot]) -> list[tuple[int, int, int, int, str]]:
    """Cells with text, rows and columns counted by the edges that cells have."""
    rows = sorted({edge for spot in spots for edge in (spot.row, spot.row + spot.rowspan)})
    cols = sorted({edge for spot in spots for edge in (spot.col, spot.col + spot.colspan)})
    return sorted(
        (
            rows.index(spot.row) + 1,
            cols.index(spot.col) + 1,
            rows.index(spot.row + spot.rowspan) - rows.index(spot.row),
            cols.index(spot.col + spot.colspan) - cols.index(spot.col),
            spot.text,
        )
        for spot in spots
        if spot.text
    )


def close(one: Box, other: tuple[float, float, float, float]) -> bool:
    """Within what pdfplumber moves a line to meet lines of other tables of the page."""
    return all(abs(a - b) < 3.2 for a, b in zip(one, other, strict=True))


def boxes_of_pdfplumber(data: bytes) -> list[list[tuple[float, float, float, float]]]:
    with pdfplumber.open(io.BytesIO(data)) as document:
        return [table.cells for table in document.pages[0].find_tables()]


def boxes_of_ours(data: bytes) -> list[list[Box]]:
    document = open_document(data)
    try:
        return [[cell.box for cell in table.cells] for table in tables_of(content_of(document[0], 1))]
    finally:
        document.close()


@pytest.mark.parametrize("seed", range(60))
def test_cells_are_those_drawn(seed: int) -> None:
    data, made = random_file(seed)
    found = [block for block in pdf.read(data).blocks if block.kind == "table"]
    assert len(found) == len(made)
    for block, spots in zip(found, made, strict=True):
        assert [(c.row_no, c.col_no, c.rowspan, c.colspan, c.text) for r in block.rows for c in r.cells] == numbered(
            spots
        )


def test_cells_are_those_of_pdfplumber_wherever_it_finds_what_was_drawn() -> None:
    """It joins lines that are near each other anywhere on a page, and so loses cells now and then; else boxes agree."""
    agreed = 0
    for seed in range(60):
        data, made = random_file(seed)
        drawn = [len(spots) for spots in made]
        ours, theirs = boxes_of_ours(data), boxes_of_pdfplumber(data)
        assert [len(table) for table in ours] == drawn
        if [len(table) for table in theirs] != drawn:
            continue
        agreed += 1
        for our, their in zip(ours, theirs, strict=True):
            assert not [box for box in our if not any(close(box, cell) for cell in their)], f"file {seed}"
    assert agreed >= 55
