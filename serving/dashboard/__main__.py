"""`make dashboard`: make the page anew from the published file."""

from __future__ import annotations

from pathlib import Path

import click

from serving.dashboard.build import DashboardError, build

ROOT = Path(__file__).resolve().parents[2]


@click.command()
@click.option("--warehouse", default=str(ROOT / "warehouse"), help="folder of the published file")
def main(warehouse: str) -> None:
    """Write dashboard/index.html into the warehouse folder."""
    folder = Path(warehouse).expanduser().absolute()
    published = folder / "jixiao.duckdb"
    if not published.is_file():
        raise click.ClickException(f"There is no published file at {published}; run make first.")
    try:
        made = build(published, folder / "dashboard", folder / "map.geojson")
    except (DashboardError, OSError) as error:
        raise click.ClickException(str(error)) from error
    if made.warning:
        click.echo(made.warning)
    files = f", {made.row_files} files of rows" if made.row_files else ""
    click.echo(f"{made.page} ({made.page_bytes / 1e6:.1f} MB{files})")


if __name__ == "__main__":
    main(prog_name="python -m serving.dashboard")
