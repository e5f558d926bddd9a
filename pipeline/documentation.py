"""`make docs`: the project's documentation as one static page, from the last build."""

from __future__ import annotations

import logging

from pipeline import history, lock
from pipeline.console import Console
from pipeline.errors import PipelineError
from pipeline.settings import Settings
from pipeline.statuses import ExitStatus
from pipeline.transform import Transform


def document(settings: Settings) -> ExitStatus:
    """Write `settings.documentation`. It needs a build database, for the types of the columns."""
    console = Console()
    this = history.new_run(settings, "docs")
    try:
        settings.check()
        if not settings.build_database.is_file():
            raise PipelineError(f"There is no build in {settings.build}; run make first.", ExitStatus.USAGE)
        with lock.hold(settings, this.run_id, this.started_at), console.step("docs", "Documentation 文档"):
            Transform(settings, logging.getLogger(__name__)).write_documentation(settings.documentation)
    except PipelineError as error:
        return console.refuse(error.status, str(error))
    except OSError as error:
        return console.refuse(ExitStatus.DISK, f"{settings.documentation} cannot be written: {error}.")
    console.say(f"  {settings.documentation}")
    return ExitStatus.OK
