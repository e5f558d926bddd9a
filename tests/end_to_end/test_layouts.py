"""Layouts that the sample lacks: each document of tests/fixtures/forms, and of tests/fixtures/printed.py in one of
the formats that are read, against the truth beside it.

First in raw, from reading alone; then in the marts, after one run of the whole pipeline over all of them.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Iterable
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.folder import ingest_folder
from ingest.readers import read_bytes
from ingest.records import RAW_TABLES
from tests.fixtures import in_marts, printed, truth
from tests.fixtures.in_marts import Marts
from tests.fixtures.render import FORMATS
from tests.fixtures.shelf import Shelf
from tests.fixtures.truth import Truth, difference, shown, squeezed
from tests.helpers import build_warehouse

REPO = Path(__file__).resolve().parents[2]
FORMS = REPO / "tests" / "fixtures" / "forms"
SEEDS = REPO / "seeds"
TEXT_TRUTHS: dict[str, dict[str, Any]] = {
    path.name.removesuffix(".truth.json"): json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(FORMS.glob("*.truth.json"))
}
PRINTED = printed.fixed()
TRUTHS = TEXT_TRUTHS | {name: one.truth for name, one in PRINTED.items()}
# Each format gets its share of the layouts.
FILES = (
    {name: f"{name}.txt" for name in TEXT_TRUTHS}
    | {
        name: f"{name}.{extension}"
        for name, extension in zip(PRINTED, cycle(("pdf", "docx", "xlsx", "html", "xls", "csv")), strict=False)
    }
    | {"workbook": "workbook.xlsx"}
)
EVERY_TEXT = pytest.mark.parametrize("name", sorted(TEXT_TRUTHS))
EVERY_DOCUMENT = pytest.mark.parametrize("name", sorted(TRUTHS))


def lines_differ(expected: Iterable[str], actual: Iterable[str], what: str) -> None:
    """Fail with a unified diff, one printed thing a line."""
    diff = difference(expected, actual)
    if diff:
        pytest.fail(f"{what}\n{diff}", pytrace=False)


def rows_of(database: duckdb.DuckDBPyConnection, sql: str, *values: Any) -> list[dict[str, Any]]:
    cursor = database.execute(sql, list(values))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


# --- the truth itself


def texts_of(truth: Any, key: str = "") -> Iterable[str]:
    """Every text that the truth says is printed."""
    ours = {
        "printed",
        "computed",
        "shape",
        "form_kind",
        "purpose",
        "region_code",
        "stage",
        "yuan",
        "document",
        "kind",
        "status",
    }
    if isinstance(truth, dict):
        for name, value in truth.items():
            if name not in ours and name != "spending":
                yield from texts_of(value, name)
    elif isinstance(truth, list):
        for value in truth:
            yield from texts_of(value, key)
    elif isinstance(truth, str):
        yield truth


@EVERY_TEXT
def test_truth_stands_in_its_document(name: str) -> None:
    document = (FORMS / f"{name}.txt").read_text(encoding="utf-8")
    missing = [text for text in texts_of(TRUTHS[name]) if text not in document]
    assert not missing, f"{name}: the truth names texts that the document does not print: {missing}"


def test_every_document_has_a_truth() -> None:
    assert {path.stem for path in FORMS.glob("*.txt")} == set(TEXT_TRUTHS)


# --- raw


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents alone, flat: no folder or file name says a place or a year."""
    folder = tmp_path_factory.mktemp("layouts") / "documents"
    folder.mkdir()
    for name in TEXT_TRUTHS:
        shutil.copyfile(FORMS / FILES[name], folder / FILES[name])
    for name, one in PRINTED.items():
        render = FORMATS[FILES[name].rpartition(".")[2]]
        (folder / FILES[name]).write_bytes(render(one.document))
    return folder


@pytest.fixture(scope="module")
def invented(documents: Path) -> list[Truth]:
    """Documents by chance in a folder among them, and what they say."""
    shelf = Shelf(documents / "invented", random.Random(1))
    shelf.fill(60)
    return [{**truth, "path": f"invented/{truth['path']}"} for truth in shelf.truths()]


@pytest.fixture(scope="module")
def raw(documents: Path) -> Iterable[duckdb.DuckDBPyConnection]:
    database = documents.parent / "build.duckdb"
    ingest_folder(documents, database, documents.parent / "cache", SEEDS)
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


def document_id(raw: duckdb.DuckDBPyConnection, name: str) -> str:
    found = raw.execute("select document_id from raw.document_paths where path = ?", [FILES[name]]).fetchone()
    assert found is not None, f"{FILES[name]} has no row in raw.document_paths"
    return found[0]


