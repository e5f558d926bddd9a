"""Two years of one agency and its self-evaluation: what is one project, what is two, and what counts once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.helpers import ROOT, Warehouse, build_warehouse

DOCUMENTS = ROOT / "tests" / "fixtures" / "series"
ONE_PROJECT = [
    {"运河古桥修缮项目", "运河古桥保护与修缮"},
    {"2023年运河水质监测经费", "运河水质监测经费", "运河水质监测项目"},
    {"运河文化宣传活动", "运河文化宣传推广活动"},
]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    found = build_warehouse(DOCUMENTS, tmp_path_factory.mktemp("series"))
    assert found.run.returncode == 0, found.run.stdout[-4000:]
    return found


def test_the_same_project_is_one_series(warehouse: Warehouse) -> None:
    names: dict[str, set[str]] = {}
    for series_id, name in warehouse.query("select series_id, project_name from marts.dim_projects"):
        names.setdefault(series_id, set()).add(name)
    several = [sorted(found) for found in names.values() if len(found) > 1]
    assert sorted(several) == sorted(map(sorted, ONE_PROJECT))


def test_two_projects_of_one_list_are_never_one(warehouse: Warehouse) -> None:
    merged = warehouse.query(
        "select series_id, document_id, count(*) from marts.dim_projects group by all having count(*) > 1"
    )
    assert merged == []


def test_each_series_says_how_it_was_found(warehouse: Warehouse) -> None:
    found = warehouse.query(
        "select project_name, budget_year, form_purpose, series_method, series_confidence from marts.dim_projects"
        " where project_name like '运河%' order by all"
    )
    assert found == [
        ("运河古桥保护与修缮", 2024, "target", "code", Decimal("0.90")),
        ("运河古桥修缮项目", 2023, "self_evaluation", "name", Decimal("0.80")),
        ("运河古桥修缮项目", 2023, "target", "code", Decimal("0.90")),
        ("运河文化宣传推广活动", 2024, "target", "similar", Decimal("0.50")),
        ("运河文化宣传活动", 2023, "target", "name", Decimal("0.80")),
        ("运河水质监测经费", 2023, "self_evaluation", "name", Decimal("0.80")),
        ("运河水质监测项目", 2024, "target", "name", Decimal("0.70")),
    ]


def test_a_target_and_its_self_evaluation_count_once(warehouse: Warehouse) -> None:
    counted = warehouse.query(
        "select form_purpose, count(*), sum(amount_yuan) from marts.fct_project_spending"
        " where is_counted and budget_year = 2023 group by all"
    )
    assert counted == [("target", 6, Decimal("2810000.00"))]


def test_what_was_spent_stands_beside_the_target(warehouse: Warehouse) -> None:
    found = warehouse.query(
        "select r.project_name, r.form_purpose, r.budget_yuan, r.executed_yuan, p.form_purpose"
        " from marts.rpt_project_spending as r"
        " inner join marts.dim_projects as p on r.executed_project_id = p.project_id order by 1 desc"
    )
    assert found == [
        ("运河古桥修缮项目", "target", 1_200_000.0, 1_140_000.0, "self_evaluation"),
        ("2023年运河水质监测经费", "target", 360_000.0, 360_000.0, "self_evaluation"),
    ]


def test_document_order_does_not_matter(warehouse: Warehouse, tmp_path: Path) -> None:
    """Other file names, other order of reading: the same series."""
    renamed = tmp_path / "documents"
    renamed.mkdir()
    for number, path in enumerate(sorted(DOCUMENTS.glob("*.txt"), reverse=True)):
        (renamed / f"{number}.txt").write_bytes(path.read_bytes())
    other = build_warehouse(renamed, tmp_path / "warehouse")
    sql = "select project_id, series_id, series_method, series_confidence from marts.dim_projects order by all"
    assert other.query(sql) == warehouse.query(sql)
