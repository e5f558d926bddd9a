"""Runs as they happen: nothing new, other folders, bad files, a new word, two at once, a kill in the middle."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.statuses import ExitStatus
from tests.helpers import (
    ROOT,
    SAMPLE,
    Warehouse,
    bring_parsed,
    build_warehouse,
    copy_project,
    differences,
    run_pipeline,
)

BEYOND = ROOT / "tests" / "fixtures" / "hostile" / "beyond_all_bounds.txt"
YINCHUAN = SAMPLE / "640100-yinchuan/2024/yinchuan-municipal-office-2024.txt"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    + bytes(64)
)
POEM = "静夜思\n床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n"


def _copy_of(warehouse: Warehouse, folder: Path) -> Warehouse:
    """A warehouse of one's own, with what the run before knows of it."""
    shutil.copytree(warehouse.folder, folder, copy_function=shutil.copy2)
    return Warehouse(warehouse.documents, folder, warehouse.run)


def test_a_second_run_has_nothing_to_do_in_about_a_second(built_warehouse: Warehouse, tmp_path: Path) -> None:
    mine = _copy_of(built_warehouse, tmp_path / "copy")
    before = mine.published.stat()
    started = time.monotonic()
    run = run_pipeline("--documents", SAMPLE, "--warehouse", mine.folder)
    seconds = time.monotonic() - started
    assert run.returncode == 0
    assert "Nothing to do" in run.stdout
    after = mine.published.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert seconds < 3  # about a second on an idle machine


def test_status_tells_whether_the_file_is_up_to_date(built_warehouse: Warehouse, tmp_path: Path) -> None:
    mine = _copy_of(built_warehouse, tmp_path / "copy")
    fresh = run_pipeline("status", "--documents", SAMPLE, "--warehouse", mine.folder)
    assert "up to date" in fresh.stdout
    (tmp_path / "文件").mkdir()
    stale = run_pipeline("status", "--documents", tmp_path / "文件", "--warehouse", mine.folder)
    assert "have changed" in stale.stdout


TAUGHT = "项目归口科室甲乙"  # a label that no vocabulary knows


@dataclass(frozen=True)
class Race:
    """Two runs that were started on one warehouse, and what became of it."""

    first_pid: int
    first_status: int
    second: subprocess.CompletedProcess[str]
    warehouse: Warehouse


@pytest.fixture(scope="module")
def race(tmp_path_factory: pytest.TempPathFactory) -> Race:
    """A folder as people have them: nested, spaces, Chinese, files that are no documents. It is being built while a
    second run is started.
    """
    tmp_path = tmp_path_factory.mktemp("race")
    documents, folder = tmp_path / "陌生人的 folder" / "it's 文件", tmp_path / "out 仓库"
    (documents / "深 一层" / "二层").mkdir(parents=True)
    shutil.copy(YINCHUAN, documents / "一.txt")
    text = YINCHUAN.read_text(encoding="utf-8-sig")
    assert "项目属性\t" in text
    text = text.replace("项目属性\t", f"{TAUGHT}\t综合一处\t项目属性\t")
    (documents / "深 一层" / "二层" / "银川 2024（终稿）.txt").write_text(text, encoding="utf-8")
    (documents / "空.txt").write_bytes(b"")
    (documents / "picture.txt").write_bytes(PNG)
    (documents / "诗.txt").write_text(POEM, encoding="utf-8")
    shutil.copy(BEYOND, documents / "位数.txt")
    bring_parsed(folder)
    first = _start(documents, folder)
    _wait_for(folder / "build" / "build.duckdb", first)
    second = run_pipeline("--documents", documents, "--warehouse", folder)
    out, _ = first.communicate(timeout=600)
    done = subprocess.CompletedProcess(first.args, first.returncode, out, "")
    return Race(first.pid, first.returncode, second, Warehouse(documents, folder, done))


@pytest.fixture(scope="module")
def stranger(race: Race) -> Warehouse:
    """The warehouse of that folder."""
    assert race.first_status == 0, race.warehouse.run.stdout
    return race.warehouse


def test_a_strangers_folder(stranger: Warehouse) -> None:
    found = stranger.query(
        "select path, status, reason_code, reason is not null from marts.dim_documents order by path"
    )
    assert found == [
        ("picture.txt", "rejected", "picture", True),
        ("一.txt", "read", None, False),
        ("位数.txt", "read", None, False),
        ("深 一层/二层/银川 2024（终稿）.txt", "read", None, False),
        ("空.txt", "rejected", "empty_file", True),
        ("诗.txt", "rejected", "no_target_form", True),
    ]
    assert stranger.query("select count(*) from marts.dim_projects") == [(13,)]
    summary = (stranger.folder / "summary.txt").read_text(encoding="utf-8")
    for word in ("picture.txt", "空.txt", "诗.txt", "empty_file", "picture", "no_target_form", "3,277,000.00"):
        assert word in summary, word


