"""The published file before clients: the pinned one counts all of it, and the comparison can fail."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.end_to_end.clients import differences, expected_counts, probe
from tests.helpers import Warehouse


def test_this_client_finds_all_of_it(built_warehouse: Warehouse) -> None:
    expected = expected_counts(built_warehouse.published)
    assert {name.split(".")[0] for name in expected} == {"marts", "zh"}
    assert differences(expected, probe(built_warehouse.published)) == []


def test_the_comparison_can_fail() -> None:
    found = {"counts": {"marts.a": 1, "marts.new": 2}, "refused": False, "comments": 0}
    assert len(differences({"marts.a": 3, "marts.b": 0}, found)) == 5
    assert differences({}, {"error": "Serialization Error"}) == ["Serialization Error"]


def test_the_command_line_client_reads_it(built_warehouse: Warehouse) -> None:
    client = Path(sys.executable).parent / "duckdb"
    run = subprocess.run(
        [client, "-readonly", "-csv", built_warehouse.published, "-c", "select count(*) as n from marts.dim_projects"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == ["n", "73"]
