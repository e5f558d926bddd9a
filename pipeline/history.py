"""What each run leaves: a line of history, last_run.json, a log. The clock lives here, never in the marts."""

from __future__ import annotations

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
    """A run that starts now."""
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{os.getpid()}"
    return Run(run_id, now(), command, str(settings.documents), str(settings.warehouse), settings.target)


def append(settings: Settings, row: dict[str, Any]) -> None:
    """Add a line of history in one write; a line that a dying run cut short is closed first."""
    line = json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogateescape") + b"\n"
    descriptor = os.open(settings.history, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            line = b"\n" + line
        os.write(descriptor, line)
    finally:
        os.close(descriptor)


def record(settings: Settings, run: Run) -> None:
    """Write the run into history and last_run.json."""
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


def open_log(settings: Settings, run: Run) -> logging.Logger:
    """The log of this run; logs beyond the last thirty go."""
    settings.logs.mkdir(parents=True, exist_ok=True)
    path = settings.logs / f"{run.run_id}.log"
    log = logging.getLogger(f"jixiao.{run.run_id}")
    log.setLevel(logging.INFO)
    log.propagate = False
    handler = logging.FileHandler(path, encoding="utf-8", errors="surrogateescape")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    run.log = str(path)
    for old in _logs(settings.logs)[:-LOGS_KEPT]:
        old.unlink()
    return log


def close_log(log: logging.Logger) -> None:
    """Close the run's log file."""
    for handler in list(log.handlers):
        log.removeHandler(handler)
        handler.close()


def _logs(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.log"))
