"""Gates: the checks that stand between the layers and stop a build that would publish wrong figures.

The checks of a layer are written in `tests/expectations/<layer>.py`; this module knows no table or column.
Great Expectations judges them by SQL inside the database, which is opened read-only; what comes to Python are counts,
and at most twenty failing rows of a check with the document and place that a person needs to act.
"""

from __future__ import annotations

import importlib
import os
import time
import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import duckdb

from pipeline.files import read_json, write_json, write_text
from pipeline.settings import duckdb_config

LAYERS = ("raw", "staging", "marts")
ROWS_SHOWN = 20
SCRATCH = "judged_rows"  # a database in memory
TEMPLATES_FOLDER = Path(__file__).resolve().parent / "templates"


class Severity(StrEnum):
    """What a failed check does to the run."""

    STOP = "stop"
    WARN = "warn"


class Owner(StrEnum):
    """Who would act on a failed check."""

    READER = "reader"
    VOCABULARY = "vocabulary"
    MODELS = "models"
    PUBLISHER = "publisher"


class Status(StrEnum):
    """How a check came out; `broken`: it could not be judged, which stops the run like a failure."""

    PASSED = "passed"
    FAILED = "failed"
    BROKEN = "broken"


@dataclass(frozen=True)
class Wording:
    """One sentence in both languages."""

    en: str
    zh: str


@dataclass(frozen=True)
class Check:
    """One check of a layer.

    `judged` is a query whose rows are judged. Beside the columns that `arguments` name it gives
    `document_id`, `place` (where a person finds it) and `found` (what stands there); all may be null.
    `fails_where` says in SQL which of these rows fail, for showing them.
    """

    name: str
    table: str
    severity: Severity
    owner: Owner
    meaning: Wording
    action: Wording
    judged: str
    expectation: str
    arguments: Mapping[str, Any]
    fails_where: str


@dataclass(frozen=True)
class Suite:
    """The checks of a layer; `paths` is a query giving `document_id` and `path`: failing rows name a file."""

    layer: str
    paths: str
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class FailingRow:
    """One row that failed a check."""

    document: str | None
    place: str | None
    found: str | None


@dataclass(frozen=True)
class CheckResult:
    """What came out of a check."""

    name: str
    table: str
    severity: Severity
    owner: Owner
    meaning: Wording
    action: Wording
    status: Status
    judged_count: int | None
    failing_count: int | None
    rows: tuple[FailingRow, ...] = ()
    error: str | None = None

    @property
    def stops(self) -> bool:
        """Whether this result stops the run."""
        return self.status is Status.BROKEN or (self.status is Status.FAILED and self.severity is Severity.STOP)


@dataclass(frozen=True)
class GateResult:
    """What came out of a gate."""

    layer: str
    checks: list[CheckResult]
    seconds: float = 0.0
    finished_at: str = field(default="", compare=False)

    @property
    def passed(self) -> bool:
        """Whether the run may go on."""
        return not any(check.stops for check in self.checks)

    @property
    def warnings(self) -> list[CheckResult]:
        """The checks that failed without stopping the run."""
        return [check for check in self.checks if check.status is Status.FAILED and not check.stops]

    def format_failures(self) -> str:
        """Return for the terminal what stopped the run and what it warns of; empty where all is well."""
        stopping = [check for check in self.checks if check.stops]
        return "\n\n".join(_format_check(check) for check in [*stopping, *self.warnings])


