"""One run per warehouse: what the second sees, and what a killed first leaves."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import lock
from pipeline.errors import PipelineError
from pipeline.settings import ROOT, Settings
from pipeline.statuses import ExitStatus

HOLDER = """
import sys, time
from pathlib import Path
from pipeline import lock
from pipeline.settings import Settings
with lock.hold(Settings(Path(sys.argv[1]), Path(sys.argv[2])), "first-run", "2024-01-01T00:00:00+08:00"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "文件", tmp_path / "仓库")


@pytest.fixture
def holder(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until its standard input closes."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(settings.documents), str(settings.warehouse)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_the_second_run_is_told_who_holds_the_lock(settings: Settings, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(PipelineError, match="first-run") as caught, lock.hold(settings, "second", "now"):
        pytest.fail("two runs held one lock")
    assert caught.value.status is ExitStatus.LOCKED
    assert str(holder.pid) in str(caught.value)


def test_the_lock_of_a_killed_run_is_free_and_names_it(settings: Settings, holder: subprocess.Popen[str]) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with lock.hold(settings, "second", "now") as held:
        assert held.died is not None
        assert held.died["run_id"] == "first-run"


def test_a_run_that_ended_by_itself_left_no_death(settings: Settings, holder: subprocess.Popen[str]) -> None:
    holder.communicate("")
    with lock.hold(settings, "second", "now") as held:
        assert held.died is None


def test_a_lock_file_with_rubbish_in_it_is_a_free_lock(settings: Settings) -> None:
    settings.warehouse.mkdir()
    settings.lock.write_bytes(b"\xff\x00{half")
    with lock.hold(settings, "run", "now") as held:
        assert held.died is None


def test_a_child_that_outlives_its_run_does_not_keep_the_lock(settings: Settings) -> None:
    code = (
        "import os, sys, time\nfrom pathlib import Path\nfrom pipeline import lock\n"
        "from pipeline.settings import Settings\n"
        "with lock.hold(Settings(Path(sys.argv[1]), Path(sys.argv[2])), 'r', 't'):\n"
        "    child = os.fork()\n"
        "    if child == 0:\n"
        "        time.sleep(60)\n"
        "    print(child, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(settings.documents), str(settings.warehouse)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    child = int(process.stdout.readline())
    process.wait()
    try:
        started = time.monotonic()
        with lock.hold(settings, "next", "now"):
            pass
        assert time.monotonic() - started < 5
    finally:
        subprocess.run(["kill", "-9", str(child)], check=False)
        process.stdout.close()
