"""A small project and steps that only write down that they were called."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.settings import Settings
from tests.unit.fakes import Fakes


@pytest.fixture
def fakes() -> Fakes:
    return Fakes()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    documents, root = tmp_path / "文件 夹", tmp_path / "project"
    documents.mkdir()
    (documents / "一.txt").write_text("项目名称\t甲\n", encoding="utf-8")
    (root / "seeds").mkdir(parents=True)
    return Settings(documents, tmp_path / "仓库 out", root=root)
