"""The parsed project is used again for just the same files, and never half of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from dbt.contracts.graph.manifest import Manifest

from pipeline import parsed
from pipeline.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    root = tmp_path / "项目"
    (root / "models/marts").mkdir(parents=True)
    (root / "seeds").mkdir()
    (root / "seeds/words.csv").write_text("word\n甲\n", encoding="utf-8")
    (root / "seeds/words.yml").write_text("seeds: [{name: words}]\n", encoding="utf-8")
    (root / "dbt_project.yml").write_text("name: jixiao\n", encoding="utf-8")
    (root / "models/marts/fct_lines.sql").write_text("select 1", encoding="utf-8")
    settings = Settings(tmp_path / "文件", tmp_path / "仓库", root=root)
    settings.dbt_target.mkdir(parents=True)
    return settings


def _is_kept(settings: Settings) -> bool:
    return parsed.load(settings.parsed_project, parsed.project_hash(settings)) is not None


def test_nothing_kept_is_no_project(settings: Settings) -> None:
    assert not _is_kept(settings)


KEEPING = ("nothing", "another file", "a row of a seed")
LOSING = ("a model", "a new model", "a model renamed", "a new seed", "a seed's columns", "another root", "cut short")


@pytest.mark.parametrize("change", [*KEEPING, *LOSING])
def test_a_project_is_kept_until_it_changes(settings: Settings, change: str) -> None:
    parsed.keep(settings.parsed_project, parsed.project_hash(settings), Manifest())
    model = settings.root / "models/marts/fct_lines.sql"
    if change == "a model":
        model.write_text("select 2", encoding="utf-8")
    elif change == "a new model":
        model.with_name("fct_more.sql").write_text("select 1", encoding="utf-8")
    elif change == "a model renamed":
        model.rename(model.with_name("fct_rows.sql"))
    elif change == "another root":
        settings.root.rename(settings.root.with_name("project"))
        settings = Settings(settings.documents, settings.warehouse, root=settings.root.with_name("project"))
    elif change == "another file":
        (settings.root / "README.md").write_text("x", encoding="utf-8")
    elif change == "a row of a seed":
        (settings.root / "seeds/words.csv").write_text("word\n甲\n乙\n", encoding="utf-8")
    elif change == "a new seed":
        (settings.root / "seeds/more.csv").write_text("word\n丙\n", encoding="utf-8")
    elif change == "a seed's columns":
        (settings.root / "seeds/words.yml").write_text("seeds: [{name: words, columns: []}]\n", encoding="utf-8")
    elif change == "cut short":
        settings.parsed_project.write_bytes(settings.parsed_project.read_bytes()[:-1])
    assert _is_kept(settings) == (change in KEEPING)
