"""What each run leaves: a line of history, last_run.json, a log. The clock lives here, never in the marts."""

from __future__ import annotations

import errno
import json
import logging
import os
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.files import write_json
from pipeline.settings import Settings
from pipeline.statuses import ExitStatus

LOGS_KEPT = 30
LARGEST_HISTORY = 8_000_000  # bytes; what is older goes to one file beside it
TAIL = 1_000_000  # bytes of history that are read back: some hundred runs


@dataclass
class Run:
    """One run, as history tells it."""

    run_id: str
    started_at: str
    command: str
    documents: str
    warehouse: str
    target: str
    finished_at: str | None = None
    status: int | None = None
    outcome: str | None = None
    message: str | None = None
    fingerprint: str | None = None
    nothing_to_do: bool = False
    ingest: dict[str, Any] = field(default_factory=dict)
    changed: int | None = None  # documents whose rows were made again; None: all
    published: dict[str, int] = field(default_factory=dict)  # rows by table
    published_bytes: int | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    log: str | None = None

    def end(self, status: ExitStatus, message: str) -> None:
        """Close the run with its status and one sentence."""
        self.finished_at = now()
        self.status = int(status)
        self.outcome = status.outcome
        self.message = message


def now() -> str:
    """The time now, with its zone."""
    return datetime.now(UTC).astimezone().isoformat(timespec="milliseconds")


def new_run(settings: Settings, command: str) -> Run:
    """A run that starts now. Its id is its own even where the clock went back and the process number came again."""
    stem = run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{os.getpid()}"
    number = 1
    while (settings.logs / f"{run_id}.log").exists():
        number += 1
        run_id = f"{stem}-{number}"
    return Run(run_id, now(), command, str(settings.documents), str(settings.warehouse), settings.target)


def append(settings: Settings, row: dict[str, Any]) -> None:
    """Add a line of history in one write; a line that a dying run cut short is closed first."""
    line = json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogateescape") + b"\n"
    descriptor = os.open(settings.history, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            line = b"\n" + line
        if os.write(descriptor, line) != len(line):
            raise OSError(errno.ENOSPC, "No space left on device", str(settings.history))
    finally:
        os.close(descriptor)


def rows(settings: Settings) -> list[dict[str, Any]]:
    """The last rows of the history, oldest first: the order of the lines, whatever the clock said."""
    try:
        with settings.history.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
            lines = file.read().splitlines()
    except FileNotFoundError:
        return []
    found = []
    for line in lines:
        try:
            row = json.loads(line.decode("utf-8", "surrogateescape"))
        except ValueError:  # cut short: by a run that died, or by where the tail begins
            continue
        if isinstance(row, dict):
            found.append(row)
    return found


def record(settings: Settings, run: Run) -> None:
    """Write the run into history and last_run.json. Call it only while holding the lock."""
    if settings.history.is_file() and settings.history.stat().st_size > LARGEST_HISTORY:
        settings.history.replace(settings.history.with_suffix(".1.jsonl"))
    append(settings, asdict(run))
    write_json(settings.last_run, asdict(run))


def record_death(settings: Settings, died: dict[str, Any]) -> None:
    """Write the history line of a run that was killed and could not."""
    append(
        settings,
        {
            **died,
            "status": None,
            "outcome": "died",
            "message": "The run ended without a word: killed, or power lost.",
        },
    )


class _LogFile(logging.FileHandler):
    """A log that a full disk may cut short: that is told at the end, not by a traceback for every line."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8", errors="surrogateescape")
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        self.lost = 0

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802  the name is logging's
        """Count a line that could not be written."""
        self.lost += 1


def open_log(settings: Settings, run: Run) -> logging.Logger:
    """The log of this run; logs beyond the last thirty go."""
    settings.logs.mkdir(parents=True, exist_ok=True)
    path = settings.logs / f"{run.run_id}.log"
    log = logging.getLogger(f"jixiao.{run.run_id}")
    log.setLevel(logging.INFO)
    log.propagate = False
    log.addHandler(_LogFile(path))
    run.log = str(path)
    _remove_old_logs(settings, path)
    return log


def close_log(log: logging.Logger) -> int:
    """Close the run's log file; the number of lines that could not be written."""
    lost = 0
    for handler in list(log.handlers):
        log.removeHandler(handler)
        try:
            handler.close()
        except OSError:  # what was still to be written found no room
            lost += 1
        lost += getattr(handler, "lost", 0)
    return lost


def _remove_old_logs(settings: Settings, own: Path) -> None:
    """Keep the logs of the last runs by the order of the history: names follow the clock, and clocks jump."""
    order = {row.get("run_id"): number for number, row in enumerate(rows(settings))}
    others = [path for path in settings.logs.glob("*.log") if path != own]
    others.sort(key=lambda path: (order.get(path.stem, -1), path.name))
    for old in others[: max(0, len(others) - LOGS_KEPT + 1)]:
        old.unlink()
