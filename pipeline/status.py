"""`make status`: the last runs, the published file, and whether a build would change it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pipeline import fingerprint, history
from pipeline.console import display_width, shorten
from pipeline.files import read_json
from pipeline.settings import Settings

MESSAGE_WIDTH = 60
CHANGES = {"read_now": "read", "removed": "gone"}  # counts of an ingest report, in words


def status_lines(settings: Settings, runs: int = 10) -> list[str]:
    """What `status` prints. Nothing is written: the folder may be held by a run."""
    lines = []
    last = read_json(settings.last_run)
    if isinstance(last, dict):
        lines.append(f"last run   {last.get('finished_at')}  {last.get('outcome')} ({last.get('status')})")
        lines.append(f"           {last.get('message')}")
    else:
        lines.append(f"last run   none in {settings.warehouse}")
    if settings.published.is_file():
        size = settings.published.stat().st_size
        lines.append(f"published  {settings.published} ({size / 1e6:,.1f} MB)")
        now = fingerprint.take(settings, fingerprint.FileHashes(settings.file_hashes))
        fresh = fingerprint.is_published(settings, now)
        lines.append(
            "           up to date with documents, seeds and code"
            if fresh
            else "           documents, seeds or code have changed since: run make"
        )
    else:
        lines.append("published  nothing yet: run make")
    if settings.summary.is_file():
        lines.append(f"summary    {settings.summary}")
    rows = history.rows(settings)[-runs:] if runs > 0 else []
    return [*lines, *_table(rows)]


def _table(rows: list[dict[str, Any]]) -> list[str]:
    """The runs, the last one first, in columns that also fit Chinese."""
    if not rows:
        return []
    cells = [("started 开始", "outcome 结果", "seconds 用时", "documents 文件", "what 说明")]
    cells += [_cells(row) for row in reversed(rows)]
    widths = [max(display_width(row[column]) for row in cells) for column in range(4)]
    return ["", *("  ".join([*map(_padded, row, widths), row[4]]).rstrip() for row in cells)]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def _cells(row: dict[str, Any]) -> tuple[str, str, str, str, str]:
    seconds = _seconds(row.get("started_at"), row.get("finished_at"))
    return (
        str(row.get("started_at") or "?")[:19].replace("T", " "),
        str(row.get("outcome") or "?"),
        "" if seconds is None else f"{seconds:,.1f}",
        _documents(row.get("ingest")),
        _what(row),
    )


def _seconds(started: object, finished: object) -> float | None:
    """How long a run took by the clock; None where it did not end, or the clock went back."""
    try:
        seconds = (datetime.fromisoformat(str(finished)) - datetime.fromisoformat(str(started))).total_seconds()
    except ValueError:
        return None
    return seconds if seconds >= 0 else None


def _documents(ingest: object) -> str:
    if not isinstance(ingest, dict) or "files" not in ingest:
        return ""
    changes = [f", {ingest[key]:,} {word}" for key, word in CHANGES.items() if ingest.get(key)]
    return f"{ingest['files']:,} files{''.join(changes)}"


def _what(row: dict[str, Any]) -> str:
    published = row.get("published")
    if row.get("outcome") == "ok" and isinstance(published, dict) and published:
        return f"published {sum(published.values()):,} rows"
    return shorten(" ".join(str(row.get("message") or "").split()), MESSAGE_WIDTH)
