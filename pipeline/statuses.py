"""Exit statuses of `python -m pipeline`. Schedulers rely on the numbers: never renumber, only add."""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """How a run ended, as the process tells its caller."""

    OK = 0  # published, or nothing to do; also when single files were rejected
    UNEXPECTED = 1  # a fault of ours; the log holds the traceback
    USAGE = 2  # wrong option or folder
    NO_DOCUMENTS = 3  # the documents folder is missing or holds no file; nothing was published
    GATE_FAILED = 4  # a quality gate stopped the run; the published file is the one from before
    LOCKED = 5  # another run, or another program, holds this warehouse
    DBT_FAILED = 6  # a model or a dbt test failed; the published file is the one from before
    DISK = 7  # disk full, or the warehouse folder cannot be written
    PUBLISH_FAILED = 8  # the copy differs from the build; the published file is the one from before
    DASHBOARD_FAILED = 9  # published; only the dashboard page could not be made and is the one from before
    INTERRUPTED = 130  # Ctrl-C
    TERMINATED = 143  # SIGTERM

    @property
    def outcome(self) -> str:
        """The status as a word, as history and last_run.json print it."""
        return self.name.lower()
