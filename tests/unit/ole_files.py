"""Small OLE compound files made by hand: a header, a directory, an allocation table, the streams."""

from __future__ import annotations

import struct

SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole_file(streams: dict[str, bytes]) -> bytes:
    """A version 3 compound file; streams are padded to 4,096 bytes so that all lie in ordinary sectors."""
    chains: list[list[bytes]] = []
    entries = [_entry("Root Entry", 5, END, 0)]
    directory_sectors = -(-(len(streams) + 1) // 4)
    at = 1 + directory_sectors
    for name, content in streams.items():
        content = content.ljust(4096, b"\x00")
        sectors = [content[i : i + SECTOR].ljust(SECTOR, b"\x00") for i in range(0, len(content), SECTOR)]
        entries.append(_entry(name, 2, at, len(content)))
        chains.append(sectors)
        at += len(sectors)
    table = [TABLE, *_links(1, directory_sectors)]
    for sectors in chains:
        table += _links(len(table), len(sectors))
    if len(table) > SECTOR // 4:
        raise ValueError("one sector of allocation table is all that this writes")
    directory = b"".join(entries).ljust(directory_sectors * SECTOR, b"\x00")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<109I", 0, *([FREE] * 108))
    body = struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")
    return header + body + directory + b"".join(b"".join(sectors) for sectors in chains)


def _links(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), END]


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    encoded = (name + "\x00").encode("utf-16-le")
    head = encoded.ljust(64, b"\x00") + struct.pack("<HBB3I", len(encoded), kind, 1, FREE, FREE, FREE)
    return head.ljust(116, b"\x00") + struct.pack("<IQ", start, size)
