"""Errors that end a run with a documented status and a message for the person who started it."""

from __future__ import annotations

import errno

from pipeline.statuses import ExitStatus

DISK_ERRNOS = {
    errno.ENOSPC,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EIO,
}
DISK_PHRASES = (
    "No space left on device",
    "Disk quota exceeded",
    "Read-only file system",
    "Permission denied",
    "File too large",
)
# What DuckDB says of a block whose checksum is wrong, when it opens a file or when it reads a table.
DAMAGE = "Corrupt database file"


class PipelineError(Exception):
    """A run that ends with `status`; the message says what happened, where, and what to do."""

    def __init__(self, message: str, status: ExitStatus = ExitStatus.UNEXPECTED, details: str = "") -> None:
        """`details` is printed below the message: failing rows, failing models."""
        super().__init__(message)
        self.status = status
        self.details = details


def is_disk_error(error: BaseException) -> bool:
    """Whether `error`, or what caused it, is a full or unwritable disk."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in DISK_ERRNOS:
            return True
        if any(phrase in str(seen) for phrase in DISK_PHRASES):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def is_damage(text: str) -> bool:
    """Whether a message tells of a database file whose blocks are not what was written."""
    return DAMAGE in text
