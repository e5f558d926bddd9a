"""Small helpers of the unit tests: read a text the way the ingest does."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ingest.forms import DocumentReading, read_forms
from ingest.privacy import mask_grid
from ingest.readers import read_bytes
from ingest.vocabulary import Vocabulary, load_vocabulary

REPO = Path(__file__).resolve().parents[2]
SEEDS = REPO / "seeds"
SAMPLES = sorted((REPO / "documents").rglob("*.txt"))
FORMS = sorted((REPO / "tests" / "fixtures" / "forms").glob("*.txt"))


@cache
def vocabulary() -> Vocabulary:
    return load_vocabulary(SEEDS)


def read_text(text: str, words: Vocabulary | None = None) -> DocumentReading:
    """Read a tab-separated text; `|` may stand for a tab to keep tests readable.

    What is counted must be listed: the gate of raw stops a build where it is not.
    """
    words = words or vocabulary()
    reading = read_forms(mask_grid(read_bytes(text.replace("|", "\t").encode()), words), words)
    assert reading.counts["unread"] == len(reading.records["unread_cells"])
    assert reading.counts["outside"] == sum(table["cells"] for table in reading.records["unclaimed_tables"])
    return reading


def unread(of: DocumentReading | str) -> list[str]:
    """The texts that nothing understood, in a reading or in a text to read."""
    reading = read_text(of) if isinstance(of, str) else of
    return [cell["text"] for cell in reading.records["unread_cells"]]


def document_units(of: DocumentReading | str) -> list[str | None]:
    """The money unit that holds for each form."""
    reading = read_text(of) if isinstance(of, str) else of
    return [form["unit_document_text"] for form in reading.records["forms"]]


def field_values(reading: DocumentReading, name: str) -> list[str | None]:
    """What each field of the name holds."""
    return [row["value_text"] for row in reading.records["fields"] if row["field"] == name]


def amounts_with_units(text: str) -> list[tuple[str, str | None, str | None]]:
    """Label, amount and the unit printed beside it, above it or around it."""
    return [
        (
            row["label_text"],
            row["amount_text"],
            row["unit_cell_text"] or row["unit_column_text"] or row["unit_block_text"],
        )
        for row in read_text(text).records["funding_lines"]
    ]


def indicator_rows(text: str) -> list[tuple[str | None, ...]]:
    """(level 1, level 2, name, value) of each value, in order."""
    rows = read_text(text).records["indicator_lines"]
    return [(row["level1_text"], row["level2_text"], row["name_text"], row["value_text"]) for row in rows]
