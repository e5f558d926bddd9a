"""`python -m pipeline`: build (the default), full, status, docs, clean."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import click

from pipeline.difference import tell_difference
from pipeline.run import clean as clean_build
from pipeline.run import run
from pipeline.settings import ROOT, WORKING_FOLDERS, from_options
from pipeline.status import status_lines
from pipeline.statuses import ExitStatus


class _BuildByDefault(click.Group):
    """Options without a command mean `build`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in self.get_help_option_names(ctx)):
            args = ["build", *args]
        return super().parse_args(ctx, args)


def _statuses() -> str:
    return ", ".join(f"{int(one)} {one.outcome}" for one in ExitStatus)


def _folders(command: Any) -> Any:
    for option in (
        click.option("--target", type=click.Choice(sorted(WORKING_FOLDERS)), default="duckdb", help="dbt target"),
        click.option("--warehouse", default=str(ROOT / "warehouse"), help="folder for all that is built"),
        click.option("--documents", default=str(ROOT / "documents"), help="folder of files to read"),
    ):
        command = option(command)
    return command


def _of_a_run(command: Any) -> Any:
    for option in (
        click.option(
            "--copies-gb",
            type=click.FloatRange(0),
            default=20,
            envvar="JIXIAO_COPIES_GB",
            show_default=True,
            help="what older copies may take",
        ),
        click.option(
            "--copies",
            type=click.IntRange(0),
            default=7,
            envvar="JIXIAO_COPIES",
            show_default=True,
            help="how many dated copies of the published file to keep",
        ),
        click.option(
            "--notify",
            default="",
            envvar="JIXIAO_NOTIFY",
            help="a command that hears of the outcome: docs/scheduling.md",
        ),
    ):
        command = option(command)
    return command


def _run(documents: str, warehouse: str, target: str, notify: str, copies: int, copies_gb: float, full: bool) -> None:
    settings = replace(
        from_options(documents, warehouse, target), copies_kept=copies, copies_bytes=int(copies_gb * 10**9)
    )
    sys.exit(run(settings, command="full" if full else "build", full=full, hook=notify))


@click.group(cls=_BuildByDefault, epilog=f"Exit statuses: {_statuses()}.")
def main() -> None:
    """Read a folder of budget performance documents and publish one DuckDB file."""


@main.command()
@_folders
@_of_a_run
def build(**options: Any) -> None:
    """Build and publish what has changed (the default)."""
    _run(**options, full=False)


@main.command()
@_folders
@_of_a_run
def full(**options: Any) -> None:
    """Build and publish everything from the documents, without what earlier runs kept."""
    _run(**options, full=True)


@main.command()
@_folders
@click.option("--runs", type=click.IntRange(0), default=10, show_default=True, help="how many runs to list")
def status(documents: str, warehouse: str, target: str, runs: int) -> None:
    """Tell of the last runs and of the published file."""
    for line in status_lines(from_options(documents, warehouse, target), runs):
        click.echo(line)


@main.command()
@_folders
def docs(documents: str, warehouse: str, target: str) -> None:
    """Write the documentation of all tables as one static page."""
    from pipeline.documentation import document

    sys.exit(document(from_options(documents, warehouse, target)))


@main.command()
@click.argument("before", default="")
@click.argument("after", default="")
@_folders
def diff(before: str, after: str, documents: str, warehouse: str, target: str) -> None:
    """Tell what changed between two published files: by default the last and the one before it.

    A file is named by its path, by `published`, or as a copy by its number or the beginning of its time.
    """
    sys.exit(tell_difference(from_options(documents, warehouse, target), before, after))


@main.command()
@_folders
def clean(documents: str, warehouse: str, target: str) -> None:
    """Remove what builds keep for themselves; the published file stays."""
    sys.exit(clean_build(from_options(documents, warehouse, target)))


if __name__ == "__main__":
    main(prog_name="python -m pipeline")
