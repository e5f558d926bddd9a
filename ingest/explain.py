"""How one document was read: each form, each row with the role of each cell, unread cells loudest."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.text import Text

from ingest.errors import RejectedDocumentError
from ingest.forms import DocumentReading, read_forms
from ingest.forms.ledger import FATES, Assignment
from ingest.grid import Block
from ingest.reading import masked_grid
from ingest.vocabulary import Vocabulary, normalise_label

_STYLES = {"used": "green", "furniture": "dim", "unread": "bold white on red", "outside": "yellow"}
_CELL_LENGTH = 40


def explain(file: Path, vocabulary: Vocabulary, console: Console) -> int:
    """Print how the file is read today; nothing is stored. Returns 0, or 1 where the file is rejected."""
    try:
        grid = masked_grid(file.read_bytes(), vocabulary)
    except OSError as error:
        console.print(f"{file}: cannot be read ({error.strerror}).", style="bold red", markup=False)
        return 1
    except RejectedDocumentError as error:
        console.print(f"{file.name}: rejected, {error.reason_code} — {error.reason}", style="bold red", markup=False)
        return 1
    reading = read_forms(grid, vocabulary)
    _print_head(file, reading, console)
    order = {id(block): number for number, block in enumerate(reading.blocks)}
    assignments = sorted(reading.ledger.assignments, key=lambda a: (order[id(a.block)], a.cell.row_no, a.cell.col_no))
    form_no, place = 0, ""
    for (_, row_no), group in groupby(assignments, key=lambda a: (order[id(a.block)], a.cell.row_no)):
        cells = list(group)
        if (found := _place(cells[0].block)) not in ("", place):
            place = found
            console.print(f"  {place}", style="dim", markup=False)
        number = next((cell.form_no for cell in cells if cell.form_no), None)
        if number is not None and number != form_no:
            form_no = number
            _print_form(reading, form_no, console)
        _print_row(row_no, cells, console)
    _print_unread(reading, console)
    return 0 if reading.forms_count else 1


def _print_head(file: Path, reading: DocumentReading, console: Console) -> None:
    counts = ", ".join(f"{reading.counts[fate]} {fate}" for fate in FATES)
    console.print(f"{file.name}: {reading.status}, {reading.forms_count} forms; cells: {counts}", markup=False)
    if reading.reason:
        console.print(f"  {reading.reason_code}: {reading.reason}", style="bold yellow", markup=False)
    legend = Text("  ")
    for fate in FATES:
        legend.append(f" {fate} ", style=_STYLES[fate])
        legend.append(" ")
    console.print(legend)


def _place(block: Block) -> str:
    """第2页, 表“预算”: where page or sheet tell; a text file has neither."""
    page = f"第{block.page_no}页" if block.page_no else ""
    return page + (f"表“{block.sheet_name}”" if block.sheet_name else "")


def _print_form(reading: DocumentReading, form_no: int, console: Console) -> None:
    form = reading.records["forms"][form_no - 1]
    indicators = {
        (row["record_no"], row["line_no"]) for row in reading.records["indicator_lines"] if row["form_no"] == form_no
    }
    records = {row["record_no"] for row in reading.records["fields"] if row["form_no"] == form_no}
    title = form["title_text"] or "(no title)"
    console.print()
    console.print(
        f"── form {form_no}: {form['shape']}, {title}; {len(records)} record(s), {len(indicators)} indicator rows",
        style="bold cyan",
        markup=False,
    )


def _print_row(row_no: int, cells: list[Assignment], console: Console) -> None:
    line = Text(f"{row_no:>6}  ")
    for i, assignment in enumerate(cells):
        text = " ".join(assignment.cell.text.split())
        if len(text) > _CELL_LENGTH:
            text = text[: _CELL_LENGTH - 1] + "…"
        if i:
            line.append(" │ ", style="dim")
        line.append(text, style=_STYLES[assignment.fate])
        line.append(f" ‹{assignment.role}›", style="dim")
    console.print(line, soft_wrap=True)


def _print_unread(reading: DocumentReading, console: Console) -> None:
    unread = reading.records["unread_cells"]
    console.print()
    if not unread:
        console.print("No cell of a form was left unread.", style="green")
    else:
        console.print(f"{len(unread)} cell(s) were not understood:", style="bold red")
    taught: set[str] = set()
    for row in unread:
        console.print(
            f"  row {row['row_no']}, column {row['col_no']}: “{row['text'][:_CELL_LENGTH]}” ({row['why']}; after"
            f" “{row['nearest_label_text'] or '—'}”)",
            style="red",
            markup=False,
        )
        # a label with its value in one cell ends at the last colon
        label = normalise_label(row["text"].replace("：", ":").rpartition(":")[0] or row["text"])
        if row["why"] == "unknown_label" and label and label not in taught and len(label) <= 20:
            taught.add(label)
            console.print(
                f"    if it is a label, this row of seeds/printed_labels.csv teaches it:  {label},field,<field name>,,",
                style="bold",
                markup=False,
            )
    for row in reading.records["unclaimed_tables"]:
        if row["kind"] == "table":
            console.print(
                f"  outside: table from row {row['row_no']} to {row['last_row_no']}, “{row['first_text'][:30]}”,"
                f" {row['cells']} cells, {row['label_count']} labels",
                style="yellow",
                markup=False,
            )
