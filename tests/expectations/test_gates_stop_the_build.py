"""A gate that fails ends the run, says where, and leaves the published file as it was.

The runs here are real but for reading and dbt: these steps put ready tables where they would. The last tests
break the build of the sample itself.
"""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.console import Console
from pipeline.run import Steps, run
from pipeline.settings import ROOT, Settings
from pipeline.statuses import ExitStatus
from tests.expectations.examples import change, marts_database

FORM = "甲/2024/表 一.txt"
# layer -> (what goes wrong in it, the check that finds it, the place it must print, steps that may not follow)
BREAKAGES = {
    "raw": (
        "update raw.documents set cells_used = cells_used - 1 where status = 'read'",
        "raw_ledger_closes",
        f"{FORM} · cells 30 = used 21 + furniture 6 + unread 1 + outside 1",
        ["staging", "marts"],
    ),
    "staging": (
        "update staging.stg_funding_lines set amount_number = 138 where amount_text = '13800000000'",
        "staging_casts_kept_amounts",
        f"{FORM} · 表1 第4行 第3列 · stg_funding_lines: “13800000000” → 138.00000000",
        ["marts"],
    ),
    "marts": (
        "insert into marts.fct_indicator_prints from marts.fct_indicator_prints",
        "marts_keys_unique",
        f"{FORM} · 表1 第8行 · fct_indicator_prints n1",
        [],
    ),
}


class Run:
    """A warehouse whose build can be broken in one layer."""

    def __init__(self, folder: Path, sound: Path) -> None:
        documents, root = folder / "documents", folder / "project"
        (root / "seeds").mkdir(parents=True)
        documents.mkdir()
        self.settings = Settings(documents, folder / "warehouse", root=root)
        self.sound = sound
        self.breakages: dict[str, str] = {}
        self.built: list[str] = []
        self.runs = 0

    def __call__(self) -> tuple[ExitStatus, str]:
        self.runs += 1
        (self.settings.documents / "一.txt").write_text(f"{self.runs}", encoding="utf-8")
        self.built = []
        out = io.StringIO()
        steps = Steps(
            ingest=self.ingest,
            transform=lambda *_: self,
            summarise=lambda *_: "",
            publish=Steps().publish,
            dashboard=lambda _: "",
        )
        return run(self.settings, steps=steps, console=Console(out)), out.getvalue()

    def ingest(self, settings: Settings, *_: Any) -> None:
        shutil.copy(self.sound, settings.build_database)
        self.break_layer("raw")

    def begin(self, *_: Any) -> int | None:
        return None

    def finish(self, *_: Any) -> None:
        return None

    def build(self, layer: str) -> int:
        self.built.append(layer)
        self.break_layer(layer)
        return 1

    def marts(self) -> list[str]:
        return ["dim_documents", "fct_indicator_prints"]

    def chinese_names(self) -> dict[str, tuple[str, dict[str, str]]]:
        with duckdb.connect(str(self.settings.build_database), read_only=True) as connection:
            return {
                mart: (f"{mart} 表", {name: f"{name} 列" for name, *_ in connection.table(f"marts.{mart}").description})
                for mart in self.marts()
            }

    def break_layer(self, layer: str) -> None:
        if layer in self.breakages:
            change(self.settings.build_database, self.breakages[layer])

    def published_hash(self) -> str:
        return hashlib.sha256(self.settings.published.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return marts_database(tmp_path_factory.mktemp("sound") / "build.duckdb")


@pytest.mark.parametrize("layer", list(BREAKAGES))
def test_a_broken_layer_stops_the_run_and_leaves_what_is_published(tmp_path: Path, sound: Path, layer: str) -> None:
    statement, check, place, not_built = BREAKAGES[layer]
    warehouse = Run(tmp_path, sound)
    status, out = warehouse()
    assert status is ExitStatus.OK, out
    before = warehouse.published_hash()

    warehouse.breakages = {layer: statement}
    status, out = warehouse()
    assert status is ExitStatus.GATE_FAILED
    assert f"STOP  {check}" in out
    assert place in out
    assert warehouse.published_hash() == before
    assert set(warehouse.built).isdisjoint(not_built)
    assert check in (warehouse.settings.gates / "index.html").read_text(encoding="utf-8")
    with duckdb.connect(str(warehouse.settings.published), read_only=True) as reader:
        assert reader.execute("select count(*) from marts.fct_indicator_prints").fetchone() == (1,)

    warehouse.breakages = {}
    status, out = warehouse()
    assert status is ExitStatus.OK, "mended, the next run publishes without anything cleaned by hand"


def test_the_first_build_publishes_nothing_if_a_gate_fails(tmp_path: Path, sound: Path) -> None:
    warehouse = Run(tmp_path, sound)
    warehouse.breakages = {"marts": BREAKAGES["marts"][0]}
    status, _ = warehouse()
    assert status is ExitStatus.GATE_FAILED
    assert not warehouse.settings.published.exists()


def test_a_warning_is_told_and_published(tmp_path: Path, sound: Path) -> None:
    warehouse = Run(tmp_path, sound)
    warehouse.breakages = {"marts": "update marts.fct_department_tasks set amount_yuan = -1"}
    status, out = warehouse()
    assert status is ExitStatus.OK
    assert "WARN  marts_money_not_negative" in out
    assert f"{FORM} · 表1 第6行 · fct_department_tasks: 巡查 → -1.00" in out


# The sample, built by the real steps, broken right after one of them.
SAMPLE_BREAKAGES: dict[str, tuple[str, str]] = {
    "raw": ("delete from raw.forms where form_no = 2", "raw_parents_exist"),
    "staging": (
        "delete from staging.stg_forms where form_no = 1",
        "staging_kept_every_row",
    ),
    "marts": ("delete from marts.fct_indicator_prints where row_no = 40", "marts_lost_nothing"),
}


def _break_after(layer: str, statement: str) -> Steps:
    """Return the real steps, with `statement` run on the build database right after the layer is built."""
    real = Steps()

    def broken(settings: Settings) -> None:
        change(settings.build_database, statement)

    def ingest(settings: Settings, progress: Callable[[int, int, str], None]) -> Any:
        report = real.ingest(settings, progress)
        if layer == "raw":
            broken(settings)
        return report

    def transform(settings: Settings, *arguments: Any) -> Any:
        made = real.transform(settings, *arguments)
        build = made.build

        def build_and_break(built_layer: str) -> int:
            count = build(built_layer)
            if built_layer == layer:
                broken(settings)
            return count

        made.build = build_and_break
        return made

    return Steps(ingest=ingest, transform=transform)


@pytest.mark.parametrize("layer", list(SAMPLE_BREAKAGES))
def test_the_build_of_the_sample_is_stopped(built_warehouse: Any, tmp_path: Path, layer: str) -> None:
    statement, check = SAMPLE_BREAKAGES[layer]
    folder = tmp_path / "warehouse"
    shutil.copytree(built_warehouse.folder, folder)
    settings = Settings(built_warehouse.documents, folder, root=ROOT)
    settings.state.unlink()  # else there is nothing to do
    before = settings.published.read_bytes()
    out = io.StringIO()
    status = run(settings, steps=_break_after(layer, statement), console=Console(out))
    assert status is ExitStatus.GATE_FAILED, out.getvalue()
    assert f"STOP  {check}" in out.getvalue()
    assert settings.published.read_bytes() == before
