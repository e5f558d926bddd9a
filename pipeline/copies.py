"""Dated copies of what was published: the last few, within a limit of space."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.files import remove, temporary_path
from pipeline.settings import Settings
from pipeline.statuses import ExitStatus

# Numbered, because a clock may go back: the number is the order.
NAME = re.compile(r"jixiao-(?P<number>\d{6,})-(?P<time>\d{8}T\d{6}Z)\.duckdb")


@dataclass(frozen=True)
class Copy:
    """One copy: its number, when it was published, the file."""

    number: int
    published_at: str
    path: Path


def copies(settings: Settings) -> list[Copy]:
    """All copies, the oldest first."""
    if not settings.copies_folder.is_dir():
        return []
    found = [(NAME.fullmatch(path.name), path) for path in settings.copies_folder.iterdir()]
    return sorted(
        (Copy(int(name["number"]), name["time"], path) for name, path in found if name), key=lambda copy: copy.number
    )


def keep(settings: Settings) -> None:
    """Keep what was just published under a name of its own, then let go of copies beyond the limits.

    The copy is a second name of the same file, so the newest takes no room; where the file system has no such
    links it is copied. Raises OSError where there is no room for that.
    """
    before = copies(settings)
    if settings.copies_kept > 0 and not (before and before[-1].path.samefile(settings.published)):
        settings.copies_folder.mkdir(exist_ok=True)
        number = before[-1].number + 1 if before else 1
        target = settings.copies_folder / f"jixiao-{number:06d}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.duckdb"
        try:
            os.link(settings.published, target)
        except OSError:
            temporary = temporary_path(target)
            try:
                shutil.copyfile(settings.published, temporary)
                temporary.replace(target)
            except OSError:
                remove(temporary)
                raise
    _let_go(settings)


def _let_go(settings: Settings) -> None:
    """Remove the oldest copies until number and bytes are within limits; the published file itself is not counted."""
    room = settings.copies_bytes
    for kept, copy in enumerate(reversed(copies(settings))):
        status = copy.path.stat()
        room -= 0 if copy.path.samefile(settings.published) else status.st_size
        if kept >= settings.copies_kept or room < 0:
            room = -1  # none that is older either
            copy.path.unlink()


def find(settings: Settings, named: str) -> Path:
    """The file that `named` means: a path, `published`, the number of a copy, or the beginning of its time."""
    if named == "published":
        if settings.published.is_file():
            return settings.published
        raise PipelineError(f"There is no {settings.published} yet: run make.", ExitStatus.USAGE)
    path = Path(named).expanduser()
    if path.is_file():
        return path
    kept = copies(settings)
    found = [copy for copy in kept if named.isdigit() and copy.number == int(named)]
    found = found or [copy for copy in kept if copy.published_at.startswith(named) or copy.path.name == named]
    if len(found) == 1:
        return found[0].path
    names = ", ".join(f"{copy.number} ({copy.published_at})" for copy in (found or kept)) or "none"
    what = "could be any of the copies" if found else "is neither a file nor one of the copies"
    raise PipelineError(f"{named} {what}: {names}.", ExitStatus.USAGE)


def last_two(settings: Settings) -> tuple[Path, Path]:
    """The published file after the one before it."""
    published = find(settings, "published")
    older = [copy.path for copy in copies(settings) if not copy.path.samefile(published)]
    if not older:
        raise PipelineError(
            f"There is no copy of an earlier file in {settings.copies_folder}: the next build keeps one."
            " 尚无更早的副本可比较。",
            ExitStatus.USAGE,
        )
    return older[-1], published
