"""Whatever happens to a folder of documents, run after run, the marts are those of a full build, row for row.

A history is a few rounds. In each some things happen to the folder or the vocabulary; then a run ends, or dies on its
way: after reading, before the first model, or with just one model and all that it reads built. JIXIAO_EXAMPLES=50 tries
that many random histories instead of one.
"""

from __future__ import annotations

import csv
import io
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from ingest.folder import ingest_folder
from ingest.limits import Limits
from pipeline import fingerprint, increment, transform
from pipeline.fingerprint import FileHashes
from pipeline.settings import ROOT, Settings
from pipeline.transform import Transform
from tests.helpers import Warehouse, bring_parsed, copy_project, differences

LOG = logging.getLogger("test")
EXAMPLES = int(os.environ.get("JIXIAO_EXAMPLES", "1"))
FORMS = ROOT / "tests" / "fixtures" / "forms"
SERIES = ROOT / "tests" / "fixtures" / "series"
STEADY = "yuan_and_wan"  # a folder without documents is refused
TAUGHT = "归口科室甲乙"  # a label that no vocabulary knows
TEXTS = {
    path.stem: path.read_text(encoding="utf-8-sig")
    for path in (
        *(FORMS / f"{name}.txt" for name in ("yuan_and_wan", "mof_2021_cost_first", "self_evaluation", "blank_form")),
        *(FORMS / f"{name}.txt" for name in ("department_whole", "list_out_of_balance", "no_amounts")),
        *sorted(SERIES.glob("*.txt")),
    )
} | {"no_form": "静夜思\n床前明月光，疑是地上霜。\n"}
FOLDERS = ("", "2023/", "640100-yinchuan/2024/")
ENDS = ("ends", "ingest", "begin", "staging", "int_value_readings", "int_project_series", "fct_project_spending")


@dataclass(frozen=True)
class Put:
    """A document appears, or another content stands in its file."""

    name: str
    version: int


@dataclass(frozen=True)
class Remove:
    """All files of a document are gone."""

    name: str


@dataclass(frozen=True)
class Move:
    """A file goes to another folder, which may tell another year and region; or a second one appears there."""

    name: str
    folder: str
    stays: bool = False


@dataclass(frozen=True)
class Describe:
    """The manifest tells the year of a document."""

    name: str
    year: str


@dataclass(frozen=True)
class Teach:
    """The vocabulary gets a row."""


Change = Put | Remove | Move | Describe | Teach


@dataclass(frozen=True)
class Round:
    """What happens before a run, and where the run ends."""

    changes: tuple[Change, ...]
    end: str = "ends"


@dataclass
class World:
    """A folder of documents and a project, in one place, as they are now."""

    place: Path
    files: dict[str, str] = field(default_factory=dict)  # content by path
    manifest: dict[str, str] = field(default_factory=dict)  # year by name
    taught: int = 0

    def change(self, change: Change) -> None:
        """Let one thing happen."""
        match change:
            case Put(name, version):
                text = TEXTS[name] if version == 0 else TEXTS[name].replace("1", str(version + 1)) + f"\n{version}\n"
                path = next(self._paths(name), f"{name}.txt")
                self.files[path] = text + f"\n{TAUGHT}\t综合一处\n"
            case Remove(name) if name != STEADY:
                for path in list(self._paths(name)):
                    del self.files[path]
            case Move(name, folder, stays):
                for path in list(self._paths(name))[:1]:
                    text = self.files[path] if stays else self.files.pop(path)
                    self.files[f"{folder}{name}.txt"] = text
            case Describe(name, year):
                self.manifest[name] = year
            case Teach():
                self.taught += 1

    def _paths(self, name: str) -> Iterator[str]:
        return (path for path in sorted(self.files) if Path(path).stem == name)

    def write(self, settings: Settings) -> None:
        """Make folder and seeds what they are now."""
        shutil.rmtree(settings.documents, ignore_errors=True)
        for path, text in self.files.items():
            file = settings.documents / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        rows = [
            {"path": path, "budget_year": self.manifest[Path(path).stem]}
            for path in sorted(self.files)
            if Path(path).stem in self.manifest
        ]
        if rows:
            _write_rows(settings.documents / "manifest.csv", ["path", "budget_year"], rows)
        labels = (ROOT / "seeds" / "printed_labels.csv").read_text(encoding="utf-8")
        columns = next(csv.reader(io.StringIO(labels)))
        for number in range(self.taught):
            row = {"label": TAUGHT if number == 0 else f"{TAUGHT}{number}", "role": "field"}
            row["target"] = "project_attribute"
            labels += ",".join(row.get(column, "") for column in columns) + "\n"
        (settings.seeds / "printed_labels.csv").write_text(labels, encoding="utf-8")


