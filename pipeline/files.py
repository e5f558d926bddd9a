"""Small file habits: atomic writes, sweeping what dead runs left."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

TEMPORARY = ".new-"  # part of the name of every temporary file of a run


def temporary_path(path: Path) -> Path:
    """A name beside `path`, on the same file system, that `sweep` recognises."""
    return path.with_name(f".{path.name}{TEMPORARY}{os.getpid()}")


def write_text(path: Path, text: str) -> None:
    """Write `path` so that a reader, or a killed run, never sees half of it."""
    temporary = temporary_path(path)
    try:
        temporary.write_text(text, encoding="utf-8", errors="surrogateescape")  # file names may hold any byte
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)  # on a full disk every byte counts
        raise


def write_json(path: Path, value: Any, indent: int | None = 2) -> None:
    """Write `value` as JSON with Chinese as it is."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=indent) + "\n")


def read_json(path: Path) -> Any:
    """The JSON in `path`, or None where it is missing or was cut short."""
    try:
        return json.loads(path.read_text(encoding="utf-8", errors="surrogateescape"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None


def remove(*paths: Path) -> None:
    """Remove files and folders; what is not there is no error."""
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def sweep(*folders: Path) -> list[Path]:
    """Remove temporary files that dead runs left in `folders`. Call it only while holding the lock."""
    swept = []
    for folder in folders:
        for path in folder.glob(f".*{TEMPORARY}*") if folder.is_dir() else ():
            remove(path)
            swept.append(path)
    return swept


def sweep_cache(folder: Path) -> None:
    """Remove half-written entries of the reader's cache. Call it only while holding the lock."""
    for path in folder.rglob("*.tmp"):
        path.unlink()
