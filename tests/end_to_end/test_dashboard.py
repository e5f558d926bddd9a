"""The dashboard of the sample: every figure that it can show is what SQL says of the published file."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import Any

import pytest

from serving.dashboard.build import Limits
from tests.helpers import Warehouse
from tests.unit.test_dashboard import Page, decode

Columns = dict[str, list[Any]]


@pytest.fixture(scope="module")
def tables(built_warehouse: Warehouse) -> dict[str, Columns]:
    page = built_warehouse.folder / "dashboard" / "index.html"
    document = decode(Page(page.read_text(encoding="utf-8")).data)
    assert document["files"] == {}
    return {name: table["columns"] for name, table in document["tables"].items()}


def _summed(tables: dict[str, Columns], cube: str, by: list[str], measure: str) -> dict[tuple[Any, ...], int]:
    """Sums of a cube by columns of its own or of its groups; null stays out, as in SQL."""
    groups, columns = tables["groups"], tables[cube]
    found: dict[tuple[Any, ...], int] = defaultdict(int)
    for row, group in enumerate(columns["group_no"]):
        if columns[measure][row] is not None:
            key = tuple(columns[name][row] if name in columns else groups[name][group] for name in by)
            found[key] += int(columns[measure][row])
    return dict(found)


def test_the_page_is_small_and_in_its_place(built_warehouse: Warehouse) -> None:
    page = built_warehouse.folder / "dashboard" / "index.html"
    assert 800_000 < page.stat().st_size < 1_500_000 < Limits().page_bytes
    assert str(page) in (built_warehouse.folder / "summary.txt").read_text(encoding="utf-8")
    assert (
        json.loads((built_warehouse.folder / "last_run.json").read_text(encoding="utf-8"))["seconds"]["dashboard"] < 30
    )


def test_money_by_place_year_and_agency(built_warehouse: Warehouse, tables: dict[str, Columns]) -> None:
    expected = built_warehouse.query(
        "select coalesce(province_code, ''), coalesce(region_code, ''), coalesce(cast(budget_year as varchar), ''),"
        " coalesce(agency_id, ''), sum(amount_yuan), count(*), count(*) filter (where amount_yuan is null)"
        " from marts.fct_project_spending where is_counted group by all"
    )
    by = ["province", "region", "budget_year", "agency"]
    assert _summed(tables, "spending", by, "cents") == {
        tuple(keys): int(amount * 100) for *keys, amount, _, _ in expected if amount is not None
    }
    counted = {key: number for key, number in _summed(tables, "spending", by, "counted").items() if number}
    assert counted == {tuple(keys): number for *keys, _, number, _ in expected}
    assert sum(_summed(tables, "spending", [], "blank").values()) == sum(row[-1] for row in expected)
    # Sources are another view of the same money.
    assert _summed(tables, "sources", by, "cents") == _summed(tables, "spending", by, "cents")


def test_money_by_source(built_warehouse: Warehouse, tables: dict[str, Columns]) -> None:
    expected = built_warehouse.query(
        "select coalesce(funding.fund_id, funding.funding_source_id), sum(funding.amount_yuan)"
        " from marts.fct_project_funding as funding"
        " where funding.is_additive and funding.amount_stage = 'budget' and funding.amount_yuan is not null"
        " and funding.project_id in (select project_id from marts.fct_project_spending where is_counted)"
        " group by all"
    )
    found = _summed(tables, "sources", ["source_id"], "cents")
    assert {key: cents for (key,), cents in found.items() if key} == {key: int(sum_ * 100) for key, sum_ in expected}


def test_indicators_by_class(built_warehouse: Warehouse, tables: dict[str, Columns]) -> None:
    expected = built_warehouse.query(
        "select coalesce(level1, '') || '|' || coalesce(level2, ''), count(distinct indicator_id),"
        " count(distinct case when value_kind not in ('qualitative', 'placeholder', 'empty') then indicator_id end)"
        " from marts.fct_indicator_values where is_counted group by all"
    )
    found = _summed(tables, "indicators", ["class_id"], "indicators")
    assert found == {(name,): number for name, number, _ in expected}
    assert _summed(tables, "indicators", ["class_id"], "quantified") == {
        (name,): number for name, _, number in expected
    }


def test_a_class_keeps_the_money_of_projects_that_have_it(
    built_warehouse: Warehouse, tables: dict[str, Columns]
) -> None:
    expected = dict(
        built_warehouse.query(
            "select classes.class_id, sum(spending.amount_yuan)"
            " from marts.fct_project_spending as spending inner join ("
            "  select distinct project_id, coalesce(level1, '') || '|' || coalesce(level2, '') as class_id"
            "  from marts.fct_indicator_values where is_counted"
            " ) as classes on spending.project_id = classes.project_id where spending.is_counted group by all"
        )
    )
    found: dict[str, int] = defaultdict(int)
    for (classes,), cents in _summed(tables, "spending", ["classes"], "cents").items():
        for name in classes.split():
            found[name] += cents
    assert found == {name: int(amount * 100) for name, amount in expected.items()}


def test_findings_by_rule_and_severity(built_warehouse: Warehouse, tables: dict[str, Columns]) -> None:
    expected = built_warehouse.query(
        "select rule_id, count(*), count(distinct project_id), sum(amount_at_stake_yuan)"
        " from marts.fct_review_findings group by all"
    )
    assert _summed(tables, "findings", ["rule_id"], "findings") == {(rule,): number for rule, number, *_ in expected}
    assert _summed(tables, "findings", ["rule_id"], "forms") == {(rule,): number for rule, _, number, _ in expected}
    stake = {(rule,): int(amount * 100) for rule, *_, amount in expected if amount is not None}
    assert _summed(tables, "findings", ["rule_id"], "stake_cents") == stake
    behind = built_warehouse.query(
        "select severity, sum(amount_yuan), count(*) from ("
        "  select distinct findings.severity, spending.project_id, spending.amount_yuan"
        "  from marts.fct_review_findings as findings"
        "  inner join marts.fct_project_spending as spending on findings.project_id = spending.project_id"
        "  where spending.is_counted) group by all"
    )
    assert len(behind) == 4
    cents = _summed(tables, "spending", ["severities"], "cents")
    for severity, amount, _ in behind:
        flag = {"high": 8, "medium": 4, "low": 2, "info": 1}[severity]
        assert sum(sum_ for (flags,), sum_ in cents.items() if flags & flag) == amount * 100


def test_targets_are_those_of_the_benchmark(built_warehouse: Warehouse, tables: dict[str, Columns]) -> None:
    expected = built_warehouse.query(
        "select concept_id, canonical_unit, indicators_count, lowest_target, highest_target, median_target"
        " from marts.rpt_indicator_benchmark where area_scope = 'corpus'"
    )
    values: dict[tuple[str, str], list[float]] = defaultdict(list)
    columns = tables["targets"]
    for row in range(len(columns["target"])):
        key = columns["concept_id"][row], columns["unit"][row]
        values[key] += [columns["target"][row]] * columns["targets"][row]
    found = [
        (*key, len(targets), min(targets), max(targets), _median(sorted(targets))) for key, targets in values.items()
    ]
    assert sorted(found) == sorted(expected)


def _median(values: list[float]) -> float:
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def test_unit_costs_totals_and_coverage(built_warehouse: Warehouse, tables: dict[str, Columns]) -> None:
    costs = built_warehouse.query(
        "select coalesce(thing_id, thing), coalesce(cost_unit, ''), unit_cost_yuan, count(*) from marts.rpt_unit_costs"
        " where is_counted and not is_ambiguous group by all"
    )
    columns = tables["costs"]
    found: Counter[tuple[Any, ...]] = Counter()
    for key in zip(columns["thing_id"], columns["cost_unit"], columns["yuan"], columns["costs"], strict=True):
        found[key[:3]] += key[3]
    assert found == Counter({tuple(key): number for *key, number in costs})
    totals = built_warehouse.query(
        "select case when is_balanced then 'balanced' when not is_balanced then 'gap' else 'not_comparable' end,"
        " count(*) from marts.fct_reconciliations group by all"
    )
    assert _summed(tables, "totals", ["balance"], "totals") == {(name,): number for name, number in totals}
    documents = built_warehouse.query(
        "select count(*), count(*) filter (where status in ('rejected', 'skipped')) from marts.dim_documents"
    )
    coverage = [sum(_summed(tables, "coverage", [], name).values()) for name in ("documents", "unread")]
    assert [tuple(coverage)] == documents


def test_every_row_leads_to_its_document_and_place(built_warehouse: Warehouse, tables: dict[str, Columns]) -> None:
    paths = dict(zip(tables["document_names"]["id"], tables["document_names"]["path"], strict=True))
    queries = {
        "indicators": "select value_text, place_text, path from marts.fct_indicator_values as facts"
        " inner join marts.dim_documents using (document_id) where is_counted",
        "projects": "select amount_text, coalesce(spending.place_text, projects.place_text), path"
        " from marts.dim_projects as projects inner join marts.dim_documents using (document_id)"
        " left join marts.fct_project_spending as spending"
        " on projects.project_id = spending.project_id and spending.is_counted",
        "findings": "select coalesce(evidence, ''), place_text, path from marts.fct_review_findings"
        " inner join marts.dim_documents using (document_id)",
        "costs": "select numerator_text, place_text, path from marts.fct_unit_costs"
        " inner join marts.dim_documents using (document_id) where is_counted",
        "totals": "select coalesce(label_text, ''), place_text, path from marts.fct_reconciliations"
        " inner join marts.dim_documents using (document_id)",
    }
    texts = {"indicators": "value_text", "projects": "amount_text", "findings": "evidence", "costs": "numerator_text"}
    for kind, query in queries.items():
        columns = tables[f"{kind}_rows"]
        found = zip(
            columns[texts.get(kind, "label_text")],
            columns["place_text"],
            (paths[document] for document in columns["document_id"]),
            strict=True,
        )
        assert Counter(found) == Counter(built_warehouse.query(query)), kind
