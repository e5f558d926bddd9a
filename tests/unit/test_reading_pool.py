"""Reading processes: whatever a file does to the one that reads it, the others are read as if it were not there."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from ingest import limits, pool
from ingest.errors import IngestError
from ingest.folder import IngestReport, hash_file, ingest_folder
from ingest.limits import MEGABYTE, Limits, from_environment
from ingest.pool import ReadingPool
from tests.unit.helpers import REPO, SEEDS

FORM = "甲市项目支出绩效目标表\n\n项目名称\t{name}\n年度目标\t亮\n资金总额\t{amount}\n"
# Put into every reading process by the site module of Python: words in a file that make its reading go wrong.
SABOTAGE = """
import os, signal, time
from ingest import readers

real = readers.read_with

def read_with(name, data):
    if b"SEGV" in data:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"ONCE" in data and not os.path.exists(os.environ["SABOTAGE"]):
        open(os.environ["SABOTAGE"], "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    if b"SPIN" in data:
        while True:
            pass
    if b"SLEEP" in data:
        time.sleep(1000)
    if b"HOG" in data:
        held = []
        while True:
            held.append(bytearray(1_000_000))
    if b"TALK" in data:
        print("13812345678", flush=True)
        os.write(2, b"13812345678")
    return real(name, data)

readers.read_with = read_with
"""


class Folder:
    def __init__(self, root: Path) -> None:
        self.documents = root / "documents"
        self.documents.mkdir()
        self.database = root / "build.duckdb"
        self.cache = root / "cache"

    def write(self, name: str, text: str) -> Path:
        path = self.documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def write_forms(self, count: int) -> None:
        for number in range(1, count + 1):
            self.write(f"good {number}.txt", FORM.format(name=f"路灯{number}", amount=number))

    def ingest(self, within: Limits | None = None, **options) -> IngestReport:
        within = within or Limits(seconds=2, workers=2)
        return ingest_folder(self.documents, self.database, self.cache, SEEDS, limits=within, **options)

    def rows(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def reasons(self) -> dict[str, str]:
        return dict(self.rows("select path, reason_code from raw.documents where status = 'rejected' order by 1"))

    def amounts(self) -> list[str]:
        sql = "select amount_text from raw.funding_lines join raw.document_paths using (document_id)"
        return sorted((amount for (amount,) in self.rows(sql)), key=int)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def sabotaged(folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(SABOTAGE, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.setenv("SABOTAGE", str(tmp_path / "happened"))
    return folder


def test_each_file_that_ends_its_process_costs_only_itself(sabotaged: Folder) -> None:
    sabotaged.write_forms(12)
    for word in ("SEGV", "SPIN", "HOG"):
        sabotaged.write(f"{word}.txt", FORM.format(name=word, amount=0))
    report = sabotaged.ingest(Limits(seconds=2, memory=64 * MEGABYTE, workers=2))
    assert sabotaged.reasons() == {
        "HOG.txt": "memory_limit",
        "SEGV.txt": "reader_crashed",
        "SPIN.txt": "time_limit",
    }
    assert sabotaged.amounts() == [str(number) for number in range(1, 13)]
    assert report.documents_by_status == {"read": 12, "rejected": 3}
    [(reason,)] = sabotaged.rows("select reason from raw.documents where path = 'SEGV.txt'")
    assert reason.endswith("SIGSEGV")


def test_a_process_killed_from_outside_costs_nothing(sabotaged: Folder) -> None:
    sabotaged.write_forms(5)
    sabotaged.write("victim.txt", FORM.format(name="ONCE", amount=6))
    sabotaged.ingest()
    assert sabotaged.reasons() == {}
    assert sabotaged.amounts() == ["1", "2", "3", "4", "5", "6"]


def test_a_process_that_hangs_is_ended_by_the_clock(sabotaged: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CLOCK_FACTOR", 2)
    sabotaged.write_forms(3)
    sabotaged.write("hangs.txt", FORM.format(name="SLEEP", amount=0))
    started = time.monotonic()
    sabotaged.ingest(Limits(seconds=1, workers=1))
    assert time.monotonic() - started < 60
    assert sabotaged.reasons() == {"hangs.txt": "time_limit"}
    assert sabotaged.amounts() == ["1", "2", "3"]


def test_what_a_limit_ended_is_tried_again_only_with_other_limits(sabotaged: Folder) -> None:
    sabotaged.write_forms(1)
    sabotaged.write("slow.txt", FORM.format(name="SPIN", amount=0))
    sabotaged.write("crash.txt", FORM.format(name="SEGV", amount=0))
    within = Limits(seconds=1, workers=1)
    assert sabotaged.ingest(within).read_now == 3
    assert sabotaged.ingest(within).read_now == 1, "a crash may pass: only that file is tried again"
    assert sabotaged.ingest(Limits(seconds=2, workers=1)).read_now == 2


def test_what_a_library_prints_goes_nowhere(sabotaged: Folder, capfd: pytest.CaptureFixture[str]) -> None:
    sabotaged.write("talks.txt", FORM.format(name="TALK", amount=1))
    sabotaged.ingest()
    assert sabotaged.amounts() == ["1"]
    out, err = capfd.readouterr()
    assert "138" not in out + err


def test_the_number_of_processes_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "BYTES_PER_WORKER", 1000)
    monkeypatch.setattr(pool, "CHUNK_FILES", 3)
    found = []
    for workers in (0, 1, 3):
        root = tmp_path / str(workers)
        root.mkdir()
        folder = Folder(root)
        folder.write_forms(20)
        folder.write("same.txt", FORM.format(name="路灯1", amount=1))
        folder.write("poem.txt", "床前明月光\n")
        folder.ingest(Limits(workers=workers))
        tables = [name for (name,) in folder.rows("select table_name from duckdb_tables() order by 1")]
        found.append({table: sorted(folder.rows(f"select * from raw.{table}"), key=repr) for table in tables})
    assert found[0] == found[1] == found[2]
    assert len(found[0]["document_paths"]) == 22


def test_many_files_go_out_in_large_chunks_and_few_in_one(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    real = ReadingPool._start

    def start(self: ReadingPool) -> None:
        started.append(1)
        real(self)

    monkeypatch.setattr(ReadingPool, "_start", start)
    folder.write_forms(60)
    folder.ingest(Limits(workers=8))
    assert len(started) == 1, "a process of its own for a few small files costs more than it brings"


def test_a_file_that_changed_after_it_was_hashed_is_read_as_it_is_now(folder: Folder) -> None:
    path = folder.write("a.txt", FORM.format(name="旧", amount=1))
    folder.write("b.txt", FORM.format(name="旧", amount=1))  # the same bytes, and they stay

    def hashed_then_changed(file: Path) -> str:
        sha256 = hash_file(file)
        if file == path:
            path.write_text(FORM.format(name="新", amount=2), encoding="utf-8")
        return sha256

    folder.ingest(hash_of=hashed_then_changed)
    assert folder.amounts() == ["1", "2"]
    names = "select p.path, value_text from raw.fields join raw.document_paths as p using (document_id)"
    assert folder.rows(f"{names} where field = 'project_name' order by 1") == [("a.txt", "新"), ("b.txt", "旧")]
    assert folder.rows("select count(*) from raw.documents where document_id <> left(sha256, 32)") == [(0,)]


def test_a_file_that_keeps_changing_is_left_for_the_next_run(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write_forms(2)
    moving = folder.write("moving.txt", FORM.format(name="动", amount=3))
    real = ReadingPool._heard

    def heard(self: ReadingPool, worker, message):
        if message.get("ready") or message.get("done"):
            with moving.open("a", encoding="utf-8") as file:
                file.write("\n注：又写了一行\n")
        yield from real(self, worker, message)

    monkeypatch.setattr(ReadingPool, "_heard", heard)
    folder.ingest(Limits(workers=1))
    assert folder.reasons() == {"moving.txt": "changed_while_read"}
    monkeypatch.undo()
    folder.ingest()
    assert folder.amounts() == ["1", "2", "3"]


def test_a_file_that_vanishes_before_it_is_read_has_its_row(folder: Folder) -> None:
    folder.write_forms(1)
    path = folder.write("gone.txt", FORM.format(name="去", amount=9))

    def hashed_then_gone(file: Path) -> str:
        sha256 = hash_file(file)
        if file == path:
            path.unlink()
        return sha256

    folder.ingest(hash_of=hashed_then_gone)
    assert folder.reasons() == {"gone.txt": "unreadable"}
    assert folder.amounts() == ["1"]


def test_a_file_without_permission_has_its_row(folder: Folder) -> None:
    """Tests may run as root, whom no permission stops: the failure is put in the place of the hash."""
    folder.write_forms(1)
    locked = folder.write("locked.txt", FORM.format(name="锁", amount=9))
    folder.ingest(hash_of=lambda file: "unreadable:13" if file == locked else hash_file(file))
    assert folder.rows("select path, reason from raw.documents where reason_code = 'unreadable'") == [
        ("locked.txt", "Permission denied")
    ]
    folder.ingest()  # the permission is given: the same bytes are read now
    assert folder.amounts() == ["1", "9"]


def test_parts_of_a_killed_run_are_not_loaded(folder: Folder) -> None:
    folder.write_forms(2)
    left = folder.cache / f"{'batch-'}dead" / "fields"
    left.mkdir(parents=True)
    (left / "000001.0000.parquet").write_bytes(b"half")
    folder.ingest()
    assert folder.amounts() == ["1", "2"]
    assert [path.name for path in folder.cache.iterdir()] == ["grids"]


def test_processes_end_with_the_run(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    processes: list[subprocess.Popen[str]] = []
    real = ReadingPool._start

    def start(self: ReadingPool) -> None:
        real(self)
        processes.append(self.workers[-1].process)

    monkeypatch.setattr(ReadingPool, "_start", start)
    folder.write_forms(2)
    folder.ingest()
    assert processes
    assert all(process.poll() is not None for process in processes)


def test_an_orphaned_process_ends_by_itself(tmp_path: Path) -> None:
    """The run was killed: nobody will close the pipe in order, the system does."""
    code = (
        "import sys, time; from ingest.chunk import Setup; from ingest.limits import Limits;"
        " from ingest.pool import ReadingPool;"
        f" pool = ReadingPool(Setup({str(SEEDS)!r}, '', {str(tmp_path)!r}, {str(tmp_path)!r}, 1, 1), Limits());"
        " pool.warm(); print(pool.workers[0].process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=REPO)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and _is_running(child):
        time.sleep(0.1)
    assert not _is_running(child)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_a_process_that_cannot_start_is_an_error_that_says_what_to_do(folder: Folder, monkeypatch, tmp_path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text("import os; os._exit(7)", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(site))
    folder.write_forms(1)
    with pytest.raises(IngestError, match="JIXIAO_WORKERS=0"):
        folder.ingest()


def test_small_files_get_little_and_large_ones_up_to_the_caps() -> None:
    within = Limits(seconds=120, memory=2048 * MEGABYTE)
    assert within.seconds_of(MEGABYTE // 2) < 20
    assert within.memory_of(MEGABYTE // 2) < 450 * MEGABYTE
    assert within.seconds_of(100 * MEGABYTE) == 120
    assert within.memory_of(100 * MEGABYTE) == 2048 * MEGABYTE


@pytest.mark.parametrize("text", ["many", "-1", "1.5", "0"])
def test_a_limit_that_is_no_number_is_named(text: str) -> None:
    with pytest.raises(IngestError, match="JIXIAO_READER_SECONDS"):
        from_environment({"JIXIAO_READER_SECONDS": text})
    assert from_environment({"JIXIAO_READER_SECONDS": "7", "JIXIAO_WORKERS": "3"}).workers == 3


def test_the_hash_is_that_of_the_bytes_and_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    assert hash_file(tmp_path / "a") == hashlib.sha256(b"x").hexdigest()
    os.mkfifo(tmp_path / "pipe")
    signal.alarm(20)
    try:
        assert hash_file(tmp_path / "pipe").startswith("unreadable:")
    finally:
        signal.alarm(0)