def run_gate(layer: str, database: Path, report_dir: Path) -> GateResult:
    """Judge one layer of the build database, and write the result page.

    The database is opened read-only and let go of before this returns. Raises `ValueError` for a layer that
    has no checks and `FileNotFoundError` where the database is missing.
    """
    if layer not in LAYERS:
        raise ValueError(f"There is no gate for layer {layer!r}; the gates are {', '.join(LAYERS)}.")
    if not database.is_file():
        raise FileNotFoundError(f"The gate of layer {layer} found no database at {database}; run the build first.")
    started = time.monotonic()
    suite = load_suite(layer)
    result = GateResult(
        layer=layer,
        checks=judge(suite, database),
        seconds=round(time.monotonic() - started, 2),
        finished_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    write_report(result, report_dir)
    return result


def load_suite(layer: str) -> Suite:
    """Return the checks of a layer from `tests/expectations/<layer>.py`."""
    return importlib.import_module(f"tests.expectations.{layer}").SUITE


def judge(suite: Suite, database: Path) -> list[CheckResult]:
    """Judge the checks of a suite against a database."""
    # Read by Great Expectations when it is imported: no telemetry, no progress bars.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    os.environ["TQDM_DISABLE"] = "1"
    # Imported here: it takes seconds, and a run with nothing to judge should not wait for it.
    import great_expectations

    from pipeline import duckdb_dialect

    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    with warnings.catch_warnings():
        # It recommends its PostgreSQL source, taking the dialect's name at its word.
        warnings.filterwarnings("ignore", message="You are using a generic SQLDatasource")
        source = context.data_sources.add_sql(
            name=suite.layer,
            connection_string=duckdb_dialect.URL,
            create_temp_table=False,
            kwargs={"connect_args": {"database": str(database), "read_only": True, **duckdb_config()}},
        )
    with duckdb.connect(str(database), read_only=True, config=duckdb_config()) as connection:
        connection.execute(f"attach ':memory:' as {SCRATCH} (read_write)")
        rows = _Rows(connection)
        try:
            outcomes = [_judge_check(check, rows, source) for check in suite.checks]
        finally:
            duckdb_dialect.close_connections()
        rows.drop()
        return [
            _result(check, outcome, _failing_rows(suite, check, connection) if outcome.is_failed else ())
            for check, outcome in zip(suite.checks, outcomes, strict=True)
        ]


@dataclass
class _Rows:
    """The rows of one check at a time, in memory beside the database, no wider than the check needs them.

    Great Expectations asks for the rows of a query once for each of its metrics, three or four times in all.
    """

    connection: duckdb.DuckDBPyConnection
    made: str = ""  # the query whose rows are there: checks of the same rows stand one behind the other

    def make(self, check: Check) -> str:
        """Make the rows of the check, unless they are there; a query of them."""
        columns = sorted({name for key, name in check.arguments.items() if key.startswith("column")})
        query = f"select {', '.join(columns) or '*'} from (\n{check.judged}\n) as judged"
        if query != self.made:
            self.made = ""
            self.connection.execute(f"create or replace table {SCRATCH}.judged as {query}")
            self.made = query
        return f"select * from {SCRATCH}.judged"

    def drop(self) -> None:
        """Leave no rows."""
        self.connection.execute(f"drop table if exists {SCRATCH}.judged")
        self.made = ""


@dataclass(frozen=True)
class _Outcome:
    status: Status
    judged_count: int | None = None
    failing_count: int | None = None
    error: str | None = None

    @property
    def is_failed(self) -> bool:
        return self.status is Status.FAILED


def _judge_check(check: Check, rows: _Rows, source: Any) -> _Outcome:
    from great_expectations import expectations
    from great_expectations.exceptions import GreatExpectationsError
    from sqlalchemy.exc import SQLAlchemyError

    expectation = getattr(expectations, check.expectation)(**check.arguments)
    try:
        asset = source.add_query_asset(name=check.name, query=rows.make(check))
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        validation = batch.validate(
            expectation, result_format={"result_format": "BASIC", "partial_unexpected_count": 0}
        )
    except (GreatExpectationsError, SQLAlchemyError, duckdb.Error) as error:
        return _Outcome(Status.BROKEN, error=_first_line(str(error)))
    error_text = _raised(validation.exception_info)
    if error_text:
        return _Outcome(Status.BROKEN, error=_first_line(error_text))
    status = Status.PASSED if validation.success else Status.FAILED
    return _Outcome(status, validation.result.get("element_count"), validation.result.get("unexpected_count"))


def _raised(exception_info: Mapping[str, Any] | None) -> str | None:
    """Return the message of an exception inside a validation: one is given flat, several by metric."""
    if not exception_info:
        return None
    entries = [exception_info] if "raised_exception" in exception_info else exception_info.values()
    messages = [entry["exception_message"] for entry in entries if entry.get("raised_exception")]
    return "\n".join(str(message) for message in messages) or None


def _first_line(text: str) -> str:
    """Return what went wrong without the query that it went wrong in."""
    return text.strip().split("\n", 1)[0][:400]


def _failing_rows(suite: Suite, check: Check, connection: duckdb.DuckDBPyConnection) -> tuple[FailingRow, ...]:
    sql = f"""
        with judged as (
            {check.judged}
        ),

        paths as (
            {suite.paths}
        )

        select
            coalesce(paths.path, judged.document_id) as document,
            judged.place,
            left(cast(judged.found as varchar), 200) as found
        from judged
        left join paths on judged.document_id = paths.document_id
        where {check.fails_where}
        order by document nulls last, judged.place nulls last, found nulls last
        limit {ROWS_SHOWN}
    """
    return tuple(FailingRow(*row) for row in connection.execute(sql).fetchall())


def _result(check: Check, outcome: _Outcome, rows: tuple[FailingRow, ...]) -> CheckResult:
    return CheckResult(
        name=check.name,
        table=check.table,
        severity=check.severity,
        owner=check.owner,
        meaning=check.meaning,
        action=check.action,
        status=outcome.status,
        judged_count=outcome.judged_count,
        failing_count=outcome.failing_count,
        rows=rows,
        error=outcome.error,
    )


def _format_check(check: CheckResult) -> str:
    if check.status is Status.BROKEN:
        return (
            f"STOP  {check.name} ({check.table}): the check could not be judged\n"
            f"      {check.error}\n"
            "      Mend the table or the check: what was not judged is not published."
        )
    lines = [
        f"{check.severity.upper()}  {check.name} ({check.table}): "
        f"{check.failing_count:,} of {check.judged_count:,} fail",
        f"      {check.meaning.en}",
        f"      {check.meaning.zh}",
        f"      For: {check.owner}. {check.action.en}",
    ]
    lines += [
        "      - " + " · ".join(part for part in (row.document, row.place, row.found) if part) for row in check.rows
    ]
    left = (check.failing_count or 0) - len(check.rows)
    if left > 0:
        lines.append(f"      … and {left:,} more")
    return "\n".join(lines)


def write_report(result: GateResult, report_dir: Path) -> Path:
    """Keep the result of this gate and write the page that shows the last result of every gate."""
    report_dir.mkdir(parents=True, exist_ok=True)
    write_json(report_dir / f"{result.layer}.json", {**asdict(result), "passed": result.passed})
    records = [read_json(report_dir / f"{layer}.json") for layer in LAYERS]
    page = report_dir / "index.html"
    write_text(page, render_report([record for record in records if record]))
    return page


def render_report(records: list[dict[str, Any]]) -> str:
    """Return the result page; `records` are the kept results, in the order of the layers.

    A layer judged before the layer above it belongs to an earlier run: the latest did not come so far.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES_FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    latest = ""
    gates = []
    for record in records:
        checks = [{**check, "rank": _rank(check)} for check in record["checks"]]
        gates.append({**record, "checks": checks, "is_earlier": record["finished_at"] < latest})
        latest = max(latest, record["finished_at"])
    return environment.get_template("gates.html.j2").render(gates=gates, rows_shown=ROWS_SHOWN)


def _rank(check: Mapping[str, Any]) -> int:
    """Place a check on the page: what stops the run first, then warnings, then what passed."""
    if check["status"] == Status.PASSED:
        return 2
    return 1 if check["status"] == Status.FAILED and check["severity"] == Severity.WARN else 0
