"""One run, from documents to the published file. Each step either ends well or ends the run with its status.

Nothing heavy is imported here: a run with nothing to do must end before polars, DuckDB or dbt are needed.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from types import FrameType
from typing import Any

from pipeline import copies, fingerprint, history, lock
from pipeline.console import Console
from pipeline.errors import PipelineError, is_damage, is_disk_error
from pipeline.files import remove, sweep, sweep_cache, temporary_path, write_json, write_text
from pipeline.settings import WORKING_FOLDERS, Settings
from pipeline.statuses import ExitStatus

Progress = Callable[[int, int, str], None]


def _ingest(settings: Settings, progress: Progress) -> Any:
    from ingest.errors import IngestError, NoDocumentsError
    from ingest.folder import ingest_folder

    hashes = fingerprint.FileHashes(settings.file_hashes)  # taken a moment ago, for the fingerprint
    try:
        with _cluster(settings) as reader_of:
            return ingest_folder(
                settings.documents,
                settings.build_database,
                settings.cache,
                settings.seeds,
                progress=progress,
                hash_of=hashes.of,
                reader_of=reader_of,
            )
    except NoDocumentsError as error:
        raise PipelineError(str(error), ExitStatus.NO_DOCUMENTS) from error
    except IngestError as error:
        raise PipelineError(str(error)) from error


@contextmanager
def _cluster(settings: Settings) -> Iterator[Any]:
    """What reads the documents where a Spark cluster is named; None on one machine."""
    if settings.target != "spark" or not os.environ.get("JIXIAO_SPARK_MASTER"):
        yield None
        return
    from ingest.spark import SparkReader
    from pipeline.spark import session

    with session(settings.spark, settings.spark_scratch) as spark:
        yield lambda setup, limits: SparkReader(spark, setup, limits)


def _gate(layer: str, settings: Settings) -> Any:
    from pipeline.gates import run_gate

    chatter = logging.getLogger("great_expectations")  # tells of every temporary folder
    chatter.addHandler(logging.NullHandler())
    chatter.propagate = False
    return run_gate(layer, settings.build_database, settings.gates)


def _transform(settings: Settings, log: logging.Logger, progress: Progress) -> Any:
    if settings.target == "spark":
        from pipeline.spark import SparkTransform

        return SparkTransform(settings, log, progress)
    from pipeline.transform import Transform

    return Transform(settings, log, progress)


def _publish(settings: Settings, transform: Any) -> dict[str, int]:
    from serving.publish import ChineseNames, PublishError, publish

    chinese = {name: ChineseNames(*names) for name, names in transform.chinese_names().items()}
    new = temporary_path(settings.published)
    try:
        published = publish(settings.build_database, settings.published, new, transform.marts(), chinese)
    except PublishError as error:
        raise PipelineError(str(error), ExitStatus.PUBLISH_FAILED) from error
    return {table.name: table.rows for table in published}


def _dashboard(settings: Settings) -> str:
    from serving.dashboard.build import build

    return build(settings.published, settings.dashboard, settings.map).warning


def _summarise(settings: Settings, seconds: dict[str, float], width: int) -> str:
    from pipeline.summary import render
    from serving.summary import summarise

    return render(summarise(settings.published, settings.build_database), settings, seconds, width)


@dataclass(frozen=True)
class Steps:
    """What a run calls. Tests put a broken step in the place of one."""

    ingest: Callable[[Settings, Progress], Any] = _ingest
    gate: Callable[[str, Settings], Any] = _gate
    transform: Callable[[Settings, logging.Logger, Progress], Any] = _transform
    publish: Callable[[Settings, Any], dict[str, int]] = _publish
    dashboard: Callable[[Settings], str] = _dashboard
    summarise: Callable[[Settings, dict[str, float], int], str] = _summarise


class _Terminated(BaseException):
    """SIGTERM, as an exception, so that the lock's owner cleans up on the way out."""


@contextmanager
def _terminable() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _Terminated

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def run(
    settings: Settings,
    *,
    command: str = "build",
    full: bool = False,
    steps: Steps | None = None,
    console: Console | None = None,
    hook: str = "",
) -> ExitStatus:
    """Build and publish; `full` forgets what earlier runs kept. The status is what the process returns.

    `hook` is a command that hears of the outcome, whatever it is, when the lock is free again.
    """
    console = console or Console()
    this = history.new_run(settings, command)
    status = _run_and_record(settings, this, full, steps or Steps(), console)
    if hook:
        from pipeline.notify import notify

        if failure := notify(hook, settings, this):
            console.say(f"  {failure}")
    return status


def _run_and_record(settings: Settings, this: history.Run, full: bool, steps: Steps, console: Console) -> ExitStatus:
    """The run up to the moment when its lock is free again."""
    try:
        with _terminable():
            settings.check()
            with lock.hold(settings, this.run_id, this.started_at) as held:
                return _run_locked(settings, this, held, full, steps, console)
    except PipelineError as error:  # before the lock was held
        status, message = error.status, str(error)
    except OSError as error:
        status, message = ExitStatus.DISK, f"The warehouse folder cannot be used: {error}."
    except KeyboardInterrupt:
        status, message = ExitStatus.INTERRUPTED, "Interrupted."
    except _Terminated:
        status, message = ExitStatus.TERMINATED, "Stopped by SIGTERM."
    this.end(status, message)
    console.refuse(status, message)
    if status is ExitStatus.LOCKED:
        try:
            history.append(settings, asdict(this))  # last_run.json belongs to the run that holds the lock
        except OSError as error:
            console.say(f"  The run history cannot be written: {error}.")
    return status


