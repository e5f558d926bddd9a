"""A run that is killed or finds no room: five kills, a disk that is full, a disk that cannot be written.

`make crash-test` does the same a hundred times at random moments.
"""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.crash import CrashTest, small_disk


def test_a_reader_sees_whole_files_only_and_the_next_run_heals(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        test = CrashTest(tmp_path, seed=6, disk=disk)
        with test.reading():
            for step in ("ingest", "staging", "marts", "publish", "summary"):
                test.kill(step)
            test.file_too_large(test.published.stat().st_size)
            if disk is not None:  # the right to mount
                test.read_only_disk()
    outcome = test.outcome
    assert outcome.failures == [], "\n".join(outcome.lines())
    assert outcome.killed + outcome.ended_before_the_kill == 5
    assert outcome.killed >= 4  # a step may be over sooner than it was the last time
    assert outcome.full_disks.total() >= 1
    assert outcome.reads > 10
