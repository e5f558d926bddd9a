"""Shared by all tests: the sample corpus, built once, as a user builds it; the table of layouts and formats."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest
from hypothesis import settings

from tests.helpers import Warehouse, build_sample
from tests.shared import shared_folder

NEEDS_NO_SAMPLE = "tests/unit/test_pipeline_transform.py"  # the longest of those

# How long one example takes says how busy the machine is; tests about time measure it themselves.
settings.register_profile("jixiao", deadline=None)
settings.load_profile("jixiao")


def pytest_configure(config: pytest.Config) -> None:
    shared_folder()  # before processes are started that look for it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of two processes one begins with what waits for the sample to be built, the other with what needs no sample."""
    items.sort(key=lambda item: not item.nodeid.startswith(NEEDS_NO_SAMPLE))


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(shared_folder(), ignore_errors=True)


@pytest.fixture(scope="session")
def built_warehouse() -> Warehouse:
    """The sample corpus, built once for all processes of the run. Read-only for every test."""
    warehouse = build_sample()
    output = f"{warehouse.run.stdout}\n{warehouse.run.stderr}"
    assert warehouse.run.returncode == 0, f"the sample does not build:\n{output}"
    return warehouse


@dataclass
class Matrix:
    """Which layout was read back from which format."""

    cells: dict[str, dict[str, bool]] = field(default_factory=dict)

    def note(self, layout: str, name: str, is_exact: bool) -> None:
        """One document read: exact, or not."""
        self.cells.setdefault(layout, {})[name] = is_exact

    def lines(self) -> Iterable[str]:
        """The table: a layout a row, a format a column."""
        names = list(dict.fromkeys(name for row in self.cells.values() for name in row))
        width = max(len(layout) for layout in self.cells)
        yield f"{'':{width}} " + " ".join(f"{name:>6}" for name in names)
        words = {True: "exact", False: "WRONG", None: "-"}
        for layout, row in self.cells.items():
            yield f"{layout:{width}} " + " ".join(f"{words[row.get(name)]:>6}" for name in names)


_MATRIX = Matrix()


@dataclass
class MatrixNotes:
    """What one test adds to the table: it travels in the test's report, from whatever process runs the test."""

    item: pytest.Item

    def note(self, layout: str, name: str, is_exact: bool) -> None:
        """One document read: exact, or not."""
        self.item.user_properties.append(("format_matrix", [layout, name, is_exact]))


@pytest.fixture
def format_matrix(request: pytest.FixtureRequest) -> MatrixNotes:
    """The table that the run prints when it ends."""
    return MatrixNotes(request.node)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call":
        for name, noted in report.user_properties:
            if name == "format_matrix":
                _MATRIX.note(*noted)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _MATRIX.cells:
        terminalreporter.section("layouts read back from each format")
        for line in _MATRIX.lines():
            terminalreporter.write_line(line)
