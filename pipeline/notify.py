"""A command of the user's that hears how every run ended: mail, a chat, a monitor."""

from __future__ import annotations

import os
import shlex
import subprocess

from pipeline.history import Run
from pipeline.settings import Settings

LONGEST_SECONDS = 60.0
SHOWN = 400  # characters of what a failing command said


def notify(command: str, settings: Settings, run: Run) -> str | None:
    """Run `command` with the path of last_run.json after its own arguments; what went wrong, or None.

    It is split as a shell splits words, but no shell runs it. What it says is dropped unless it fails, and it has
    a minute. Its environment tells of this run: JIXIAO_STATUS (the number), JIXIAO_OUTCOME (the word),
    JIXIAO_MESSAGE, JIXIAO_RUN_ID, JIXIAO_NOTHING_TO_DO (1 or 0), JIXIAO_PUBLISHED (the file), JIXIAO_LOG.
    """
    environment = {
        **os.environ,
        "JIXIAO_STATUS": str(run.status),
        "JIXIAO_OUTCOME": str(run.outcome),
        "JIXIAO_MESSAGE": str(run.message),
        "JIXIAO_RUN_ID": run.run_id,
        "JIXIAO_NOTHING_TO_DO": str(int(run.nothing_to_do)),
        "JIXIAO_PUBLISHED": str(settings.published),
        "JIXIAO_LOG": run.log or "",
    }
    try:
        words = [*shlex.split(command), str(settings.last_run)]
        process = subprocess.Popen(
            words,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return f"The notification {command!r} could not be started: {error}."
    try:
        said, _ = process.communicate(timeout=LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)  # the command and what it started
        process.communicate()
        return f"The notification {command!r} was stopped after {LONGEST_SECONDS:.0f} seconds."
    if process.returncode == 0:
        return None
    text = said.decode("utf-8", "replace").strip()[-SHOWN:]
    return f"The notification {command!r} ended with {process.returncode}: {text}"
