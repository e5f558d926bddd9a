"""`make crash-test`: kill -9 a build at random moments, and fill its disk, while a reader asks the published file.

Every run finds other documents than the run before, so each has something to publish, and each begins on what the
killed one left. The reader knows which documents belong together: a file that mixes two states, a state older than one
already seen, or any error on opening or reading is a failure. A run that is left to end must end well, publish the
documents of the moment and leave nothing lying about; at the end the published file is compared with a fresh build's.

With the right to mount, the warehouse lies on a small file system that is first filled up, to another brim each time,
and made read-only: such a run must end with the status of a full disk.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipeline.statuses import ExitStatus
from tests.end_to_end.steady_reader import read_on
from tests.helpers import ROOT, Warehouse, build_warehouse, differences

FORMS = ROOT / "tests" / "fixtures" / "forms"
CHANGING = "whole_life_and_annual.txt"  # another content in every state
PASSING = "mof_2021_cost_first.txt"  # in every second state only
# The same in every state, and so many that a change is an increment; a few lost runs on, it is a full build again.
STEADY = sorted(path.name for path in FORMS.glob("*.txt") if path.name not in (CHANGING, PASSING, "blank_form.txt"))
READER_PAUSE_SECONDS = 0.2  # the builds need the machine too
LONGEST_RUN_SECONDS = 1200.0
# The short steps at the end are where a file is put in the place of another: they are aimed at as often as the rest.
LAST_STEPS = 2
DISK_BYTES = 400_000_000


class States:
    """The documents folder, state after state, and the ids that the reader should find together."""

    def __init__(self, folder: Path, truth: Path) -> None:
        self.folder = folder
        self.truth = truth
        self.number = 0
        folder.mkdir(parents=True, exist_ok=True)

    def next(self) -> int:
        """Put the next state in place."""
        from ingest.identity import DOCUMENT_ID_LENGTH, sha256_of

        self.number += 1
        texts = {name: (FORMS / name).read_text(encoding="utf-8") for name in STEADY}
        texts[CHANGING] = (FORMS / CHANGING).read_text(encoding="utf-8") + f"\n附注：第{self.number}次公开。\n"
        if self.number % 2:
            texts[PASSING] = (FORMS / PASSING).read_text(encoding="utf-8")
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        for name, text in texts.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        ids = sorted(sha256_of((self.folder / name).read_bytes())[:DOCUMENT_ID_LENGTH] for name in texts)
        self._note(ids, ids)
        return self.number

    def back_to(self, warehouse: Warehouse) -> int:
        """Put the documents of a finished warehouse in place, as the next state."""
        self.number += 1
        shutil.rmtree(self.folder)
        shutil.copytree(warehouse.documents, self.folder)
        documents = warehouse.query("select distinct document_id from marts.dim_documents")
        with_projects = warehouse.query("select distinct document_id from marts.dim_projects")
        self._note(sorted(one for (one,) in documents), sorted(one for (one,) in with_projects))
        return self.number

    def _note(self, documents: list[str], with_projects: list[str]) -> None:
        row = {"state": self.number, "documents": documents, "with_projects": with_projects}
        with self.truth.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


def state_of(published: Path, truth: Path) -> int:
    """The one state that all of the published file is of. Raises AssertionError where it is of none or of several."""
    with duckdb.connect(str(published), read_only=True) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "select distinct table_name from duckdb_columns()"
                " where schema_name = 'marts' and column_name = 'document_id' order by 1"
            ).fetchall()
        ]
        union = " union all ".join(f"select distinct '{name}', document_id from marts.{name}" for name in tables)
        rows = connection.execute(union).fetchall() if tables else []
    ids = {table: {one for name, one in rows if name == table and one is not None} for table in tables}
    known = {}
    for line in truth.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        known[frozenset(row["documents"])] = (row["state"], set(row["with_projects"]))
    expected = ids.get("dim_documents", set())
    state, with_projects = known.get(frozenset(expected), (None, set()))
    assert state is not None, f"documents of no state: {expected}"
    assert ids["dim_projects"] == with_projects, "projects of other documents"
    strays = {table: found - expected for table, found in ids.items() if found - expected}
    assert not strays, f"rows of documents of another state: {strays}"
    return int(state)


@dataclass
class Outcome:
    """What a crash test found."""

    kills: Counter[str] = field(default_factory=Counter)  # by the step in which the run was killed
    full_disks: Counter[str] = field(default_factory=Counter)  # by the step in which the disk was full
    ended_before_the_kill: int = 0
    healed: int = 0
    reads: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def killed(self) -> int:
        return sum(self.kills.values())

    def lines(self) -> list[str]:
        """The outcome in words."""
        killed, full = (
            ", ".join(f"{step} {count}" for step, count in counts.most_common()) or "none"
            for counts in (self.kills, self.full_disks)
        )
        lines = [
            f"{self.killed} runs killed: {killed}",
            f"{self.full_disks.total()} runs met a disk that was full or read-only: {full}",
            f"{self.ended_before_the_kill} runs ended before their kill, {self.healed} were left to end and ended well",
            f"{self.reads:,} reads of the published file, each of one state, none of them older than the one before",
        ]
        return lines if not self.failures else [f"{len(self.failures)} FAILURES", *self.failures[:20], *lines]


class CrashTest:
    """One warehouse, its documents and its reader."""

    def __init__(self, scratch: Path, seed: int, disk: Path | None = None, begun: Warehouse | None = None) -> None:
        """Work in `scratch`. `begun` is a warehouse to begin with, as a copy, and to end with; else one is built."""
        self.scratch = scratch
        self.begun = begun
        self.random = random.Random(seed)
        self.disk = disk
        self.warehouse = (disk or scratch) / "仓库 out"
        self.truth = scratch / "truth.jsonl"
        self.states = States(scratch / "文件 in", self.truth)
        self.published = self.warehouse / "jixiao.duckdb"
        self.outcome = Outcome()
        self.seconds: dict[str, float] = {}

    def run(
        self, kills: int, full_disks: int = 0, heal_every: int = 10, longest_seconds: float = float("inf")
    ) -> Outcome:
        """Fill the disk of `full_disks` runs and kill `kills` anywhere; heal now and then."""
        until = time.monotonic() + longest_seconds
        with self.reading():
            for number in range(full_disks):
                if time.monotonic() > until or self.outcome.failures:
                    break
                if self.disk is None:
                    self.file_too_large(self.published.stat().st_size)
                elif number % heal_every == heal_every - 1:
                    self.read_only_disk()
                    self.heal()
                else:
                    self.full_disk()
            while self.outcome.killed < kills and time.monotonic() < until and not self.outcome.failures:
                number = self.outcome.killed
                self.kill(self._any_step())
                if self.outcome.killed > number and (number + 1) % heal_every == 0:
                    self.heal()
        return self.outcome

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Publish a first file, then read it until the block is over; then heal and compare with a fresh build."""
        if self.begun is None:
            self.heal()
        else:
            shutil.copytree(self.begun.folder, self.warehouse, copy_function=shutil.copy2)
            self.states.back_to(self.begun)
            self.seconds = self.begun.last_run["seconds"]
        assert not self.outcome.failures, "\n".join(self.outcome.lines())
        with _Reader(self.published, self.truth, self.scratch / "reads.json", self.outcome):
            yield
            self.heal(self.begun)
        fresh = self.begun or build_warehouse(self.states.folder, self.scratch / "fresh")
        different = differences(fresh.published, self.published) if fresh.published.exists() else {"all": 1}
        if different:
            self.outcome.failures.append(f"the healed file differs from a fresh build's: {different}")

    def _any_step(self) -> str:
        names = list(self.seconds)
        late = self.random.random() < 0.5
        return self.random.choice(names[-LAST_STEPS:] if late else names)

    def _start(self, largest_file: int | None = None) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "pipeline", "build"]
        command += ["--documents", str(self.states.folder), "--warehouse", str(self.warehouse)]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # so that what outlives it can be found
            preexec_fn=largest_file
            and (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))),
        )

    def kill(self, step: str) -> None:
        """Start a run on other documents and kill it somewhere in `step`; a step may be over sooner than last time."""
        self.states.next()
        order = list(self.seconds)
        process = self._start()
        said: list[str] = []
        listener = threading.Thread(target=_listen, args=(process, said), daemon=True)
        listener.start()
        until = time.monotonic() + LONGEST_RUN_SECONDS
        while _steps_done(said) < order.index(step) and process.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        # A little longer than the step took: also the end of the run, after its last step, is to be hit.
        wait = self.random.uniform(0, 1.2 * self.seconds[step] + 0.05)
        try:
            process.wait(wait)
        except subprocess.TimeoutExpired:
            process.kill()
        process.wait()
        listener.join(10)
        done = _steps_done(said)
        if process.returncode == -9:
            self.outcome.kills[order[done] if done < len(order) else "after the last step"] += 1
        elif process.returncode == ExitStatus.OK:
            self.outcome.ended_before_the_kill += 1
        else:
            self.outcome.failures.append(f"status {process.returncode} before the kill:\n{''.join(said)}")
        self._expect_no_orphans(process.pid)

    def full_disk(self) -> None:
        """Let a run on other documents find less room than it needs; it may get by."""
        assert self.disk is not None
        self.states.next()
        ballast = self.disk / "ballast"
        free = shutil.disk_usage(self.disk).free
        needed = sum(path.stat().st_size for path in self.warehouse.rglob("*") if path.is_file())
        ballast.write_bytes(bytes(max(0, free - self.random.randrange(needed))))
        self._expect_disk_status(self._start(), may_get_by=True)
        ballast.unlink()

    def file_too_large(self, largest: int) -> None:
        """The same by a limit of the process, for where nothing can be mounted."""
        self.states.next()
        self._expect_disk_status(self._start(largest), may_get_by=False)

    def read_only_disk(self) -> None:
        """Let a run find a disk that cannot be written."""
        self.states.next()
        _mount(self.disk, "remount,ro")
        self._expect_disk_status(self._start(), may_get_by=False)
        _mount(self.disk, "remount,rw")

    def _expect_disk_status(self, process: subprocess.Popen[str], may_get_by: bool) -> None:
        said, _ = process.communicate(timeout=LONGEST_RUN_SECONDS)
        order, done = list(self.seconds), _steps_done(said.splitlines())
        if process.returncode == ExitStatus.DISK:
            self.outcome.full_disks[order[done] if done < len(order) else "after the last step"] += 1
        elif not (may_get_by and process.returncode == ExitStatus.OK):
            self.outcome.failures.append(f"status {process.returncode} on a full disk:\n{said}")
        if "Traceback" in said:
            self.outcome.failures.append(f"a traceback on a full disk:\n{said}")

    def heal(self, known: Warehouse | None = None) -> None:
        """Let a run end on other documents, or those of a known warehouse, and look at what it leaves."""
        state = self.states.back_to(known) if known else self.states.next()
        process = self._start()
        said, _ = process.communicate(timeout=LONGEST_RUN_SECONDS)
        failures = self.outcome.failures
        if process.returncode != ExitStatus.OK:
            failures.append(f"a run that was left to end gave {process.returncode}:\n{said}")
            return
        try:
            found = state_of(self.published, self.truth)
            if found != state:
                failures.append(f"state {found} is published, not {state}")
        except (AssertionError, duckdb.Error) as error:
            failures.append(f"after a run that ended well: {error}")
        left = [path.name for path in self.warehouse.rglob("*") if ".new-" in path.name or path.suffix == ".wal"]
        if left:
            failures.append(f"left lying about: {left}")
        self.seconds = json.loads((self.warehouse / "last_run.json").read_text(encoding="utf-8"))["seconds"]
        self.outcome.healed += 1

    def _expect_no_orphans(self, session: int) -> None:
        until = time.monotonic() + 10
        while (left := _processes_of(session)) and time.monotonic() < until:
            time.sleep(0.05)
        if left:
            self.outcome.failures.append(f"processes outlive the killed run: {left}")
            for pid in left:
                os.kill(pid, 9)


