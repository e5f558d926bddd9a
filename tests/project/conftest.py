"""The dbt project, parsed once for all rules."""

from __future__ import annotations

import pytest

from tests.project.project import ROOT, Project


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The dbt project as dbt sees it; nothing is built and no database is opened."""
    from dbt.cli.main import dbtRunner

    folder = tmp_path_factory.mktemp("parse")
    options = ["--project-dir", ROOT, "--profiles-dir", ROOT, "--target-path", folder, "--log-path", folder / "logs"]
    outcome = dbtRunner().invoke(["parse", "--quiet", "--no-partial-parse", *map(str, options)])
    assert outcome.success, f"the project does not parse: {outcome.exception}"
    return Project.from_target(folder)
