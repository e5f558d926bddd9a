"""The cache of grids, written after privacy: a new word in the vocabulary reads no document again."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from pathlib import Path

from ingest import privacy
from ingest.grid import Grid, grid_from_dict, grid_to_dict
from ingest.vocabulary import Vocabulary


class CacheWriteError(OSError):
    """The cache cannot be written: no fault of the document."""


class GridCache:
    """Grids by content, reader version and masking. A damaged entry counts as absent."""

    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        """The contact labels of the vocabulary decide what was masked: with others, entries are others."""
        self.folder = folder / "grids"
        self.masking = f"{privacy.VERSION}-{vocabulary.contact_hash}"
        self.folder.mkdir(parents=True, exist_ok=True)

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / f"{sha256}.{self.masking}.json.gz"

    def get(self, sha256: str, reader_version: str) -> Grid | None:
        """The grid read from these bytes by this reader version, or None."""
        path = self._path(sha256)
        try:
            data = json.loads(gzip.decompress(path.read_bytes()))
            return grid_from_dict(data["grid"]) if data["reader"] == reader_version else None
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, EOFError, zlib.error):
            path.unlink(missing_ok=True)
            return None

    def put(self, sha256: str, reader_version: str, grid: Grid) -> None:
        """Keep a masked grid; written beside and renamed, so that a killed run leaves no half entry.

        Raises CacheWriteError.
        """
        path = self._path(sha256)
        temporary = path.with_suffix(f".{os.getpid()}.tmp")
        entry = {"reader": reader_version, "grid": grid_to_dict(grid)}
        payload = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
        try:
            path.parent.mkdir(exist_ok=True)
            temporary.write_bytes(gzip.compress(payload, compresslevel=1, mtime=0))
            temporary.replace(path)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise CacheWriteError(error.errno, f"the cache of grids cannot be written: {error.strerror}") from error
