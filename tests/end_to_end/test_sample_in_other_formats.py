"""The sample corpus printed as Word, Excel, HTML and PDF says what its text files say.

Raw is compared for every format; the marts for PDF, whose pages, tables and rows are numbered least like those of a
text. White space is not compared: where a line of a cell ends depends on the width of its column.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ingest.forms import DocumentReading, read_forms
from ingest.reading import masked_grid
from tests.fixtures.render import FORMATS
from tests.fixtures.render.document import Document, from_text
from tests.helpers import SAMPLE, Warehouse, build_warehouse
from tests.unit.helpers import SAMPLES, vocabulary

# Where something stands; each format counts pages, tables and rows in its own way.
PLACES = {
    *("page_no", "sheet_name", "table_no", "row_no", "col_no", "last_row_no", "first_row", "last_row", "place_text"),
    *("level1_row_no", "level2_row_no", "name_col_no", "denominator_place_text"),
}
PLACE_TEXT = re.compile(r"(?:第\d+页)?(?:工作表「[^」]*」)?(?:表\d+)?第\d+行")  # within the evidence of findings
OF_THE_FILE = {"path", "file_name", "media_type", "bytes", "charset", "document_path"}
# Ids are hashes of bytes and places, but for those of seeds.
SEED_IDS = {"rule_id", "concept_id", "category_id", "funding_source_id"}
# Of several indicators with one value the report names the one with the smallest id.
NAMED_BY_ID = {"rpt_indicator_benchmark": {"project_name", "indicator_name", "agency_name", "document_title"}}


def without_space(value: Any) -> Any:
    """A text without white space and without the places that it names."""
    return PLACE_TEXT.sub("", re.sub(r"\s", "", value)) if isinstance(value, str) else value


@cache
def document_of(path: Path) -> Document:
    return from_text(path.read_text(encoding="utf-8"))


@cache
def read_as_text(path: Path) -> DocumentReading:
    return read_forms(masked_grid(path.read_bytes(), vocabulary()), vocabulary())


def said(reading: DocumentReading, table: str) -> list[dict[str, Any]]:
    """The rows of a raw table in order, without places."""
    return [
        {column: without_space(value) for column, value in row.items() if column not in PLACES}
        for row in reading.records[table]
    ]


@pytest.mark.parametrize("name", ["docx", "xlsx", "html", "pdf"])
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_raw_says_the_same(path: Path, name: str) -> None:
    data = FORMATS[name](document_of(path))
    reading = read_forms(masked_grid(data, vocabulary()), vocabulary())
    text = read_as_text(path)
    assert (reading.status, reading.title_text, reading.head_text) == (text.status, text.title_text, text.head_text)
    for table in text.records:
        if table != "unclaimed_tables":  # formats part prose into runs as they like
            assert said(reading, table) == said(text, table), table


@pytest.fixture(scope="module")
def built_from_pdf(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The sample as PDF, in folders of the same names."""
    folder = tmp_path_factory.mktemp("sample-as-pdf")
    for path in SAMPLES:
        target = (folder / "documents" / path.relative_to(SAMPLE)).with_suffix(".pdf")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(FORMATS["pdf"](document_of(path)))
    warehouse = build_warehouse(folder / "documents", folder / "warehouse")
    assert warehouse.run.returncode == 0, f"{warehouse.run.stdout}\n{warehouse.run.stderr}"
    return warehouse


def test_the_marts_of_the_pdf_are_those_of_the_text(built_warehouse: Warehouse, built_from_pdf: Warehouse) -> None:
    of_documents = "document_id in (select document_id from marts.dim_documents where forms_count > 0)"
    differences: list[str] = []
    for table, columns in columns_of(built_warehouse).items():
        where = f" where {of_documents}" if "document_id" in columns else ""
        kept = [column for column in columns if is_compared(table, column)]
        sql = f"select {', '.join(kept)} from marts.{table}{where}"
        text, pdf = (
            Counter(tuple(map(without_space, row)) for row in warehouse.query(sql))
            for warehouse in (built_warehouse, built_from_pdf)
        )
        differences += [f"{table}, only from text: {row}" for row in (text - pdf).elements()]
        differences += [f"{table}, only from PDF: {row}" for row in (pdf - text).elements()]
    assert not differences, "\n".join(differences[:20])


def columns_of(warehouse: Warehouse) -> dict[str, list[str]]:
    """The columns of each mart; coverage by file is left out, it counts files."""
    columns: dict[str, list[str]] = {}
    for table, column in warehouse.query(
        "select table_name, column_name from information_schema.columns"
        " where table_schema = 'marts' order by table_name, ordinal_position"
    ):
        if table != "rpt_coverage":
            columns.setdefault(table, []).append(column)
    return columns


def is_compared(table: str, column: str) -> bool:
    if column in PLACES | OF_THE_FILE | NAMED_BY_ID.get(table, set()):
        return False
    return not column.endswith("_id") or column in SEED_IDS
