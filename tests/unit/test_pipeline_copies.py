"""Dated copies of what was published: how many, how large, in which order, and how one is named."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline import copies
from pipeline.errors import PipelineError
from pipeline.settings import Settings
from pipeline.statuses import ExitStatus
from tests.unit.fakes import Fakes, run_with


def _publish(settings: Settings, text: str) -> None:
    """As publishing does: a new file in the place of the old one."""
    settings.warehouse.mkdir(exist_ok=True)
    new = settings.warehouse / "new"
    new.write_text(text)
    new.replace(settings.published)
    copies.keep(settings)


def _texts(settings: Settings) -> list[str]:
    return [copy.path.read_text() for copy in copies.copies(settings)]


def test_the_last_few_are_kept_in_the_order_of_publishing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        moment = datetime(2024, 1, 1, tzinfo=UTC)

        @classmethod
        def now(cls, _zone: Any = None) -> datetime:
            return cls.moment

    monkeypatch.setattr(copies, "datetime", Clock)
    settings = replace(settings, copies_kept=3)
    for year in (2020, 2038, 1970, 2021, 2022):
        Clock.moment = datetime(year, 1, 1, tzinfo=UTC)
        _publish(settings, f"of {year}")
    assert _texts(settings) == ["of 1970", "of 2021", "of 2022"]
    assert [copy.number for copy in copies.copies(settings)] == [3, 4, 5]


def test_the_newest_is_the_published_file_under_another_name(settings: Settings) -> None:
    _publish(settings, "one")
    _publish(settings, "two")
    assert copies.copies(settings)[-1].path.samefile(settings.published)
    copies.keep(settings)  # of a file that has its copy
    assert _texts(settings) == ["one", "two"]


def test_older_copies_keep_within_their_room(settings: Settings) -> None:
    settings = replace(settings, copies_bytes=25)
    for letter in "abcd":
        _publish(settings, letter * 10)
    assert _texts(settings) == ["b" * 10, "c" * 10, "d" * 10]
    _publish(settings, "e" * 1000)  # the published file itself takes none of it
    assert _texts(settings) == ["c" * 10, "d" * 10, "e" * 1000]
    _publish(settings, "f")
    assert _texts(settings) == ["f"]


def test_none_are_kept_where_none_are_wanted(settings: Settings) -> None:
    _publish(settings, "one")
    _publish(replace(settings, copies_kept=0), "two")
    assert _texts(settings) == []


def test_without_links_a_copy_is_made(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: Any) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    _publish(settings, "one")
    _publish(settings, "two")
    assert _texts(settings) == ["one", "two"]
    assert not copies.copies(settings)[-1].path.samefile(settings.published)


def test_a_copy_that_finds_no_room_does_not_undo_the_publishing(
    settings: Settings, fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: Any) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    def no_room(_source: Path, target: Path) -> None:
        Path(target).write_text("ha")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(copies.shutil, "copyfile", no_room)
    status, out = run_with(settings, fakes.steps)
    assert status is ExitStatus.OK
    assert "No dated copy could be kept" in out
    assert list(settings.copies_folder.iterdir()) == []
    monkeypatch.undo()
    assert run_with(settings, fakes.steps)[0] is ExitStatus.OK


def test_every_run_that_publishes_leaves_one(settings: Settings, fakes: Fakes) -> None:
    run_with(settings, fakes.steps)
    run_with(settings, fakes.steps)  # nothing to do
    (settings.documents / "二.txt").write_text("x")
    run_with(settings, fakes.steps)
    assert [copy.number for copy in copies.copies(settings)] == [1, 2]


def test_a_file_is_named_by_path_number_or_time(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="run make"):
        copies.find(settings, "published")
    _publish(settings, "one")
    with pytest.raises(PipelineError, match="no copy of an earlier file"):
        copies.last_two(settings)
    _publish(settings, "two")
    one, two = copies.copies(settings)
    assert copies.find(settings, "published") == settings.published
    assert copies.find(settings, "1") == copies.find(settings, one.path.name) == one.path
    assert copies.find(settings, str(two.path)) == two.path
    assert copies.last_two(settings) == (one.path, settings.published)
    one.path.rename(one.path.with_name("jixiao-000001-20240102T030405Z.duckdb"))
    assert copies.find(settings, "20240102").name == "jixiao-000001-20240102T030405Z.duckdb"
    with pytest.raises(PipelineError, match="neither a file nor one of the copies: 1 .*, 2 "):
        copies.find(settings, "1999")
    with pytest.raises(PipelineError, match="could be any"):
        copies.find(settings, "20")


def test_other_files_in_the_folder_are_let_alone(settings: Settings) -> None:
    settings.copies_folder.mkdir(parents=True)
    mine = settings.copies_folder / "jixiao-before-the-audit.duckdb"
    mine.write_text("mine")
    for number in range(3):
        _publish(replace(settings, copies_kept=1), str(number))
    assert _texts(settings) == ["2"]
    assert mine.exists()
