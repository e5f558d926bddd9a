"""Runs the pipeline by a wrong clock: `python other_clock.py SECONDS build --documents …` in a project's folder.

What the pipeline itself asks for the time is shifted by so many seconds; files keep the times that the system gives.
"""

from __future__ import annotations

import runpy
import sys
import time
from datetime import datetime, timedelta, tzinfo
from pathlib import Path


def shift(seconds: float) -> None:
    """Let the pipeline's clock be so many seconds ahead, or behind."""
    from pipeline import copies, history

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + timedelta(seconds=seconds)

    right = time.time_ns
    history.datetime = copies.datetime = Wrong  # type: ignore[misc]
    time.time_ns = lambda: right() + int(seconds * 10**9)


if __name__ == "__main__":
    sys.path[0] = str(Path.cwd())
    shift(float(sys.argv[1]))
    sys.argv = ["pipeline", *sys.argv[2:]]
    runpy.run_module("pipeline", run_name="__main__", alter_sys=True)
