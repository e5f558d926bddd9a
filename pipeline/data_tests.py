"""The data tests of the dbt project, put to the database in one go.

dbt spends some twenty milliseconds of its own on a test, the database one. So dbt writes the SQL of a test once;
it is kept until something that it is made of changes; and each build asks all queries over one connection. A query
that gives no row has passed. Every other test is left to dbt, which alone judges and tells: one that gives rows, one
that breaks, one with limits of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipeline.files import read_json, write_json
from pipeline.settings import duckdb_config

# How dbt judges a test that names no limits of its own: one row is a failure.
PLAIN = {"fail_calc": "count(*)", "warn_if": "!= 0", "error_if": "!= 0"}
INPUTS = ("dbt_project.yml", "profiles.yml")


@dataclass(frozen=True)
class DataTest:
    """One data test; `key` is a hash of all that its SQL is made of."""

    name: str
    is_staging: bool
    is_plain: bool
    key: str


def data_tests(manifest: Any, root: Path) -> list[DataTest]:
    """Every data test of a parsed project, by name."""
    common = hashlib.sha256()
    for name in sorted(manifest.macros):
        common.update(f"{name}\0{manifest.macros[name].macro_sql}\0".encode())
    for name in INPUTS:
        common.update((root / name).read_bytes())
    return sorted(
        (_data_test(node, manifest, common) for node in manifest.nodes.values() if node.resource_type == "test"),
        key=lambda test: test.name,
    )


def _data_test(node: Any, manifest: Any, common: Any) -> DataTest:
    parents = [manifest.nodes.get(name) or manifest.sources.get(name) for name in node.depends_on.nodes]
    metadata = getattr(node, "test_metadata", None)
    own = [
        node.raw_code,
        metadata.to_dict() if metadata is not None else None,
        getattr(node, "column_name", None),
        node.config.to_dict(),
        [parent.relation_name for parent in parents],
    ]
    key = common.copy()
    key.update(json.dumps(own, sort_keys=True, default=str).encode())
    return DataTest(
        name=node.name,
        is_staging=all(parent.resource_type != "model" or parent.schema == "staging" for parent in parents),
        is_plain=all(getattr(node.config, name) == value for name, value in PLAIN.items()),
        key=key.hexdigest(),
    )


class KeptQueries:
    """The SQL of tests by their key, in a file."""

    def __init__(self, store: Path) -> None:
        """Keep in the file `store`."""
        self._store = store
        known = read_json(store)
        self._known: dict[str, str] = known if isinstance(known, dict) else {}

    def of(self, tests: Collection[DataTest], compiled: Callable[[list[str]], dict[str, str]]) -> dict[str, str]:
        """SQL by test name. `compiled` gives it for the names of those whose SQL is not kept."""
        missing = [test for test in tests if test.key not in self._known]
        if missing:
            written = compiled([test.name for test in missing])
            self._known = {test.key: self._known[test.key] for test in tests if test.key in self._known} | {
                test.key: written[test.name] for test in missing
            }
            write_json(self._store, self._known, indent=None)
        return {test.name: self._known[test.key] for test in tests}


def suspects(
    database: Path, tests: Collection[DataTest], queries: dict[str, str], heard: Callable[[int, int, str], None]
) -> list[str]:
    """Names of the tests that did not pass beyond doubt; `heard` is told of each (done, total, name).

    The database is opened read-only and let go of before this returns.
    """
    found = []
    with duckdb.connect(str(database), read_only=True, config=duckdb_config()) as connection:
        for done, test in enumerate(tests, start=1):
            if not (test.is_plain and _is_without_rows(connection, queries[test.name])):
                found.append(test.name)
            heard(done, len(tests), test.name)
    return found


def _is_without_rows(connection: duckdb.DuckDBPyConnection, query: str) -> bool:
    try:
        return connection.execute(f"select 1 from (\n{query}\n) as failing limit 1").fetchone() is None
    except duckdb.Error:
        return False
