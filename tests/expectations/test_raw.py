"""Each check of the raw gate finds its broken row, and leaves sound tables alone."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.privacy import mask_text
from ingest.records import RAW_TABLES
from pipeline.gates import Status, judge, load_suite
from tests.expectations.examples import assert_finds, change, judge_one, raw_database
from tests.expectations.raw import KEYS, PERSONAL_DATA

CHECKS = [check.name for check in load_suite("raw").checks]
FORM, LIST, POEM = "甲/2024/表 一.txt", "乙/列表.txt", "诗.txt"

# check -> (what breaks the sound database, the document that must be named)
BROKEN: list[tuple[str, str, str | None]] = [
    ("raw_keys_complete", "update raw.forms set form_no = null where shape = 'list'", LIST),
    ("raw_keys_complete", "update raw.indicator_lines set value_no = null where value_no = 2", FORM),
    ("raw_keys_unique", "insert into raw.fields select * from raw.fields where line_no = 2", FORM),
    ("raw_keys_unique", "insert into raw.unread_cells select * from raw.unread_cells", FORM),
    ("raw_parents_exist", "delete from raw.forms where shape = 'list'", LIST),
    ("raw_parents_exist", f"delete from raw.documents where path = '{POEM}'", "c" * 32),
    ("raw_places_count_from_one", "update raw.funding_lines set row_no = null where record_no = 2", LIST),
    ("raw_places_count_from_one", "update raw.task_lines set col_no = 0", FORM),
    ("raw_outcomes_known", f"update raw.documents set status = 'unsure' where path = '{FORM}'", FORM),
    ("raw_outcomes_known", f"update raw.documents set reason_code = null where path = '{POEM}'", POEM),
    ("raw_outcomes_known", f"update raw.documents set status = null where path = '{POEM}'", POEM),
    ("raw_ledger_closes", f"update raw.documents set cells_used = 11 where path = '{FORM}'", FORM),
    ("raw_ledger_closes", f"update raw.documents set cells_outside = null where path = '{LIST}'", LIST),
    ("raw_ledger_closes", f"update raw.documents set cells_total = null where path = '{LIST}'", LIST),
    ("raw_counts_are_listed", "delete from raw.unread_cells", FORM),
    ("raw_counts_are_listed", "update raw.unclaimed_tables set cells = 2", FORM),
    ("raw_counts_are_listed", f"update raw.documents set forms_count = null where path = '{LIST}'", LIST),
    (
        "raw_read_documents_hold_something",
        "update raw.documents set cells_used = 0 where status = 'read'",
        FORM,
    ),
    (
        "raw_read_documents_hold_something",
        "update raw.documents set forms_count = null where status = 'read'",
        FORM,
    ),
    ("raw_coverage_holds", "delete from raw.document_paths", None),
    (
        "raw_documents_give_lines",
        "delete from raw.funding_lines where record_no is not null and form_no = 1 and table_no = 1 "
        "and document_id like 'b%'",
        LIST,
    ),
    ("raw_few_cells_unread", "update raw.documents set cells_unread = 4 where status = 'read'", FORM),
    ("raw_no_personal_data", "update raw.fields set value_text = '王某13912345678' where line_no = 2", FORM),
    (
        "raw_no_personal_data",
        "update raw.documents set head_text = '电话025-12345678' where status = 'read'",
        FORM,
    ),
    ("raw_no_personal_data", "update raw.unread_cells set text = '身份证11010119900307123X'", FORM),
    ("raw_no_personal_data", "update raw.task_lines set content_text = '发至 a.b@example.gov.cn'", FORM),
    (
        "raw_no_personal_data_in_names",
        f"update raw.document_paths set publisher = '李某 13912345678' where path = '{LIST}'",
        LIST,
    ),
]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return raw_database(tmp_path_factory.mktemp("raw") / "build.duckdb")


def test_sound_tables_pass_every_check(sound: Path) -> None:
    results = judge(load_suite("raw"), sound)
    assert {result.name: result.status for result in results} == dict.fromkeys(CHECKS, Status.PASSED)
    assert all(result.judged_count > 0 for result in results), "a check that judges nothing proves nothing"


@pytest.mark.parametrize(("check", "statement", "document"), BROKEN)
def test_a_broken_row_is_found(sound: Path, tmp_path: Path, check: str, statement: str, document: str | None) -> None:
    broken = Path(shutil.copy(sound, tmp_path / "build.duckdb"))
    change(broken, statement)
    assert_finds(judge_one("raw", check, broken), document)


def test_every_check_has_a_broken_row() -> None:
    assert {check for check, _, _ in BROKEN} == set(CHECKS)


def test_less_than_half_of_many_documents_is_a_collapse(sound: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copy(sound, tmp_path / "build.duckdb"))
    change(
        broken,
        "insert into raw.documents (document_id, status) select 'blank' || n, 'read' from range(17) as t(n);"
        "insert into raw.document_paths (path, document_id) "
        "select document_id, document_id from raw.documents where document_id like 'blank%'",
    )
    assert judge_one("raw", "raw_coverage_holds", broken).status is Status.PASSED, "19 documents: too few"
    change(
        broken,
        "insert into raw.documents (document_id, status) values ('blank17', 'read');"
        "insert into raw.document_paths (path, document_id) values ('17', 'blank17')",
    )
    assert judge_one("raw", "raw_coverage_holds", broken).rows[0].found == "2 of 20 documents read give lines"


def test_contents_that_left_the_folder_are_not_held_against_it(sound: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copy(sound, tmp_path / "build.duckdb"))
    change(
        broken,
        f"update raw.documents set cells_used = 11 where path = '{FORM}';"
        "delete from raw.document_paths where document_id like 'a%'",
    )
    assert judge_one("raw", "raw_ledger_closes", broken).status is Status.PASSED


def test_personal_data_that_was_found_is_not_shown(sound: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copy(sound, tmp_path / "build.duckdb"))
    change(broken, "update raw.fields set value_text = '王某13912345678' where line_no = 2")
    result = judge_one("raw", "raw_no_personal_data", broken)
    assert "13912345678" not in str(result)
    assert result.rows[0].place == "表1 第3行 第2列"


@pytest.mark.parametrize(
    "text",
    [
        "450000210233192017350",
        "13,800,000,000",
        "2022年12月25日",
        "国发〔2022〕5号",
        "010-2024",
        "≥1390000件",
    ],
)
def test_figures_and_codes_are_no_personal_data(text: str) -> None:
    assert not re.search(PERSONAL_DATA, text)


@given(st.from_regex(PERSONAL_DATA))
def test_the_gate_finds_nothing_that_masking_leaves(text: str) -> None:
    """Else one document with an odd number in it would stop every build, with nothing to mend."""
    assert not re.search(PERSONAL_DATA, mask_text(text))


def test_every_raw_table_has_its_key() -> None:
    assert set(KEYS) == set(RAW_TABLES)
    for table, key in KEYS.items():
        assert set(key) <= set(RAW_TABLES[table]), table
