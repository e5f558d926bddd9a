"""`make week`: a week of nights. A folder of invented documents lives on by day, the scheduled command runs by night.

Each day files arrive, are corrected, renamed, copied and removed; some are broken, protected, locked, not readable, or
half copied and whole a day later. One day nothing happens. On one night the run is killed, on one another run is begun
beside it, on one the clock is wrong and the times of the files are too, before one the vocabulary has learned a label.
All the while a reader asks the published file.

After every night the published file is compared with the truth of the folder, document by document: projects, money,
indicators and their values, totals that do not add up, rejections by reason. At the end it must equal, row for row,
what a build from scratch makes of the folder. Whatever is lost or wrong is named, and makes the status 1.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipeline.statuses import ExitStatus
from tests.end_to_end.steady_reader import read_on
from tests.fixtures.in_marts import Report, Truth, check, counted_budget, records
from tests.fixtures.shelf import WHOLE_OR_NOTHING, Shelf
from tests.helpers import ROOT, copy_project, differences

NIGHTS, DOCUMENTS = 7, 60
EVENTS = ("quiet day", "killed", "second run", "wrong clock", "label learned")
UNKNOWN, ANSWER = "归口科室甲乙", "综合一处"  # a label that no vocabulary knows, and what stands beside it
LONGEST_RUN_SECONDS = 1200.0
READER_PAUSE_SECONDS = 0.2
WRONG_BY_SECONDS = -400 * 86_400.0
OTHER_CLOCK = Path(__file__).with_name("other_clock.py")
DROP_FROM_BOUNDS, READ_ANY, WRITE_ANY = 24, 2, 1  # prctl and the two rights by which root reads what it may not


@dataclass
class Night:
    """One day and the run that ends it."""

    number: int
    event: str = ""
    happened: Counter[str] = field(default_factory=Counter)
    outcome: str = ""
    seconds: float = 0.0
    report: Report | None = None
    truths: list[Truth] = field(default_factory=list)
    found: tuple[int, int, str] = (0, 0, "0")


@dataclass
class State:
    """What a reader may see: how many documents and projects, and the money counted in yuan."""

    documents: int
    projects: int
    yuan: str

    @classmethod
    def of(cls, truths: list[Truth]) -> State:
        projects = sum(1 for truth in truths for _ in records(truth))
        return cls(len(truths), projects, f"{counted_budget(truths):.2f}")

    @classmethod
    def read(cls, published: Path) -> State:
        with duckdb.connect(str(published), read_only=True) as connection:
            return cls(
                *connection.execute(
                    "select (select count(*) from marts.dim_documents), (select count(*) from marts.dim_projects),"
                    " (select cast(cast(coalesce(sum(amount_yuan), 0) as decimal(20, 2)) as varchar)"
                    " from marts.fct_project_spending where is_counted)"
                ).fetchall()[0]
            )


class Week:
    """The folder, the warehouse, and what became of them."""

    def __init__(self, scratch: Path, seed: int, nights: int = NIGHTS, documents: int = DOCUMENTS) -> None:
        """Work in `scratch`; the seed decides all that happens."""
        self.scratch = scratch
        self.chance = random.Random(seed)
        self.project = copy_project(scratch / "project")
        self.warehouse = scratch / "仓库"
        self.published = self.warehouse / "jixiao.duckdb"
        self.states = scratch / "states.jsonl"
        self.shelf = Shelf(scratch / "文件", self.chance)
        self.documents = documents
        events = dict(zip(self.chance.sample(range(1, nights + 1), min(nights, len(EVENTS))), EVENTS, strict=False))
        if events.get(nights) == "killed":  # the last run has to end
            events[nights], events[1] = events.get(1, ""), "killed"
        self.nights = [Night(number, events.get(number, "")) for number in range(nights + 1)]
        self.cut: list[str] = []  # half copied today
        self.unreadable: list[tuple[str, Truth]] = []
        self.learned = False
        self.failures: list[str] = []
        self.reads = Counter[str]()

    def run(self) -> None:
        """Live through the week and print it."""
        print(HEADING, flush=True)
        with self._reading():
            for night in self.nights:
                self._day(night)
                self._night(night)
                print(_line(night), flush=True)
        self._from_scratch()

    # --- by day

    def _day(self, night: Night) -> None:
        """What happens to the folder before the run."""
        if night.event == "quiet day":
            return
        shelf, chance, happened = self.shelf, self.chance, night.happened
        for path in self.cut:
            shelf.complete(path)
            happened["changed"] += 1
        for path, says in self.unreadable:
            (shelf.folder / path).chmod(0o644)
            shelf.says(path, says)
        self.cut, self.unreadable = [], []
        if night.number:
            self._changes(night)
        arriving = chance.randint(5, 9) if night.number else self.documents
        for _ in range(arriving):
            if chance.random() < 0.1:
                self._add_unknown()
            else:
                shelf.add()
        happened["arrived"] += arriving
        for _ in range(chance.randint(1, 3)):
            shelf.add_broken()
            happened["broken"] += 1
        path = shelf.add(extension=chance.choice(WHOLE_OR_NOTHING))
        shelf.cut(path)
        self.cut.append(path)
        happened["broken"] += 1
        if night.event == "label learned":
            self._learn()
        self._say_what_is_known()
        if night.event == "wrong clock":
            self._wrong_times()

    def _changes(self, night: Night) -> None:
        """Files that were there change, move, come twice, go, break."""
        shelf, chance, happened = self.shelf, self.chance, night.happened
        touched = chance.sample([path for path in shelf.readable() if not self._is_unknown(path)], 11)
        for path in touched[:3]:
            shelf.correct(path)
        for path in touched[3:5]:
            shelf.rename(path)
        refused = [path for path, entry in shelf.entries.items() if entry.says["status"] == ["rejected"]]
        if refused:
            shelf.rename(chance.choice(refused))
        shelf.copy(touched[5])
        for path in touched[6:9]:
            shelf.remove(path)
        happened.update({"changed": 3, "renamed": 2 + bool(refused), "arrived": 1, "gone": 3})
        broken = [path for path in shelf.readable() if path.endswith(WHOLE_OR_NOTHING) and path not in touched]
        shelf.cut(chance.choice(broken))
        happened["broken"] += 1
        if CLOSED_TO_RUNS:
            path = touched[9]
            self.unreadable.append((path, shelf.entries[path].says))
            (shelf.folder / path).chmod(0o000)
            shelf.says(path, {"status": ["rejected"], "reason": ["unreadable"], "forms": []}, is_read=False)
            happened["broken"] += 1

    def _is_unknown(self, path: str) -> bool:
        return bool(self.shelf.entries[path].says.get("unknown"))

    def _add_unknown(self) -> None:
        """A form arrives that prints a label which the vocabulary may not know yet."""
        self.shelf.add(layout="explained", extra=(UNKNOWN, ANSWER))

    def _say_what_is_known(self) -> None:
        for path, entry in self.shelf.entries.items():
            if entry.says.get("unknown"):
                form, *others = entry.says["forms"]
                first, *rest = form["records"]
                fields = {**first["fields"], "project_attribute": ANSWER if self.learned else None}
                said = {**form, "records": [{**first, "fields": fields}, *rest]}
                self.shelf.says(path, {**entry.says, "forms": [said, *others]})

    def _learn(self) -> None:
        """One row more in the vocabulary."""
        labels = self.project / "seeds" / "printed_labels.csv"
        text = labels.read_text(encoding="utf-8")
        commas = text.partition("\n")[0].count(",")
        labels.write_text(f"{text}{UNKNOWN},field,project_attribute{',' * (commas - 2)}\n", encoding="utf-8")
        self.learned = True

    def _wrong_times(self) -> None:
        """Files of decades ago, and of decades to come."""
        for path in self.chance.sample(sorted(self.shelf.entries), 10):
            year = self.chance.choice((-1, 1)) * self.chance.randint(1, 50) * 365 * 86_400
            at = time.time() + year
            os.utime(self.shelf.folder / path, (at, at))

    # --- by night

    def _command(self, night: Night | None = None, warehouse: Path | None = None) -> list[str]:
        start = ["-m", "pipeline"]
        if night is not None and night.event == "wrong clock":
            start = [str(OTHER_CLOCK), str(WRONG_BY_SECONDS)]
        folders = ["--documents", str(self.shelf.folder), "--warehouse", str(warehouse or self.warehouse)]
        return [sys.executable, *start, "build", *folders]

    def _start(self, command: list[str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command,
            cwd=self.project,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            preexec_fn=_as_others_are,
        )

    def _night(self, night: Night) -> None:
        """The scheduled run, and what is published in the morning."""
        night.truths = self.shelf.truths()
        with self.states.open("a", encoding="utf-8") as file:
            file.write(json.dumps(vars(State.of(night.truths))) + "\n")
        before = _identity(self.published)
        begun = time.monotonic()
        process = self._start(self._command(night))
        if night.event == "killed":
            self._kill(night, process)
            if _identity(self.published) == before:  # it died before it published: yesterday's file stands
                night.truths = self.nights[night.number - 1].truths
        else:
            said: list[str] = []
            if night.event == "second run":
                assert process.stdout is not None
                said.append(process.stdout.readline())
                self._second_run()
            text, _ = process.communicate(timeout=LONGEST_RUN_SECONDS)
            said.append(text)
            self._judge(night, process.returncode, "".join(said))
        night.seconds = time.monotonic() - begun
        self._compare(night)

    def _kill(self, night: Night, process: subprocess.Popen[str]) -> None:
        """End the run without a word while it makes the tables."""
        assert process.stdout is not None
        steps = self.chance.randint(2, 6)
        for line in process.stdout:
            steps -= line.startswith("✓ ")
            if not steps:
                break
        time.sleep(self.chance.uniform(0, 1.5))
        process.kill()
        process.communicate()
        night.outcome = "killed" if process.returncode == -9 else f"status {process.returncode}"
        if process.returncode != -9:
            self.failures.append(f"night {night.number}: the run ended before it was killed, {process.returncode}")

    def _second_run(self) -> None:
        second = self._start(self._command())
        said, _ = second.communicate(timeout=LONGEST_RUN_SECONDS)
        if second.returncode != ExitStatus.LOCKED or "is being built by run" not in said:
            self.failures.append(f"a second run beside the first gave {second.returncode}:\n{said}")

    def _judge(self, night: Night, status: int, said: str) -> None:
        """A run has to end well, and to have nothing to do if and only if nothing happened."""
        last = json.loads((self.warehouse / "last_run.json").read_text(encoding="utf-8"))
        night.outcome = "nothing to do" if last["nothing_to_do"] else ExitStatus(status).outcome
        # after a killed run even an unchanged folder is something to do
        after_kill = night.number > 0 and self.nights[night.number - 1].event == "killed"
        expected = night.event == "quiet day" and not after_kill
        if status != ExitStatus.OK or last["nothing_to_do"] != expected:
            self.failures.append(f"night {night.number}: status {status}, {last['message']}\n{said[-3000:]}")

    def _compare(self, night: Night) -> None:
        if not self.published.is_file():
            self.failures.append(f"night {night.number}: nothing is published")
            return
        with duckdb.connect(str(self.published), read_only=True) as connection:
            night.report = check(night.truths, connection)
        state = State.read(self.published)
        night.found = (state.documents, state.projects, state.yuan)
        if not night.report.is_clean:
            self.failures += [f"night {night.number}:", *night.report.lines()]

    # --- all the week, and at its end

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """A process that asks the published file from the first night on."""
        tally = self.scratch / "reads.json"
        command = [sys.executable, "-m", "tests.end_to_end.week", "--read"]
        process = subprocess.Popen(
            [*command, str(self.published), str(self.states), str(tally)], cwd=ROOT, stdin=subprocess.PIPE
        )
        try:
            yield
        finally:
            process.communicate(timeout=60)
        found = json.loads(tally.read_text(encoding="utf-8"))
        self.reads.update(found["counts"])
        self.failures += [f"reader: {error}" for error in found["errors"][:10]]
        if not self.reads["new"]:
            self.failures.append("the reader read nothing")

    def _from_scratch(self) -> None:
        """The last file against one that is made from nothing."""
        fresh = self.scratch / "fresh"
        # the project as it was parsed by day: that takes long, and nothing of a document is in it
        shutil.copytree(self.warehouse / "build" / "target", fresh / "build" / "target")
        process = self._start(self._command(warehouse=fresh))
        said, _ = process.communicate(timeout=LONGEST_RUN_SECONDS)
        different = differences(fresh / "jixiao.duckdb", self.published) if process.returncode == 0 else {"all": 1}
        if different:
            self.failures.append(
                f"a build from scratch is otherwise: {different}\n{said[-2000:] if process.returncode else ''}"
            )

    def last_line(self) -> str:
        """The week in one line."""
        reports = [night.report for night in self.nights if night.report]
        happened: Counter[str] = Counter()
        for night in self.nights:
            happened.update(night.happened)
        values = sum(report.tallies["indicator values"].meant for report in reports)
        return (
            f"{len(self.nights)} runs; {', '.join(f'{count} {what}' for what, count in happened.items())};"
            f" compared: {sum(report.tallies['projects'].meant for report in reports):,} projects,"
            f" {sum(report.tallies['amounts'].meant for report in reports):,} amounts, {values:,} indicator values;"
            f" lost {sum(report.lost for report in reports)}, wrong {sum(report.wrong for report in reports)};"
            f" {self.reads.total():,} reads of the published file; equal to a build from scratch:"
            f" {'no' if any('from scratch' in failure for failure in self.failures) else 'yes'}"
        )


HEADING = (
    f"{'night':>5} {'arrived':>7} {'changed':>7} {'renamed':>7} {'gone':>4} {'broken':>6}  {'run':<29}{'seconds':>7}"
    f" {'documents':>11} {'projects':>11}  {'money counted, yuan':<40} {'lost':>4} {'wrong':>5}"
)


def _line(night: Night) -> str:
    """One line of the table; found beside expected."""
    expected = State.of(night.truths)
    documents, projects, yuan = night.found
    happened = night.happened
    run = night.outcome if night.event in ("", night.outcome) else f"{night.outcome} ({night.event})"
    lost, wrong = (night.report.lost, night.report.wrong) if night.report else (1, 0)
    return (
        f"{night.number:>5} {happened['arrived']:>7} {happened['changed']:>7} {happened['renamed']:>7}"
        f" {happened['gone']:>4} {happened['broken']:>6}  {run:<29}{night.seconds:>7.0f}"
        f" {f'{documents}/{expected.documents}':>11} {f'{projects}/{expected.projects}':>11}"
        f"  {f'{yuan}/{expected.yuan}':<40} {lost:>4} {wrong:>5}"
    )


def _identity(file: Path) -> tuple[int, int] | None:
    if not file.exists():
        return None
    status = file.stat()
    return status.st_ino, status.st_mtime_ns


def _as_others_are() -> None:
    """Give up the right to read what may not be read, which root has and no scheduled run should need."""
    if os.geteuid() == 0 and sys.platform == "linux":
        system = ctypes.CDLL(None, use_errno=True)
        for right in (READ_ANY, WRITE_ANY):
            system.prctl(DROP_FROM_BOUNDS, right, 0, 0, 0)


def _can_be_closed() -> bool:
    """Whether a file can be kept from being read by a run that is started here."""
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).chmod(0o000)
        code = f"open({file.name!r}).read()"
        return (
            subprocess.run([sys.executable, "-c", code], preexec_fn=_as_others_are, capture_output=True).returncode != 0
        )


CLOSED_TO_RUNS = _can_be_closed()


def state_of(published: Path, states: Path) -> int | None:
    """The last of the announced states that the published file is of; None where there is no file yet.

    Raises AssertionError where it is of none.
    """
    if not published.exists():
        return None
    seen = vars(State.read(published))
    announced = [json.loads(line) for line in states.read_text(encoding="utf-8").splitlines()]
    at = max((number for number, state in enumerate(announced) if state == seen), default=None)
    assert at is not None, f"of no state: {seen}"
    return at


def main() -> None:
    """Run the week; the status is 1 if anything was lost, wrong or otherwise than expected."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nights", type=int, default=NIGHTS)
    parser.add_argument("--documents", type=int, default=DOCUMENTS, help="at the beginning")
    parser.add_argument("--seed", type=int, default=None, help="a new one each time unless given")
    parser.add_argument("--scratch", type=Path, default=None, help="folder to work in; kept if given")
    parser.add_argument("--read", nargs=3, type=Path, metavar=("PUBLISHED", "STATES", "TALLY"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        published, states, tally = options.read
        read_on(lambda: state_of(published, states), -1, READER_PAUSE_SECONDS, tally)
        return
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    scratch = options.scratch or Path(tempfile.mkdtemp(prefix="jixiao-week-"))
    begun = time.monotonic()
    if not CLOSED_TO_RUNS:
        print("No file can be closed to this user: none will be unreadable.")
    week = Week(scratch, seed, options.nights, options.documents)
    week.run()
    if week.failures:
        print(f"{len(week.failures)} FAILURES", *week.failures[:60], sep="\n")
    print(f"seed {seed}, {time.monotonic() - begun:,.0f} s: {week.last_line()}")
    if options.scratch is None and not week.failures:
        shutil.rmtree(scratch)
    sys.exit(1 if week.failures else 0)


if __name__ == "__main__":
    main()
