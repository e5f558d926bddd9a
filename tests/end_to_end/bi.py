"""`make bi-test`: what Superset's charts show equals SQL on the published file, before and after a publish.

Outside `make test`: it needs the environment of `make superset`. Everything happens in a folder of its own.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import duckdb

from serving.superset.bundle import build, chart_sql
from serving.superset.client import Client, SupersetError
from serving.superset.definitions import DASHBOARDS, Chart
from serving.superset.server import connect, running, set_up

CHARTS = tuple(chart for dashboard in DASHBOARDS for chart in dashboard.charts)


def comparable(value: Any) -> Any:
    """Numbers at ten significant digits: Superset adds doubles up in an order of its own."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    return f"{Decimal(str(value)):.10g}" if value else "0"


def rows_by_sql(published: Path, chart: Chart) -> list[tuple[Any, ...]]:
    """The chart's rows from the file itself."""
    with duckdb.connect(str(published), read_only=True) as connection:
        rows = connection.execute(chart_sql(chart)).fetchall()
    return sorted((tuple(map(comparable, row)) for row in rows), key=str)


def rows_by_superset(client: Client, chart: Chart, datasets: dict[str, int]) -> list[tuple[Any, ...]]:
    """The chart's rows as Superset's data interface gives them."""
    names = [*chart.columns, *(metric.label for metric in chart.metrics)]
    rows = client.chart_data(chart, datasets)
    return sorted((tuple(comparable(row[name]) for name in names) for row in rows), key=str)


def compare(client: Client, published: Path) -> list[str]:
    """Charts whose rows differ; of a chart that shows only the first rows, the shown ones must be among all."""
    datasets, wrong = client.datasets(), []
    for chart in CHARTS:
        expected, shown = rows_by_sql(published, chart), rows_by_superset(client, chart, datasets)
        whole = len(expected) <= chart.limit
        if (shown != expected) if whole else (len(shown) != chart.limit or not set(shown) <= set(expected)):
            wrong.append(f"{chart.name}: {shown[:3]} …, not {expected[:3]} …")
    return wrong


def republish(published: Path) -> None:
    """Put a file with other money in the place of the published one, as a build does."""
    new = published.with_name("new.duckdb")
    shutil.copy(published, new)
    with duckdb.connect(str(new)) as connection:
        connection.execute("update marts.rpt_project_spending set budget_yuan = budget_yuan * 3 + 10000")
    new.replace(published)


@click.command()
@click.option("--warehouse", default="warehouse", help="folder of the published file")
@click.option("--environment", default=".venv-superset", help="where Superset is installed")
@click.option("--port", default=18088, show_default=True)
def main(warehouse: str, environment: str, port: int) -> None:
    """Prove that Superset shows what the file holds."""
    checks = failed = 0

    def check(name: str, wrong: list[str]) -> None:
        nonlocal checks, failed
        checks += 1
        failed += bool(wrong)
        click.echo(f"{'✗' if wrong else '✓'} {name}")
        for line in wrong:
            click.echo(f"    {line}")

    with tempfile.TemporaryDirectory() as scratch:
        published = Path(scratch) / "jixiao.duckdb"
        shutil.copy(Path(warehouse) / "jixiao.duckdb", published)
        home, binaries = Path(scratch) / "superset", Path(environment).absolute() / "bin"
        password = set_up(binaries, home)
        with running(binaries, home, port):
            client = connect(port, password, published)
            check(f"{len(CHARTS)} charts show what SQL on the file gives", compare(client, published))
            bundle = build(published)
            client.import_dashboards(bundle)
            check("a second import doubles nothing", _doubled(client))
            check("the file cannot be written through Superset", _writes(client))
            republish(published)
            started = time.monotonic()
            check("after a publish the charts show the new file", compare(client, published))
            click.echo(f"  {time.monotonic() - started:.1f} s for {len(CHARTS)} charts; bundle {len(bundle):,} bytes")
            elsewhere = Path(scratch) / "elsewhere" / "jixiao.duckdb"
            elsewhere.parent.mkdir()
            shutil.copy(published, elsewhere)
            republish(elsewhere)
            client.import_dashboards(build(elsewhere))
            check("an import for another file shows that file", compare(client, elsewhere))
    click.echo(f"{checks - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


def _doubled(client: Client) -> list[str]:
    wrong = []
    if len(client.dashboards()) != len(DASHBOARDS):
        wrong.append(f"{len(client.dashboards())} dashboards, not {len(DASHBOARDS)}")
    if len(client.charts()) != len(CHARTS):
        wrong.append(f"{len(client.charts())} charts, not {len(CHARTS)}")
    return wrong


def _writes(client: Client) -> list[str]:
    database = client.get("/api/v1/database/")["result"][0]["id"]
    try:
        answer = client.post(
            "/api/v1/sqllab/execute/",
            {"database_id": database, "sql": "create table marts.mine (x integer)", "runAsync": False},
        )
    except SupersetError:
        return []
    return [f"a table was made: {str(answer)[:200]}"]


if __name__ == "__main__":
    main(prog_name="python -m tests.end_to_end.bi")
