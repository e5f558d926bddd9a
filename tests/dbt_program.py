"""dbt's command line for the project, which is parsed only where this test run has not parsed it yet."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from dbt.cli.main import dbtRunner
from dbt.flags import set_from_args

from pipeline import parsed
from pipeline.settings import Settings
from tests.helpers import PARSED, ROOT
from tests.shared import once, shared_folder

DIRECTORIES = ("--project-dir", str(ROOT), "--profiles-dir", str(ROOT))


def parsed_project() -> Any:
    """dbt's manifest of the project."""
    with once("parsed") as folder:
        store = folder / PARSED[0]
        project = parsed.project_hash(_settings())
        manifest = parsed.load(store, project)
        if manifest is None:
            outcome = dbtRunner().invoke(["parse", "--quiet", "--no-partial-parse", *DIRECTORIES])
            if not outcome.success:
                raise SystemExit(f"the project does not parse: {outcome.exception}")
            manifest = outcome.result
            parsed.keep(store, project, manifest)
    return manifest


def write_manifest(path: Path) -> None:
    """The parsed project as JSON."""
    manifest = parsed_project()
    set_from_args(Namespace(SEND_ANONYMOUS_USAGE_STATS=False), None)  # writing asks for it
    manifest.write(str(path))


def main(arguments: list[str]) -> int:
    """Run one command of dbt."""
    outcome = dbtRunner(manifest=parsed_project()).invoke([*arguments, *DIRECTORIES])
    if outcome.exception is not None:
        print(outcome.exception)
    return 0 if outcome.success else 1


def _settings() -> Settings:
    return Settings(documents=ROOT / "documents", warehouse=shared_folder(), root=ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
