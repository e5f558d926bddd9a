"""How a page leans: the angle at which its ink falls together on the fewest rows. No picture library is needed."""

from __future__ import annotations

from typing import Any

import numpy as np

MOST = 6.0  # degrees either way; a page that leans more was not laid on a scanner
_STEPS = (0.5, 0.1, 0.02)
_POINTS = 60_000


def skew_of(ink: np.ndarray[Any, Any]) -> float:
    """Degrees by which rows fall to the right (negative where they rise); 0 without ink. `ink` is not 0 where it is."""
    ys, xs = np.nonzero(ink)
    if len(ys) == 0:
        return 0.0
    every = -(-len(ys) // _POINTS)
    ys, xs = ys[::every].astype(np.float64), xs[::every] - ink.shape[1] / 2
    best, reach = 0.0, MOST
    for step in _STEPS:
        count = round(reach / step)
        angles = [best + number * step for number in range(-count, count + 1)]
        best = max(angles, key=lambda angle: (_sharpness(ys, xs, angle), -abs(angle)))
        reach = step
    return best


def _sharpness(ys: np.ndarray[Any, Any], xs: np.ndarray[Any, Any], degrees: float) -> float:
    rows = np.rint(ys - xs * np.tan(np.radians(degrees))).astype(np.int64)
    counts = np.bincount(rows - rows.min())
    return np.square(counts, dtype=np.float64).sum().item()
