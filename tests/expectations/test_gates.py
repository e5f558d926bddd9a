"""What a gate does with its checks: stop, warn, show rows, let go of the file, leave a page."""

from __future__ import annotations

import html
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipeline.data_tests import DataTest, suspects
from pipeline.gates import (
    ROWS_SHOWN,
    Check,
    GateResult,
    Owner,
    Severity,
    Status,
    Suite,
    Wording,
    judge,
    load_suite,
    render_report,
    run_gate,
)
from tests.expectations.examples import change, raw_database

NUMBERS = """
    select cast(n as varchar) as document_id, '第' || n || '行' as place, 'n is ' || n as found, n
    from range(100) as t(n)
"""
CHECK = Check(
    name="numbers_are_small",
    table="numbers",
    severity=Severity.STOP,
    owner=Owner.READER,
    meaning=Wording("A number is large.", "数字过大。"),
    action=Wording("Take a smaller one.", "请换小的。"),
    judged=NUMBERS,
    expectation="ExpectColumnValuesToBeBetween",
    arguments={"column": "n", "max_value": 99},
    fails_where="n > 99",
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "a b $x.duckdb"
    duckdb.connect(str(path)).close()
    return path


def gate(database: Path, *checks: Check) -> GateResult:
    paths = "select cast(n as varchar) as document_id, '文件' || n || '.txt' as path from range(100) as t(n)"
    return GateResult("raw", judge(Suite("raw", paths, checks), database))


def too_large(check: Check, limit: int) -> Check:
    return replace(check, arguments={"column": "n", "max_value": limit}, fails_where=f"n > {limit}")


def test_all_well(database: Path) -> None:
    result = gate(database, CHECK)
    assert result.passed
    assert result.format_failures() == ""
    assert (result.checks[0].judged_count, result.checks[0].failing_count) == (100, 0)


def test_a_failed_stop_check_stops_and_shows_document_and_place(database: Path) -> None:
    result = gate(database, too_large(CHECK, 97))
    assert not result.passed
    text = result.format_failures()
    assert "STOP  numbers_are_small (numbers): 2 of 100 fail" in text
    assert "文件98.txt · 第98行 · n is 98" in text
    assert "文件99.txt · 第99行 · n is 99" in text
    assert "Take a smaller one." in text


def test_a_failed_warning_is_told_but_does_not_stop(database: Path) -> None:
    result = gate(database, replace(too_large(CHECK, 97), severity=Severity.WARN))
    assert result.passed
    assert [check.name for check in result.warnings] == ["numbers_are_small"]
    assert result.format_failures().startswith("WARN  numbers_are_small")


def test_at_most_twenty_rows_are_shown_and_the_rest_counted(database: Path) -> None:
    result = gate(database, too_large(CHECK, 9))
    assert len(result.checks[0].rows) == ROWS_SHOWN == 20
    assert result.format_failures().endswith("… and 70 more")


@pytest.mark.parametrize("severity", list(Severity))
@pytest.mark.parametrize(
    "change_of",
    [
        {"judged": "select * from gone.away"},
        {"judged": "select not_there from range(3) as t(n)"},
        {"arguments": {"column": "not_there", "max_value": 1}},
    ],
)
def test_what_cannot_be_judged_stops_whatever_its_severity(
    database: Path, severity: Severity, change_of: dict[str, object]
) -> None:
    result = gate(database, replace(CHECK, name="bad", severity=severity, **change_of), CHECK)
    assert [check.status for check in result.checks] == [Status.BROKEN, Status.PASSED]
    assert not result.passed
    assert "could not be judged" in result.format_failures()
    assert result.checks[0].error


def test_the_file_is_free_afterwards_for_another_process(database: Path) -> None:
    gate(database, CHECK, replace(CHECK, name="another", judged="select * from gone.away"))
    write = [sys.executable, "-c", "import duckdb, sys; duckdb.connect(sys.argv[1]).close()", str(database)]
    assert subprocess.run(write, capture_output=True, text=True).stderr == ""


def test_judging_changes_nothing(tmp_path: Path) -> None:
    path = raw_database(tmp_path / "build.duckdb")
    before = path.read_bytes()
    assert run_gate("raw", path, tmp_path / "gates").passed
    assert path.read_bytes() == before
    assert {entry.name for entry in tmp_path.iterdir()} == {"build.duckdb", "gates"}


def test_unknown_layer_and_missing_database_are_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="raw, staging, marts"):
        run_gate("intermediate", tmp_path / "build.duckdb", tmp_path)
    with pytest.raises(FileNotFoundError, match=r"layer raw found no database at .*build\.duckdb"):
        run_gate("raw", tmp_path / "build.duckdb", tmp_path)


