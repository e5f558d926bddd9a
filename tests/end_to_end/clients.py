"""`make client-test`: every kind of DuckDB client that analysts have opens the published file and finds all of it.

Outside `make test`, since it installs old and new clients from the package index, each into a folder of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click
import duckdb

# 1.1 and 1.2 stand for the JDBC and ODBC drivers of desktop tools, 2.0 for the clients to come.
VERSIONS = ("1.1.3", "1.2.2", "1.3.2", "1.4.5", "1.5.6", "2.0.0")
TABLES = (
    "select table_schema, table_name from information_schema.tables where table_schema in ('marts', 'zh') order by all"
)
PROBE = f"""
import json, sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
counts = {{}}
for schema, table in connection.execute({TABLES!r}).fetchall():
    counts[schema + "." + table] = connection.execute(f'select count(*) from "{{schema}}"."{{table}}"').fetchone()[0]
try:
    connection.execute("create table marts.mine (x integer)")
    refused = False
except Exception:
    refused = True
comments = connection.execute("select count(*) from duckdb_columns() where comment is not null").fetchone()[0]
print(json.dumps({{"version": duckdb.__version__, "counts": counts, "refused": refused, "comments": comments}}))
"""


def probe(published: Path, packages: Path | None = None) -> dict:
    """What the client of `packages` (None: the one installed here) finds in the file, asked in a process of its own."""
    environment = {**os.environ, **({"PYTHONPATH": str(packages)} if packages is not None else {})}
    run = subprocess.run(
        [sys.executable, "-c", PROBE, str(published)], env=environment, capture_output=True, text=True, check=False
    )
    if run.returncode != 0:
        return {"error": run.stderr.strip().splitlines()[-1]}
    return json.loads(run.stdout)


def differences(expected: dict[str, int], found: dict) -> list[str]:
    """What is wrong with what a client found; empty where all is well."""
    if "error" in found:
        return [found["error"]]
    wrong = [
        f"{table}: {found['counts'].get(table)} rows, not {rows}"
        for table, rows in expected.items()
        if found["counts"].get(table) != rows
    ]
    wrong += [f"{table} is no table of the file" for table in found["counts"].keys() - expected.keys()]
    if not found["refused"]:
        wrong.append("a read-only connection could write")
    if not found["comments"]:
        wrong.append("no column has a comment")
    return wrong


def expected_counts(published: Path) -> dict[str, int]:
    """Rows of every table and view, as this project's own client counts them."""
    with duckdb.connect(str(published), read_only=True) as connection:
        return {
            f"{schema}.{table}": connection.execute(f'select count(*) from "{schema}"."{table}"').fetchall()[0][0]
            for schema, table in connection.execute(TABLES).fetchall()
        }


@click.command()
@click.option("--warehouse", default="warehouse", help="folder of the published file")
def main(warehouse: str) -> None:
    """Open the published file with each client and compare what it counts."""
    published = (Path(warehouse) / "jixiao.duckdb").absolute()
    if not published.is_file():
        raise click.ClickException(f"There is no published file at {published}; run make first.")
    expected = expected_counts(published)
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        for version in VERSIONS:
            packages = Path(scratch) / version
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check"]
            subprocess.run([*pip, "--target", str(packages), f"duckdb=={version}"], check=True)
            wrong = differences(expected, probe(published, packages))
            failed += bool(wrong)
            click.echo(f"duckdb {version}: " + (f"{len(expected)} tables and views, all rows" if not wrong else ""))
            for line in wrong:
                click.echo(f"  ✗ {line}")
    click.echo(f"{len(VERSIONS) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(prog_name="python -m tests.end_to_end.clients")
