"""One run per warehouse folder. The operating system drops the lock when the run ends, however it ends."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pipeline.errors import PipelineError
from pipeline.settings import Settings
from pipeline.statuses import ExitStatus


@dataclass(frozen=True)
class Held:
    """A lock that is held; `died` tells of the run before if it ended without saying so."""

    died: dict[str, Any] | None


def _parse(content: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(content)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


@contextmanager
def hold(settings: Settings, run_id: str, started_at: str) -> Iterator[Held]:
    """Hold the warehouse's lock, or raise with the name of the run that has it.

    A POSIX record lock: a child that outlives a killed run does not inherit it. The file's content only says
    who; it is emptied when a run ends by itself, so content found under a free lock is a run that died.
    """
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(settings.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as error:
            holder = _parse(os.pread(descriptor, 65536, 0)) or {}
            who = (
                f"run {holder['run_id']} (process {holder.get('pid')} on {holder.get('host')},"
                f" since {holder.get('started_at')})"
                if "run_id" in holder
                else "another run"
            )
            raise PipelineError(
                f"{settings.warehouse} is being built by {who}. This run ends here and changes nothing;"
                " start it again when the other is done. 该数据仓库正在由另一个任务构建。",
                ExitStatus.LOCKED,
            ) from error
        died = _parse(os.pread(descriptor, 65536, 0))
        who_now = {
            "run_id": run_id,
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "started_at": started_at,
        }
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, (json.dumps(who_now, ensure_ascii=False) + "\n").encode(), 0)
        try:
            yield Held(died)
        finally:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)
