"""Each check of the staging gate finds its broken row, and leaves sound tables alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.gates import Status, judge, load_suite
from tests.expectations.examples import assert_finds, change, judge_one, staging_database

CHECKS = [check.name for check in load_suite("staging").checks]
FORM, LIST = "甲/2024/表 一.txt", "乙/列表.txt"

BROKEN: list[tuple[str, str, str]] = [
    ("staging_kept_every_row", "delete from staging.stg_funding_lines where amount_text is null", LIST),
    (
        "staging_kept_every_row",
        "insert into staging.stg_forms from staging.stg_forms where shape = 'form'",
        FORM,
    ),
    ("staging_kept_every_row", "delete from staging.stg_unread_cells", FORM),
    ("staging_changed_no_text", "update staging.stg_indicator_lines set value_text = '50公里'", FORM),
    (
        "staging_changed_no_text",
        "update staging.stg_funding_lines set amount_text = '' where record_no = 2",
        LIST,
    ),
    ("staging_casts_kept_amounts", "update staging.stg_printed_totals set amount_number = null", LIST),
    (
        "staging_casts_kept_amounts",
        "update staging.stg_funding_lines set amount_text = '1,234.50', amount_number = 1234.05 "
        "where document_id like 'a%'",
        FORM,
    ),
    ("staging_label_keys_filled", "update staging.stg_fields set label_key = '' where line_no = 2", FORM),
    ("staging_label_keys_filled", "update staging.stg_fields set label_key = null where line_no = 2", FORM),
    (
        "staging_amounts_readable",
        "update staging.stg_task_lines set amount_text = '约5万元（含税）', amount_number = null",
        FORM,
    ),
    ("staging_markup_gone", "update staging.stg_fields set value_tidy = '<p>道路' where line_no = 2", FORM),
    (
        "staging_years_plausible",
        "update staging.stg_documents set cited_year_max = 2204 where status = 'read'",
        FORM,
    ),
    (
        "staging_years_plausible",
        "update staging.stg_document_paths set manifest_budget_year = 1924 where document_id like 'b%'",
        LIST,
    ),
    (
        "staging_manifest_readable",
        "update staging.stg_document_paths set published_on_text = '3月' where document_id like 'b%'",
        LIST,
    ),
    (
        "staging_manifest_readable",
        "update staging.stg_document_paths set manifest_region_code = '45' where document_id like 'b%'",
        LIST,
    ),
]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return staging_database(tmp_path_factory.mktemp("staging") / "build.duckdb")


def test_sound_tables_pass_every_check(sound: Path) -> None:
    results = judge(load_suite("staging"), sound)
    assert {result.name: result.status for result in results} == dict.fromkeys(CHECKS, Status.PASSED)
    assert all(result.judged_count > 0 for result in results), "a check that judges nothing proves nothing"


@pytest.mark.parametrize(("check", "statement", "document"), BROKEN)
def test_a_broken_row_is_found(sound: Path, tmp_path: Path, check: str, statement: str, document: str) -> None:
    broken = Path(shutil.copy(sound, tmp_path / "build.duckdb"))
    change(broken, statement)
    assert_finds(judge_one("staging", check, broken), document)


def test_every_check_has_a_broken_row() -> None:
    assert {check for check, _, _ in BROKEN} == set(CHECKS)


@pytest.mark.parametrize("text", ["其中：", "（一）", "*"])
def test_a_label_that_rightly_comes_to_nothing_is_none(sound: Path, tmp_path: Path, text: str) -> None:
    changed = Path(shutil.copy(sound, tmp_path / "build.duckdb"))
    change(changed, f"update staging.stg_fields set label_text = '{text}', label_key = '' where line_no = 2")
    assert judge_one("staging", "staging_label_keys_filled", changed).status is Status.PASSED


@pytest.mark.parametrize(
    ("text", "status"),
    [("1 234.56", Status.PASSED), ("1 234 567", Status.PASSED), ("1 000", Status.FAILED), ("12 34.5", Status.FAILED)],
)
def test_thousands_marked_by_blanks_are_readable_as_the_marts_read_them(
    sound: Path, tmp_path: Path, text: str, status: Status
) -> None:
    changed = Path(shutil.copy(sound, tmp_path / "build.duckdb"))
    change(changed, f"update staging.stg_task_lines set amount_text = '{text}', amount_number = null")
    assert judge_one("staging", "staging_amounts_readable", changed).status is status


@pytest.mark.parametrize("text", ["95%", "——", "450000210233192017350"])
def test_what_is_no_amount_is_not_missed(sound: Path, tmp_path: Path, text: str) -> None:
    changed = Path(shutil.copy(sound, tmp_path / "build.duckdb"))
    change(changed, f"update staging.stg_task_lines set amount_text = '{text}', amount_number = null")
    assert judge_one("staging", "staging_casts_kept_amounts", changed).status is Status.PASSED
