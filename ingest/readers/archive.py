"""Zip archives with bounds: Word and Excel files are zips, and a zip can unfold to a thousand times its size.

Nothing is inflated before its declared size was checked, and never more than that size: Python's `zipfile` stops there.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator

from ingest.errors import RejectedDocumentError

MAX_ENTRIES = 10_000
MAX_ENTRY_BYTES = 128 * 1024 * 1024
MAX_READ_BYTES = 256 * 1024 * 1024  # over all entries that are read
MAX_DECLARED_BYTES = 512 * 1024 * 1024  # over all entries, pictures included
CHUNK_BYTES = 1024 * 1024

# What `zipfile` raises on bytes that are no sound archive: its own error, and whatever its parts come upon first.
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    IndexError,
    OverflowError,
    NotImplementedError,
)
_ENTRY_SIGNATURE = b"PK\x01\x02"
_ENCRYPTED = 0x1


class Archive:
    """The entries of a zip by name; the bytes that may be read are bounded over its whole life."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        """Made by `open_archive`."""
        self._file = file
        # Some writers use backslashes or a leading slash; names of OOXML parts do not tell upper from lower case.
        self._entries = {_key(info.filename): info for info in file.infolist() if not info.is_dir()}
        self._read_bytes = 0
        self.names = tuple(info.filename.replace("\\", "/").lstrip("/") for info in self._entries.values())

    def __contains__(self, name: str) -> bool:
        """Whether there is an entry of this name."""
        return _key(name) in self._entries

    def size(self, name: str) -> int:
        """Declared size in bytes; reading never gives more. 0 where there is no such entry."""
        info = self._entries.get(_key(name))
        return info.file_size if info is not None else 0

    def read(self, name: str, limit: int = MAX_ENTRY_BYTES) -> bytes:
        """The bytes of an entry. Raises RejectedDocumentError: `damaged_file`, `encrypted`, `too_large`."""
        return b"".join(self.chunks(name, limit))

    def chunks(self, name: str, limit: int = MAX_ENTRY_BYTES) -> Iterator[bytes]:
        """The bytes of an entry in pieces, so that a large one is never held whole. Raises as `read`."""
        info = self._entries.get(_key(name))
        if info is None:
            raise RejectedDocumentError("damaged_file", f"the archive holds no {name}")
        if info.flag_bits & _ENCRYPTED:
            raise RejectedDocumentError("encrypted", f"{name} is encrypted")
        self._read_bytes += info.file_size
        if info.file_size > limit or self._read_bytes > MAX_READ_BYTES:
            raise RejectedDocumentError(
                "too_large",
                f"{name} unfolds to {info.file_size} bytes; at most {limit} are read, {MAX_READ_BYTES} over all",
            )
        try:
            with self._file.open(info) as entry:
                while chunk := entry.read(CHUNK_BYTES):
                    yield chunk
        except _DAMAGES as error:
            raise RejectedDocumentError("damaged_file", f"{name} cannot be unfolded: {type(error).__name__}") from error


def open_archive(data: bytes) -> Archive:
    """The archive in these bytes. Raises RejectedDocumentError: `damaged_file`, `too_large`."""
    # Counted before the directory is read: a directory of a million entries would fill the memory.
    entries = data.count(_ENTRY_SIGNATURE)
    if entries > MAX_ENTRIES:
        raise RejectedDocumentError("too_large", f"an archive of {entries} entries; at most {MAX_ENTRIES} are read")
    try:
        file = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGES as error:
        raise RejectedDocumentError("damaged_file", f"no sound archive: {type(error).__name__}") from error
    declared = sum(info.file_size for info in file.infolist())
    if declared > MAX_DECLARED_BYTES:
        raise RejectedDocumentError(
            "too_large", f"the archive unfolds to {declared} bytes; at most {MAX_DECLARED_BYTES} are read"
        )
    return Archive(file)


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
