"""Reading processes: files go out in chunks, what became of each comes back. One bad file costs one file.

A process that dies or hangs is replaced; the other files of its chunk are read again. What comes out does not
depend on the number of processes or on their order.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

from ingest.chunk import ChunkReader, Outcome, Setup, Task
from ingest.errors import IngestError
from ingest.limits import MEGABYTE, Limits
from ingest.parts import remove_parts
from ingest.readers import NO_READER

ROOT = Path(__file__).resolve().parent.parent
CHUNK_FILES = 500
# A process of its own pays for itself from about a second of work: so many bytes.
BYTES_PER_WORKER = MEGABYTE
CHUNKS_PER_WORKER = 16
# A crash may be the system's (memory taken by others): the file is tried once more, alone.
CRASHES = 2
FAILED_STARTS = 3
START_SECONDS = 120
_TICK_SECONDS = 0.5


@dataclass
class _Chunk:
    name: str
    tasks: list[Task]


@dataclass
class _Worker:
    process: subprocess.Popen[str]
    chunk: _Chunk | None = None
    current: Task | None = None
    reader: str | None = None
    since: float = field(default_factory=time.monotonic)
    was_ready: bool = False
    is_ready: bool = False
    was_late: bool = False


class WorkerError(IngestError):
    """The reading as a whole cannot go on."""


class ReadingPool:
    """Reading processes for one run; `close` ends them."""

    def __init__(self, setup: Setup, limits: Limits) -> None:
        """Nothing is started yet."""
        self.setup = setup
        self.limits = limits
        self.workers: list[_Worker] = []
        self.waiting: deque[_Chunk] = deque()
        self.messages: queue.Queue[tuple[_Worker, dict[str, Any] | None]] = queue.Queue()
        self.crashes: dict[int, int] = {}
        self.readers: dict[int, str] = {}  # of files that ended their process
        self.chunks = 0
        self.failed_starts = 0
        self.bytes_waiting = 0

    def warm(self) -> None:
        """Start one process ahead of the first chunk: it gets ready while the caller does other things."""
        if not self.workers:
            self._start()

    def submit(self, tasks: list[Task]) -> None:
        """Queue files. Large ones come first, few a chunk, so that no process is left with one at the end."""
        total = sum(task.size for task in tasks)
        self.bytes_waiting += total
        largest = max(MEGABYTE, total // (self.limits.workers * CHUNKS_PER_WORKER))
        chunk: list[Task] = []
        size = 0
        for task in sorted(tasks, key=lambda task: (-task.size, task.number)):
            if chunk and (size + task.size > largest or len(chunk) >= CHUNK_FILES):
                self._queue(chunk)
                chunk, size = [], 0
            chunk.append(task)
            size += task.size
        if chunk:
            self._queue(chunk)

    def outcomes(self) -> Iterator[Outcome | Task]:
        """A Task when its reading starts, an Outcome when it is over, until nothing waits. More may be submitted."""
        while self.waiting or any(worker.chunk for worker in self.workers):
            self._employ()
            try:
                worker, message = self.messages.get(timeout=_TICK_SECONDS)
            except queue.Empty:
                self._end_the_late()
                continue
            yield from self._died(worker) if message is None else self._heard(worker, message)
            self._end_the_late()

    def close(self) -> None:
        """End all processes: those at rest by closing their pipe, those at work at once."""
        for worker in self.workers:
            if worker.chunk is not None:
                _kill(worker)
            elif worker.process.stdin is not None:
                _close(worker)
        for worker in self.workers:
            try:
                worker.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                _kill(worker)
                worker.process.wait()
        self.workers.clear()

    def reader_of(self, number: int) -> str:
        """Which reader was at the file that ended its process."""
        return self.readers.get(number, NO_READER)

    def _queue(self, tasks: list[Task]) -> None:
        if tasks:
            self.chunks += 1
            self.waiting.append(_Chunk(f"{self.chunks:06d}", tasks))

    def _employ(self) -> None:
        """Give waiting chunks to processes at rest, and start as many as the work is worth."""
        for worker in self.workers:
            if worker.is_ready and worker.chunk is None and self.waiting:
                self._give(worker, self.waiting.popleft())
        worth = min(self.limits.workers, 1 + self.bytes_waiting // BYTES_PER_WORKER)
        while self.waiting and len(self.workers) < min(worth, len(self.waiting) + len(self.workers)):
            if sum(1 for worker in self.workers if not worker.is_ready) >= len(self.waiting):
                break
            self._start()

    def _start(self) -> None:
        path = os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH")) if part)
        process = subprocess.Popen(
            [sys.executable, "-m", "ingest.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="ascii",
            # one thread each: the processes are many
            env={**os.environ, "PYTHONPATH": path, "POLARS_MAX_THREADS": "1"},
            start_new_session=True,
        )
        worker = _Worker(process)
        self.workers.append(worker)
        threading.Thread(target=self._listen, args=(worker,), daemon=True).start()
        _send(worker, self.setup.as_json())

    def _listen(self, worker: _Worker) -> None:
        """A thread for each process: its lines become messages, its end too."""
        if worker.process.stdout is not None:
            for line in worker.process.stdout:
                try:
                    self.messages.put((worker, json.loads(line)))
                except ValueError:  # cut short by its death
                    break
        self.messages.put((worker, None))

    def _give(self, worker: _Worker, chunk: _Chunk) -> None:
        worker.chunk, worker.current, worker.since = chunk, None, time.monotonic()
        _send(worker, {"name": chunk.name, "tasks": [astuple(task) for task in chunk.tasks]})

    def _heard(self, worker: _Worker, message: dict[str, Any]) -> Iterator[Outcome | Task]:
        worker.since = time.monotonic()
        if "errno" in message:
            raise OSError(message["errno"], message["fatal"])
        if "fatal" in message:
            raise WorkerError(message["fatal"])
        if "ready" in message:
            worker.is_ready = worker.was_ready = True
            self.failed_starts = 0
        elif "reader" in message:
            worker.reader = message["reader"]
        elif worker.chunk is None:
            return
        elif "started" in message:
            worker.current = next(task for task in worker.chunk.tasks if task.number == message["started"])
            worker.reader = None
            yield worker.current
        elif "writing" in message:
            worker.current = None
        elif "done" in message:
            worker.is_ready = not message["leaves"]
            outcomes = [Outcome(*outcome) for outcome in message["done"]]
            over = {outcome.number for outcome in outcomes}
            self.bytes_waiting -= sum(task.size for task in worker.chunk.tasks if task.number in over)
            self._queue([task for task in worker.chunk.tasks if task.number not in over])
            worker.chunk = worker.current = None
            yield from outcomes

    def _died(self, worker: _Worker) -> Iterator[Outcome]:
        """Put the blame on the file the process was at; the others of its chunk wait again."""
        _kill(worker)  # what it had called
        status = worker.process.wait()
        self.workers.remove(worker)
        chunk, blamed = worker.chunk, worker.current
        if chunk is None:
            if not worker.was_ready:
                self._failed_start(status)
            return
        remove_parts(Path(self.setup.parts), chunk.name)
        if blamed is None:
            self._failed_start(status)
            self._queue(chunk.tasks)
            return
        at = chunk.tasks.index(blamed)
        self._queue(chunk.tasks[:at])
        self._queue(chunk.tasks[at + 1 :])
        if worker.reader is not None:
            self.readers[blamed.number] = worker.reader
        if worker.was_late or status == -getattr(signal, "SIGPROF", 0):
            seconds = self.limits.seconds_of(blamed.size, worker.reader)
            outcome = Outcome(blamed.number, "time_limit", f"its reading was ended after {seconds} processor seconds")
            if worker.was_late:
                seconds = self.limits.clock_seconds_of(blamed.size, worker.reader)
                outcome = Outcome(blamed.number, "time_limit", f"its reading was ended after {seconds} seconds")
        else:
            self.crashes[blamed.number] = self.crashes.get(blamed.number, 0) + 1
            if self.crashes[blamed.number] < CRASHES:
                self._queue([blamed])
                return
            outcome = Outcome(blamed.number, "crashed", f"the reading process ended {CRASHES} times: {_ending(status)}")
        self.bytes_waiting -= blamed.size
        yield outcome

    def _failed_start(self, status: int) -> None:
        self.failed_starts += 1
        if self.failed_starts >= FAILED_STARTS:
            raise WorkerError(
                f"A reading process ended {FAILED_STARTS} times without being at a file ({_ending(status)})."
                " Try JIXIAO_WORKERS=0, which reads without such processes."
            )

    def _end_the_late(self) -> None:
        now = time.monotonic()
        for worker in self.workers:
            if worker.current is not None:
                allowed: float = self.limits.clock_seconds_of(worker.current.size, worker.reader)
            elif not worker.is_ready or worker.chunk is not None:
                allowed = START_SECONDS
            else:
                continue
            if now - worker.since > allowed:
                worker.was_late = worker.current is not None
                _kill(worker)


class HereReader:
    """The same in the calling process: no limits, no isolation, for debugging."""

    def __init__(self, reader: ChunkReader) -> None:
        """Read with `reader`."""
        self.reader = reader
        self.waiting: deque[Task] = deque()

    def close(self) -> None:
        """Nothing to end."""

    def warm(self) -> None:
        """Nothing to start."""

    def submit(self, tasks: list[Task]) -> None:
        """Queue files."""
        self.waiting.extend(tasks)

    def outcomes(self) -> Iterator[Outcome | Task]:
        """As those of ReadingPool."""
        while self.waiting:
            task = self.waiting.popleft()
            yield task
            yield from self.reader.read(f"{task.number:06d}", [task], started=lambda _: None)

    def reader_of(self, number: int) -> str:
        """No file ends this process and lives to tell."""
        del number
        return NO_READER


def _send(worker: _Worker, message: dict[str, Any]) -> None:
    """Send a line; a process that died has a message of its own on its way."""
    if worker.process.stdin is None:
        return
    try:
        worker.process.stdin.write(json.dumps(message) + "\n")
        worker.process.stdin.flush()
    except OSError:
        worker.process.poll()


def _close(worker: _Worker) -> None:
    try:
        if worker.process.stdin is not None:
            worker.process.stdin.close()
    except OSError:
        worker.process.poll()


def _kill(worker: _Worker) -> None:
    """End the process and what it has called."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(worker.process.pid, signal.SIGKILL)
        else:
            worker.process.kill()
    except (ProcessLookupError, PermissionError):
        worker.process.poll()


def _ending(status: int) -> str:
    try:
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"
    except ValueError:
        return f"signal {-status}"
