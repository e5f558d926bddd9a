"""What all processes of one test run share: the project parsed once, the sample built once."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "JIXIAO_TESTS_SHARED"


def shared_folder() -> Path:
    """The folder of this test run; its first process makes it, those that it starts find it by the variable."""
    if VARIABLE not in os.environ:
        os.environ[VARIABLE] = tempfile.mkdtemp(prefix="jixiao-tests-")
    return Path(os.environ[VARIABLE])


@contextmanager
def once(name: str) -> Iterator[Path]:
    """The folder for something that is made once: empty for whom has to make it; the others wait until it is made."""
    folder = shared_folder() / name
    folder.mkdir(exist_ok=True)
    with (shared_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
