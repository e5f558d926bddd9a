"""`make diff`: what changed between two published files, in words."""

from __future__ import annotations

import shutil
import sys

from pipeline import copies
from pipeline.errors import PipelineError
from pipeline.settings import Settings
from pipeline.statuses import ExitStatus


def tell_difference(settings: Settings, before: str = "", after: str = "") -> ExitStatus:
    """Print what `after` says otherwise than `before`; the last two published files where none is named."""
    try:
        if before:
            files = (copies.find(settings, before), copies.find(settings, after or "published"))
        else:
            files = copies.last_two(settings)
    except PipelineError as error:
        sys.stderr.write(f"{error}\n")
        return error.status
    import duckdb

    from pipeline.summary import render_sections
    from serving.diff import compare

    try:
        sections = compare(*files)
    except duckdb.Error as error:
        sys.stderr.write(f"{files[0]} and {files[1]} cannot be compared: {error}\n")
        return ExitStatus.USAGE
    width = shutil.get_terminal_size((160, 24)).columns
    sys.stdout.write(f"before 原: {files[0]}\nafter 现: {files[1]}\n\n{render_sections(sections, width)}")
    return ExitStatus.OK
