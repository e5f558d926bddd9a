"""The marts keep what they promise: tables, keys, columns, types."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.project.contract import CONTRACT, NOT_YET_BUILT, PLACED, TYPES, columns_of
from tests.project.project import Project, expect_none, layer_of
from tests.project.test_docs import key_of


@pytest.fixture(scope="module")
def marts(project: Project) -> dict[str, dict[str, Any]]:
    return {model["name"]: model for model in project.models if layer_of(model) == "marts"}


def type_of(column: str) -> str | None:
    return next((kind for pattern, kind in TYPES if re.fullmatch(pattern, column)), None)


def test_the_types_themselves() -> None:
    assert type_of("amount_yuan") == r"decimal\(20,2\)"
    assert type_of("precision_yuan") == r"decimal\(20,4\)"
    assert type_of("region_code") == "varchar"
    assert type_of("budget_year_basis") == "varchar"
    assert type_of("line_no") == "bigint"
    assert type_of("goal") is None


def test_the_tables_of_the_contract_are_there(marts: dict[str, dict[str, Any]]) -> None:
    expect_none(f"{table}: missing" for table in CONTRACT.keys() - NOT_YET_BUILT - marts.keys())
    expect_none(f"{table}: built, so take it off NOT_YET_BUILT" for table in NOT_YET_BUILT & marts.keys())
    expect_none(f"{table}: not in the contract" for table in marts if table[:4] != "rpt_" and table not in CONTRACT)


def test_the_columns_of_the_contract_are_there(marts: dict[str, dict[str, Any]]) -> None:
    expect_none(
        f"{table}.{column}"
        for table in CONTRACT.keys() & marts.keys()
        for column in columns_of(table).difference(marts[table]["columns"])
    )


def test_the_keys_are_those_of_the_contract(marts: dict[str, dict[str, Any]]) -> None:
    expect_none(
        f"{table}: key {key_of(marts[table])}, in the contract {CONTRACT[table][0]}"
        for table in CONTRACT.keys() & marts.keys()
        if key_of(marts[table]) != CONTRACT[table][0].split(", ")
    )


def test_reports_lead_back_to_the_document(marts: dict[str, dict[str, Any]]) -> None:
    expect_none(
        f"{table}: no {column}"
        for table in marts
        if table.startswith("rpt_")
        for column in ("document_id", "project_id", "place_text")
        if column not in marts[table]["columns"]
    )


# What stands beside every row of a report, so that a chart needs no join.
BESIDE = ("province_name", "budget_year_label", "agency_name", "project_name", "document_title", "document_path")
BESIDE += ("source_url", "place_text")


def test_reports_need_no_join(marts: dict[str, dict[str, Any]]) -> None:
    wrong = []
    for table, model in marts.items():
        if table.startswith("rpt_"):
            wrong += [f"{table}: no {column}" for column in BESIDE if column not in model["columns"]]
            if not {"region_name", "area_name"} & model["columns"].keys():
                wrong.append(f"{table}: no region_name")
    expect_none(wrong)


def test_types_follow_the_names(marts: dict[str, dict[str, Any]]) -> None:
    wrong = []
    for table, model in marts.items():
        for name, column in model["columns"].items():
            expected, declared = type_of(name), re.sub(r"\s", "", column["data_type"] or "").lower()
            as_report = table.startswith("rpt_") and declared == "double" and str(expected).startswith("decimal")
            if expected and not as_report and not re.fullmatch(expected, declared):
                wrong.append(f"{table}.{name}: {declared}, expected {expected}")
    expect_none(wrong)


def test_no_floating_point_before_reports(project: Project) -> None:
    floating = {"double", "float", "real", "float4", "float8"}
    wrong = [
        f"{model['name']}.{name}"
        for model in project.models
        if not model["name"].startswith("rpt_")
        for name, column in model["columns"].items()
        if (column["data_type"] or "").lower() in floating
    ]
    wrong += [
        f"{seed['name']}.{name}: {kind}"
        for seed in project.seeds
        for name, kind in seed["config"]["column_types"].items()
        if kind.lower() in floating
    ]
    expect_none(wrong)


def test_one_column_name_has_one_type(marts: dict[str, dict[str, Any]]) -> None:
    found: dict[str, dict[str, list[str]]] = {}
    for table, model in marts.items():
        if table.startswith("rpt_"):
            continue
        for name, column in model["columns"].items():
            declared = re.sub(r"\s", "", column["data_type"] or "").lower()
            found.setdefault(name, {}).setdefault(declared, []).append(table)
    expect_none(f"{name}: {kinds}" for name, kinds in found.items() if len(kinds) > 1)


def test_placed_tables_are_those_that_point_at_a_row(marts: dict[str, dict[str, Any]]) -> None:
    expect_none(
        f"{table}: has place_text and is not in PLACED"
        for table, model in marts.items()
        if "place_text" in model["columns"] and table not in PLACED and not table.startswith("rpt_")
    )
