"""Bringing schema raw up to date with a folder: what changed is read, what did not is kept, all of it is said."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ingest.cache import GridCache
from ingest.chunk import ChunkReader, Outcome, Setup, Task
from ingest.files import DocumentFile, Refusal, list_files, open_regular
from ingest.limits import Limits, from_environment
from ingest.manifest import MANIFEST_COLUMNS, path_key, read_manifest
from ingest.parts import PartWriter
from ingest.pool import HereReader, ReadingPool
from ingest.privacy import mask_name
from ingest.reading import document_id_of, refused_document
from ingest.vocabulary import Vocabulary, load_vocabulary

Progress = Callable[[int, int, str], None]
PARTS = "batch-"
# A file that changes under our hands is read again so often; then it is left for the next run.
CHANGES = 2


class Reader(Protocol):
    """What reads files: a pool of processes, this process, or a cluster."""

    def warm(self) -> None:
        """Get ready while the caller does other things."""
        ...

    def submit(self, tasks: list[Task]) -> None:
        """Queue files."""
        ...

    def outcomes(self) -> Iterator[Outcome | Task]:
        """A Task when its reading starts, an Outcome when it is over, until nothing waits."""
        ...

    def reader_of(self, number: int) -> str:
        """Which reader was at the file that ended its process."""
        ...

    def close(self) -> None:
        """End what was started."""
        ...


@dataclass
class IngestReport:
    """What one run of the ingest did. `notes` are for the person who runs it."""

    documents_by_status: dict[str, int] = field(default_factory=dict)
    files: int = 0
    read_now: int = 0
    reused: int = 0
    removed: int = 0
    notes: list[str] = field(default_factory=list)


def hash_file(path: Path) -> str:
    """SHA-256 of a regular file, or a text that is none where it cannot be read."""
    try:
        with open_regular(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"unreadable:{error.errno}"


def ingest_folder(
    documents: Path,
    database: Path,
    cache: Path,
    seeds: Path,
    progress: Progress | None = None,
    *,
    limits: Limits | None = None,
    hash_of: Callable[[Path], str] = hash_file,
    reader_of: Callable[[Setup, Limits], Reader] | None = None,
) -> IngestReport:
    """Bring schema raw of `database` up to date with the folder.

    `hash_of` gives the SHA-256 of a file, from memory or by reading it; anything else it returns means that it cannot.
    `reader_of` gives what reads the files, where that is not a pool of processes on this machine.
    Raises NoDocumentsError, ManifestError and VocabularyError before anything is changed.
    """
    limits = limits or from_environment()
    vocabulary = load_vocabulary(seeds)
    files = list_files(documents)
    manifest = read_manifest(documents)
    parts = _new_parts(cache)
    setup = Setup(str(seeds), vocabulary.hash, str(cache), str(parts), limits.seconds, limits.memory)
    reader: Reader
    if reader_of is not None:
        reader = reader_of(setup, limits)
    elif limits.workers:
        reader = ReadingPool(setup, limits)
    else:
        reader = HereReader(ChunkReader(vocabulary, GridCache(cache, vocabulary), parts, limits, bounded=False))
    try:
        with closing(reader):
            reader.warm()
            from ingest import load  # DuckDB takes as long to import as a reading process to start

            with load.opened(database) as connection:
                known = load.known_readings(connection, vocabulary, limits.name)
                run = _Run(files, vocabulary, limits, known, PartWriter(parts, "refused"), progress)
                run.read(reader, hash_of)
                report = run.report
                report.removed = load.swap(connection, parts, run.paths(manifest))
                report.documents_by_status = load.documents_by_status(connection)
                return report
    finally:
        shutil.rmtree(parts, ignore_errors=True)


def _new_parts(cache: Path) -> Path:
    """A folder that no process of a dead run knows; what such a run left is removed."""
    cache.mkdir(parents=True, exist_ok=True)
    for left in cache.glob(f"{PARTS}*"):
        shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=PARTS, dir=cache))


class _Run:
    """The files of a folder on their way. A file is known by its place in the list, a content by its hash."""

    def __init__(
        self,
        files: list[DocumentFile],
        vocabulary: Vocabulary,
        limits: Limits,
        known: set[str],
        refused: PartWriter,
        progress: Progress | None,
    ) -> None:
        self.files = files
        self.vocabulary = vocabulary
        self.limits = limits
        self.known = known
        self.refused = refused
        self.progress = progress
        self.report = IngestReport(files=len(files))
        self.masked = _masked_paths(files, vocabulary)
        self.document_ids: dict[int, str] = {}
        self.same: dict[str, list[int]] = {}  # files by the hash that they are believed to have
        self.believed: dict[int, str] = {}  # … and the hash by file
        self.changes: dict[int, int] = {}
        self.done = 0

    def read(self, reader: Reader, hash_of: Callable[[Path], str]) -> None:
        """Read all files that are not known."""
        for number, file in enumerate(self.files):
            if file.refusal is not None:
                self._refuse(number, file.refusal)
                continue
            sha256 = hash_of(file.absolute)
            if len(sha256) == 64:
                self._believe(number, sha256)
            else:
                self._refuse(number, Refusal("rejected", "unreadable", _reason(sha256)))
        new = [sha256 for sha256 in self.same if document_id_of(sha256) not in self.known]
        self.report.reused = len(self.same) - len(new)
        self.done = len(self.files) - len(new)
        reader.submit([self._task(sha256) for sha256 in new])
        for event in reader.outcomes():
            if isinstance(event, Task):
                self._say(self.masked[event.number])
            else:
                self._take(event, reader)
        self.refused.flush()

    def paths(self, manifest: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
        """Rows of raw.document_paths. What the manifest names and the folder lacks becomes a note."""
        for sha256, numbers in self.same.items():
            for number in numbers:
                self.document_ids[number] = document_id_of(sha256)
        rows = []
        left = dict(manifest)
        for number, file in enumerate(self.files):
            described = left.pop(path_key(file.path), {})
            path = self.masked[number]
            rows.append(
                {
                    "path": path,
                    "document_id": self.document_ids[number],
                    "file_name": path.rstrip("/").rsplit("/", 1)[-1],
                    **{column: described.get(column) or None for column in MANIFEST_COLUMNS},
                }
            )
        if left:
            names = ", ".join(mask_name(path, self.vocabulary) for path in sorted(left)[:5])
            more = " …" if len(left) > 5 else ""
            self.report.notes.append(f"manifest.csv names {len(left)} files that are not in the folder: {names}{more}")
        return rows

    def _task(self, sha256: str) -> Task:
        number = self.same[sha256][0]
        file = self.files[number]
        return Task(number, self.masked[number], str(file.absolute), file.size, sha256)

    def _take(self, outcome: Outcome, reader: Reader) -> None:
        sha256 = self.believed[outcome.number]
        if outcome.state == "read":
            self._count()
        elif outcome.state in ("time_limit", "crashed"):
            code = "time_limit" if outcome.state == "time_limit" else "reader_crashed"
            file = self.files[outcome.number]
            self.refused.add(
                refused_document(
                    self.masked[outcome.number],
                    "rejected",
                    code,
                    outcome.detail,
                    self.vocabulary,
                    sha256=sha256,
                    size=file.size,
                    reader=reader.reader_of(outcome.number),
                    limits=self.limits.name,
                )
            )
            self._count()
        else:  # these bytes were not read: another file may still have them
            self.same[sha256].remove(outcome.number)
            if self.same[sha256]:
                reader.submit([self._task(sha256)])
            else:
                del self.same[sha256]
            if outcome.state == "unreadable":
                self._refuse(outcome.number, Refusal("rejected", "unreadable", outcome.detail))
            else:
                self._changed(outcome, reader)

    def _changed(self, outcome: Outcome, reader: Reader) -> None:
        number = outcome.number
        self.changes[number] = self.changes.get(number, 0) + 1
        if self.changes[number] >= CHANGES:
            self._refuse(number, Refusal("rejected", "changed_while_read", f"it changed {CHANGES} times"))
            return
        is_new = outcome.detail not in self.same and document_id_of(outcome.detail) not in self.known
        self._believe(number, outcome.detail)
        if is_new:
            reader.submit([self._task(outcome.detail)])

    def _believe(self, number: int, sha256: str) -> None:
        self.believed[number] = sha256
        self.same.setdefault(sha256, []).append(number)

    def _refuse(self, number: int, refusal: Refusal) -> None:
        record = refused_document(
            self.masked[number], refusal.status, refusal.reason_code, refusal.reason, self.vocabulary
        )
        self.document_ids[number] = record.document_id
        if record.document_id not in self.known:
            self.refused.add(record)
            self._count()

    def _count(self) -> None:
        self.report.read_now += 1
        self.done += 1

    def _say(self, path: str) -> None:
        if self.progress is not None:
            self.progress(min(self.done + 1, len(self.files)), len(self.files), path)


def _masked_paths(files: list[DocumentFile], vocabulary: Vocabulary) -> list[str]:
    """Paths without personal data, each once: two names may differ in nothing but what was masked."""
    masked: list[str] = []
    printed: dict[str, int] = {}
    taken: set[str] = set()
    for file in files:
        path = mask_name(file.path, vocabulary)
        unique = path
        while unique in taken:
            printed[path] = printed.get(path, 1) + 1
            unique = f"{path} ({printed[path]})"
        taken.add(unique)
        masked.append(unique)
    return masked


def _reason(failure: str) -> str:
    """What the system says to `unreadable:13`."""
    _, _, number = failure.partition(":")
    return os.strerror(int(number)) if number.isdigit() else failure
