"""dbt, in this process, layer by layer. The project is parsed once a run; events go to the log."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import increment, parsed
from pipeline.data_tests import KeptQueries, data_tests, suspects
from pipeline.errors import PipelineError, is_disk_error
from pipeline.seeds import mark_seeds, seed_states, stale_seeds
from pipeline.settings import Settings
from pipeline.statuses import ExitStatus

LAYERS: dict[str, list[str]] = {
    "staging": ["path:models/staging"],
    "marts": ["path:models/intermediate", "path:models/marts"],
}
FAILED = {"error", "fail", "runtime error", "partial success"}
FAILURES_SHOWN = 20  # rows per failing test
SELECTED_BY_NAME = 20  # dbt looks each name up among all nodes
LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warn": logging.WARNING, "error": logging.ERROR}

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Table:
    """A seed's or model's table: the declared types of its columns, and its comments, where there are any."""

    schema: str
    name: str
    types: dict[str, str] = field(default_factory=dict)
    comment: str = ""
    comments: dict[str, str] = field(default_factory=dict)


class Transform:
    """The dbt project on the build database of one run."""

    def __init__(
        self, settings: Settings, log: logging.Logger, progress: Progress | None = None, *, judges: bool = True
    ) -> None:
        """Parse the project; `progress` hears of every finished node. `judges`: tests will be put to the database."""
        self._settings = settings
        self._log = log
        self._progress = progress
        self._done = 0
        self._nodes = 0
        self._is_increment = False
        self._manifest: Any = None
        self._manifest = self._parse()
        # Writing the SQL of tests opens a connection, which on Spark would be a session of dbt's own making.
        self._tests = data_tests(self._manifest, settings.root) if judges else []
        self._queries = KeptQueries(settings.test_queries).of(self._tests, self._compiled)

    def marts(self) -> list[str]:
        """Names of the models of the public schema: a mart that left the project is not published."""
        return sorted(node.alias for node in self._marts())

    def _marts(self) -> list[Any]:
        return [
            node for node in self._manifest.nodes.values() if node.resource_type == "model" and node.schema == "marts"
        ]

    def chinese_names(self) -> dict[str, tuple[str, dict[str, str]]]:
        """Chinese name of every mart and, by their English ones, of its columns, from `meta: {zh: …}`."""
        return {
            node.alias: (
                node.meta.get("zh", ""),
                {name: column.meta.get("zh", "") for name, column in node.columns.items()},
            )
            for node in self._marts()
        }

    def _parse(self) -> Any:
        project = parsed.project_hash(self._settings)
        manifest = parsed.load(self._settings.parsed_project, project)
        if manifest is None:
            manifest = self._invoke("parse").result
            parsed.keep(self._settings.parsed_project, project, manifest)
        return manifest

    def begin(self, code: str | None) -> int | None:
        """Say what has changed since the tables were last right; the number of documents, None for all of them.

        `code` is the fingerprint of what the tables are made by, None where it changed under our hands.
        """
        changed = increment.begin(self._settings.build_database, code)
        self._is_increment = changed is not None
        return changed

    def finish(self, code: str | None) -> None:
        """Call it when all layers are built and judged: what they hold need not be made again, if `code` is known."""
        increment.finish(self._settings.build_database, code)
        self._is_increment = False

    def build(self, layer: str) -> int:
        """Build a layer, staging with the seeds, and run its tests; the number of nodes, or an error that shows what
        failed. A seed that is in the database as it should be is not loaded again.
        """
        seeds = self._load_seeds() if layer == "staging" else 0
        keeping = ["--vars", "{increment: true}"] if self._is_increment else []
        models = self.run("run", "--select", *LAYERS[layer], *keeping)
        return seeds + models + self.test(layer)

    def run(self, *arguments: str) -> int:
        """Run a dbt command; the number of nodes, or an error that shows what failed."""
        return len(self._invoke(*arguments).result.results)

    def test(self, layer: str) -> int:
        """Put the tests of a layer to the build database; their number, or an error that shows what failed."""
        tests = [test for test in self._tests if test.is_staging == (layer == "staging")]
        doubtful = suspects(self._settings.build_database, tests, self._queries, self._tell)
        if doubtful:
            # Storing failing rows costs, so only these tests are run to store them.
            self._invoke("test", "--select", *doubtful, "--store-failures")
        return len(tests)

    def tables(self, schema: str) -> list[Table]:
        """The tables of a schema, as the project declares them."""
        nodes = [
            node
            for node in self._manifest.nodes.values()
            if node.resource_type in ("model", "seed") and node.schema == schema
        ]
        return [_table(node) for node in sorted(nodes, key=lambda node: node.alias)]

    def _load_seeds(self) -> int:
        seeds = seed_states(self._manifest, self._settings.root)
        stale = stale_seeds(self._settings.build_database, seeds)
        if stale:
            # In full: a seed whose columns changed does not fit the table of the run before.
            self._invoke("seed", "--select", *stale, "--full-refresh")
            mark_seeds(self._settings.build_database, {name: seeds[name] for name in stale})
        return len(stale)

    def _compiled(self, names: list[str]) -> dict[str, str]:
        """SQL of data tests by name."""
        selected = names if len(names) <= SELECTED_BY_NAME else ["resource_type:test"]
        result = self._invoke("compile", "--select", *selected)
        return {one.node.name: one.node.compiled_code for one in result.result.results}

    def write_documentation(self, page: Path) -> None:
        """One page that needs no server: every model with its columns, its code and what it depends on."""
        self._invoke("docs", "generate", "--static")
        page.parent.mkdir(parents=True, exist_ok=True)
        (self._settings.dbt_target / "static_index.html").replace(page)

    def _on_event(self, event: Any) -> None:
        name = event.info.name
        if name == "NodeFinished":
            self._done += 1
            self._tell(self._done, self._nodes, event.data.node_info.node_name)
        elif name == "ConcurrencyLine":
            self._nodes = event.data.node_count
        level = LEVELS.get(event.info.level, logging.DEBUG)
        if level > logging.DEBUG and event.info.msg:
            self._log.log(level, "dbt: %s", event.info.msg)

    def _tell(self, done: int, nodes: int, name: str) -> None:
        if self._progress is not None:
            self._progress(done, nodes, name)

    def _invoke(self, *arguments: str) -> Any:
        """Run dbt, or raise with what failed."""
        self._done, self._nodes = 0, 0
        result = self._run(*arguments)
        if not result.success:
            raise self._error(arguments[0], result)
        return result

    def _run(self, *arguments: str) -> Any:
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        settings = self._settings
        runner = dbtRunner(manifest=self._manifest, callbacks=[self._on_event])
        command = [
            "--no-use-colors",
            "--log-level=none",
            "--log-level-file=none",
            "--write-json" if arguments[0] == "docs" else "--no-write-json",  # megabytes that nothing else reads
            f"--log-path={settings.build / 'logs'}",
            *arguments,
            f"--project-dir={settings.root}",
            f"--profiles-dir={settings.root}",
            f"--target-path={settings.dbt_target}",
            f"--target={settings.target}",
        ]
        try:
            with _environment(settings):
                return runner.invoke(command)
        finally:
            DuckDBConnectionManager.close_all_connections()  # else the file stays locked in this process

    def _error(self, command: str, result: Any) -> PipelineError:
        if result.exception is not None:
            status = ExitStatus.DISK if is_disk_error(result.exception) else ExitStatus.DBT_FAILED
            return PipelineError(f"dbt {command} stopped: {result.exception}", status)
        failed = [one for one in result.result.results if str(one.status) in FAILED]
        tests = [one for one in failed if one.node.resource_type in ("test", "unit_test")]
        models = [one for one in failed if one not in tests]
        parts = [
            f"{one.node.resource_type} {one.node.original_file_path}: {_without_trace(one.message)}" for one in models
        ]
        parts += self._failing_tests(tests)
        disk = any(is_disk_error(Exception(one.message or "")) for one in models)
        counts = [f"{len(models)} models or seeds"] * bool(models) + [f"{len(tests)} tests"] * bool(tests)
        return PipelineError(
            f"dbt stopped the run: {' and '.join(counts)} failed. The published file is the one from before.",
            ExitStatus.DISK if disk else ExitStatus.DBT_FAILED,
            "\n\n".join(parts),
        )

    def _failing_tests(self, tests: list[Any]) -> list[str]:
        """What the failed tests found, with the rows that they stored."""
        from serving.failing_rows import failing_rows

        parts = []
        for one in tests:
            node = one.node
            lines = [f"test {node.name} ({node.original_file_path}): {one.message}"]
            if one.failures:
                model = self._manifest.nodes.get(getattr(node, "attached_node", None) or "")
                lines += failing_rows(
                    self._settings.build_database,
                    f'"{node.schema}"."{node.alias}"',
                    model.relation_name if model is not None else None,
                    getattr(node, "column_name", None),
                    FAILURES_SHOWN,
                )
            parts.append("\n".join(lines))
        return parts


def _table(node: Any) -> Table:
    if node.resource_type == "seed":
        return Table(node.schema, node.alias, dict(node.config.column_types))
    is_declared = bool(node.contract and node.contract.enforced)
    is_commented = bool(node.config.persist_docs)
    return Table(
        node.schema,
        node.alias,
        {name: column.data_type for name, column in node.columns.items()} if is_declared else {},
        node.description if is_commented else "",
        {name: column.description for name, column in node.columns.items()} if is_commented else {},
    )


def _without_trace(message: str | None) -> str:
    """A message of dbt without the macros that it came through; the log has them."""
    lines = (message or "").splitlines()
    kept = [line for line in lines if not line.strip().startswith(("> in macro", "> called by macro"))]
    return "\n".join(kept).strip()


@contextmanager
def _environment(settings: Settings) -> Any:
    """Where the profile finds the build database; no usage statistics whatever the user's settings."""
    wanted = {
        "JIXIAO_BUILD_DATABASE": str(settings.build_database),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