def _write_rows(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def _run(settings: Settings, end: str = "ends") -> int | None:
    """What the pipeline does up to publishing, or up to a death; how many documents were made again, None for all."""
    if not settings.parsed_project.exists():
        bring_parsed(settings.warehouse, settings.root)
    code = fingerprint.of_tables(settings, FileHashes(settings.file_hashes))
    ingest_folder(settings.documents, settings.build_database, settings.cache, settings.seeds, limits=Limits(workers=0))
    if end == "ingest":
        return None
    models = Transform(settings, LOG)
    changed = models.begin(code)
    if end == "begin":
        return changed
    models.build("staging")
    if end == "ends":
        models.build("marts")
        models.finish(code)
    elif end != "staging":
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(transform.LAYERS, "marts", [f"+{end}"])
            models.build("marts")
    return changed


@pytest.fixture(scope="module", autouse=True)
def quick(built_warehouse: Warehouse) -> Iterator[None]:
    """No data tests, which are tested elsewhere; few documents are a large share of few, and yet no full build."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transform, "data_tests", lambda *_: [])
        patch.setattr(increment, "LARGEST_SHARE", 1000)
        yield


@dataclass(frozen=True)
class Start:
    """A warehouse with a few documents, built; histories begin with a copy of it."""

    settings: Settings
    world: World

    def at(self, place: Path) -> tuple[Settings, World]:
        """A copy of it."""
        shutil.copytree(self.settings.warehouse, place / "out")
        settings = replace(self.settings, documents=place / "文件", warehouse=place / "out")
        return settings, replace(self.world, files=dict(self.world.files), manifest=dict(self.world.manifest))


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Start:
    place = tmp_path_factory.mktemp("start")
    settings = Settings(place / "文件", place / "out", root=copy_project(place / "project"))
    world = World(place)
    for name in (STEADY, "mof_2021_cost_first", "targets_2023"):
        world.change(Put(name, 0))
    world.write(settings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JIXIAO_SLICE_ROWS", "100")  # the full build that it is compared with is made in one piece
        assert _run(settings) is None
    return Start(settings, world)


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="jixiao-increment-") as folder:
        yield Path(folder)


def _live(start: Start, history: tuple[Round, ...], place: Path) -> tuple[list[int | None], dict[str, int]]:
    """Live through a history; what each run made again, and how the marts at its end differ from a full build's."""
    settings, world = start.at(place)
    made = []
    last = () if history[-1].end == "ends" else (Round(()),)
    for now in (*history, *last):
        for change in now.changes:
            world.change(change)
        world.write(settings)
        made.append(_run(settings, now.end))
    full = replace(settings, warehouse=place / "full")
    assert _run(full) is None
    return made, differences(full.build_database, settings.build_database)


NAMES = st.sampled_from(sorted(TEXTS))
CHANGES = st.one_of(
    st.builds(Put, NAMES, st.integers(0, 2)),
    st.builds(Put, NAMES, st.integers(0, 2)),
    st.builds(Remove, NAMES),
    st.builds(Move, NAMES, st.sampled_from(FOLDERS), st.booleans()),
    st.builds(Describe, NAMES, st.sampled_from(["2022", "2025"])),
    st.just(Teach()),
)
ROUNDS = st.builds(Round, st.lists(CHANGES, max_size=3).map(tuple), st.sampled_from(ENDS))
HISTORIES = st.lists(ROUNDS, min_size=1, max_size=2 if EXAMPLES == 1 else 5).map(tuple)
# Documents that others look at come, change and go, and the first run dies on its way.
EACH_KIND = (
    Round(
        (Put("targets_2024", 0), Put("self_evaluation_2023", 0), Remove("mof_2021_cost_first"), Put(STEADY, 1)),
        end="int_project_series",
    ),
    Round((Remove("self_evaluation_2023"), Move("targets_2023", "2022/"), Describe("targets_2024", "2025"))),
)


@settings(
    max_examples=EXAMPLES,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
    derandomize="JIXIAO_EXAMPLES" not in os.environ,
    database=None,
)
@example(history=EACH_KIND)
@given(history=HISTORIES)
def test_any_history_gives_the_marts_of_a_full_build(start: Start, history: tuple[Round, ...]) -> None:
    with _scratch() as place:
        made, different = _live(start, history, place)
    assert different == {}
    if not any(isinstance(change, Teach) for now in history for change in now.changes):
        assert None not in made[-1:], "the last run was no increment, and proves nothing"


def test_a_row_that_an_increment_forgot_is_found(start: Start, tmp_path: Path) -> None:
    shutil.copytree(start.settings.warehouse, tmp_path / "out")
    mine = replace(start.settings, warehouse=tmp_path / "out").build_database
    assert differences(start.settings.build_database, mine) == {}
    with duckdb.connect(str(mine)) as connection:
        [(marts,)] = connection.execute(
            "select list(table_name) from duckdb_tables() where schema_name = 'marts' and estimated_size > 0"
        ).fetchall()
        for table in marts:
            connection.execute(f"delete from marts.{table} where rowid = 0")
    assert differences(start.settings.build_database, mine) == dict.fromkeys(marts, 1)