def _run_locked(
    settings: Settings, this: history.Run, held: lock.Held, full: bool, steps: Steps, console: Console
) -> ExitStatus:
    """The run while it holds the lock: whatever happens, it is written into the history."""
    log: logging.Logger | None = None
    details = ""
    try:
        if held.died is not None:
            history.record_death(settings, held.died)
            sweep_cache(settings.cache)
            console.say(f"Run {held.died.get('run_id')} was killed; what it left is swept away.")
        sweep(settings.warehouse, settings.build, settings.gates, settings.copies_folder, settings.dashboard)
        hashes = fingerprint.FileHashes(settings.file_hashes)
        with_fingerprint = fingerprint.take(settings, hashes)
        hashes.save()
        this.fingerprint = with_fingerprint
        if not full and fingerprint.is_published(settings, with_fingerprint):
            this.nothing_to_do = True
            status, message = ExitStatus.OK, "Nothing to do: documents, seeds and code are as published."
        else:
            log = history.open_log(settings, this)
            log.info("run %s: %s into %s", this.run_id, settings.documents, settings.warehouse)
            _build(settings, this, full, steps, console, log)
            status, message = ExitStatus.OK, "Published."
    except PipelineError as error:
        status, message, details = error.status, str(error), error.details
    except KeyboardInterrupt:
        status, message = ExitStatus.INTERRUPTED, "Interrupted; the published file is the one from before."
    except _Terminated:
        status, message = (
            ExitStatus.TERMINATED,
            "Stopped by SIGTERM; the published file is the one from before.",
        )
    except Exception as error:  # noqa: BLE001  the run's outermost net: reported, logged, and told by the status
        status, message = _unexpected(settings, error, log)
    if is_damage(f"{message} {details}"):
        remove(*settings.build_files)
        message += " The build database is damaged on the disk and was removed: run again, all of it is made anew."
    this.seconds = dict(console.seconds)
    this.end(status, message)
    _tell(settings, this, status, message, details, console)
    if log is not None:
        log.log(logging.INFO if status is ExitStatus.OK else logging.ERROR, "%s %s", message, details)
        if lost := history.close_log(log):
            console.say(f"  The log lacks {lost} lines: {settings.logs} cannot be written.")
    try:
        history.record(settings, this)
    except OSError as error:
        this.end(ExitStatus.DISK, f"The run history cannot be written: {error}.")
        return console.refuse(ExitStatus.DISK, str(this.message))
    return status


def _unexpected(settings: Settings, error: Exception, log: logging.Logger | None) -> tuple[ExitStatus, str]:
    if log is not None:
        log.error("unexpected", exc_info=error)
    if is_disk_error(error):
        return ExitStatus.DISK, f"The disk is full or {settings.warehouse} cannot be written: {error}"
    return ExitStatus.UNEXPECTED, f"Unexpected: {type(error).__name__}: {error}"


def _tell(
    settings: Settings,
    this: history.Run,
    status: ExitStatus,
    message: str,
    details: str,
    console: Console,
) -> None:
    if this.nothing_to_do:
        console.say(f"✓ {message} 没有变化，无需重建。")
        console.say(f"  {settings.published}")
        return
    if status is ExitStatus.OK:
        return
    console.refuse(status, message)
    if details:
        console.say(details)
    if this.log:
        console.say(f"  log: {this.log}")


