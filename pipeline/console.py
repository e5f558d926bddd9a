"""What a run says while it runs: a moving line on a terminal, a line per step in a log."""

from __future__ import annotations

import shutil
import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from pipeline.statuses import ExitStatus

REFRESH_SECONDS = 0.1
PLAIN_SECONDS = 15  # how often a long step says where it is when nobody watches


def display_width(text: str) -> int:
    """Columns that `text` takes on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def shorten(text: str, width: int) -> str:
    """`text` cut to `width` columns."""
    if display_width(text) <= width:
        return text
    kept = ""
    for character in text:
        if display_width(kept + character) > width - 1:
            break
        kept += character
    return kept + "…"


class Console:
    """Progress on standard output; remembers how long each step took."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Write to `stream`, by default standard output."""
        self._stream = stream or sys.stdout
        self._moving = self._stream.isatty()
        self._said = 0.0
        self._title = ""
        self.seconds: dict[str, float] = {}

    def say(self, text: str) -> None:
        """A line that stays."""
        if self._moving:
            self._stream.write("\r\x1b[2K")
        self._stream.write(text + "\n")
        self._stream.flush()

    def refuse(self, status: ExitStatus, message: str) -> ExitStatus:
        """The line that ends a run that did not do what it was asked, and its status."""
        self.say(f"✗ {message} (status {int(status)}, {status.outcome})")
        return status

    def progress(self, done: int, total: int, name: str) -> None:
        """Where the step is; called as often as the step likes."""
        now = time.monotonic()
        if now - self._said < (REFRESH_SECONDS if self._moving else PLAIN_SECONDS):
            return
        self._said = now
        count = f"{done}/{total}" if total else f"{done}"
        line = f"  {self._title} {count} {name}"
        if self._moving:
            self._stream.write("\r\x1b[2K" + shorten(line, shutil.get_terminal_size().columns - 1))
        else:
            self._stream.write(line + "\n")
        self._stream.flush()

    @contextmanager
    def step(self, key: str, title: str) -> Iterator[None]:
        """One step of the run: its title now, its time when it is over."""
        self._title, self._said = title, time.monotonic() if not self._moving else 0.0
        started = time.monotonic()
        if self._moving:
            self._stream.write(f"\r\x1b[2K  {title} …")
            self._stream.flush()
        outcome = "✗"
        try:
            yield
            outcome = "✓"
        finally:
            self.seconds[key] = round(time.monotonic() - started, 3)
            self.say(f"{outcome} {title}{' ' * max(1, 44 - display_width(title))}{self.seconds[key]:7.1f} s")
