"""A piece of work in a process of its own, so that its memory is its own too."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Apart(Generic[T]):
    """What the work gave, its seconds by the clock, and the most memory that its process held."""

    result: T
    seconds: float
    peak_mb: float


def apart(work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> Apart[T]:
    """Do the work in a new process; what it raises is raised here."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measured, work, *arguments, **named).result()


def _measured(work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> Apart[T]:
    begun = time.perf_counter()
    result = work(*arguments, **named)
    seconds = time.perf_counter() - begun
    return Apart(result, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