def _build(
    settings: Settings, this: history.Run, full: bool, steps: Steps, console: Console, log: logging.Logger
) -> None:
    """All steps in their order."""
    if settings.target == "spark":
        from pipeline.spark import check_environment

        check_environment()  # before an hour of reading, not after
    if full and settings.build.exists():
        shutil.rmtree(settings.build)
    settings.build.mkdir(parents=True, exist_ok=True)
    hashes = fingerprint.FileHashes(settings.file_hashes)  # looks at each file anew whenever it is asked
    code = fingerprint.of_tables(settings, hashes)

    def known_code() -> str | None:
        return code if fingerprint.of_tables(settings, hashes) == code else None

    with console.step("check", "Open the build database 打开构建库"):
        _heal_build_database(settings, console)
    with console.step("ingest", "Read documents 读取文件"):
        report = steps.ingest(settings, console.progress)
        this.ingest = asdict(report) if is_dataclass(report) else {}
        log.info("ingest: %s", this.ingest)
    for note in this.ingest.get("notes", ()):
        console.say(f"  {note}")
    _pass_gate("raw", settings, steps, console, log)
    with console.step("parse", "Parse the models 解析模型"):
        transform = steps.transform(settings, log, console.progress)
    with console.step("staging", "Seeds and staging 参考数据与规整层"):
        # What was parsed while it changed is of no state that can be named: all is made anew, now and by the next run.
        this.changed = transform.begin(known_code())
        log.info("documents whose rows are made again: %s", "all" if this.changed is None else this.changed)
        transform.build("staging")
    if this.changed is not None:
        console.say(f"  Documents whose rows are made again 重做的文件: {this.changed:,}; all other rows stay 其余不动")
    _pass_gate("staging", settings, steps, console, log)
    with console.step("marts", "Marts and tests 集市层与检验"):
        transform.build("marts")
    _pass_gate("marts", settings, steps, console, log)
    transform.finish(known_code())
    with console.step("publish", "Publish 发布"):
        this.published = steps.publish(settings, transform)
        this.published_bytes = settings.published.stat().st_size
        try:
            copies.keep(settings)
        except OSError as error:  # it is published all the same
            console.say(f"  No dated copy could be kept in {settings.copies_folder}: {error}.")
    without_page = _make_dashboard(settings, steps, console, log)
    with console.step("summary", "Summary 汇总"):
        write_text(settings.summary, steps.summarise(settings, console.seconds, 110))
        width = shutil.get_terminal_size((110, 24)).columns
        shown = steps.summarise(settings, console.seconds, width)
    console.say("\n" + shown)
    if without_page is not None:
        settings.state.unlink(missing_ok=True)  # the next run tries again
        raise without_page
    # Last: a run that was killed before this line is made again. So is one whose documents or code changed on the way.
    if fingerprint.take(settings, hashes) == this.fingerprint:
        write_json(settings.state, fingerprint.published_state(settings, this.fingerprint or ""))
    else:
        settings.state.unlink(missing_ok=True)
        console.say("Documents, seeds or code changed during the run: the next one builds again. 构建期间有变化。")


def _make_dashboard(settings: Settings, steps: Steps, console: Console, log: logging.Logger) -> PipelineError | None:
    """Make the page; what went wrong, if anything did. The file is published by then, and stays so."""
    try:
        with console.step("dashboard", "Dashboard 看板"):
            warning = steps.dashboard(settings)
    except Exception as error:  # noqa: BLE001  reported, logged, and told by the status
        log.error("dashboard", exc_info=error)
        return PipelineError(
            f"Published, but the page {settings.dashboard / 'index.html'} could not be made and is the one from"
            f" before: {error}. The next run tries again; make dashboard makes it from the published file.",
            ExitStatus.DISK if is_disk_error(error) else ExitStatus.DASHBOARD_FAILED,
        )
    if warning:
        log.warning("dashboard: %s", warning)
        console.say(f"  {warning}")
    return None


def _pass_gate(layer: str, settings: Settings, steps: Steps, console: Console, log: logging.Logger) -> None:
    with console.step(f"gate_{layer}", f"Gate: {layer} 质量关卡"):
        result = steps.gate(layer, settings)
        log.info("gate %s: %s", layer, "passed" if result.passed else "failed")
    failures = result.format_failures()
    if not result.passed:
        raise PipelineError(
            f"The gate of {layer} stopped the run. The published file is the one from before."
            f" All checks: {settings.gates / 'index.html'}",
            ExitStatus.GATE_FAILED,
            failures,
        )
    if failures:  # checks that only warn
        log.warning("gate %s: %s", layer, failures)
        console.say(failures)


def _heal_build_database(settings: Settings, console: Console) -> None:
    """Open the build database once: one that a killed run or another version left unreadable is made anew."""
    if not settings.build_database.exists():
        remove(*settings.build_files)  # a log without its database would be replayed into the next one
        return
    import duckdb

    try:
        duckdb.connect(str(settings.build_database)).close()
        remove(*settings.spilled)  # what sorting and joining put on the disk before a kill
    except duckdb.Error as error:
        if "lock" in str(error).lower():
            raise PipelineError(
                f"Another program has {settings.build_database} open; close it and run again. Analysts open"
                f" {settings.published} instead. ({error})",
                ExitStatus.LOCKED,
            ) from error
        if is_disk_error(error):
            raise
        console.say(f"  The build database could not be opened and is made anew: {str(error).splitlines()[0]}")
        remove(*settings.build_files)


def clean(settings: Settings) -> ExitStatus:
    """Remove what builds keep for themselves; the published file, its summary and the history stay."""
    console = Console()
    this = history.new_run(settings, "clean")
    if not settings.warehouse.is_dir():
        return ExitStatus.OK
    try:
        with lock.hold(settings, this.run_id, this.started_at):
            sweep(settings.warehouse)
            working = [settings.warehouse / name for name in WORKING_FOLDERS.values()]
            for folder in (*working, settings.spark, settings.logs, settings.gates):
                if folder.exists():
                    shutil.rmtree(folder)
    except PipelineError as error:
        return console.refuse(error.status, str(error))
    except OSError as error:
        return console.refuse(ExitStatus.DISK, f"{settings.warehouse} cannot be cleaned: {error}.")
    console.say(f"✓ Removed build files, logs and gate pages of {settings.warehouse}; the published file stays.")
    return ExitStatus.OK
