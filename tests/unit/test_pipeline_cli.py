"""The command line: statuses reach the shell, and what is quick stays quick."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.console import display_width, shorten
from pipeline.settings import ROOT
from pipeline.statuses import ExitStatus
from tests.helpers import run_pipeline

NUMBERS = {
    "OK": 0,
    "UNEXPECTED": 1,
    "USAGE": 2,
    "NO_DOCUMENTS": 3,
    "GATE_FAILED": 4,
    "LOCKED": 5,
    "DBT_FAILED": 6,
    "DISK": 7,
    "PUBLISH_FAILED": 8,
    "DASHBOARD_FAILED": 9,
    "INTERRUPTED": 130,
    "TERMINATED": 143,
}
HEAVY = ("duckdb", "polars", "dbt", "rich", "great_expectations", "ingest", "pyarrow")


def test_statuses_keep_their_numbers() -> None:
    assert {status.name: int(status) for status in ExitStatus} == NUMBERS


def test_the_help_lists_commands_and_statuses() -> None:
    run = run_pipeline("--help")
    assert run.returncode == 0
    for word in ("build", "full", "status", "clean", "4 gate_failed"):
        assert word in run.stdout


def test_a_wrong_option_is_a_usage_error() -> None:
    assert run_pipeline("--documents").returncode == ExitStatus.USAGE
    assert run_pipeline("--warehose", "x").returncode == ExitStatus.USAGE


@pytest.mark.parametrize("command", [[], ["build"], ["full"]])
def test_a_missing_folder_reaches_the_shell_as_its_status(tmp_path: Path, command: list[str]) -> None:
    run = run_pipeline(*command, "--documents", tmp_path / "没有 这个", "--warehouse", tmp_path / "out")
    assert run.returncode == ExitStatus.NO_DOCUMENTS
    assert "没有 这个" in run.stdout
    assert not (tmp_path / "out").exists()


def test_status_of_a_folder_without_runs_says_so_and_writes_nothing(tmp_path: Path) -> None:
    run = run_pipeline("status", "--documents", tmp_path, "--warehouse", tmp_path / "out")
    assert run.returncode == 0
    assert "nothing yet" in run.stdout
    assert list(tmp_path.iterdir()) == []


def test_clean_keeps_what_is_published_and_what_is_not_ours(tmp_path: Path) -> None:
    for name in (
        "jixiao.duckdb",
        "history.jsonl",
        "summary.txt",
        "build/build.duckdb",
        "logs/1.log",
        "mine/notes",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert run_pipeline("clean", "--warehouse", tmp_path).returncode == 0
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"jixiao.duckdb", "history.jsonl", "summary.txt", "mine/notes", ".lock"}


def test_what_comes_before_the_steps_imports_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "文件").mkdir()
    code = (
        "import json, sys\n"
        "import pipeline.__main__\n"
        "from pathlib import Path\n"
        "from pipeline import fingerprint\n"
        "from pipeline.settings import Settings\n"
        "settings = Settings(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "fingerprint.take(settings, fingerprint.FileHashes(settings.file_hashes))\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "文件"), str(tmp_path / "out")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not set(HEAVY) & set(json.loads(run.stdout))


def test_chinese_takes_two_columns() -> None:
    assert display_width("表1 row") == 7
    assert shorten("广西壮族自治区", 9) == "广西壮族…"
    assert shorten("广西", 4) == "广西"
