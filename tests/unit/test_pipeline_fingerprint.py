"""What counts as a change, and what does not."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from pipeline import fingerprint
from pipeline.fingerprint import PROJECT_INPUTS, SETTLED_NS, FileHashes
from pipeline.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A small project and a folder of documents, all written an hour ago."""
    documents, root = tmp_path / "文件 夹", tmp_path / "project"
    for folder in ("a", "b/深"):
        (documents / folder).mkdir(parents=True)
    (documents / "a" / "一.txt").write_text("项目名称\t甲\n", encoding="utf-8")
    (documents / "b" / "深" / "二.txt").write_text("项目名称\t乙\n", encoding="utf-8")
    for entry in PROJECT_INPUTS:
        path = root / entry
        if path.suffix in {".yml", ".lock"}:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("one\n", encoding="utf-8")
        else:
            path.mkdir(parents=True)
            (path / "file.txt").write_text("one\n", encoding="utf-8")
    for path in tmp_path.rglob("*"):
        if path.is_file():
            _age(path)
    return Settings(documents, tmp_path / "warehouse", root=root)


def _age(path: Path, seconds: int = 3600) -> None:
    past = time.time() - seconds
    os.utime(path, (past, past))


def _take(settings: Settings) -> str:
    hashes = FileHashes(settings.file_hashes)
    taken = fingerprint.take(settings, hashes)
    hashes.save()
    return taken


def test_the_same_twice_is_the_same(settings: Settings) -> None:
    assert _take(settings) == _take(settings)


@pytest.mark.parametrize("entry", PROJECT_INPUTS)
def test_the_tables_follow_from_all_but_what_judges_and_publishes(settings: Settings, entry: str) -> None:
    def tables() -> str:
        return fingerprint.of_tables(settings, FileHashes(settings.file_hashes))

    before = tables()
    path = settings.root / entry
    path = path / "file.txt" if path.is_dir() else path
    path.write_text("two\n", encoding="utf-8")
    assert (tables() == before) is entry.startswith(("serving", "tests"))


def test_a_document_is_no_part_of_what_the_tables_are_made_by(settings: Settings) -> None:
    before = fingerprint.of_tables(settings, FileHashes(settings.file_hashes))
    (settings.documents / "a" / "三.txt").write_text("新\n", encoding="utf-8")
    assert fingerprint.of_tables(settings, FileHashes(settings.file_hashes)) == before


@pytest.mark.parametrize("entry", PROJECT_INPUTS)
def test_a_change_anywhere_in_the_project_is_a_change(settings: Settings, entry: str) -> None:
    before = _take(settings)
    path = settings.root / entry
    path = path / "file.txt" if path.is_dir() else path
    path.write_text("two\n", encoding="utf-8")  # of the same length
    assert _take(settings) != before


def test_what_python_compiled_is_no_change(settings: Settings) -> None:
    before = _take(settings)
    cache = settings.root / "ingest" / "__pycache__"
    cache.mkdir()
    (cache / "file.cpython-311.pyc").write_bytes(b"x")
    assert _take(settings) == before


def test_a_touched_but_equal_file_is_no_change(settings: Settings) -> None:
    before = _take(settings)
    path = settings.documents / "a" / "一.txt"
    os.utime(path)
    assert _take(settings) == before
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    assert _take(settings) == before


def test_an_edit_that_keeps_size_and_time_is_a_change(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "SETTLED_NS", -(10**18))  # every hash is remembered, however young the file
    path = settings.documents / "a" / "一.txt"
    before, times = _take(settings), path.stat()
    path.write_text("项目名称\t丙\n", encoding="utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert path.stat().st_size == times.st_size
    assert _take(settings) != before


def test_an_edit_within_the_tick_of_the_first_look_is_a_change(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As on a file system with coarse times: every file looks as it looked before.
    path = settings.documents / "a" / "一.txt"
    path.write_text("甲", encoding="utf-8")
    frozen = path.stat()
    real = Path.stat
    monkeypatch.setattr(Path, "stat", lambda self, **kw: frozen if self == path else real(self, **kw))
    before = _take(settings)
    path.write_text("乙", encoding="utf-8")
    assert _take(settings) != before


@pytest.mark.parametrize("change", ["added", "removed", "renamed", "moved"])
def test_files_that_come_go_or_move_are_a_change(settings: Settings, change: str) -> None:
    before = _take(settings)
    path = settings.documents / "a" / "一.txt"
    if change == "added":
        (settings.documents / "三.txt").write_text("", encoding="utf-8")
    elif change == "removed":
        path.unlink()
    elif change == "renamed":
        path.rename(path.with_name("1.txt"))
    else:
        path.rename(settings.documents / "一.txt")
    assert _take(settings) != before


def test_where_the_documents_folder_stands_is_no_change(settings: Settings, tmp_path: Path) -> None:
    before = _take(settings)
    moved = tmp_path / "elsewhere"
    settings.documents.rename(moved)
    assert _take(Settings(moved, settings.warehouse, root=settings.root)) == before


def test_unchanged_files_are_not_read_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    # Status-change times cannot be set back, so the files count as settled only in the eyes of this test.
    monkeypatch.setattr(fingerprint, "SETTLED_NS", -(10**18))
    before = _take(settings)
    monkeypatch.setattr(fingerprint.hashlib, "file_digest", lambda *_: pytest.fail("a known file was read again"))
    assert _take(settings) == before


def test_links_in_circles_and_strange_names_are_walked_once(settings: Settings) -> None:
    (settings.documents / "a" / "circle").symlink_to(settings.documents, target_is_directory=True)
    (settings.documents / "dangling.txt").symlink_to(settings.documents / "nowhere")
    with open(os.fsencode(settings.documents) + b"/\xd6\xd0.txt", "wb") as file:  # noqa: PTH123  a GBK name
        file.write(b"x")
    assert _take(settings) == _take(settings)


def test_a_lost_or_broken_store_of_hashes_costs_only_time(settings: Settings) -> None:
    before = _take(settings)
    settings.build.mkdir(parents=True, exist_ok=True)
    settings.file_hashes.write_text('{"cut', encoding="utf-8")
    assert _take(settings) == before


def test_published_holds_only_while_the_file_is_as_it_was_left(settings: Settings) -> None:
    from pipeline.files import write_json

    settings.build.mkdir(parents=True)
    settings.published.write_bytes(b"published")
    write_json(settings.state, fingerprint.published_state(settings, "f1"))
    assert fingerprint.is_published(settings, "f1")
    assert not fingerprint.is_published(settings, "f2")
    settings.published.write_bytes(b"cut")
    assert not fingerprint.is_published(settings, "f1")
    settings.published.unlink()
    assert not fingerprint.is_published(settings, "f1")


def test_other_limits_and_new_programs_are_a_change(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a limit ended, or a missing program kept from being read, is tried again."""
    before = _take(settings)
    monkeypatch.setenv("JIXIAO_READER_SECONDS", "7")
    limited = _take(settings)
    monkeypatch.setattr(fingerprint.shutil, "which", lambda name: f"somewhere/{name}")
    installed = _take(settings)
    monkeypatch.setattr(fingerprint.shutil, "which", lambda _: None)
    assert len({before, limited, installed, _take(settings)}) >= 3
    assert limited != before
    assert installed != _take(settings)


def test_names_of_files_are_not_kept(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "SETTLED_NS", -SETTLED_NS * 1000)  # keep the hash of a file written just now
    (settings.documents / "张三13800000000.txt").write_text("x", encoding="utf-8")
    _take(settings)
    assert "张三" not in settings.file_hashes.read_text(encoding="utf-8")
