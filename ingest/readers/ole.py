"""The directory of an OLE compound file: the old Office formats, and the wrapper of encrypted new ones.

Only what tells such files apart: names of streams and their first bytes. Damaged chains end where they break.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.errors import RejectedDocumentError

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAMS = frozenset({"EncryptedPackage", "EncryptionInfo"})  # a .docx or .xlsx with a password

_MAX_DIRECTORY_SECTORS = 4_096
_END = 0xFFFFFFFA  # from here on sector numbers are marks: free, end of chain, table
_ENTRY_BYTES = 128
_STREAM, _ROOT = 2, 5
_MINI_STREAM_BELOW = 4_096  # smaller streams lie in another place, in sectors of their own
_MINI_SECTOR_BYTES = 64


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: its name, its first sector, its size in bytes."""

    name: str
    start: int
    size: int


class OleFile:
    """A compound file held in memory."""

    def __init__(self, data: bytes) -> None:
        """Raises RejectedDocumentError `damaged_file` where the header makes no sense."""
        if len(data) < 512 or not data.startswith(SIGNATURE):
            raise RejectedDocumentError("damaged_file", "no sound OLE header")
        (shift,) = struct.unpack_from("<H", data, 30)
        if shift not in (9, 12):
            raise RejectedDocumentError("damaged_file", f"an OLE file with sectors of 2^{shift} bytes")
        self._data = data
        self._sector_bytes = 1 << shift
        self._table = self._table_sectors()
        (directory,) = struct.unpack_from("<I", data, 48)
        self._mini_container: Stream | None = None  # small streams lie in one stream of the root
        self.streams = tuple(self._read_directory(directory))

    def head(self, name: str, count: int) -> bytes:
        """The first `count` bytes of a stream of 4,096 bytes or more, fewer where it breaks off; else empty."""
        stream = next((stream for stream in self.streams if stream.name == name), None)
        if stream is None or stream.size < _MINI_STREAM_BELOW:
            return b""
        sectors = -(-count // self._sector_bytes)
        return b"".join(self._chain(stream.start, sectors))[:count]

    def read(self, name: str) -> bytes:
        """The bytes of a stream, fewer where its chain breaks off. Raises RejectedDocumentError `damaged_file`."""
        stream = next((stream for stream in self.streams if stream.name == name), None)
        if stream is None:
            raise RejectedDocumentError("damaged_file", f"the OLE file holds no {name}")
        if stream.size < _MINI_STREAM_BELOW:
            return self._read_mini(stream)
        return self._read_chain(stream.start, stream.size)

    def _read_chain(self, start: int, size: int) -> bytes:
        sectors = min(-(-size // self._sector_bytes), len(self._data) // self._sector_bytes + 1)
        return b"".join(self._chain(start, sectors))[:size]

    def _read_mini(self, stream: Stream) -> bytes:
        if self._mini_container is None:
            return b""
        container = self._read_chain(self._mini_container.start, self._mini_container.size)
        table_start, table_sectors = struct.unpack_from("<2I", self._data, 60)
        table = self._read_chain(table_start, table_sectors * self._sector_bytes)
        pieces: list[bytes] = []
        number = stream.start
        for _ in range(-(-stream.size // _MINI_SECTOR_BYTES)):
            if number >= _END or number * 4 + 4 > len(table):
                break
            pieces.append(container[number * _MINI_SECTOR_BYTES : (number + 1) * _MINI_SECTOR_BYTES])
            (number,) = struct.unpack_from("<I", table, number * 4)
        return b"".join(pieces)[: stream.size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._sector_bytes  # the header takes the place of a sector
        return self._data[start : start + self._sector_bytes]

    def _table_sectors(self) -> list[int]:
        """Where the sectors of the allocation table are: 109 in the header, the rest chained."""
        found = list(struct.unpack_from("<109I", self._data, 76))
        following, count = struct.unpack_from("<2I", self._data, 68)
        for _ in range(min(count, len(self._data) // self._sector_bytes)):
            sector = self._sector(following) if following < _END else b""
            if len(sector) < self._sector_bytes:
                break
            *numbers, following = struct.unpack(f"<{self._sector_bytes // 4}I", sector)
            found.extend(numbers)
        return found

    def _next(self, number: int) -> int:
        """The sector after this one in its chain."""
        per_sector = self._sector_bytes // 4
        index, place = divmod(number, per_sector)
        if index >= len(self._table) or self._table[index] >= _END:
            return _END
        sector = self._sector(self._table[index])
        return struct.unpack_from("<I", sector, place * 4)[0] if len(sector) == self._sector_bytes else _END

    def _chain(self, number: int, limit: int) -> Iterator[bytes]:
        for _ in range(limit):
            sector = self._sector(number) if number < _END else b""
            if not sector:
                return
            yield sector
            number = self._next(number)

    def _read_directory(self, start: int) -> Iterator[Stream]:
        for sector in self._chain(start, min(_MAX_DIRECTORY_SECTORS, len(self._data) // self._sector_bytes)):
            for at in range(0, len(sector) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
                name_bytes, kind = struct.unpack_from("<HB", sector, at + 64)
                if kind == _ROOT and self._mini_container is None:
                    self._mini_container = Stream("", *struct.unpack_from("<2I", sector, at + 116))
                if kind == _STREAM and 2 <= name_bytes <= 64:
                    name = sector[at : at + name_bytes - 2].decode("utf-16-le", errors="replace")
                    first, size = struct.unpack_from("<2I", sector, at + 116)
                    yield Stream(name, first, size)


def stream_names(data: bytes) -> frozenset[str]:
    """Names of all streams: WordDocument, Workbook, Book … Raises RejectedDocumentError `damaged_file`."""
    return frozenset(stream.name for stream in OleFile(data).streams)
