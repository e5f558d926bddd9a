"""`make status`: what it says of the last runs, also where the history is odd."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

from pipeline import history
from pipeline.settings import Settings
from pipeline.status import status_lines
from tests.unit.fakes import Fakes, raising, run_with


def _table(settings: Settings, runs: int = 10) -> list[list[str]]:
    lines = status_lines(settings, runs)
    return [line.split("  ") for line in lines[lines.index("") + 1 :]] if "" in lines else []


def test_the_last_runs_are_listed_the_last_one_first(settings: Settings, fakes: Fakes) -> None:
    run_with(settings, fakes.steps)
    run_with(settings, fakes.steps)
    (settings.documents / "二.txt").write_text("x")
    run_with(settings, replace(fakes.steps, ingest=raising(OSError(errno.ENOSPC, "No space left on device"))))
    lines = status_lines(settings)
    table = lines[lines.index("") + 1 :]
    assert len(table) == 4
    assert "disk" in table[1] and "disk is full" in table[1]
    assert "Nothing to do" in table[2]
    assert "published 1 rows" in table[3]
    assert len(_table(settings, runs=2)) == 3
    assert _table(settings, runs=0) == []


def test_documents_that_were_read_or_went_are_counted(settings: Settings) -> None:
    settings.warehouse.mkdir()
    ingest = {"files": 1200, "read_now": 3, "removed": 0}
    history.append(settings, {"run_id": "1", "outcome": "ok", "published": {"a": 1000, "b": 234}, "ingest": ingest})
    line = status_lines(settings)[-1]
    assert "1,200 files, 3 read" in line
    assert "published 1,234 rows" in line


def test_a_clock_that_went_back_gives_no_negative_time(settings: Settings) -> None:
    settings.warehouse.mkdir()
    row = {"started_at": "2038-01-01T00:00:05+00:00", "finished_at": "1970-01-01T00:00:00+00:00", "outcome": "ok"}
    history.append(settings, row)
    history.append(settings, {**row, "started_at": "1969-12-31T23:59:58+00:00"})
    lines = status_lines(settings)
    assert "-" not in lines[-1].removeprefix("2038-01-01")
    assert "2.0" in lines[-2]


def test_rows_of_other_shapes_are_shown_as_far_as_they_go(settings: Settings) -> None:
    settings.warehouse.mkdir()
    settings.history.write_text('{"cut\n[1, 2]\n{}\n{"outcome": "died", "ingest": 5, "message": "甲\\n乙"}\n', "utf-8")
    table = status_lines(settings)[-2:]
    assert table[0].startswith("?") and "died" in table[0] and "甲 乙" in table[0]
    assert table[1].split() == ["?", "?"]


def test_nothing_is_written(settings: Settings, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert "nothing yet" in "\n".join(status_lines(settings))
    assert sorted(tmp_path.rglob("*")) == before
