"""The command that hears how a run ended: it is told everything, and decides nothing."""

from __future__ import annotations

import errno
import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import notify
from pipeline.settings import Settings
from pipeline.statuses import ExitStatus
from tests.helpers import run_pipeline
from tests.unit.fakes import Fakes, raising, run_with, start_slow

LISTENER = """
import json, os, sys
heard = {name: value for name, value in os.environ.items() if name.startswith("JIXIAO_")}
heard["arguments"] = sys.argv[2:]
with open(sys.argv[1], "a", encoding="utf-8") as file:
    file.write(json.dumps(heard, ensure_ascii=False) + "\\n")
"""


@pytest.fixture
def heard(tmp_path: Path) -> Path:
    (tmp_path / "听 listener.py").write_text(LISTENER, encoding="utf-8")
    return tmp_path / "heard.jsonl"


@pytest.fixture
def hook(heard: Path) -> str:
    return f"'{sys.executable}' '{heard.parent / '听 listener.py'}' '{heard}' --to 'the office'"


def _lines(heard: Path) -> list[dict]:
    return [json.loads(line) for line in heard.read_text(encoding="utf-8").splitlines()]


def test_every_outcome_is_told(settings: Settings, fakes: Fakes, heard: Path, hook: str) -> None:
    run_with(settings, fakes.steps, hook=hook)
    run_with(settings, fakes.steps, hook=hook)
    (settings.documents / "二.txt").write_text("x")
    full = OSError(errno.ENOSPC, "No space left on device")
    run_with(settings, replace(fakes.steps, ingest=raising(full)), hook=hook)
    run_with(replace(settings, documents=settings.documents / "nowhere"), fakes.steps, hook=hook)
    told = _lines(heard)
    assert [(one["JIXIAO_STATUS"], one["JIXIAO_OUTCOME"], one["JIXIAO_NOTHING_TO_DO"]) for one in told] == [
        ("0", "ok", "0"),
        ("0", "ok", "1"),
        ("7", "disk", "0"),
        ("3", "no_documents", "0"),
    ]
    assert all(one["arguments"] == ["--to", "the office", str(settings.last_run)] for one in told)
    assert Path(told[0]["JIXIAO_LOG"]).is_file()
    assert told[0]["JIXIAO_PUBLISHED"] == str(settings.published)
    assert "nowhere" in told[3]["JIXIAO_MESSAGE"]


def test_a_refused_second_run_is_told(settings: Settings, fakes: Fakes, heard: Path, hook: str) -> None:
    process = start_slow(settings)
    try:
        assert run_with(settings, fakes.steps, hook=hook)[0] is ExitStatus.LOCKED
    finally:
        process.kill()
        process.communicate()
    assert [one["JIXIAO_OUTCOME"] for one in _lines(heard)] == ["locked"]


def test_the_lock_is_free_when_the_command_runs(settings: Settings, fakes: Fakes, tmp_path: Path) -> None:
    out = tmp_path / "status"
    again = tmp_path / "again.py"
    again.write_text(
        "import fcntl, sys\n"
        "with open(sys.argv[1], 'r+') as lock, open(sys.argv[2], 'w') as out:\n"
        "    fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
        "    out.write('free')\n"
    )
    run_with(settings, fakes.steps, hook=f"'{sys.executable}' '{again}' '{settings.lock}' '{out}'")
    assert out.read_text() == "free"


@pytest.mark.parametrize(
    ("hook", "said"),
    [
        ("/no/such/command", "could not be started"),
        ("'no closing quote", "could not be started"),
        (f"'{sys.executable}' -c 'import sys; print(\"邮件 refused\"); sys.exit(3)'", "ended with 3: 邮件 refused"),
    ],
)
def test_its_failure_is_reported_and_changes_nothing(settings: Settings, fakes: Fakes, hook: str, said: str) -> None:
    status, out = run_with(settings, fakes.steps, hook=hook)
    assert status is ExitStatus.OK
    assert said in out


def test_it_is_stopped_after_its_time_with_what_it_started(
    settings: Settings, fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify, "LONGEST_SECONDS", 0.5)
    started = time.monotonic()
    # The child holds the output open: waiting for its end would wait for the child.
    status, out = run_with(settings, fakes.steps, hook="sh -c 'sleep 30 & sleep 30'")
    assert status is ExitStatus.OK
    assert "was stopped" in out
    assert time.monotonic() - started < 10


def test_it_can_be_named_in_the_environment_and_on_the_command_line(
    tmp_path: Path, heard: Path, hook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = ["--documents", tmp_path / "nowhere", "--warehouse", tmp_path / "out"]
    assert run_pipeline("build", *nowhere, "--notify", hook).returncode == ExitStatus.NO_DOCUMENTS
    monkeypatch.setenv("JIXIAO_NOTIFY", hook)
    assert run_pipeline("build", *nowhere).returncode == ExitStatus.NO_DOCUMENTS
    assert [one["JIXIAO_STATUS"] for one in _lines(heard)] == ["3", "3"]