@EVERY_DOCUMENT
def test_status(raw: duckdb.DuckDBPyConnection, name: str) -> None:
    document = rows_of(raw, "select * from raw.documents where document_id = ?", document_id(raw, name))[0]
    assert document["status"] in TRUTHS[name].get("status", ["read"]), document["reason"]
    parts = ("cells_used", "cells_furniture", "cells_unread", "cells_outside")
    assert sum(document[part] for part in parts) == document["cells_total"]


@EVERY_DOCUMENT
def test_raw(raw: duckdb.DuckDBPyConnection, name: str) -> None:
    """Forms, fields, funding, indicators, tasks and totals as printed; nothing unread but what the truth says."""
    identity = document_id(raw, name)
    records = {
        table: rows_of(raw, f"select * from raw.{table} where document_id = ?", identity)
        for table in RAW_TABLES
        if table not in ("documents", "document_paths")
    }
    diffs = truth.compare(TRUTHS[name], records)
    if diffs:
        pytest.fail("\n".join(f"{name}: {aspect}\n{diff}" for aspect, diff in diffs.items()), pytrace=False)


@EVERY_DOCUMENT
def test_texts_beside_the_title(raw: duckdb.DuckDBPyConnection, name: str) -> None:
    forms = rows_of(raw, "select * from raw.forms where document_id = ? order by form_no", document_id(raw, name))
    for meant, form in zip(TRUTHS[name]["forms"], forms, strict=True):
        if "year_text" in meant:
            assert form["year_text"] is not None
            assert re.sub(r"[（）()\s]", "", form["year_text"]) == re.sub(r"[（）()\s]", "", meant["year_text"])
        if "unit_document_text" in meant:
            assert form["unit_document_text"] is not None
            assert squeezed(form["unit_document_text"]) in meant["unit_document_text"]


