"""The dbt project, parsed once for all rules."""

from __future__ import annotations

import pytest

from tests.project.project import Project


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The dbt project as dbt sees it; nothing is built and no database is opened."""
    from tests.dbt_program import write_manifest

    folder = tmp_path_factory.mktemp("parse")
    write_manifest(folder / "manifest.json")
    return Project.from_target(folder)
