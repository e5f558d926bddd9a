"""What happens at night: clocks that jump, disks that fill, files that rot, documents that come while they are read."""

from __future__ import annotations

import errno
import json
import logging
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.cache import GridCache
from ingest.grid import Grid
from pipeline import files, history
from pipeline.errors import DAMAGE, PipelineError
from pipeline.files import write_text
from pipeline.settings import Settings
from pipeline.statuses import ExitStatus
from tests.unit.fakes import Fakes, history_of, raising, run_with
from tests.unit.helpers import vocabulary


class _Clock(datetime):
    """A clock that says what it is told."""

    moment = datetime(2024, 1, 1, tzinfo=UTC)

    @classmethod
    def now(cls, _zone: Any = None) -> datetime:
        return cls.moment


def test_a_clock_that_goes_back_neither_hides_nor_overwrites_a_run(
    settings: Settings,
    fakes: Fakes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(history, "datetime", _Clock)
    logs = []
    for year in (2024, 2038, 1970, 1970, 2024):  # twice the very same moment, and the process is the same too
        _Clock.moment = datetime(year, 1, 1, tzinfo=UTC)
        (settings.documents / "二.txt").write_text(f"run {len(logs)}")
        assert run_with(settings, fakes.steps)[0] is ExitStatus.OK
        logs.append(json.loads(settings.last_run.read_text(encoding="utf-8"))["log"])
    assert len(set(logs)) == 5
    assert [Path(row["log"]).name for row in history_of(settings)] == [Path(log).name for log in logs]
    assert [row["started_at"][:4] for row in history_of(settings)] == ["2024", "2038", "1970", "1970", "2024"]


def test_the_last_logs_are_kept_by_the_order_of_runs_not_by_the_clock(
    settings: Settings,
    fakes: Fakes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(history, "datetime", _Clock)
    monkeypatch.setattr(history, "LOGS_KEPT", 3)
    for number, year in enumerate((2038, 2039, 1970, 1971, 1972)):
        _Clock.moment = datetime(year, 1, 1, tzinfo=UTC)
        (settings.documents / "二.txt").write_text(f"run {number}")
        run_with(settings, fakes.steps)
    assert sorted(path.name[:4] for path in settings.logs.iterdir()) == ["1970", "1971", "1972"]


def test_a_long_history_goes_on_in_a_new_file(
    settings: Settings,
    fakes: Fakes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(history, "LARGEST_HISTORY", 100)
    for _ in range(3):
        run_with(settings, fakes.steps)
    assert len(history_of(settings)) == 1
    assert len((settings.warehouse / "history.1.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_rows_of_history_are_read_back_from_its_end(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.warehouse.mkdir()
    for number in range(20):
        history.append(settings, {"run_id": f"第{number}次"})
    monkeypatch.setattr(history, "TAIL", 100)  # begins in the middle of a line, perhaps of a character
    found = [row["run_id"] for row in history.rows(settings)]
    assert found == [f"第{number}次" for number in range(20)][-len(found) :]
    assert 1 <= len(found) < 20


def test_a_line_of_history_that_found_no_room_is_an_error(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.warehouse.mkdir()
    monkeypatch.setattr(history.os, "write", lambda _descriptor, line: len(line) - 3)
    with pytest.raises(OSError, match="No space left"):
        history.append(settings, {"run_id": "1"})


def test_a_log_that_finds_no_room_is_told_once(
    settings: Settings,
    fakes: Fakes,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def no_room(handler: logging.StreamHandler[Any], record: logging.LogRecord) -> None:
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError:
            handler.handleError(record)

    monkeypatch.setattr(logging.FileHandler, "emit", no_room)
    status, out = run_with(settings, fakes.steps)
    assert status is ExitStatus.OK
    assert "The log lacks" in out
    assert "Traceback" not in capsys.readouterr().err


def test_a_file_that_finds_no_room_leaves_no_half_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "last_run.json"
    write_text(path, "old")
    real = Path.write_text

    def half(self: Path, text: str, **options: Any) -> int:
        real(self, text[: len(text) // 2], **options)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(OSError, match="No space"):
        write_text(path, "new and longer")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("last_run.json", "old")]


def test_a_cached_grid_that_finds_no_room_leaves_no_half_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = GridCache(tmp_path, vocabulary())
    real = Path.write_bytes

    def half(self: Path, data: bytes) -> int:
        real(self, data[:1])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(OSError, match="No space"):
        cache.put("ab" * 32, "1", Grid("text/plain", "utf-8", "1", ()))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_log_without_its_database_is_not_replayed(settings: Settings, fakes: Fakes) -> None:
    settings.build.mkdir(parents=True)
    wal = Path(f"{settings.build_database}.wal")
    with duckdb.connect(str(settings.build_database)) as connection:
        connection.execute("pragma disable_checkpoint_on_shutdown")
        connection.execute("create table of_another_database (x integer)")
    assert wal.exists()
    settings.build_database.unlink()
    assert run_with(settings, fakes.steps)[0] is ExitStatus.OK
    with duckdb.connect(str(settings.build_database), read_only=True) as connection:
        assert connection.execute("select table_name from duckdb_tables()").fetchall() == []


def test_what_a_killed_run_spilled_is_removed(settings: Settings, fakes: Fakes) -> None:
    run_with(settings, fakes.steps)
    (settings.documents / "二.txt").write_text("x")
    for folder in settings.spilled:
        folder.mkdir(exist_ok=True)
        (folder / "duckdb_temp_storage_DEFAULT-0.tmp").write_bytes(bytes(100))
    assert run_with(settings, fakes.steps)[0] is ExitStatus.OK
    assert not any(folder.exists() for folder in settings.spilled)


def test_documents_that_change_while_they_are_read_are_read_again(
    settings: Settings,
    fakes: Fakes,
) -> None:
    late = settings.documents / "三.txt"

    def ingest(of: Settings, progress: Any) -> Any:
        report = fakes.ingest(of, progress)
        late.write_text("it came while others were read")
        return report

    status, out = run_with(settings, replace(fakes.steps, ingest=ingest))
    assert status is ExitStatus.OK
    assert "the next one builds again" in out
    late.unlink()  # as the run before saw the folder at its start; who knows what it read
    fakes.calls.clear()
    assert run_with(settings, fakes.steps)[0] is ExitStatus.OK
    assert "ingest" in fakes.calls


def test_a_damaged_build_database_is_made_anew_by_the_nextrun_with(settings: Settings, fakes: Fakes) -> None:
    run_with(settings, fakes.steps)
    with duckdb.connect(str(settings.build_database)) as connection:
        connection.execute("create table numbers as select hash(i) as h from range(500000) as r(i)")
    with settings.build_database.open("r+b") as file:
        file.seek(settings.build_database.stat().st_size // 2)
        file.write(os.urandom(2000))

    def transform(*_: Any) -> Any:
        with duckdb.connect(str(settings.build_database)) as connection:
            try:
                connection.execute("select sum(h) from numbers").fetchall()
            except duckdb.Error as error:
                raise PipelineError("a model failed", ExitStatus.DBT_FAILED, str(error)) from error

    (settings.documents / "二.txt").write_text("x")
    status, out = run_with(settings, replace(fakes.steps, transform=transform))
    assert status is ExitStatus.DBT_FAILED
    assert DAMAGE in out and "run again" in out
    assert not settings.build_database.exists()
    assert run_with(settings, fakes.steps)[0] is ExitStatus.OK


@pytest.mark.parametrize("step", ["ingest", "publish"])
def test_after_a_full_disk_the_next_run_needs_no_cleaning(settings: Settings, fakes: Fakes, step: str) -> None:
    run_with(settings, fakes.steps)
    before = settings.published.read_bytes()
    (settings.documents / "二.txt").write_text("x")
    full = OSError(errno.ENOSPC, "No space left on device", str(settings.build))
    assert run_with(settings, replace(fakes.steps, **{step: raising(full)}))[0] is ExitStatus.DISK
    assert settings.published.read_bytes() == before
    assert run_with(settings, fakes.steps)[0] is ExitStatus.OK
    assert settings.published.read_bytes() != before


def test_a_disk_too_full_for_the_history_is_told_by_the_status(
    settings: Settings,
    fakes: Fakes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run_with(settings, fakes.steps)
    (settings.documents / "二.txt").write_text("x")

    def no_room(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(files, "write_text", no_room)
        patched.setattr(history, "append", no_room)
        status, _ = run_with(settings, replace(fakes.steps, ingest=raising(OSError(errno.ENOSPC, "No space left"))))
    assert status is ExitStatus.DISK
    assert run_with(settings, fakes.steps)[0] is ExitStatus.OK