class _Reader:
    """The reading process; on leaving, what it found is in the outcome."""

    def __init__(self, published: Path, truth: Path, tally: Path, outcome: Outcome) -> None:
        self.arguments = [str(path) for path in (published, truth, tally)]
        self.tally = tally
        self.outcome = outcome

    def __enter__(self) -> None:
        command = [sys.executable, "-m", "tests.end_to_end.crash", "--read", *self.arguments]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE)

    def __exit__(self, *_: object) -> None:
        self.process.communicate(timeout=60)
        found = json.loads(self.tally.read_text(encoding="utf-8"))
        self.outcome.reads += sum(found["counts"].values())
        self.outcome.failures += [f"reader: {error}" for error in found["errors"]]
        if not self.outcome.reads:
            self.outcome.failures.append("the reader read nothing")


def _listen(process: subprocess.Popen[str], said: list[str]) -> None:
    assert process.stdout is not None
    said.extend(iter(process.stdout.readline, ""))


def _steps_done(said: list[str]) -> int:
    return sum(line.startswith("✓ ") and line.rstrip().endswith(" s") for line in list(said))


def _processes_of(session: int) -> list[int]:
    """Living processes of a session; none where there is no /proc to ask."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, its_session = entry.read_text().rpartition(")")[2].split()[:4]
        except (OSError, ValueError):  # it ended while we looked
            continue
        if int(its_session) == session and state not in "ZX":
            found.append(int(entry.parent.name))
    return found


def _mount(folder: Path | None, options: str) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A file system of its own at `folder`; None where we may not mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.which("mount") is None or not _mount(folder, f"size={DISK_BYTES}"):
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def main() -> None:
    """Run the test and print what it found; the status is 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--full-disks", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin nothing after so many")
    parser.add_argument("--seed", type=int, default=None, help="of the moments; a new one each time unless given")
    parser.add_argument("--scratch", type=Path, default=None, help="folder to work in; kept if given")
    parser.add_argument("--read", nargs=3, type=Path, metavar=("PUBLISHED", "TRUTH", "TALLY"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        published, truth, tally = options.read
        read_on(lambda: state_of(published, truth), 0, READER_PAUSE_SECONDS, tally)
        return
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    scratch = options.scratch or Path(tempfile.mkdtemp(prefix="jixiao-crash-"))
    begun = time.monotonic()
    with small_disk(scratch / "disk") as disk:
        if disk is None:
            print("No right to mount a small disk: a limit on the size of files stands for it.")
        outcome = CrashTest(scratch, seed, disk).run(
            options.kills, options.full_disks, longest_seconds=60 * options.minutes
        )
    print("\n".join([*outcome.lines(), f"seed {seed}, {time.monotonic() - begun:,.0f} s"]))
    if options.scratch is None and not outcome.failures:
        shutil.rmtree(scratch)
    sys.exit(1 if outcome.failures else 0)


if __name__ == "__main__":
    main()
