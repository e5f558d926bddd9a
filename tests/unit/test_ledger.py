"""The ledger closes by text: every figure of a claimed table stands in raw, or in a cell that raw lists.

Deleting one record must break the check (`ledger_by_text`).
"""

from __future__ import annotations

import copy
from collections import defaultdict
from pathlib import Path

import pytest

from ingest.forms import read_forms
from ingest.grid import Grid
from ingest.privacy import MASK
from ingest.reading import masked_grid
from tests.unit.helpers import FORMS, SAMPLES, read_text, vocabulary
from tests.unit.ledger_by_text import NOTE, NUMBER, WHOLE, unaccounted


def grid_of(path: Path) -> Grid:
    return masked_grid(path.read_bytes(), vocabulary())


@pytest.mark.parametrize("path", SAMPLES + FORMS, ids=lambda path: path.stem)
def test_every_figure_of_a_claimed_table_is_in_raw_or_in_a_listed_cell(path: Path) -> None:
    grid = grid_of(path)
    reading = read_forms(grid, vocabulary())
    assert unaccounted(grid, reading) == []


@pytest.mark.parametrize("path", SAMPLES + FORMS, ids=lambda path: path.stem)
def test_every_cell_is_assigned_exactly_once(path: Path) -> None:
    grid = grid_of(path)
    reading = read_forms(grid, vocabulary())
    assert sum(reading.counts.values()) == sum(1 for _ in grid.cells())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("table", ["indicator_lines", "funding_lines", "fields", "task_lines", "printed_totals"])
def test_deleting_one_record_breaks_the_check(path: Path, table: str) -> None:
    grid = grid_of(path)
    reading = read_forms(grid, vocabulary())
    text_columns = ("value_text", "amount_text", "content_text")
    candidates = [
        i
        for i, row in enumerate(reading.records[table])
        if any(NUMBER.search(row.get(column) or "") for column in text_columns)
        and row.get("field") not in WHOLE
        and row.get("field") not in ("implementing_agency", "department_name")
    ]
    if not candidates:
        assert table in ("task_lines", "printed_totals", "fields")
        return
    for i in candidates[:: max(1, len(candidates) // 12)]:
        broken = copy.copy(reading)
        broken.records = {**reading.records, table: [r for j, r in enumerate(reading.records[table]) if j != i]}
        assert unaccounted(grid, broken), f"nobody missed {reading.records[table][i]}"


@pytest.mark.parametrize("path", SAMPLES + FORMS, ids=lambda path: path.stem)
def test_furniture_is_really_furniture(path: Path) -> None:
    """A label of the seed, a repeated heading or name, a note, a title, a masked cell; nothing else."""
    reading = read_forms(grid_of(path), vocabulary())
    by_row = defaultdict(list)
    for assignment in reading.ledger.assignments:
        by_row[id(assignment.block), assignment.cell.row_no].append(assignment.cell.text.strip())
    used = {a.cell.text for a in reading.ledger.assignments if a.fate == "used"}
    headings = {a.cell.text for a in reading.ledger.assignments if a.role == "heading"}
    for assignment in reading.ledger.assignments:
        if assignment.fate != "furniture":
            continue
        text = assignment.cell.text
        assert (
            vocabulary().entries(text)
            or MASK in text
            or NOTE.match(text)
            or text in headings
            or by_row[id(assignment.block), assignment.cell.row_no].count(text.strip()) > 1
            or (assignment.role.startswith("unit of the document") and "单位" in text)
            or (assignment.role == "repeated" and text in used)
        ), f"row {assignment.cell.row_no}: {text!r} as {assignment.role}"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_sample_leaves_no_cell_unread(path: Path) -> None:
    reading = read_forms(grid_of(path), vocabulary())
    assert reading.records["unread_cells"] == []
    assert reading.status == "read"


def test_packed_prose_of_which_a_part_is_not_understood_is_read_and_listed() -> None:
    reading = read_text(
        "2024年项目支出绩效目标表\n单位：万元\n项目名称|预算金额|年度绩效目标|绩效指标\n"
        "茶园|12|推广|共一项：1、1-产出指标, 11-数量指标, 茶园面积；年度指标值:≥1亩;\n"
        "鱼塘|7|养鱼|产出指标：鱼塘面积≥9亩\n"
    )
    assert [row["value_text"] for row in reading.records["indicator_lines"]] == ["≥1亩", "≥9亩"]
    assert [(c["row_no"], c["text"], c["why"]) for c in reading.records["unread_cells"]] == [
        (4, "共一项：", "left_over")
    ]


def test_packed_prose_that_is_not_understood_is_listed() -> None:
    reading = read_text("某区项目支出绩效目标表\n\n项目名称|总计|绩效目标|绩效指标\n灯|10|亮|修灯18盏，7月完工\n")
    assert [(c["text"], c["why"]) for c in reading.records["unread_cells"]] == [("修灯18盏，7月完工", "not_packed")]
