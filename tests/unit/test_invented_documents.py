"""Invented documents: the same seed gives the same bytes, and what they print is read as they say, in every format."""

from __future__ import annotations

import random
from pathlib import Path

from ingest.forms import read_forms
from ingest.reading import masked_grid
from tests.bench.documents import write
from tests.fixtures.in_marts import records
from tests.fixtures.invented import SHAPES, Inventor
from tests.fixtures.shelf import TRUTH_FILE, Shelf, read_truths
from tests.unit.helpers import vocabulary
from tests.unit.test_formats import compare


def test_a_seed_decides_every_byte(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "same", "other")]
    for folder, seed in zip(folders, (7, 7, 8), strict=True):
        write(folder, 14, seed)
    one, same, other = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in folders
    )
    assert one == same
    assert one.keys() != other.keys()
    assert len(read_truths(folders[0] / TRUTH_FILE)) <= 14


def test_documents_are_read_as_they_say(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, random.Random(11))
    for layout in SHAPES:
        for _ in range(3):
            shelf.add(layout)
    wrong = []
    for path, entry in shelf.entries.items():
        extension = path.rpartition(".")[2]
        reading = read_forms(masked_grid((tmp_path / path).read_bytes(), vocabulary()), vocabulary())
        wrong += [f"{path}: {diff}" for diff in compare(entry.says, reading, extension).values()]
    assert not wrong, "\n".join(wrong)


def test_the_truth_follows_the_folder(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, random.Random(3))
    for _ in range(4):
        shelf.add(extension="docx")
    first, second, third, fourth = sorted(shelf.entries)
    twin = shelf.copy(first)
    assert [truth["paths"] for truth in shelf.truths() if first in truth["paths"]] == [sorted([first, twin])]
    renamed = shelf.rename(second)
    shelf.remove(third)
    before = dict(shelf.entries[fourth].says)
    shelf.cut(fourth)
    assert shelf.entries[fourth].says["forms"] == []
    shelf.complete(fourth)
    assert shelf.entries[fourth].says == before
    there = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert there == set(shelf.entries) == {first, twin, renamed, fourth}


def test_money_adds_up_but_where_a_slip_was_planted() -> None:
    inventor = Inventor(random.Random(5))
    documents = [inventor.document() for _ in range(300)]
    assert [bool(one.printed.truth.get("gaps")) for one in documents] == ["slip" in one.planted for one in documents]
    projects = [
        (record["agency"], record["fields"]["project_name"])
        for one in documents
        if "same_name" not in one.planted
        for _, _, form, record in records(one.printed.truth)
        if "agency" in record and form["form_kind"] == "project"
    ]
    assert len(projects) == len(set(projects)) > 300