def test_the_page_tells_what_failed_where_and_in_both_languages(tmp_path: Path) -> None:
    path = raw_database(tmp_path / "build.duckdb")
    change(path, "update raw.documents set cells_used = 1, path = '甲/<script>.txt' where status = 'read'")
    result = run_gate("raw", path, tmp_path / "gates")
    page = (tmp_path / "gates" / "index.html").read_text(encoding="utf-8")
    assert not result.passed
    assert "raw_ledger_closes" in page
    assert "单元格账不平" in page
    assert "do not make up the total" in page
    assert html.escape("甲/<script>.txt") in page
    assert "<script" not in page, "printed text must not become markup"
    assert "http" not in page, "the page must need nothing from elsewhere"
    kept = json.loads((tmp_path / "gates" / "raw.json").read_text(encoding="utf-8"))
    assert kept["passed"] is False


def test_the_page_keeps_the_last_run_of_each_layer_and_says_which_is_older() -> None:
    def record(layer: str, finished_at: str) -> dict[str, object]:
        return {"layer": layer, "checks": [], "seconds": 0.1, "finished_at": finished_at, "passed": True}

    same_run = render_report(
        [record("raw", "2024-03-15T10:00:00+00:00"), record("staging", "2024-03-15T10:00:01+00:00")]
    )
    assert "earlier run" not in same_run
    stopped_at_raw = render_report(
        [record("raw", "2024-03-16T10:00:00+00:00"), record("staging", "2024-03-15T10:00:01+00:00")]
    )
    assert "earlier run" in stopped_at_raw


@pytest.mark.parametrize("layer", ["raw", "staging", "marts"])
def test_checks_are_named_after_their_layer_and_say_everything_twice(layer: str) -> None:
    suite = load_suite(layer)
    assert suite.layer == layer
    names = [check.name for check in suite.checks]
    assert len(names) == len(set(names))
    for check in suite.checks:
        assert check.name.startswith(f"{layer}_")
        for wording in (check.meaning, check.action):
            assert any(character.isascii() and character.isalpha() for character in wording.en)
            assert any("\u4e00" <= character <= "\u9fff" for character in wording.zh)


def test_great_expectations_is_not_imported_before_it_judges() -> None:
    code = "import sys, pipeline.gates as g; g.load_suite('raw'); print('great_expectations' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("False", "")


def test_the_limit_of_memory_holds_for_gates_and_data_tests(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = "select current_setting('memory_limit') as found"
    held = replace(
        CHECK,
        judged=f"select cast(null as varchar) as document_id, '' as place, found from ({limit})",
        expectation="ExpectColumnValuesToBeInSet",
        arguments={"column": "found", "value_set": ["95.3 MiB"]},
        fails_where="found <> '95.3 MiB'",
    )
    test = DataTest("limit", is_staging=True, is_plain=True, key="")
    queries = {"limit": f"select * from ({limit}) as judged where found <> '95.3 MiB'"}
    outcomes = {}
    for value in ("", "100MB"):
        monkeypatch.setenv("JIXIAO_MEMORY_LIMIT", value)
        outcomes[value] = gate(database, held).passed, suspects(database, [test], queries, lambda *_: None)
    assert outcomes == {"": (False, ["limit"]), "100MB": (True, [])}
