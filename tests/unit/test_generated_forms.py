"""Random documents read back equal: what a form says survives its layout, page breaks and lost cells."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings, target
from hypothesis import strategies as st

from ingest.forms import read_forms
from ingest.readers import read_bytes
from ingest.vocabulary import load_vocabulary
from tests.fixtures import generator
from tests.fixtures.generator import Form, Indicator, ProjectList

REPO = Path(__file__).resolve().parents[2]
VOCABULARY = load_vocabulary(REPO / "seeds")
# The same examples in every run, so that a build never fails by chance; more, and others, on request:
# JIXIAO_EXAMPLES=2000 python -m pytest tests/unit/test_generated_forms.py
EXAMPLES = os.environ.get("JIXIAO_EXAMPLES")
SLOW = settings(
    max_examples=int(EXAMPLES or 60),
    derandomize=EXAMPLES is None,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

NO_MONEY = ("分值", "执行率", "得分")
# Parts of an indicator by the name that raw (with _text) and the generator both give them.
PARTS = (
    *("level1", "level2", "name", "explanation", "comparator", "unit", "weight"),
    *("actual", "score", "deviation"),
)

Records = dict[str, list[dict[str, Any]]]


def read(text: str, charset: str = "utf-8") -> Records:
    return read_forms(read_bytes(text.encode(charset)), VOCABULARY).records


def of_form(records: Records, table: str, form_no: int, record_no: int = 1) -> list[dict[str, Any]]:
    return [row for row in records[table] if row["form_no"] == form_no and row.get("record_no", record_no) == record_no]


def indicators_read(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """One tuple an indicator line, its values in the order of their columns."""
    lines: dict[int, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: (row["line_no"], row["value_no"])):
        lines.setdefault(row["line_no"], []).append(row)
    return [
        (*(line[0][f"{key}_text"] for key in PARTS), tuple(row["value_text"] for row in line))
        for line in lines.values()
    ]


def indicators_meant(rows: tuple[Indicator, ...]) -> list[tuple[Any, ...]]:
    return [(*(getattr(one, key) for key in PARTS), one.values) for one in rows]


def assert_form(records: Records, form_no: int, form: Form) -> None:
    fields = [
        (row["field"], row["value_text"])
        for row in of_form(records, "fields", form_no)
        if row["value_text"] is not None
    ]
    assert sorted(fields) == sorted(form.fields)
    funding = [
        (row["label_text"], row["amount_heading_text"] if form.layout.amount_headings else None, row["amount_text"])
        for row in of_form(records, "funding_lines", form_no)
        if row["amount_heading_text"] not in NO_MONEY
    ]
    assert funding == list(form.funding)
    assert indicators_read(of_form(records, "indicator_lines", form_no)) == indicators_meant(form.indicators)


@SLOW
@given(generator.documents())
def test_forms_read_back(document: tuple[tuple[Form, ...], str]) -> None:
    forms, text = document
    target(float(len(text)))
    records = read(text)
    assert [row["title_text"] for row in records["forms"]] == [form.title for form in forms]
    assert [(cell["row_no"], cell["text"]) for cell in records["unread_cells"]] == []
    for form_no, form in enumerate(forms, start=1):
        assert_form(records, form_no, form)


@SLOW
@given(generator.documents())
def test_every_record_stands_where_it_says(document: tuple[tuple[Form, ...], str]) -> None:
    _, text = document
    lines = text.split("\n")
    records = read(text)
    places = [
        *((row, row["name_text"]) for row in records["indicator_lines"]),
        *((row, row["amount_text"]) for row in records["funding_lines"]),
        *((row, row["value_text"]) for row in records["fields"]),
    ]
    assert places
    for row, printed in places:
        if printed is not None:
            assert lines[row["row_no"] - 1].split("\t")[row["col_no"] - 1] == printed


@SLOW
@given(generator.documents(), st.sampled_from(("gb18030", "utf-8-sig", "utf-16")))
def test_charset_changes_nothing(document: tuple[tuple[Form, ...], str], charset: str) -> None:
    _, text = document
    assert read(text, charset) == read(text)


@SLOW
@given(generator.documents(), generator.phrases, generator.amounts())
def test_an_unknown_label_loses_nothing(document: tuple[tuple[Form, ...], str], value: str, amount: str) -> None:
    """A row that no vocabulary knows, in the head of the first form, is listed; the rest reads as before."""
    forms, text = document
    head, _, body = text.partition("\n项目资金 （万元）\t")
    marked = f"{head}\n神秘栏目甲\t{value}乙\t神秘栏目丙\t{amount}丁\n项目资金 （万元）\t{body}"
    records = read(marked)
    listed = {cell["text"] for cell in records["unread_cells"]}
    listed |= {row["value_text"] for row in records["fields"] if row["field"] is None}
    assert {f"{value}乙", f"{amount}丁"} <= listed
    known = [row for row in of_form(records, "fields", 1) if row["field"] is not None and row["value_text"] is not None]
    assert sorted((row["field"], row["value_text"]) for row in known) == sorted(forms[0].fields)
    for form_no, form in enumerate(forms, start=1):
        assert indicators_read(of_form(records, "indicator_lines", form_no)) == indicators_meant(form.indicators)


def assert_list(records: Records, form_no: int, expected: ProjectList) -> None:
    amount_headings = [re.sub(r"\s", "", heading) for heading in expected.headings[1:-2]]
    for record_no, project in enumerate(expected.projects, start=1):
        fields = {row["field"]: row["value_text"] for row in of_form(records, "fields", form_no, record_no)}
        assert fields["project_name"] == project.name
        assert fields["goal_text"] == project.goal
        funding = {
            row["label_text"]: row["amount_text"]
            for row in of_form(records, "funding_lines", form_no, record_no)
            if row["amount_text"] is not None
        }
        meant = dict(zip(amount_headings, project.amounts, strict=True))
        assert funding == {label: amount for label, amount in meant.items() if amount is not None}
        rows = of_form(records, "indicator_lines", form_no, record_no)
        read_back: dict[int, tuple[Any, ...]] = {}
        for row in rows:
            labels = (row["level1_text"], row["level2_text"], row["name_text"])
            read_back.setdefault(row["item_no"], labels)
            read_back[row["item_no"]] += ((row["value_heading_text"], row["value_text"]),)
        assert list(read_back) == list(range(1, len(project.items) + 1))
        for (level1, level2, name, *pairs), item in zip(read_back.values(), project.items, strict=True):
            assert level1.endswith(item.level1)
            assert level2.endswith(item.level2)
            assert name == item.name
            assert pairs == [("实施周期指标值", item.values[0]), ("年度指标值", item.values[1])]


@SLOW
@given(generator.project_lists())
def test_lists_read_back(expected: ProjectList) -> None:
    records = read(expected.text)
    assert [(row["shape"], row["title_text"]) for row in records["forms"]] == [("list", expected.title)]
    assert [(cell["row_no"], cell["text"]) for cell in records["unread_cells"]] == []
    record_nos = {row["record_no"] for row in records["fields"]}
    assert record_nos == set(range(1, len(expected.projects) + 1))
    assert_list(records, 1, expected)


@SLOW
@given(generator.project_lists(), generator.documents())
def test_a_list_and_forms_in_one_document(listed: ProjectList, document: tuple[tuple[Form, ...], str]) -> None:
    forms, text = document
    records = read(f"{listed.text}\n{text}")
    assert [row["shape"] for row in records["forms"]] == ["list", *("form" for _ in forms)]
    assert_list(records, 1, listed)
    for form_no, form in enumerate(forms, start=2):
        assert_form(records, form_no, form)


@SLOW
@given(generator.indicator_lists())
def test_lists_with_one_indicator_a_row_read_back(expected: ProjectList) -> None:
    records = read(expected.text)
    assert [(row["shape"], row["title_text"]) for row in records["forms"]] == [("list", expected.title)]
    assert [(cell["row_no"], cell["text"]) for cell in records["unread_cells"]] == []
    assert {row["record_no"] for row in records["fields"]} == set(range(1, len(expected.projects) + 1))
    for record_no, project in enumerate(expected.projects, start=1):
        fields = {row["field"]: row["value_text"] for row in of_form(records, "fields", 1, record_no)}
        assert (fields["project_name"], fields["goal_text"]) == (project.name, project.goal)
        amounts = [row["amount_text"] for row in of_form(records, "funding_lines", 1, record_no)]
        assert amounts == list(project.amounts)
        rows = of_form(records, "indicator_lines", 1, record_no)
        assert indicators_read(rows) == indicators_meant(project.items)