@pytest.mark.parametrize("name", [name for name in sorted(TEXT_TRUTHS) if "outside" in TEXT_TRUTHS[name]])
def test_what_is_no_form_stays_outside(raw: duckdb.DuckDBPyConnection, name: str) -> None:
    lines = (FORMS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    for outside in TRUTHS[name]["outside"]:
        line_no = next(no for no, line in enumerate(lines, start=1) if outside["contains"] in line)
        blocks = raw.execute(
            "select kind from raw.unclaimed_tables where document_id = ? and row_no <= ? and last_row_no >= ?",
            [document_id(raw, name), line_no, line_no],
        ).fetchall()
        assert blocks == [(outside["kind"],)], f"{name}, line {line_no}: {outside['contains']}"


def test_no_contact_data_in_raw(raw: duckdb.DuckDBPyConnection) -> None:
    forbidden = sorted({text for truth in TRUTHS.values() for text in truth.get("forbidden", [])})
    assert forbidden
    found: list[str] = []
    for table, columns in RAW_TABLES.items():
        row = " || ' ' || ".join(f"coalesce(cast({column} as varchar), '')" for column in columns)
        for text in forbidden:
            hits = raw.execute(f"select count(*) from raw.{table} where contains({row}, ?)", [text]).fetchone()
            if hits and hits[0]:
                found.append(f"{text} in raw.{table}, {hits[0]} rows")
    assert not found, "\n".join(found)


# --- the same document in other bytes

ENCODINGS = {
    "gb18030": lambda text: text.encode("gb18030"),
    "utf-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "utf-16 little-endian": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "utf-16 big-endian": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "utf-16 without a mark": lambda text: text.encode("utf-16-le"),
    "utf-8 with Windows line ends": lambda text: text.replace("\n", "\r\n").encode("utf-8"),
}
BODY_TABLES = (
    "forms",
    "fields",
    "funding_lines",
    "task_lines",
    "indicator_lines",
    "printed_totals",
    "unread_cells",
)


@pytest.mark.parametrize("name", ["mof_2021_cost_first", "list_with_numbers", "blank_form"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_bytes_do_not_matter(raw: duckdb.DuckDBPyConnection, tmp_path: Path, name: str, encoding: str) -> None:
    text = (FORMS / f"{name}.txt").read_text(encoding="utf-8")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / f"{name}.txt").write_bytes(ENCODINGS[encoding](text))
    ingest_folder(tmp_path / "documents", tmp_path / "other.duckdb", tmp_path / "cache", SEEDS)
    with duckdb.connect(str(tmp_path / "other.duckdb"), read_only=True) as other:
        for table in BODY_TABLES:
            columns = ", ".join(column for column in RAW_TABLES[table] if column != "document_id")
            sql = f"select {columns} from raw.{table} where document_id = ? order by all"
            lines_differ(
                [shown(*row.values()) for row in rows_of(raw, sql, document_id(raw, name))],
                [shown(*row.values()) for row in rows_of(other, sql, document_id(other, name))],
                f"{name} as {encoding}: raw.{table}",
            )


TRADITIONAL = "\n".join(
    (
        "專案支出績效目標表",
        "",
        "專案名稱\t古井巡護與修繕\t實施單位\t古井修繕中心",
        "年度資金總額\t860.50\t其他資金\t60.50",
        "年度目標\t修繕古井三十六口，水質抽檢一百四十四批次，讓老井水常清、有人管護。",
    )
)


def test_big5_is_decoded() -> None:
    """Simplified characters have no Big5: a traditional text shows that its cells come through."""
    grid = read_bytes(TRADITIONAL.encode("big5"))
    assert not grid.damaged
    assert [cell.text for _, cell in grid.cells()] == [
        cell for line in TRADITIONAL.split("\n") if line for cell in line.split("\t")
    ]


# --- marts


@pytest.fixture(scope="module")
def marts(documents: Path, invented: list[Truth]) -> Iterable[duckdb.DuckDBPyConnection]:
    """All documents through the whole pipeline once."""
    warehouse = build_warehouse(documents, documents.parent / "warehouse")
    assert warehouse.run.returncode == 0, f"{warehouse.run.stdout[-6000:]}\n{warehouse.run.stderr[-3000:]}"
    with duckdb.connect(str(warehouse.published), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def said(marts: duckdb.DuckDBPyConnection) -> Marts:
    return Marts(marts)


FILLED = [
    name
    for name in sorted(TRUTHS)
    if any(any(record["fields"].values()) for form in TRUTHS[name]["forms"] for record in form["records"])
]
EVERY_FILLED_DOCUMENT = pytest.mark.parametrize("name", FILLED)


@pytest.mark.parametrize("aspect", ["projects", "amounts", "money lines", "tasks", "indicator values"])
@EVERY_FILLED_DOCUMENT
def test_marts_say_what_the_document_says(said: Marts, name: str, aspect: str) -> None:
    meant, found = in_marts.ASPECTS[aspect]
    truth = TRUTHS[name] | {"path": FILES[name]}
    lines_differ(
        sorted(shown(*key, *value) for key, value in meant(truth)),
        sorted(shown(*key, *value) for key, value in found(truth, said)),
        f"{name}: {aspect}",
    )


def test_a_blank_form_says_nothing(marts: duckdb.DuckDBPyConnection) -> None:
    of_document = (
        " inner join marts.dim_projects as p using (project_id) inner join marts.dim_documents as d"
        " on p.document_id = d.document_id where d.path = 'blank_form.txt'"
    )
    amounts = marts.execute(
        f"select count(*) from marts.fct_project_spending as s {of_document} and s.amount_yuan is not null"
    ).fetchone()
    indicators = marts.execute(f"select count(*) from marts.fct_indicator_prints as i {of_document}").fetchone()
    assert (amounts, indicators) == ((0,), (0,))


def test_blank_amounts_are_null_not_zero(marts: duckdb.DuckDBPyConnection) -> None:
    amounts = marts.execute(
        "select distinct f.amount_yuan from marts.fct_project_funding as f"
        " inner join marts.dim_projects as p using (project_id)"
        " inner join marts.dim_documents as d on p.document_id = d.document_id"
        " where d.path = 'no_amounts.txt'"
    ).fetchall()
    assert amounts in ([], [(None,)])


def test_totals_add_up_but_where_the_truth_says(marts: duckdb.DuckDBPyConnection) -> None:
    checks = rows_of(
        marts,
        "select d.path, r.column_label, r.printed_yuan, r.computed_yuan, r.is_balanced"
        " from marts.fct_reconciliations as r inner join marts.dim_documents as d"
        " on r.document_id = d.document_id where not starts_with(d.path, 'invented/') order by all",
    )
    expected = [
        shown(FILES[name], gap["column"], Decimal(gap["printed"]), Decimal(gap["computed"]))
        for name, truth in TRUTHS.items()
        for gap in truth.get("gaps", [])
    ]
    actual = [
        shown(row["path"], row["column_label"], row["printed_yuan"], row["computed_yuan"])
        for row in checks
        if row["is_balanced"] is False
    ]
    lines_differ(sorted(expected), sorted(actual), "totals out of balance")
    checked = {row["path"] for row in checks if row["is_balanced"]}
    wanted = {FILES[name] for name in TEXT_TRUTHS if "list" in name or "whole_life" in name or name == "borders_cut"}
    wanted |= {FILES[name] for name in ("repeated_list", "once_list", "unit_table", "life_beside_year", "two_values")}
    assert wanted <= checked, f"no total was checked in {sorted(wanted - checked)}"


@pytest.fixture(scope="module")
def truths(invented: list[Truth]) -> list[Truth]:
    return [truth | {"path": FILES[name]} for name, truth in TRUTHS.items()] + invented


def test_nothing_is_lost_and_nothing_is_wrong(marts: duckdb.DuckDBPyConnection, truths: list[Truth]) -> None:
    """All documents in all aspects; of money, a self-evaluation without its target form counts, and no whole life."""
    report = in_marts.check(truths, marts)
    assert report.is_clean, "\n".join(report.lines())
    readings = report.tallies["readings of values"]
    assert readings.silent < 0.02 * readings.meant
    assert {mistake for truth in truths for mistake in truth.get("planted", [])} >= {
        *("slip", "drafts", "lost_label", "wrong_unit", "same_name")
    }


DAMAGES = {
    "documents": "update marts.dim_documents set status = 'partial' where path like 'once_list.%'",
    "projects": "delete from marts.dim_projects where project_name = '圩堤加固与闸门更换'",
    "amounts": "update marts.fct_project_spending set amount_yuan = amount_yuan + 0.01 where amount_stage = 'budget'",
    "money lines": "delete from marts.fct_project_funding where label_text like '其他资金%'",
    "tasks": "delete from marts.fct_department_tasks",
    "indicator values": "delete from marts.fct_indicator_values where indicator_name = '保护人口'",
    "readings of values": "update marts.fct_indicator_values set canonical_low = canonical_low + 1",
    "totals that do not add up": "update marts.fct_reconciliations set is_balanced = true",
    "money counted, in yuan": "update marts.fct_project_spending set is_counted = true",
}


def test_what_is_lost_or_wrong_is_found(documents: Path, marts: object, truths: list[Truth], tmp_path: Path) -> None:
    damaged = shutil.copyfile(documents.parent / "warehouse" / "jixiao.duckdb", tmp_path / "damaged.duckdb")
    with duckdb.connect(str(damaged)) as connection:
        for damage in DAMAGES.values():
            connection.execute(damage)
        report = in_marts.check(truths, connection)
    assert {aspect for aspect, tally in report.tallies.items() if not tally.is_clean} == set(DAMAGES)
    assert len(report.details) == report.lost + report.wrong


READINGS = [
    # document, name, kind, comparator, low, high
    ("mof_2021_cost_first", "修缮古井数量", "number", ">=", "36", None),
    ("mof_2021_cost_first", "施工弃渣外运处置率", "percent", "=", "100", "100"),
    ("list_one_indicator_a_row", "修裱合格率", "percent", ">=", "98", None),
    ("list_one_indicator_a_row", "单页修裱成本", "number", "<=", None, "322"),
    ("list_project_repeated", "监测样地数量", "number", "=", "40", "40"),
    ("county_unit_in_cells", "培训结业率", "percent", ">=", "95", None),
]


@pytest.mark.parametrize(("name", "indicator", "kind", "comparator", "low", "high"), READINGS)
def test_plain_values_are_read(
    marts: duckdb.DuckDBPyConnection,
    name: str,
    indicator: str,
    kind: str,
    comparator: str,
    low: str | None,
    high: str | None,
) -> None:
    row = marts.execute(
        "select v.value_kind, v.comparator, v.value_low, v.value_high from marts.fct_indicator_values as v"
        " inner join marts.dim_documents as d on v.document_id = d.document_id"
        " where d.path = ? and v.indicator_name = ?",
        [f"{name}.txt", indicator],
    ).fetchone()
    assert row == (kind, comparator, low and Decimal(low), high and Decimal(high))


def test_no_contact_data_in_the_warehouse(marts: duckdb.DuckDBPyConnection, documents: Path) -> None:
    forbidden = [text for truth in TRUTHS.values() for text in truth.get("forbidden", [])]
    found = [
        f"{text} in {path.name}"
        for path in sorted((documents.parent / "warehouse").rglob("*"))
        if path.is_file()
        for text in forbidden
        if text.encode("utf-8") in path.read_bytes()
    ]
    assert not found, "\n".join(found)
