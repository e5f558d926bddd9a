"""Every layout in every format that is read: what the document says comes back, cell for cell.

The run ends with the table layout × format. More random documents:
JIXIAO_EXAMPLES=500 python -m pytest tests/unit/test_formats.py
"""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import HealthCheck, given, settings

from ingest.forms import DocumentReading, read_forms
from ingest.grid import Grid
from ingest.privacy import mask_grid
from ingest.readers import read_bytes
from tests.conftest import MatrixNotes
from tests.fixtures import printed, truth
from tests.fixtures.layouts import Printed
from tests.fixtures.render import FORMATS, bare_grid
from tests.fixtures.render.document import Document, from_text
from tests.unit.helpers import FORMS, vocabulary
from tests.unit.ledger_by_text import unaccounted

FIXED = printed.fixed()
# The documents of tests/fixtures/forms as they are: their blank cells stay blank cells in every format.
TEXTS = {path.stem: path for path in FORMS}
TRUTHS = {stem: json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8")) for stem, path in TEXTS.items()}
EXAMPLES = os.environ.get("JIXIAO_EXAMPLES")
GRIDS = {"grid": bare_grid.render, "pages": bare_grid.render_pages, "sheets": bare_grid.render_sheets}


def read(document: Document, name: str) -> tuple[Grid, DocumentReading]:
    """Print the document in a format and read it as the pipeline does."""
    grid = GRIDS[name](document) if name in GRIDS else read_bytes(FORMATS[name](document))
    grid = mask_grid(grid, vocabulary())
    return grid, read_forms(grid, vocabulary())


def differences(document: Document, expected: truth.Truth, name: str) -> dict[str, str]:
    """What is wrong, by aspect: against the truth, and in the ledger, which must close by count and by text."""
    grid, reading = read(document, name)
    diffs = compare(expected, reading, name)
    if reading.status not in expected.get("status", ["read"]):
        diffs["status"] = f"{reading.status}: {reading.reason}"
    if sum(reading.counts.values()) != sum(1 for _ in grid.cells()):
        diffs["ledger"] = "a cell is assigned never or twice"
    if missing := unaccounted(grid, reading):
        diffs["ledger by text"] = "\n".join(missing)
    for text in expected.get("forbidden", []):
        if any(text in str(value) for rows in reading.records.values() for row in rows for value in row.values()):
            diffs["contacts"] = text
    return diffs


def compare(expected: truth.Truth, reading: DocumentReading, name: str) -> dict[str, str]:
    """Diffs by aspect. On paper a line end typed in a cell and a line that was full look alike: there they are none."""
    records = reading.records
    if name == "pdf":
        records = {
            table: [
                {key: value.replace("\n", "") if isinstance(value, str) else value for key, value in row.items()}
                for row in rows
            ]
            for table, rows in records.items()
        }
    return truth.compare(expected, records)


def check(layout: str, name: str, document: Document, expected: truth.Truth, matrix: MatrixNotes) -> None:
    """Compare, note the outcome for the table, fail with the diffs."""
    diffs = differences(document, expected, name)
    matrix.note(layout, name, not diffs)
    if diffs:
        shown = "\n".join(f"{aspect}:\n{diff}" for aspect, diff in diffs.items())
        pytest.fail(f"{layout} as {name}\n{shown}", pytrace=False)


@pytest.mark.parametrize("name", [*GRIDS, *FORMATS])
@pytest.mark.parametrize("layout", FIXED)
def test_layout_reads_back(layout: str, name: str, format_matrix: MatrixNotes) -> None:
    check(layout, name, FIXED[layout].document, FIXED[layout].truth, format_matrix)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("layout", TEXTS)
def test_text_printed_in_another_format_reads_back(layout: str, name: str, format_matrix: MatrixNotes) -> None:
    """The documents of tests/fixtures/forms, whose spans are lost, printed cell for cell."""
    document = from_text(TEXTS[layout].read_text(encoding="utf-8"))
    check(f"text: {layout}", name, document, TRUTHS[layout], format_matrix)


@pytest.mark.parametrize("name", [*GRIDS, *FORMATS])
@settings(
    max_examples=int(EXAMPLES or 12),
    derandomize=EXAMPLES is None,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(document=printed.documents())
def test_random_documents_read_back(name: str, document: tuple[str, Printed]) -> None:
    layout, one = document
    diffs = differences(one.document, one.truth, name)
    assert not diffs, f"{layout} as {name}\n" + "\n".join(diffs.values())
