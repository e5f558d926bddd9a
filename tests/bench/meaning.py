"""Meaning at size: `python -m tests.bench.meaning 1000000 10000000` builds seeds, models and tests over synthetic raw.

For each size, in a process of its own: seconds of `dbt build`, its peak memory, and the costliest models.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.synthetic_raw import REPO, write


def build(database: Path, scratch: Path, memory: str, tests: bool) -> dict[str, object]:
    """One `dbt build` (or `dbt run` after seeds) over the database; its time, memory and slowest nodes."""
    target = scratch / "target"
    command = [sys.executable, "-m", "dbt.cli.main", "build", "--target-path", str(target)]
    command += ["--log-path", str(scratch / "logs"), "--project-dir", str(REPO), "--profiles-dir", str(REPO)]
    command += ["--exclude-resource-type", "unit_test"] + ([] if tests else ["--exclude-resource-type", "test"])
    environment = {**os.environ, "JIXIAO_BUILD_DATABASE": str(database), "JIXIAO_MEMORY_LIMIT": memory}
    begun = time.perf_counter()
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=REPO)
    seconds = time.perf_counter() - begun
    if run.returncode not in (0, 1):
        raise SystemExit(run.stdout[-3000:])
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    nodes = sorted(((r["execution_time"], r["unique_id"], r["status"]) for r in results), reverse=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {
        "seconds": seconds,
        "peak_mb": peak,
        "slowest": nodes[:8],
        "failed": [n for n in nodes if n[2] in ("error", "fail")],
    }


def main() -> None:
    """Print a block for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="*", default=[1_000_000])
    parser.add_argument("--memory", default="6GB", help="DuckDB's memory limit")
    parser.add_argument("--tests", action="store_true", help="with dbt's data tests")
    parser.add_argument("--scratch", type=Path, default=None)
    options = parser.parse_args()
    scratch = options.scratch or Path(tempfile.mkdtemp(prefix="jixiao-bench-"))
    scratch.mkdir(parents=True, exist_ok=True)
    for rows in options.rows:
        database = scratch / f"build-{rows}.duckdb"
        counts = write(database, rows, scratch)
        figures = build(database, scratch, options.memory, options.tests)
        size = database.stat().st_size / 2**20
        print(
            f"{counts['indicator_lines']:,} indicator rows of {counts['documents']:,} documents:"
            f" {figures['seconds']:.1f} s, peak {figures['peak_mb']:,.0f} MB, build file {size:,.0f} MB"
        )
        for seconds, node, _ in figures["slowest"]:
            print(f"    {seconds:7.1f} s  {node}")
        for _, node, status in figures["failed"]:
            print(f"    {status}: {node}")
        database.unlink()


if __name__ == "__main__":
    main()
