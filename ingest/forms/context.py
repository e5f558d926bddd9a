"""What the readers of one form share: its number, the ledger, and the rows it has given so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from ingest.forms.ledger import Ledger
from ingest.forms.lines import FormCell, Line
from ingest.forms.value_headings import only_year
from ingest.forms.words import Word, Words
from ingest.vocabulary import Vocabulary

Records = dict[str, list[dict[str, Any]]]
# The raw tables that forms fill. Named here and not taken from `ingest.records`, which needs polars: a reading process
# must be there at once.
TABLES = (
    *("forms", "fields", "funding_lines", "task_lines", "indicator_lines"),
    *("printed_totals", "unread_cells", "unclaimed_tables"),
)


@dataclass(slots=True)
class FormContext:
    """One form or list while it is read. Records are dicts with the columns of `ingest.records`."""

    form_no: int
    words: Words
    ledger: Ledger
    records: Records
    head_year: int | None = None  # that the title or a line above the rows names
    unit_document_text: str | None = None
    labels_seen: list[str] = field(default_factory=list)
    nearest_label: str | None = None
    _line_nos: dict[tuple[str, int], int] = field(default_factory=dict)

    @property
    def vocabulary(self) -> Vocabulary:
        """The labels that the words are taken from."""
        return self.words.vocabulary

    @property
    def year(self) -> int | None:
        """The form's own year: of its head, or of the field that it has read; None where it names none, or several."""
        if self.head_year is not None:
            return self.head_year
        own = takewhile(lambda row: row["form_no"] == self.form_no, reversed(self.records["fields"]))
        return only_year(row["value_text"] or "" for row in own if row["field"] == "year_text")

    def place(self, line: Line, cell: FormCell | None = None) -> dict[str, Any]:
        """The place columns of a cell, or of the row where no cell is given."""
        block = line.block
        return {
            "page_no": block.page_no,
            "sheet_name": block.sheet_name,
            "table_no": block.table_no,
            "row_no": cell.row_no if cell else line.row_no,
            "col_no": cell.col_no if cell else line.cells[0].col_no,
        }

    def head(self, line: Line, cells: Iterable[FormCell]) -> None:
        """The cells are headings of columns."""
        for cell in cells:
            self.saw(cell.says)
            self.furniture(line, cell, "heading")

    def next_line_no(self, table: str, record_no: int = 1) -> int:
        """1-based number of the next line of that table within the form and record."""
        key = (table, record_no)
        self._line_nos[key] = number = self._line_nos.get(key, 0) + 1
        return number

    def emit(self, table: str, place: dict[str, Any], **columns: Any) -> None:
        """Add a row to a raw table."""
        self.records[table].append({**place, "form_no": self.form_no, **columns})

    def emit_field(
        self,
        place: dict[str, Any],
        name: str | None,
        label_text: str,
        value_text: str | None,
        record_no: int = 1,
    ) -> None:
        """Add a label with its value."""
        self.emit(
            "fields",
            place,
            record_no=record_no,
            line_no=self.next_line_no("fields", record_no),
            field=name,
            label_text=label_text,
            value_text=value_text,
        )

    def use(self, line: Line, cell: FormCell, role: str) -> None:
        """The cell's text stands in a raw column."""
        self.ledger.assign(line.block, cell, "used", role, self.form_no)

    def furniture(self, line: Line, cell: FormCell, role: str) -> None:
        """The cell is a label, a repeated heading, a title, a note, or was masked."""
        self.ledger.assign(line.block, cell, "furniture", role, self.form_no)

    def unread(self, line: Line, cell: FormCell, why: str, text: str | None = None) -> None:
        """Nothing understood the cell, or the part of it that is `text`: keep it, loudly."""
        self.ledger.assign(line.block, cell, "unread", why, self.form_no)
        self.emit(
            "unread_cells",
            self.place(line, cell),
            text=text or cell.text,
            nearest_label_text=self.nearest_label,
            why=why,
        )

    def unread_all(self, line: Line, cells: Iterable[FormCell], why: str) -> None:
        """Nothing understood the cells."""
        for cell in cells:
            self.unread(line, cell, why)

    def saw(self, word: Word) -> None:
        """Remember a label: for the layout and as the nearest label of what follows."""
        self.labels_seen.append(word.key)
        self.nearest_label = word.text
