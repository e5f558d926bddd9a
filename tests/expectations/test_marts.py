"""Each check of the marts gate finds its broken row, and leaves sound tables alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.gates import Status, judge, load_suite
from tests.expectations.examples import assert_finds, change, judge_one, marts_database

CHECKS = [check.name for check in load_suite("marts").checks]
FORM, LIST = "甲/2024/表 一.txt", "乙/列表.txt"

BROKEN: list[tuple[str, str, str | None]] = [
    (
        "marts_keys_complete",
        "update marts.fct_project_funding set funding_id = null where project_id = 'pb2'",
        LIST,
    ),
    ("marts_keys_complete", "update marts.dim_agencies set agency_id = null", None),
    ("marts_keys_unique", "insert into marts.fct_indicator_prints from marts.fct_indicator_prints", FORM),
    (
        "marts_keys_unique",
        "update marts.dim_projects set project_id = 'pb1' where project_id = 'pb2'",
        LIST,
    ),
    ("marts_parents_exist", "delete from marts.dim_documents where document_id like 'b%'", LIST),
    ("marts_parents_exist", "delete from marts.fct_indicator_values", FORM),
    ("marts_parents_exist", "update marts.fct_department_tasks set project_id = 'gone'", None),
    ("marts_lost_nothing", "delete from marts.fct_indicator_prints", FORM),
    ("marts_lost_nothing", "delete from marts.dim_projects where project_id = 'pb2'", LIST),
    ("marts_lost_nothing", "delete from marts.fct_department_tasks", FORM),
    ("marts_lost_nothing", "delete from marts.dim_documents where document_id like 'c%'", "诗.txt"),
    (
        "marts_texts_stand_in_raw",
        "update marts.fct_indicator_values set value_text = '≥51公里' where value_low = 50",
        FORM,
    ),
    (
        "marts_texts_stand_in_raw",
        "update marts.fct_project_funding set row_no = 5 where funding_id = 'fa'",
        FORM,
    ),
    ("marts_counted_at_most_once", "update marts.fct_project_spending set is_counted = true", FORM),
    (
        "marts_counted_at_most_once",
        "update marts.fct_project_spending set is_counted = amount_stage = 'half_year_plan' where project_id = 'pa'",
        FORM,
    ),
    (
        "marts_counted_at_most_once",
        "update marts.fct_project_spending set is_counted = null where spending_id = 'sb1'",
        LIST,
    ),
    (
        "marts_no_project_left_out",
        "update marts.fct_project_spending set is_counted = false where document_id like 'b%'",
        LIST,
    ),
    (
        "marts_blank_is_null_and_zero_is_zero",
        "update marts.fct_project_spending set amount_yuan = 0 where spending_id = 'sb2'",
        LIST,
    ),
    (
        "marts_blank_is_null_and_zero_is_zero",
        "update marts.fct_project_funding set amount_yuan = 0 where funding_id = 'fb'",
        LIST,
    ),
    (
        "marts_blank_is_null_and_zero_is_zero",
        "update marts.fct_project_funding set amount_text = '0.00', amount_yuan = null where funding_id = 'fb'",
        LIST,
    ),
    (
        "marts_values_match_their_kind",
        "update marts.fct_indicator_values set value_low = null where value_kind = 'number'",
        FORM,
    ),
    (
        "marts_values_match_their_kind",
        "update marts.fct_indicator_values set canonical_low = 1 where value_kind = 'qualitative'",
        FORM,
    ),
    (
        "marts_values_match_their_kind",
        "update marts.fct_indicator_values set date_low = null, date_high = null",
        FORM,
    ),
    (
        "marts_values_match_their_kind",
        "update marts.fct_indicator_values set value_kind = null where value_low = 50",
        FORM,
    ),
    (
        "marts_bounds_in_order",
        "update marts.fct_indicator_values set canonical_high = 94 where value_kind = 'percent'",
        FORM,
    ),
    (
        "marts_bounds_in_order",
        "update marts.fct_indicator_values set date_high = date '2023-12-31' where date_low is not null",
        FORM,
    ),
    (
        "marts_bounds_in_order",
        "update marts.fct_indicator_values set actual_low = 91 where actual_low is not null",
        FORM,
    ),
    (
        "marts_unknown_is_said",
        "update marts.dim_projects set budget_year = 2023 where project_id = 'pb1'",
        LIST,
    ),
    (
        "marts_unknown_is_said",
        "update marts.dim_projects set region_code = null where project_id = 'pa'",
        FORM,
    ),
    (
        "marts_unknown_is_said",
        "update marts.dim_projects set region_basis = null where project_id = 'pa'",
        FORM,
    ),
    ("marts_reports_drop_nothing", "delete from marts.rpt_project_spending where budget_yuan = 60000", LIST),
    ("marts_reports_drop_nothing", "delete from marts.rpt_project_spending where budget_yuan is null", LIST),
    (
        "marts_reports_drop_nothing",
        "update marts.rpt_project_spending set budget_yuan = 1 where budget_yuan > 9e9",
        FORM,
    ),
    ("marts_reports_drop_nothing", "delete from marts.rpt_indicator_targets", FORM),
    ("marts_money_not_negative", "update marts.fct_department_tasks set amount_yuan = -1", FORM),
    (
        "marts_shares_plausible",
        "update marts.fct_indicator_values set weight = 101 where weight is not null",
        FORM,
    ),
    (
        "marts_shares_plausible",
        "update marts.fct_indicator_values set canonical_high = 9500 where value_kind = 'percent'",
        FORM,
    ),
    (
        "marts_totals_add_up",
        "update marts.fct_reconciliations set computed_yuan = 59000, gap_yuan = 1000, is_balanced = false "
        "where reconciliation_id = 'r1'",
        LIST,
    ),
]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return marts_database(tmp_path_factory.mktemp("marts") / "build.duckdb")


def test_sound_tables_pass_every_check(sound: Path) -> None:
    results = judge(load_suite("marts"), sound)
    assert {result.name: result.status for result in results} == dict.fromkeys(CHECKS, Status.PASSED)
    assert all(result.judged_count > 0 for result in results), "a check that judges nothing proves nothing"


@pytest.mark.parametrize(("check", "statement", "document"), BROKEN)
def test_a_broken_row_is_found(sound: Path, tmp_path: Path, check: str, statement: str, document: str | None) -> None:
    broken = Path(shutil.copy(sound, tmp_path / "build.duckdb"))
    change(broken, statement)
    assert_finds(judge_one("marts", check, broken), document)


def test_every_check_has_a_broken_row() -> None:
    assert {check for check, _, _ in BROKEN} == set(CHECKS)
