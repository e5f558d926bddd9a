"""`make ask Q=…`: answer one of the questions in `analyses/` from the published file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parent.parent
ANALYSES = ROOT / "analyses"
# A question is written for dbt and names a mart as {{ ref('fct_…') }}: all the Jinja it may use.
REF = re.compile(r"\{\{\s*ref\(\s*['\"](\w+)['\"]\s*\)\s*\}\}")
NUMBER = re.compile(r"^q?0*(\d+)(?!\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Question:
    """One file of `analyses/`."""

    path: Path

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    @property
    def title(self) -> str:
        """The comment at the head of the file: the question, then what a row is and what to beware of."""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return "\n".join(line.lstrip("- ").strip() for line in _head(lines))

    @property
    def sql(self) -> str:
        """The query as the published file understands it."""
        return REF.sub(r"marts.\1", self.path.read_text(encoding="utf-8"))


def _head(lines: list[str]) -> list[str]:
    head = []
    for line in lines:
        if not line.startswith("--"):
            break
        head.append(line)
    return head


def questions(folder: Path = ANALYSES) -> list[Question]:
    """All questions, in the order of their names."""
    return [Question(path) for path in sorted(folder.glob("*.sql"))]


def find(asked: str, all_questions: list[Question]) -> Question:
    """The question that `asked` means: its name, its number (3, Q3, q03), or a part of just one name."""
    wanted = asked.strip().removesuffix(".sql").lower()
    by_name = [question for question in all_questions if question.name.lower() == wanted]
    number = NUMBER.fullmatch(wanted)
    by_number = [
        question
        for question in all_questions
        if number and (found := NUMBER.match(question.name)) and found.group(1) == number.group(1)
    ]
    by_part = [question for question in all_questions if wanted and wanted in question.name.lower()]
    for candidates in (by_name, by_number, by_part):
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            names = ", ".join(question.name for question in candidates)
            raise click.UsageError(f"Q={asked} could be any of: {names}.")
    raise click.UsageError(f"There is no question {asked} in {ANALYSES}; `make ask` lists them.")


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, Decimal):
        return f"{value:,f}"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1 else f"{value:,.2f}"
    return str(value)


def _print_list(all_questions: list[Question]) -> None:
    if not all_questions:
        click.echo(f"There are no questions in {ANALYSES}.")
        return
    click.echo("make ask Q=<name or number>")
    for question in all_questions:
        click.echo(f"  {question.name}\n      {question.title.partition(chr(10))[0]}")


@click.command()
@click.argument("asked", default="")
@click.option("--warehouse", default=str(ROOT / "warehouse"), help="folder of the published file")
@click.option("--limit", default=100, show_default=True, help="rows shown; 0 for all")
def main(asked: str, warehouse: str, limit: int) -> None:
    """Answer a question of analyses/ from the published file, which is only read; without one, list them."""
    all_questions = questions()
    if not asked:
        _print_list(all_questions)
        return
    question = find(asked, all_questions)
    published = Path(warehouse) / "jixiao.duckdb"
    if not published.is_file():
        raise click.ClickException(f"There is no published file at {published}; run make first.")

    import duckdb

    try:
        with duckdb.connect(str(published), read_only=True) as connection:
            answer = connection.execute(question.sql)
            names = [name for name, *_ in answer.description or []]
            rows = answer.fetchall()
    except duckdb.Error as error:
        raise click.ClickException(f"{question.path} cannot be answered from {published}: {error}") from error
    _print_answer(question, names, rows, rows[: limit or None])


def _print_answer(question: Question, names: list[str], rows: list[tuple], shown: list[tuple]) -> None:
    """A table where it fits the terminal, else a block a row; a pipe gets the table at its full width."""
    from rich.cells import cell_len
    from rich.console import Console
    from rich.text import Text

    texts = [[_text(value) for value in row] for row in shown]
    widths = [min(max(map(cell_len, column)), 40) for column in zip(names, *texts, strict=True)]
    needed = sum(widths) + 2 * len(widths)
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = max(needed, 80)
    console.print(Text(f"{question.name}\n{question.title}"))
    if needed > console.width:
        for number, row in enumerate(texts, start=1):
            console.print(f"── {number}", style="dim")
            for name, text in zip(names, row, strict=True):
                console.print(Text(f"{name}: {text}"))
    else:
        console.print(_table(names, rows, texts))
    hidden = len(rows) - len(shown)
    console.print(f"{len(rows):,} rows" + (f", the first {len(shown):,} shown" if hidden > 0 else ""))


def _table(names: list[str], rows: list[tuple], texts: list[list[str]]) -> Any:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for position, name in enumerate(names):
        values = [row[position] for row in rows if row[position] is not None]
        is_number = bool(values) and all(isinstance(value, int | float | Decimal) for value in values)
        table.add_column(Text(name), justify="right" if is_number else "left", overflow="fold", max_width=40)
    for row in texts:
        table.add_row(*(Text(text) for text in row))
    return table


if __name__ == "__main__":
    main(prog_name="python -m serving.ask")
