"""A process that reads the published file until it is told to stop: no read may fail or show an older state."""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path


def read_on(state_of: Callable[[], int | None], before_all: int, pause_seconds: float, tally: Path) -> None:
    """Read until standard input closes; counts of reads and what went wrong go to `tally`.

    `state_of` reads once: the number of the state that is published, None where nothing is yet; whatever it raises is
    a failed read. `before_all` is the state that is no news.
    """
    stop = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
    counts: Counter[str] = Counter()
    errors: list[str] = []
    last = before_all
    while not stop.is_set():
        try:
            state = state_of()
            if state is not None:
                if state < last:
                    errors.append(f"state {state} after state {last}")
                counts["new" if state > last else "same"] += 1
                last = max(state, last)
        except Exception as error:  # noqa: BLE001  whatever a reader meets is what is looked for
            errors.append(f"{type(error).__name__}: {error}")
        stop.wait(pause_seconds)
    tally.write_text(json.dumps({"counts": counts, "errors": errors}, ensure_ascii=False), encoding="utf-8")
