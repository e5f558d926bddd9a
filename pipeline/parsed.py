"""The parsed dbt project, kept between runs while none of its files changes.

dbt keeps a parsed project too, but for one build database only, and to use it reads and hashes every file again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.files import temporary_path
from pipeline.settings import Settings

PARSED = (
    "dbt_project.yml",
    "profiles.yml",
    "analyses",
    "macros",
    "models",
    "seeds",
    "snapshots",
    "tests/generic",
    "tests/singular",
)
PACKAGES = ("dbt-core", "dbt-duckdb", "mashumaro")
SEED_ROWS = ".csv"
DIGEST_BYTES = 32


def _files(root: Path) -> Iterator[Path]:
    for entry in PARSED:
        place = root / entry
        if place.is_dir():
            yield from sorted(path for path in place.rglob("*") if path.is_file())
        elif place.is_file():
            yield place


def project_hash(settings: Settings) -> bytes:
    """A hash of all that the parsed project depends on: rows of seeds are read when they are loaded, not before."""
    total = hashlib.sha256()
    parts = [*(version(package) for package in PACKAGES), settings.target, settings.build_database.stem, settings.root]
    for part in parts:
        total.update(f"{part}\0".encode("utf-8", "surrogateescape"))
    for path in _files(settings.root):
        content = "rows" if path.suffix == SEED_ROWS else hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path}\0{content}\0".encode("utf-8", "surrogateescape"))
    return total.digest()


def load(store: Path, project: bytes) -> Any:
    """The manifest kept in the file `store` for just this project, or None; a damaged file counts as none."""
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    try:
        kept = store.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    digest, packed = kept[:DIGEST_BYTES], kept[DIGEST_BYTES:]
    if digest != _digest(project, packed):
        return None
    manifest = Manifest.from_msgpack(packed, decoder=extended_mashumuro_decoder)
    manifest.build_flat_graph()  # what macros see as `graph`; it is not packed
    return manifest


def keep(store: Path, project: bytes, manifest: Any) -> None:
    """Keep the manifest of a project in the file `store`."""
    from dbt.parser.manifest import extended_mashumaro_encoder

    packed = manifest.to_msgpack(extended_mashumaro_encoder)
    temporary = temporary_path(store)
    temporary.write_bytes(_digest(project, packed) + packed)
    temporary.replace(store)


def _digest(project: bytes, packed: bytes) -> bytes:
    return hashlib.sha256(project + packed).digest()