def test_figures_beyond_all_bounds_cost_themselves_only(stranger: Warehouse) -> None:
    found = stranger.query(
        "select amount_text, amount_yuan, amount_problem from marts.fct_project_funding"
        " where document_id = (select document_id from marts.dim_documents where path = '位数.txt')"
        " and length(amount_text) not in (11, 0) order by all"
    )
    assert found == [
        ("622848000000000000000000000000", None, "unreadable"),
        ("9999999999", Decimal("99999999990000.00"), None),
        ("9999999999999999999999999999", None, "unreadable"),
    ]


def test_one_row_of_vocabulary_teaches_a_label(stranger: Warehouse, tmp_path: Path) -> None:
    root, mine = copy_project(tmp_path / "project"), _copy_of(stranger, tmp_path / "out")
    bring_parsed(mine.folder, root)
    field = "select count(*) from raw.fields where label_text = ? and field = 'project_attribute'"
    assert mine.query_build(field, TAUGHT) == [(0,)]
    labels = root / "seeds" / "printed_labels.csv"
    with labels.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    row = {"label": TAUGHT, "role": "field", "target": "project_attribute"}
    with labels.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow([row.get(column, "") for column in columns])
    taught = build_warehouse(stranger.documents, mine.folder, root=root)
    assert taught.run.returncode == 0, taught.run.stdout
    assert taught.query_build(field, TAUGHT) == [(6,)]
    assert taught.query("select count(*) from marts.dim_projects where project_attribute = '综合一处'") == [(6,)]


def test_a_folder_of_bad_files_only_is_stopped_by_the_gate(tmp_path: Path) -> None:
    documents = tmp_path / "文件"
    documents.mkdir()
    (documents / "诗.txt").write_text(POEM, encoding="utf-8")
    mine = build_warehouse(documents, tmp_path / "out")
    assert mine.run.returncode == ExitStatus.GATE_FAILED, mine.run.stdout
    assert mine.last_run["outcome"] == "gate_failed"
    assert not mine.published.exists()


@pytest.mark.parametrize("content", ["nothing", "folders"])
def test_an_empty_folder_is_an_error_and_publishes_nothing(tmp_path: Path, content: str) -> None:
    documents = tmp_path / "空 folder"
    (documents / ("深/层" if content == "folders" else "")).mkdir(parents=True)
    mine = build_warehouse(documents, tmp_path / "out")
    assert mine.run.returncode == ExitStatus.NO_DOCUMENTS
    assert "空 folder" in mine.run.stdout
    assert not mine.published.exists()
    assert mine.last_run["outcome"] == "no_documents"


def test_an_emptied_folder_leaves_what_is_published(built_warehouse: Warehouse, tmp_path: Path) -> None:
    mine = _copy_of(built_warehouse, tmp_path / "copy")
    before = mine.published.read_bytes()
    (tmp_path / "空").mkdir()
    assert build_warehouse(tmp_path / "空", mine.folder).run.returncode == ExitStatus.NO_DOCUMENTS
    assert mine.published.read_bytes() == before
    again = run_pipeline("--documents", SAMPLE, "--warehouse", mine.folder)
    assert (again.returncode, "Nothing to do" in again.stdout) == (0, True)


def test_two_runs_at_once(race: Race) -> None:
    assert race.second.returncode == ExitStatus.LOCKED
    assert f"process {race.first_pid}" in race.second.stdout
    assert race.first_status == 0, race.warehouse.run.stdout


def test_two_published_files_are_compared_in_words(stranger: Warehouse, built_warehouse: Warehouse) -> None:
    run = run_pipeline("diff", stranger.published, built_warehouse.published, "--warehouse", stranger.folder)
    assert run.returncode == 0, run.stderr
    assert "cannot be compared" not in run.stdout
    assert "5 removed 移除, 1 renamed 改名" in run.stdout
    same = run_pipeline("diff", built_warehouse.published, built_warehouse.published)
    assert same.stdout.count("the same") == 4 and "as many 各表行数相同" in same.stdout


def test_flat_copies_built_upon_another_folder_give_the_marts_of_a_fresh_build(
    stranger: Warehouse, built_warehouse: Warehouse, tmp_path: Path
) -> None:
    """Names and folders say nothing that the documents do not, and nothing of other documents stays behind."""
    flat = tmp_path / "平铺 flat"
    flat.mkdir()
    for number, path in enumerate(sorted(SAMPLE.rglob("*.txt")), start=1):
        shutil.copy(path, flat / f"{number}.txt")
    shutil.copy(SAMPLE / "NOTE.md", flat)
    later = build_warehouse(flat, _copy_of(stranger, tmp_path / "copy").folder)
    assert later.run.returncode == 0, later.run.stdout
    assert later.last_run["ingest"]["reused"] >= 1
    assert differences(built_warehouse.published, later.published, {"path", "file_name", "document_path"}) == {}
    assert later.query("select count(*) from marts.dim_documents where path = '1.txt'") == [(1,)]


def _start(documents: Path, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", "build", "--documents", str(documents), "--warehouse", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def _wait_for(path: Path, process: subprocess.Popen[str], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not path.exists():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < until, f"{path} did not appear"
        time.sleep(0.02)
