"""Reading a chunk of files: in a worker process under limits, or in this one without."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from ingest import limits
from ingest.cache import GridCache
from ingest.files import open_regular
from ingest.identity import sha256_of
from ingest.limits import Limits
from ingest.parts import PartWriter
from ingest.privacy import mask_text
from ingest.readers import MAX_BYTES
from ingest.reading import DocumentRecords, read_document, refused_document
from ingest.vocabulary import Vocabulary

# What became of a file: its rows are written; its bytes are not the ones expected; it could not be opened;
# it was ended by the time limit; the process died on it.
State = Literal["read", "changed", "unreadable", "time_limit", "crashed"]


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read: a number of the caller's, its printable path, where it is, and the hash it must have."""

    number: int
    path: str
    absolute: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task; `detail` is the new hash of a changed file, else the reason in words."""

    number: int
    state: State
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a reading process needs to know, as plain values."""

    seeds: str
    vocabulary_hash: str
    cache: str
    parts: str
    seconds: int
    memory: int

    def as_json(self) -> dict[str, Any]:
        """Plain values for the pipe."""
        return asdict(self)


class ChunkReader:
    """Reads files one after the other and writes their rows as parts."""

    def __init__(self, vocabulary: Vocabulary, cache: GridCache, parts: Path, bounds: Limits, *, bounded: bool) -> None:
        """`bounded`: this process may be killed by the limits, so it must be one of its own."""
        self.vocabulary = vocabulary
        self.cache = cache
        self.parts = parts
        self.bounds = bounds
        self.bounded = bounded
        self.is_worn = False  # memory ran out once: what is left of the heap is in pieces

    def read(
        self,
        name: str,
        tasks: Iterable[Task],
        started: Callable[[Task], None],
        reading: Callable[[str], None] = lambda _: None,
        writing: Callable[[], None] = lambda: None,
    ) -> list[Outcome]:
        """Read a chunk. The outcomes may be fewer than the tasks: then the rest wants a fresh process.

        `started` hears of each file, `reading` of the reader that takes it, `writing` that all are read.
        Raises OSError where rows cannot be written.
        """
        writer = PartWriter(self.parts, name)
        outcomes: list[Outcome] = []
        for task in tasks:
            started(task)
            outcomes.append(self._read_one(task, writer, reading))
            if self.is_worn and self.bounded:
                break
        writing()
        writer.flush()
        return outcomes

    def _read_one(self, task: Task, writer: PartWriter, reading: Callable[[str], None]) -> Outcome:
        path = mask_text(task.path)
        if task.size > MAX_BYTES:
            reason = f"{task.size} bytes; at most {MAX_BYTES} are read"
            writer.add(self._refused(path, "too_large", reason, task))
            return Outcome(task.number, "read")
        self._bound(task.size)
        try:
            try:
                with open_regular(Path(task.absolute)) as file:
                    data = file.read(MAX_BYTES + 1)
            except OSError as error:
                return Outcome(task.number, "unreadable", error.strerror or type(error).__name__)
            sha256 = sha256_of(data)
            if sha256 != task.sha256:
                return Outcome(task.number, "changed", sha256)

            def before_reading(reader: str) -> None:
                reading(reader)
                if reader in limits.CALLING_READERS | limits.SLOW_READERS:
                    self._bound(task.size, reader)

            records = read_document(
                path,
                data,
                sha256,
                self.vocabulary,
                self.cache,
                limits=self.bounds.name,
                before_reading=before_reading,
            )
        finally:
            self._unbound()
        self.is_worn |= records.rows["documents"][0]["reason_code"] == "memory_limit"
        writer.add(records)
        return Outcome(task.number, "read")

    def _refused(self, path: str, code: str, reason: str, task: Task) -> DocumentRecords:
        return refused_document(
            path, "rejected", code, reason, self.vocabulary, sha256=task.sha256, size=task.size, limits=self.bounds.name
        )

    def _bound(self, size: int, reader: str | None = None) -> None:
        if self.bounded:
            limits.bound_memory(self.bounds.memory_of(size, reader))
            limits.bound_seconds(self.bounds.seconds_of(size, reader))

    def _unbound(self) -> None:
        if self.bounded:
            limits.bound_seconds(None)
            limits.bound_memory(None)
