"""Our own dbt tests find what they should find: each is run on rows that it must pass and rows that it must not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pytest
from jinja2 import Environment, StrictUndefined

from tests.project.project import ROOT

GENERIC = {path.stem: path for path in sorted((ROOT / "tests" / "generic").glob("*.sql"))}


@dataclass(frozen=True)
class Case:
    """Rows of a table (key, value), the arguments of the test, and how many findings it must have."""

    test: str
    rows: str
    findings: int
    arguments: dict[str, Any] = field(default_factory=dict)


CASES = [
    Case("unique_combination", "(1, 'a'), (1, 'b'), (2, 'a')", 0, {"columns": ["key", "value"]}),
    Case("unique_combination", "(1, 'a'), (1, 'a'), (2, 'a')", 1, {"columns": ["key", "value"]}),
    Case("unique_combination", "(1, null), (1, null), (2, null)", 1, {"columns": ["key", "value"]}),
    Case("unique_combination", "(1, 'a'), (2, 'a'), (3, 'b')", 1, {"columns": ["value"]}),
    Case("text_pattern", "(1, '450000'), (2, null)", 0, {"column_name": "value", "pattern": "^[0-9]{6}$"}),
    Case("text_pattern", "(1, '45000'), (2, '4500001'), (3, '')", 3, {"column_name": "value", "pattern": "^[0-9]{6}$"}),
]


def as_macro(sql: str) -> str:
    """The body of `{% test name(arguments) %}` as a template of its arguments."""
    body = re.search(r"\{%-?\s*test\s+\w+\([^)]*\)\s*-?%\}(.*)\{%-?\s*endtest\s*-?%\}", sql, re.DOTALL)
    assert body, "no test block"
    return body[1]


def test_every_generic_test_has_rows_that_pass_and_rows_that_fail() -> None:
    assert {case.test for case in CASES if case.findings == 0} == set(GENERIC)
    assert {case.test for case in CASES if case.findings > 0} == set(GENERIC)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.test}-{case.findings}-{n}" for n, case in enumerate(CASES)])
def test_a_generic_test_finds_what_it_should(case: Case) -> None:
    template = as_macro(GENERIC[case.test].read_text(encoding="utf-8"))
    sql = Environment(undefined=StrictUndefined).from_string(template).render(model="examined", **case.arguments)
    with duckdb.connect() as connection:
        connection.execute("create table examined (key bigint, value varchar)")
        connection.execute(f"insert into examined values {case.rows}")
        assert len(connection.execute(sql).fetchall()) == case.findings


@pytest.mark.parametrize("name", GENERIC)
def test_a_generic_test_is_commented_and_named_as_its_file(name: str) -> None:
    text = GENERIC[name].read_text(encoding="utf-8")
    assert text.startswith("{#"), "say first what it finds"
    assert re.findall(r"\{%-?\s*test\s+(\w+)\(", text) == [name]
