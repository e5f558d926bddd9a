"""Reading a folder of documents by the executors of a Spark cluster, with the code that reads it on one machine.

The documents, the cache and this project must lie at the same paths on all machines. Each task of Spark reads a share
of the files in a process of its own, under the limits of ingest/limits.py: a file that ends its process costs only
itself, as in a run without Spark.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.chunk import Outcome, Setup, Task
from ingest.limits import Limits
from ingest.pool import ReadingPool
from ingest.readers import NO_READER

FILES_PER_TASK = 200


class SparkReader:
    """Takes the place of a ReadingPool: the files go to the executors of a Spark session."""

    def __init__(self, spark: Any, setup: Setup, limits: Limits) -> None:
        """Nothing is started yet."""
        self._context = spark.sparkContext
        self._setup = setup
        self._limits = replace(limits, workers=1)
        self._waiting: list[Task] = []
        self._readers: dict[int, str] = {}

    def warm(self) -> None:
        """The executors are there already."""

    def close(self) -> None:
        """Each task of Spark has ended its own processes."""

    def submit(self, tasks: list[Task]) -> None:
        """Queue files."""
        self._waiting.extend(tasks)

    def outcomes(self) -> Iterator[Outcome | Task]:
        """What became of the files, until nothing waits. More may be submitted."""
        setup, limits = self._setup, self._limits
        while self._waiting:
            tasks, self._waiting = self._waiting, []
            tasks.sort(key=lambda task: (-task.size, task.number))
            shares = max(min(len(tasks), self._context.defaultParallelism), -(-len(tasks) // FILES_PER_TASK))
            # every share gets large files and small ones
            dealt = self._context.parallelize([tasks[share::shares] for share in range(shares)], shares)
            for outcome, reader in dealt.flatMap(lambda share: _read(setup, limits, share)).collect():
                self._readers[outcome.number] = reader
                yield outcome

    def reader_of(self, number: int) -> str:
        """Which reader was at the file that ended its process."""
        return self._readers.get(number, NO_READER)


def _read(setup: Setup, limits: Limits, tasks: list[Task]) -> list[tuple[Outcome, str]]:
    """On an executor: read a share of the files. Its parts take their place when all are written.

    A task that Spark starts twice writes the same rows under another name, and only one of them is renamed: the
    folder of an attempt that died is nobody's.
    """
    parts = Path(setup.parts)
    own = parts / f"share-{uuid.uuid4().hex}"
    with closing(ReadingPool(replace(setup, parts=str(own)), limits)) as pool:
        pool.submit(tasks)
        outcomes = [(event, pool.reader_of(event.number)) for event in pool.outcomes() if isinstance(event, Outcome)]
    for path in sorted(own.glob("*/*.parquet")):
        place = parts / path.parent.name
        place.mkdir(exist_ok=True)
        path.replace(place / f"{tasks[0].number:08d}-{path.name}")
    shutil.rmtree(own, ignore_errors=True)
    return outcomes
