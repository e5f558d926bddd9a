"""What the reading of one file may take: processor seconds, memory, and how many files are read at once.

Small files get little, so that a bomb of half a megabyte is stopped early; large ones get more, up to the caps. The
environment raises or lowers the caps: JIXIAO_READER_SECONDS (seconds), JIXIAO_READER_MB (MB), JIXIAO_WORKERS.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import IngestError

try:
    import resource
except ImportError:  # Windows: only the clock of the parent process bounds a reading there
    resource = None  # type: ignore[assignment]

MEGABYTE = 1024 * 1024
BASE_SECONDS = 18
SECONDS_PER_MEGABYTE = 60
BASE_MEMORY = 400 * MEGABYTE
MEMORY_PER_BYTE = 40
# Other programs take the processor too: by the clock a reading may last this many times its processor seconds.
CLOCK_FACTOR = 10
# A reader that calls another program (LibreOffice) hands its limits down to it.
CALLING_READERS = frozenset({"doc"})
# One that recognises text takes seconds a page, however few bytes that has; it bounds pages and what is on them itself.
SLOW_READERS = frozenset({"scan"})


@dataclass(frozen=True, slots=True)
class Limits:
    """The caps of a run. `workers` 0 reads in the calling process, without bounds: for debugging."""

    seconds: int = 300
    memory: int = 2048 * MEGABYTE
    workers: int = 1

    def seconds_of(self, size: int, reader: str | None = None) -> int:
        """Processor seconds for a file of that many bytes."""
        if reader in SLOW_READERS:
            return self.seconds
        over = max(0, size - MEGABYTE // 2)
        return min(self.seconds, BASE_SECONDS + over * SECONDS_PER_MEGABYTE // MEGABYTE)

    def clock_seconds_of(self, size: int, reader: str | None = None) -> int:
        """Seconds by the clock after which a reading is ended from outside."""
        return self.seconds_of(size, reader) * (CLOCK_FACTOR if hasattr(signal, "setitimer") else 1)

    def memory_of(self, size: int, reader: str | None = None) -> int:
        """Bytes of memory for a file of that many bytes, beside what the process holds already."""
        return self.memory if reader in CALLING_READERS else min(self.memory, BASE_MEMORY + size * MEMORY_PER_BYTE)

    @property
    def name(self) -> str:
        """Stands in the identity of a reading that a limit ended: with other limits it is tried again."""
        return f"within {self.seconds} s, {self.memory // MEGABYTE} MB"


def from_environment(environment: Mapping[str, str] | None = None) -> Limits:
    """The limits that the environment asks for. Raises IngestError naming a variable that is no number."""
    environment = os.environ if environment is None else environment
    default = Limits(workers=_cores())

    def number(name: str, otherwise: int, least: int) -> int:
        text = environment.get(name, "").strip()
        if not text:
            return otherwise
        if not text.isascii() or not text.isdigit() or int(text) < least:
            raise IngestError(f"{name}={text}: must be a whole number of at least {least}")
        return int(text)

    return Limits(
        number("JIXIAO_READER_SECONDS", default.seconds, 1),
        number("JIXIAO_READER_MB", default.memory // MEGABYTE, 64) * MEGABYTE,
        number("JIXIAO_WORKERS", default.workers, 0),
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def data_in_use() -> int | None:
    """Bytes of private memory that this process has mapped; None where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    for line in status.splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return None


def bound_memory(extra: int | None) -> None:
    """Let this process map `extra` bytes more than now; None lifts the bound. Beyond it: MemoryError."""
    in_use = data_in_use()
    if resource is None or in_use is None:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = resource.RLIM_INFINITY if extra is None else in_use + extra
    if hard != resource.RLIM_INFINITY:
        wanted = hard if wanted == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))


def bound_seconds(seconds: int | None) -> None:
    """End this process by SIGPROF after so many processor seconds, wherever it is; None takes the bound off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds or 0)
