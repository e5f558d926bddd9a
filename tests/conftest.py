"""Shared by all tests: the sample corpus, built once, as a user builds it."""

from __future__ import annotations

import pytest

from tests.helpers import SAMPLE, Warehouse, build_warehouse


@pytest.fixture(scope="session")
def built_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The sample corpus, built once. Read-only for every test."""
    warehouse = build_warehouse(SAMPLE, tmp_path_factory.mktemp("sample") / "warehouse")
    output = f"{warehouse.run.stdout}\n{warehouse.run.stderr}"
    assert warehouse.run.returncode == 0, f"the sample does not build:\n{output}"
    return warehouse
