"""The ledger closes by text: every figure of a claimed table stands in raw, or in a cell that raw lists.

The check below knows nothing of the ledger's counters: it reads the grid again and looks for each number of a row
among the texts that raw placed in that row. Deleting one record must break it.
"""

from __future__ import annotations

import copy
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from ingest.forms import DocumentReading, read_forms
from ingest.grid import Grid
from ingest.privacy import MASK
from ingest.reading import masked_grid
from tests.unit.helpers import FORMS, SAMPLES, read_text, vocabulary

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# Texts that may stay out of raw although they hold figures: notes, page numbers, attachments.
NOTE = re.compile(
    r"^\s*(?:注|备注|说明|填报说明|填表说明|填报要求|填写说明)\s*\d*\s*[:：.、\d]|^\s*附[件表]?\s*\d*\s*[:：]?$"
)
PAGE_NUMBER = re.compile(r"^[-—\s]*\d{1,4}[-—\s]*$")
ITEM_MARKS = re.compile(
    r"(?<=[、；;,，。>\s])\d{1,3}、(?=\d-)|^\W*(?:<p>)?\d{1,3}、(?=\d-)|(?<!\d)\d{1,2}-(?=[\u4e00-\u9fff])"
)
# Kept twice on purpose, whole and in items: the items alone must account for its figures.
WHOLE = {"packed_indicators_text"}
# Columns of a printed indicator row that are repeated on each of its values.
ONCE = ("level1_text", "level2_text", "name_text", "explanation_text", "comparator_text", "unit_text", "weight_text")
ONCE += ("actual_text", "score_text", "deviation_text")
# Printed above the value, not in its row.
ELSEWHERE = {"value_heading_text", "amount_heading_text", "section_text", "label_row", "nearest_label_text"}
ELSEWHERE |= {"unit_cell_text", "unit_column_text", "unit_block_text"}


def texts_by_row(reading: DocumentReading) -> dict[tuple, Counter[str]]:
    """Figures that raw places in each row, with how often."""
    found: dict[tuple, Counter[str]] = defaultdict(Counter)
    seen: set[tuple] = set()

    def add(row: dict, text: str | None) -> None:
        if text:
            found[row["page_no"], row["sheet_name"], row["row_no"]].update(NUMBER.findall(text))

    for table, rows in reading.records.items():
        if table in ("forms", "unclaimed_tables"):
            continue
        for row in rows:
            if row.get("field") in WHOLE:
                continue
            for column, value in row.items():
                if not isinstance(value, str) or column in ELSEWHERE or column in ("sheet_name", "why", "field"):
                    continue
                key = (table, row["form_no"], row.get("record_no"), row.get("line_no"), column)
                if column.startswith("level") or (column == "group_text"):
                    continue  # carried from the row where it stands; a label of the vocabulary
                if table == "indicator_lines" and column in ONCE or column == "label_text":
                    if key in seen:
                        continue
                    seen.add(key)
                add(row, value)
    return found


def unaccounted(grid: Grid, reading: DocumentReading) -> list[str]:
    """Figures of claimed tables that raw holds neither in their row nor in a listed cell."""
    outside = [
        (row["page_no"], row["sheet_name"], row["row_no"], row["last_row_no"])
        for row in reading.records["unclaimed_tables"]
    ]
    found = texts_by_row(reading)
    titles = {form["title_text"] for form in reading.records["forms"]}
    years = {form["year_text"] for form in reading.records["forms"]}
    list_rows = {
        row_no
        for form in reading.records["forms"]
        if form["shape"] == "list"
        for row_no in range(form["row_no"], form["last_row_no"] + 1)
    }
    missing = []
    above: dict[tuple, str] = {}
    needed: dict[tuple, Counter[str]] = defaultdict(Counter)
    for block, cell in grid.cells():
        place = (block.page_no, block.sheet_name, cell.row_no)
        if any(place[:2] == run[:2] and run[2] <= cell.row_no <= run[3] for run in outside):
            continue
        text = cell.text.strip()
        if text in titles or text in years or MASK in text or NOTE.match(text) or vocabulary().entries(cell.text):
            continue
        if block.kind == "prose" and PAGE_NUMBER.match(text):
            continue
        # a list that prints its project on every row: the cell above says the same
        if above.get((id(block), cell.col_no)) == text and place[2] in list_rows:
            continue
        above[id(block), cell.col_no] = text
        needed[place].update(NUMBER.findall(ITEM_MARKS.sub("", text)))
    for place, numbers in needed.items():
        for number, count in (numbers - found[place]).items():
            missing.append(f"row {place[2]}: {number} (printed {numbers[number]} times, {count} not in raw)")
    return missing


def grid_of(path: Path) -> Grid:
    return masked_grid(path.read_bytes(), path.name, vocabulary())


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
    for assignment in reading.ledger.assignments.values():
        by_row[id(assignment.block), assignment.cell.row_no].append(assignment.cell.text.strip())
    used = {a.cell.text for a in reading.ledger.assignments.values() if a.fate == "used"}
    headings = {a.cell.text for a in reading.ledger.assignments.values() if a.role == "heading"}
    for assignment in reading.ledger.assignments.values():
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


def test_packed_prose_that_is_not_understood_is_listed() -> None:
    reading = read_text("某区项目支出绩效目标表\n\n项目名称|总计|绩效目标|绩效指标\n灯|10|亮|修灯18盏，7月完工\n")
    assert [(c["text"], c["why"]) for c in reading.records["unread_cells"]] == [("修灯18盏，7月完工", "not_packed")]
