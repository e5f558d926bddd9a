"""What identifies a reading: the bytes, the reader, the reading of forms, the words Python reads."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

DOCUMENT_ID_LENGTH = 32


@dataclass(frozen=True, slots=True)
class ReadingIdentity:
    """Unchanged means all four parts; if only the last two differ, the cached grid is read again."""

    sha256: str
    reader_version: str
    forms_version: str
    vocabulary_hash: str

    @property
    def document_id(self) -> str:
        """The first 32 hexadecimal digits of the SHA-256 of the bytes."""
        return self.sha256[:DOCUMENT_ID_LENGTH]


def sha256_of(data: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()
