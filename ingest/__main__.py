"""`python -m ingest`: read documents into schema raw, or explain how one is read."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from ingest.errors import IngestError
from ingest.vocabulary import load_vocabulary

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


@click.group()
def main() -> None:
    """Read budget performance target documents."""


@main.command("explain")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--seeds", type=click.Path(path_type=Path, file_okay=False), default=SEEDS, show_default=False)
def explain_command(file: Path, seeds: Path) -> None:
    """Print how FILE is read: every row, the role of every cell, and what was not understood."""
    from ingest.explain import explain

    try:
        status = explain(file, load_vocabulary(seeds), Console())
    except IngestError as error:
        raise click.ClickException(str(error)) from error
    sys.exit(status)


@main.command("load")
@click.option("--documents", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--database", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--cache", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--seeds", type=click.Path(path_type=Path, file_okay=False), default=SEEDS, show_default=False)
def load_command(documents: Path, database: Path, cache: Path, seeds: Path) -> None:
    """Bring schema raw of a database up to date with a folder of documents."""
    from rich.progress import Progress

    from ingest.folder import ingest_folder

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        try:
            report = ingest_folder(
                documents,
                database,
                cache,
                seeds,
                lambda number, total, _: bar.update(task, completed=number, total=total),
            )
        except IngestError as error:
            raise click.ClickException(str(error)) from error
    for note in report.notes:
        click.echo(note)
    statuses = ", ".join(f"{count} {status}" for status, count in sorted(report.documents_by_status.items()))
    click.echo(f"{report.files} files: {statuses}; {report.read_now} read now, {report.reused} unchanged")


if __name__ == "__main__":
    main()
