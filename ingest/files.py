"""The files of a documents folder. Nothing is opened here: what is no file to read is said, not touched."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingest.errors import NoDocumentsError

MANIFEST = "manifest.csv"
# Files that people and programs leave in such folders and that are no input.
_NOT_DOCUMENTS = re.compile(
    r"^(?:~\$.*|\..*|Thumbs\.db|desktop\.ini|manifest\.csv|.*\.(?:md|lock|tmp|part|crdownload))$", re.I | re.S
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not read: a status, a code of seeds/reason_codes.csv, and what exactly."""

    status: str
    reason_code: str
    reason: str


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """One file of the folder: its path relative to the folder (with /, made printable), and why it is no input.

    A folder that cannot be entered is one too; its path ends in /.
    """

    path: str
    absolute: Path
    refusal: Refusal | None = None
    size: int = 0

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rstrip("/").rsplit("/", 1)[-1]


def printable(name: str) -> str:
    """A name that any program can store and print: control characters and bytes that are no UTF-8 as escapes."""
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", name)


def list_files(documents: Path) -> list[DocumentFile]:
    """All files below the folder, by path; links are followed, each folder is entered once.

    Raises NoDocumentsError where there is none to read.
    """
    if not documents.is_dir():
        raise NoDocumentsError(f"{documents}: no such folder; say where the documents are with DOCUMENTS=")
    files = sorted(_Walk(documents).files(), key=lambda file: (file.path, str(file.absolute)))
    if not any(file.refusal is None for file in files):
        raise NoDocumentsError(f"{documents}: no documents in this folder; say where they are with DOCUMENTS=")
    return files


class _Walk:
    """Folders first, links to folders after them: a file that lies in the folder is found under its own path."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.entered: set[tuple[int, int]] = set()
        self.links: list[str] = []

    def files(self) -> Iterator[DocumentFile]:
        yield from self._below(str(self.root))
        while self.links:
            self.links.sort(reverse=True)
            link = self.links.pop()
            if not self._is_new(link):
                yield self._refused(link, "skipped", "link", "it leads to a folder that is read already", "/")
            else:
                yield from self._below(link)

    def _is_new(self, folder: str) -> bool:
        found = os.stat(folder)  # noqa: PTH116 - paths are plain strings here, millions of them
        return (found.st_dev, found.st_ino) not in self.entered

    def _below(self, top: str) -> Iterator[DocumentFile]:
        waiting = [top]
        while waiting:
            folder = waiting.pop()
            try:
                found = os.stat(folder)  # noqa: PTH116
                if (found.st_dev, found.st_ino) in self.entered:
                    continue
                self.entered.add((found.st_dev, found.st_ino))
                with os.scandir(folder) as entries:
                    listed = list(entries)
            except OSError as error:
                yield self._refused(folder, "rejected", "unreadable", _why(error), "/")
                continue
            for entry in listed:
                if entry.is_dir(follow_symlinks=False):
                    if not entry.name.startswith("."):
                        waiting.append(entry.path)
                elif (file := self._file(entry)) is not None:
                    yield file

    def _file(self, entry: os.DirEntry[str]) -> DocumentFile | None:
        if _NOT_DOCUMENTS.match(entry.name):
            return self._refused(entry.path, "skipped", "not_a_document", "not an input by its name")
        try:
            found = entry.stat()
        except OSError as error:
            reason = "a link that leads nowhere" if entry.is_symlink() else _why(error)
            return self._refused(entry.path, "rejected", "unreadable", reason)
        if stat.S_ISDIR(found.st_mode):  # a link to a folder
            self.links.append(entry.path)
            return None
        if not stat.S_ISREG(found.st_mode):
            return self._refused(entry.path, "skipped", "not_a_file", _kind(found.st_mode))
        return DocumentFile(self._relative(entry.path), Path(entry.path), None, found.st_size)

    def _refused(self, path: str, status: str, code: str, reason: str, end: str = "") -> DocumentFile:
        return DocumentFile(self._relative(path) + end, Path(path), Refusal(status, code, reason))

    def _relative(self, path: str) -> str:
        relative = os.path.relpath(path, self.root)
        return printable(relative.replace(os.sep, "/"))


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _kind(mode: int) -> str:
    for is_kind, name in (
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    ):
        if is_kind(mode):
            return name
    return "no regular file"


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file. Raises OSError for any other, and never waits on a pipe."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)
    file = os.fdopen(os.open(path, flags), "rb")
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise OSError(errno.EINVAL, "no regular file")
