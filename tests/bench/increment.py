"""`python -m tests.bench.increment 1000000`: one document added to so many synthetic rows, beside the full build.

Seeds, models, data tests and gates are measured; reading and publishing are not. Both builds run in one process.
"""

from __future__ import annotations

import argparse
import logging
import os
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.gates import LAYERS, run_gate
from pipeline.settings import Settings
from pipeline.transform import Transform
from tests.bench.synthetic_raw import add_document, write

LOG = logging.getLogger("bench")
SHOWN = 12


@dataclass
class Build:
    """What one build took, in seconds."""

    changed: int | None = None
    models: float = 0.0
    tests: float = 0.0
    gates: float = 0.0
    by_model: dict[str, float] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        return self.models + self.tests + self.gates


class _Measured(Transform):
    """A transform that remembers what dbt took."""

    def __init__(self, settings: Settings) -> None:
        self.by_model: dict[str, float] = {}
        self.in_dbt = 0.0
        super().__init__(settings, LOG)

    def _invoke(self, *arguments: str) -> Any:
        begun = time.perf_counter()
        result = super()._invoke(*arguments)
        if arguments[0] in ("run", "seed"):
            self.in_dbt += time.perf_counter() - begun
            self.by_model |= {one.node.name: one.execution_time for one in result.result.results}
        return result


def build(settings: Settings) -> Build:
    """Build what has changed since the build before, or all."""
    models = _Measured(settings)
    begun = time.perf_counter()
    this = Build(models.begin("bench"))
    for layer in LAYERS:
        if layer != "raw":
            models.build(layer)
        started = time.perf_counter()
        result = run_gate(layer, settings.build_database, settings.gates)
        this.gates += time.perf_counter() - started
        if not result.passed:
            raise SystemExit(result.format_failures())
    models.finish("bench")
    this.models, this.by_model = models.in_dbt, models.by_model
    this.tests = time.perf_counter() - begun - this.gates - this.models
    return this


def main() -> None:
    """Print a block for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="*", default=[1_000_000])
    parser.add_argument("--memory", default="6GB", help="DuckDB's memory limit")
    parser.add_argument("--scratch", type=Path, default=None)
    options = parser.parse_args()
    os.environ["JIXIAO_MEMORY_LIMIT"] = options.memory
    scratch = options.scratch or Path(tempfile.mkdtemp(prefix="jixiao-bench-"))
    for rows in options.rows:
        settings = Settings(scratch / "documents", scratch / f"warehouse-{rows}")
        settings.build.mkdir(parents=True, exist_ok=True)
        counts = write(settings.build_database, rows, scratch)
        print(f"{counts['indicator_lines']:,} indicator rows of {counts['documents']:,} documents", flush=True)
        full = build(settings)
        _print("full", full)
        added = add_document(settings.build_database, scratch)
        one = build(settings)
        _print(f"one document of {added} rows added, {one.changed} made again", one)
        print(f"  {one.seconds / full.seconds:.1%} of the full build; models {one.models / full.models:.1%}")
        nothing = build(settings)
        _print(f"nothing added, {nothing.changed} made again: what any run costs", nothing)
        settings.build_database.unlink()


def _print(what: str, this: Build) -> None:
    print(
        f"  {what}: {this.seconds:.1f} s: models {this.models:.1f}, data tests {this.tests:.1f}, gates {this.gates:.1f}"
    )
    slowest = sorted(this.by_model.items(), key=lambda item: -item[1])[:SHOWN]
    print("    " + ", ".join(f"{name} {seconds:.1f}" for name, seconds in slowest), flush=True)


if __name__ == "__main__":
    main()
