"""dbt's unit tests, a case of every branch of meaning, in the YAML of their models: no build runs them, this does."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.helpers import ROOT, Warehouse, run_dbt


def test_every_unit_test_passes(built_warehouse: Warehouse, tmp_path: Path) -> None:
    # dbt looks the columns of inputs up in a database; its views know the name of the file that they were made in
    database = tmp_path / built_warehouse.build_database.name
    shutil.copy(built_warehouse.build_database, database)
    run = run_dbt(database, "--no-use-colors", "test", "--select", "test_type:unit")
    assert run.returncode == 0, run.stdout[-6000:]
    written = sum(path.read_text(encoding="utf-8").count("\n    model: ") for path in (ROOT / "models").rglob("*.yml"))
    assert written > 70
    assert f"PASS={written} WARN=0 ERROR=0 SKIP=0" in run.stdout, run.stdout[-2000:]
