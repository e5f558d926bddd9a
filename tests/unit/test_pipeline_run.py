"""The run with its steps replaced: order, statuses, what is left behind."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.errors import PipelineError
from pipeline.files import TEMPORARY
from pipeline.settings import Settings
from pipeline.statuses import ExitStatus
from tests.unit.fakes import Fakes, Gate, history_of, raising, run_with, start_slow


def test_the_steps_run_in_their_order_and_leave_their_record(settings: Settings, fakes: Fakes) -> None:
    status, out = run_with(settings, fakes.steps)
    assert status is ExitStatus.OK
    assert fakes.calls == [
        "ingest",
        "gate raw",
        "parse",
        "begin",
        "dbt staging",
        "gate staging",
        "dbt marts",
        "gate marts",
        "finish",
        "publish ['dim_documents']",
        "dashboard",
    ]
    assert "the summary" in out
    assert settings.summary.read_text(encoding="utf-8") == "the summary\n"
    last = json.loads(settings.last_run.read_text(encoding="utf-8"))
    assert last["status"] == 0
    assert last["ingest"] == {"documents": {"read": 1}, "read_now": 1}
    assert last["published"] == {"dim_documents": 1}
    assert {"ingest", "staging", "marts", "publish"} <= set(last["seconds"])
    assert history_of(settings) == [last]
    assert Path(last["log"]).is_file()


@pytest.mark.parametrize("step", ["ingest", "gate marts"])
def test_code_that_changes_during_a_run_is_of_no_state(settings: Settings, fakes: Fakes, step: str) -> None:
    def editing(call: Any) -> Any:
        def edited(*arguments: Any) -> Any:
            if step == "ingest" or arguments[0] == "marts":
                (settings.root / "seeds" / "new.csv").write_text("a\n1\n", encoding="utf-8")
            return call(*arguments)

        return edited

    name = step.split()[0]
    run_with(settings, replace(fakes.steps, **{name: editing(getattr(fakes.steps, name))}))
    assert ("begin anew" if step == "ingest" else "begin") in fakes.calls
    assert "finish without code" in fakes.calls and "finish" not in fakes.calls


def test_a_second_run_has_nothing_to_do_and_says_so(settings: Settings, fakes: Fakes) -> None:
    run_with(settings, fakes.steps)
    fakes.calls.clear()
    status, out = run_with(settings, fakes.steps)
    assert (status, fakes.calls) == (ExitStatus.OK, [])
    assert "Nothing to do" in out
    assert [row["nothing_to_do"] for row in history_of(settings)] == [False, True]
    assert len(list(settings.logs.iterdir())) == 1


@pytest.mark.parametrize("change", ["document", "seed", "published file gone", "full"])
def test_a_change_builds_again(settings: Settings, fakes: Fakes, change: str) -> None:
    run_with(settings, fakes.steps)
    fakes.calls.clear()
    if change == "document":
        (settings.documents / "二.txt").write_text("x")
    elif change == "seed":
        (settings.seeds / "units.csv").write_text("元\n", encoding="utf-8")
    elif change == "published file gone":
        settings.published.unlink()
    status, _ = run_with(settings, fakes.steps, full=change == "full")
    assert status is ExitStatus.OK
    assert "publish ['dim_documents']" in fakes.calls


def test_full_forgets_what_earlier_runs_kept(settings: Settings, fakes: Fakes) -> None:
    run_with(settings, fakes.steps)
    kept = settings.cache / "grid"
    settings.cache.mkdir()
    kept.write_text("x")
    run_with(settings, fakes.steps, full=True)
    assert not kept.exists()


@pytest.mark.parametrize(
    ("step", "error", "expected"),
    [
        ("ingest", PipelineError("no files", ExitStatus.NO_DOCUMENTS), ExitStatus.NO_DOCUMENTS),
        ("transform", PipelineError("a model failed", ExitStatus.DBT_FAILED), ExitStatus.DBT_FAILED),
        ("publish", PipelineError("counts differ", ExitStatus.PUBLISH_FAILED), ExitStatus.PUBLISH_FAILED),
        ("ingest", OSError(errno.ENOSPC, "No space left on device"), ExitStatus.DISK),
        ("publish", duckdb.IOException("Could not write file: No space left on device"), ExitStatus.DISK),
        ("transform", ValueError("a bug"), ExitStatus.UNEXPECTED),
        ("ingest", KeyboardInterrupt(), ExitStatus.INTERRUPTED),
    ],
)
def test_a_failing_step_leaves_the_published_file_and_a_record(
    settings: Settings, fakes: Fakes, step: str, error: BaseException, expected: ExitStatus
) -> None:
    run_with(settings, fakes.steps)
    before = settings.published.read_bytes()
    (settings.documents / "二.txt").write_text("x")
    status, out = run_with(settings, replace(fakes.steps, **{step: raising(error)}))
    assert status is expected
    assert settings.published.read_bytes() == before
    last = history_of(settings)[-1]
    assert (last["status"], last["outcome"]) == (int(expected), expected.outcome)
    assert f"status {int(expected)}" in out
    # What failed is tried again; what was published before the change is not taken for it.
    fakes.calls.clear()
    assert run_with(settings, fakes.steps)[0] is ExitStatus.OK
    assert "ingest" in fakes.calls


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ValueError("a bug in the page"), ExitStatus.DASHBOARD_FAILED),
        (OSError(errno.ENOSPC, "No space left on device"), ExitStatus.DISK),
    ],
)
def test_a_failed_dashboard_undoes_no_publish_and_is_tried_again(
    settings: Settings, fakes: Fakes, error: Exception, expected: ExitStatus
) -> None:
    run_with(settings, fakes.steps)
    published, page = settings.published.read_bytes(), (settings.dashboard / "index.html").read_bytes()
    (settings.documents / "二.txt").write_text("x" * 99)
    status, out = run_with(settings, replace(fakes.steps, dashboard=raising(error)))
    assert status is expected
    assert str(error) in out and "the summary" in out
    assert settings.published.read_bytes() != published
    assert (settings.dashboard / "index.html").read_bytes() == page
    assert history_of(settings)[-1]["published"] == {"dim_documents": 1}
    fakes.calls.clear()
    assert run_with(settings, fakes.steps)[0] is ExitStatus.OK
    assert fakes.calls[-1] == "dashboard"


def test_a_warning_of_the_dashboard_is_shown(settings: Settings, fakes: Fakes) -> None:
    status, out = run_with(settings, replace(fakes.steps, dashboard=lambda _: "no approval number"))
    assert (status, "no approval number" in out) == (ExitStatus.OK, True)


@pytest.mark.parametrize("layer", ["raw", "staging", "marts"])
def test_a_failed_gate_stops_the_run_and_shows_its_rows(settings: Settings, fakes: Fakes, layer: str) -> None:
    def gate(judged: str, _settings: Settings) -> Gate:
        fakes.calls.append(f"gate {judged}")
        return Gate(judged != layer, "一.txt 表1 第5行: 12" if judged == layer else "")

    status, out = run_with(settings, replace(fakes.steps, gate=gate))
    assert status is ExitStatus.GATE_FAILED
    assert fakes.calls[-1] == f"gate {layer}"
    assert "一.txt 表1 第5行: 12" in out
    assert not settings.published.exists()


def test_a_warning_of_a_gate_is_shown_and_published(settings: Settings, fakes: Fakes) -> None:
    steps = replace(fakes.steps, gate=lambda layer, _: Gate(True, "a negative amount" * (layer == "marts")))
    status, out = run_with(settings, steps)
    assert status is ExitStatus.OK
    assert "a negative amount" in out


def test_a_missing_documents_folder_has_its_own_status_and_writes_nothing(settings: Settings, fakes: Fakes) -> None:
    status, out = run_with(replace(settings, documents=settings.documents / "nowhere"), fakes.steps)
    assert status is ExitStatus.NO_DOCUMENTS
    assert "nowhere" in out
    assert not settings.warehouse.exists()


def test_a_warehouse_inside_the_documents_is_refused(settings: Settings, fakes: Fakes) -> None:
    status, _ = run_with(replace(settings, warehouse=settings.documents / "out"), fakes.steps)
    assert status is ExitStatus.USAGE
    assert [path.name for path in settings.documents.iterdir()] == ["一.txt"]


def test_an_unwritable_warehouse_is_a_disk_problem(settings: Settings, fakes: Fakes) -> None:
    status, out = run_with(replace(settings, warehouse=Path("/proc/1/jixiao")), fakes.steps)
    assert status is ExitStatus.DISK
    assert "/proc/1/jixiao" in out
    assert fakes.calls == []


def test_what_a_killed_run_left_is_swept(settings: Settings, fakes: Fakes) -> None:
    settings.build.mkdir(parents=True)
    left = [
        settings.warehouse / f".jixiao.duckdb{TEMPORARY}4711",
        settings.warehouse / f".jixiao.duckdb{TEMPORARY}4711.wal",
        settings.build / f".file_hashes.json{TEMPORARY}4711",
    ]
    for path in left:
        path.write_bytes(b"half")
    settings.build_database.write_bytes(b"half a database")
    assert run_with(settings, fakes.steps)[0] is ExitStatus.OK
    assert not any(path.exists() for path in left)
    with duckdb.connect(str(settings.build_database), read_only=True) as connection:
        assert connection.execute("select 1").fetchall() == [(1,)]


def test_an_open_build_database_is_not_thrown_away(settings: Settings, fakes: Fakes) -> None:
    settings.build.mkdir(parents=True)
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(settings.build_database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        status, out = run_with(settings, fakes.steps)
    assert status is ExitStatus.LOCKED
    assert "close it and run again" in out
    assert settings.build_database.exists()


def test_two_runs_at_once_the_second_says_so_and_ends(settings: Settings, fakes: Fakes) -> None:
    process = start_slow(settings)
    try:
        started = time.monotonic()
        status, out = run_with(settings, fakes.steps)
        assert status is ExitStatus.LOCKED
        assert f"process {process.pid}" in out
        assert fakes.calls == []
        assert time.monotonic() - started < 5
        assert [row["outcome"] for row in history_of(settings)] == ["locked"]
        assert not settings.last_run.exists()
    finally:
        process.kill()
        process.communicate()


def test_a_killed_run_heals_and_is_remembered(settings: Settings, fakes: Fakes) -> None:
    run_with(settings, fakes.steps)
    (settings.documents / "二.txt").write_text("x")
    process = start_slow(settings)
    half = settings.cache / "grids" / "half.tmp"
    half.parent.mkdir(parents=True)
    half.write_text("{")
    process.kill()
    process.communicate()
    status, out = run_with(settings, fakes.steps)
    assert status is ExitStatus.OK
    assert "was killed" in out
    assert [row["outcome"] for row in history_of(settings)] == ["ok", "died", "ok"]
    assert not list(settings.warehouse.glob(".*new*"))
    assert not half.exists()


def test_sigterm_ends_a_run_with_its_status_and_its_record(settings: Settings) -> None:
    process = start_slow(settings)
    process.terminate()
    out, _ = process.communicate(timeout=20)
    assert process.returncode == ExitStatus.TERMINATED
    assert "SIGTERM" in out
    assert history_of(settings)[-1]["outcome"] == "terminated"


def test_thirty_logs_are_kept(settings: Settings, fakes: Fakes) -> None:
    settings.logs.mkdir(parents=True)
    for day in range(1, 41):
        (settings.logs / f"20200101T{day:06}.000000Z-1.log").write_text("old")
    run_with(settings, fakes.steps)
    names = sorted(path.name for path in settings.logs.iterdir())
    assert len(names) == 30
    assert names[0] == "20200101T000012.000000Z-1.log"


def test_a_line_that_was_cut_does_not_swallow_the_next(settings: Settings, fakes: Fakes) -> None:
    settings.warehouse.mkdir()
    settings.history.write_text('{"run_id": "cut', encoding="utf-8")
    run_with(settings, fakes.steps)
    lines = settings.history.read_text(encoding="utf-8").splitlines()
    assert lines[0] == '{"run_id": "cut'
    assert json.loads(lines[1])["outcome"] == "ok"
