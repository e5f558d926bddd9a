"""What a build depends on, as one hash; cheap enough to take before anything heavy is imported.

The marts are a pure function of the documents, the seeds and the code. So equal fingerprints mean equal
marts, and a run that finds the fingerprint of what is published has nothing to do. Contents count, not times:
a file that was touched but is equal is no change. A file's hash is remembered by its number, size and times.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.files import read_json, write_json
from pipeline.settings import Settings

# Folders and files of the project that a build reads. tests/generic and tests/singular are dbt's tests,
# tests/expectations the gates': a changed rule judges anew.
PROJECT_INPUTS = (
    "dbt_project.yml",
    "ingest",
    "macros",
    "models",
    "pipeline",
    "profiles.yml",
    "requirements.lock",
    "seeds",
    "serving",
    "snapshots",
    "tests/expectations",
    "tests/generic",
    "tests/singular",
)
# What else decides how a document is read: the limits, the programs that readers call, the packages of extras.
ENVIRONMENT = ("JIXIAO_READER_SECONDS", "JIXIAO_READER_MB")
PROGRAMS = ("soffice", "libreoffice")
PACKAGES = ("cv2", "onnxruntime", "rapidocr")
JUDGING = ("serving", "tests/")  # of these, what judges and publishes tables, and makes none
IGNORED_FOLDERS = {"__pycache__", ".ruff_cache", ".pytest_cache"}
SETTLED_NS = 2_000_000_000  # a file changed less than this before it was hashed may change again unseen


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below `folder` with its name relative to it; links are followed, circles are not."""
    seen: set[tuple[int, int]] = set()
    for current, folders, names in os.walk(folder, followlinks=True):
        status = Path(current).stat()
        if (status.st_dev, status.st_ino) in seen:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders[:] = sorted(set(folders) - IGNORED_FOLDERS)
        for name in sorted(names):
            path = Path(current, name)
            if not name.endswith((".pyc", "~", ".swp")):
                yield path.relative_to(folder).as_posix(), path


class FileHashes:
    """Content hashes of files, remembered between runs by file number, size, modification and status-change time."""

    def __init__(self, store: Path) -> None:
        """Remember in the file `store`."""
        self.store = store
        known = read_json(store)
        self._known: dict[str, list[object]] = known if isinstance(known, dict) else {}
        self._now: dict[str, list[object]] = {}

    def of(self, path: Path) -> str:
        """The SHA-256 of `path`, read only where it may have changed; why not, if it cannot be read."""
        try:
            status = path.stat()
        except OSError as error:
            return f"unreadable:{error.errno}"
        key = hashlib.sha256(os.fsencode(path)).hexdigest()[:32]  # a file's name may hold a person's
        looks = [status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns]
        known = self._known.get(key)
        if known is not None and known[:-1] == looks:
            self._now[key] = known
            return str(known[-1])
        if not path.is_file():  # a pipe or a device would block
            return "no regular file"
        hashed_at = time.time_ns()
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            return f"unreadable:{error.errno}"
        if max(status.st_mtime_ns, status.st_ctime_ns) < hashed_at - SETTLED_NS:
            self._now[key] = [*looks, digest]
        return digest

    def save(self) -> None:
        """Keep what this run looked at; what is gone is forgotten."""
        if self._now != self._known:
            self.store.parent.mkdir(parents=True, exist_ok=True)
            write_json(self.store, self._now, indent=None)


class _Digest:
    """A hash over texts that keeps them apart."""

    def __init__(self) -> None:
        self._total = hashlib.sha256()

    def add(self, *parts: str) -> None:
        for part in parts:
            encoded = part.encode("utf-8", "surrogateescape")
            self._total.update(f"{len(encoded)}:".encode() + encoded)

    def add_project(self, settings: Settings, hashes: FileHashes, entries: Iterable[str]) -> None:
        self.add("python", f"{sys.version_info.major}.{sys.version_info.minor}", "target", settings.target)
        for entry in entries:
            place = settings.root / entry
            if place.is_dir():
                for name, path in _files(place):
                    self.add("project", f"{entry}/{name}", hashes.of(path))
            elif place.is_file():
                self.add("project", entry, hashes.of(place))

    def text(self) -> str:
        return self._total.hexdigest()


def take(settings: Settings, hashes: FileHashes) -> str:
    """The fingerprint of everything that the marts are a function of."""
    total = _Digest()
    for name in ENVIRONMENT:
        total.add("environment", name, os.environ.get(name, ""))
    total.add("programs", *(name for name in PROGRAMS if shutil.which(name)))
    total.add("packages", *(name for name in PACKAGES if importlib.util.find_spec(name) is not None))
    for name, path in _files(settings.documents):
        total.add("document", name, hashes.of(path))
    total.add_project(settings, hashes, PROJECT_INPUTS)
    return total.text()


def of_tables(settings: Settings, hashes: FileHashes) -> str:
    """The fingerprint of what the tables are a function of besides the documents: code and seeds, without the tests."""
    total = _Digest()
    total.add_project(settings, hashes, [entry for entry in PROJECT_INPUTS if not entry.startswith(JUDGING)])
    return total.text()


def published_state(settings: Settings, fingerprint: str) -> dict[str, object]:
    """What to remember after publishing: the fingerprint, and the file as it was left."""
    status = settings.published.stat()
    return {"fingerprint": fingerprint, "size": status.st_size, "mtime_ns": status.st_mtime_ns}


def is_published(settings: Settings, fingerprint: str) -> bool:
    """Whether the published file is there, untouched, and was built from just this."""
    state = read_json(settings.state)
    if not isinstance(state, dict) or not settings.published.is_file():
        return False
    return state == published_state(settings, fingerprint)
