"""What the review rules find in the sample, each line read by eye, and what they must leave alone."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from typing import Any

import pytest

from tests.helpers import ROOT, Warehouse

FINDINGS = (
    "select f.rule_id, d.path, f.row_no, f.amount_at_stake_yuan"
    " from marts.fct_review_findings as f join marts.dim_documents as d using (document_id)"
)


def _found(warehouse: Warehouse, rule_id: str) -> set[tuple[str, int, Decimal | None]]:
    """(region code that the path begins with, row, yuan at stake) of every hit of a rule."""
    rows = warehouse.query(f"{FINDINGS} where f.rule_id = $1", rule_id)
    return {(path[:6], row_no, amount) for _, path, row_no, amount in rows}


def _yuan(text: str) -> Decimal:
    return Decimal(text)


ARITHMETIC: dict[str, set[tuple[str, int, Decimal | None]]] = {
    "A01": set(),
    "A02": {("440113", 11, _yuan("5150000"))},
    "A03": set(),
    "A04": set(),
    "A05": {
        ("440113", 34, _yuan("1030000")),
        ("320000", 257, _yuan("461000")),
        ("450000", 168, _yuan("200000")),
        ("450000", 533, _yuan("45100")),
    },
    "A06": {("450000", 903, _yuan("45140"))},
    "A07": {("640100", 148, _yuan("50000"))},
    "A08": {("640100", 217, _yuan("50400"))},
    "A11": {("320000", 91, _yuan("4040"))},
    "A12": set(),
    "A13": {("440113", 39, None)},
    "A15": {("640100", 184, None)},
    "A17": set(),
    "A18": set(),
}


@pytest.mark.parametrize("rule_id", sorted(ARITHMETIC))
def test_figures_that_contradict_one_another(built_warehouse: Warehouse, rule_id: str) -> None:
    assert _found(built_warehouse, rule_id) == ARITHMETIC[rule_id]


def test_a_ceiling_that_rounding_explains_is_no_finding(built_warehouse: Warehouse) -> None:
    """≤1.11万元 in an earlier draft, and a budget of 11,060 yuan."""
    assert built_warehouse.query(
        "select count(*) from marts.dim_projects where project_name = '接待费' and not exists ("
        "  select 1 from marts.fct_review_findings as f"
        "  where f.project_id = dim_projects.project_id and f.rule_id in ('A05', 'A06', 'A07'))"
    ) == [(1,)]


def test_dates_and_years(built_warehouse: Warehouse) -> None:
    early = {(region, row_no) for region, row_no, _ in _found(built_warehouse, "T01")}
    # 计划2021年12月31日完成项目支出 (row 1120) is found once that sentence is read as a date.
    assert ("450000", 25) in early
    assert early <= {("450000", 25), ("450000", 1120)}
    assert _found(built_warehouse, "T02") == {
        ("320000", 7, _yuan("2690000")),
        ("320000", 116, _yuan("5382600")),
    }
    assert _found(built_warehouse, "T03") == {("450000", 120, None)}
    assert _found(built_warehouse, "T05") == {("440113", 12, None)}
    for rule_id in ("T08", "T10", "T11"):
        assert _found(built_warehouse, rule_id) == set()


# rule: hits by document
MISSING: dict[str, dict[str, int]] = {
    "C01": {"640100": 6},
    "C04": {"320000": 1, "440113": 18, "450000": 3},
    "C05": {"440113": 10, "450000": 16},
    "C06": {"320000": 3, "440113": 6, "445200": 1, "450000": 8},
    "C07": {"440113": 20, "445200": 1},
    "C08": {"450000": 2, "640100": 2},
    "C13": {},
    "C14": {},
    "C15": {},
}


@pytest.mark.parametrize("rule_id", sorted(MISSING))
def test_what_forms_leave_out(built_warehouse: Warehouse, rule_id: str) -> None:
    rows = built_warehouse.query(
        "select left(path, 6), count(*) from marts.fct_review_findings join marts.dim_documents using (document_id)"
        " where rule_id = $1 group by all",
        rule_id,
    )
    assert dict(rows) == MISSING[rule_id]


def test_every_finding_says_what_where_and_why(built_warehouse: Warehouse) -> None:
    assert (
        built_warehouse.query(
            "select rule_id, place_text, message_en, message_zh from marts.fct_review_findings"
            " where coalesce(place_text, '') = '' or message_en not similar to '[ -~].*[.]'"
            " or message_zh not like '%。' limit 5"
        )
        == []
    )


def test_a_finding_about_an_indicator_points_at_its_row(built_warehouse: Warehouse) -> None:
    assert (
        built_warehouse.query(
            "select f.rule_id, f.row_no, v.row_no from marts.fct_review_findings as f"
            " join marts.fct_indicator_values as v using (indicator_value_id)"
            " where f.row_no is distinct from v.row_no or f.project_id <> v.project_id or not v.is_effective limit 5"
        )
        == []
    )


def test_the_reports_hold_every_finding_once(built_warehouse: Warehouse) -> None:
    def one(sql: str) -> Any:
        return built_warehouse.query(sql)[0][0]

    findings = one("select count(*) from marts.fct_review_findings")
    assert findings > 0
    assert one("select count(*) from marts.rpt_review_findings") == findings
    assert one("select sum(findings_count) from marts.rpt_form_quality") == one(
        "select count(*) from marts.fct_review_findings where project_id is not null"
    )


def test_a_score_stands_beside_its_findings(built_warehouse: Warehouse) -> None:
    assert (
        built_warehouse.query(
            "select project_id, criterion from marts.rpt_form_quality where not score_share between 0 and 1"
            " or (score_share < 1 and rule_ids is null)"
            " or findings_count <> high_count + medium_count + low_count + info_count"
        )
        == []
    )
    assert built_warehouse.query("select count(*) > 0 from marts.rpt_form_quality where score_share < 1") == [(True,)]


def test_every_rule_has_a_branch_and_every_branch_a_rule() -> None:
    """A row of the seed that no model looks for would promise what nobody checks."""
    with (ROOT / "seeds" / "review_rules.csv").open(encoding="utf-8", newline="") as file:
        rules = [row["rule_id"] for row in csv.DictReader(file)]
    sql = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "models/intermediate").glob("int_findings_*.sql")
    )
    assert set(re.findall(r"'([A-Z][0-9]{2})'", sql)) == set(rules)


def test_the_hits_that_the_documentation_counts_are_those_of_the_sample(built_warehouse: Warehouse) -> None:
    text = (ROOT / "docs" / "review-rules.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| ([A-Z]\d\d) \| [^|]+ \| (\w+) \| (\d+) \| (\d+|–) \|", text, re.MULTILINE)
    documented = {rule: int(hits) for rule, _, hits, _ in lines}
    found = dict(built_warehouse.query("select rule_id, count(*) from marts.fct_review_findings group by rule_id"))
    assert {rule: hits for rule, hits in documented.items() if hits} == found
    weighing = [(int(hits), int(right)) for _, severity, hits, right in lines if severity != "info" and right != "–"]
    hits, right = (sum(column) for column in zip(*weighing, strict=True))
    assert f"Of the {hits} hits of rules that weigh something" in text
    assert f"{right} are right ({right / hits:.3f})" in text
