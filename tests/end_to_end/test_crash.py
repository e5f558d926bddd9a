"""A run that is killed: five kills while a reader reads, and the run after them.

`make crash-test` does the same a hundred times at random moments, and fills the disk.
"""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.crash import CrashTest
from tests.helpers import Warehouse


def test_a_reader_sees_whole_files_only_and_the_next_run_heals(built_warehouse: Warehouse, tmp_path: Path) -> None:
    test = CrashTest(tmp_path, seed=6, begun=built_warehouse)
    with test.reading():
        for step in ("ingest", "gate_raw", "staging", "marts", "publish"):
            test.kill(step)
    outcome = test.outcome
    assert outcome.failures == [], "\n".join(outcome.lines())
    assert outcome.killed + outcome.ended_before_the_kill == 5
    assert outcome.killed >= 4  # a step may be over sooner than it was the last time
    assert outcome.healed == 1
    assert outcome.reads > 10
