"""The ledger's check by text: every figure of a claimed table stands in raw, or in a cell that raw lists.

It knows nothing of the ledger's counters: it looks for each number of a row among the texts that raw placed there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from ingest.forms import DocumentReading
from ingest.grid import Grid
from ingest.privacy import MASK
from tests.unit.helpers import vocabulary

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# Texts that may stay out of raw although they hold figures: notes, page numbers, attachments.
NOTE = re.compile(
    r"^\s*(?:注|备注|说明|填报说明|填表说明|填报要求|填写说明)\s*\d*\s*[:：.、\d]|^\s*附[件表]?\s*\d*\s*[:：]?$"
)
PAGE_NUMBER = re.compile(r"^[-—\s]*\d{1,4}[-—\s]*$")
ITEM_MARKS = re.compile(
    r"(?:^|(?<=[\n；;。]))\s*\d{1,3}[.、](?!\d)|"
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


def _place(row: dict) -> tuple:
    return row["page_no"], row["sheet_name"], row["table_no"], row["row_no"]


def texts_by_row(reading: DocumentReading) -> dict[tuple, Counter[str]]:
    """Figures that raw places in each row, with how often."""
    found: dict[tuple, Counter[str]] = defaultdict(Counter)
    seen: set[tuple] = set()

    def add(row: dict, text: str | None) -> None:
        if text:
            found[_place(row)].update(NUMBER.findall(text))

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
    outside = [(*_place(row), row["last_row_no"]) for row in reading.records["unclaimed_tables"]]
    found = texts_by_row(reading)
    titles = {form["title_text"] for form in reading.records["forms"]}
    years = {form["year_text"] for form in reading.records["forms"]}
    shapes = {_place(form): form["shape"] for form in reading.records["forms"]}
    shape = None  # of the form that began last
    missing = []
    above: dict[int, str] = {}
    needed: dict[tuple, Counter[str]] = defaultdict(Counter)
    for block, cell in grid.cells():
        place = (block.page_no, block.sheet_name, block.table_no, cell.row_no)
        if place in shapes:
            shape, above = shapes[place], {}
        if any(place[:3] == run[:3] and run[3] <= cell.row_no <= run[4] for run in outside):
            continue
        text = cell.text.strip()
        if text in titles or text in years or MASK in text or NOTE.match(text) or vocabulary().entries(cell.text):
            continue
        if block.kind == "prose" and PAGE_NUMBER.match(text):
            continue
        # a list that prints its project on every row: the cell above says the same
        if shape == "list" and above.get(cell.col_no) == text:
            continue
        above[cell.col_no] = text
        needed[place].update(NUMBER.findall(ITEM_MARKS.sub("", text)))
    for place, numbers in needed.items():
        for number, count in (numbers - found[place]).items():
            missing.append(f"row {place[3]}: {number} (printed {numbers[number]} times, {count} not in raw)")
    return missing
