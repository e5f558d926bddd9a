"""A list whose projects print their money by source down the rows: 中央资金 100, below it 省级资金 50, and no name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ingest.forms.lines import FormCell, Line
from ingest.forms.list_columns import ListColumns
from ingest.forms.list_headings import NAME_FIELDS, Column

_NAMES = (*NAME_FIELDS, "project_code")


@dataclass(slots=True)
class Sources:
    """The column that names the source of a row's money, and the columns of that money.

    `first_no`: number of a project's first line of a source; those of the other columns of amounts come before.
    `rows`: those that are a further source of the project above, by id.
    `cell`: the source of the row that is read; `line_no`: its line; `total_no`: the line of the total above it.
    """

    column: Column
    amounts: list[Column]
    first_no: int
    rows: frozenset[int] = frozenset()
    cell: FormCell | None = None
    line_no: int = 0
    total_no: int | None = None

    def open(self) -> None:
        """A project begins: none of its sources is read."""
        self.line_no, self.total_no = self.first_no - 1, None

    def enter(self, cell: FormCell | None) -> None:
        """A row begins, with its source."""
        self.cell = cell
        if cell is not None:
            self.line_no += 1
            if self.is_total:
                self.total_no = self.line_no

    @property
    def is_total(self) -> bool:
        """Whether the row holds the total of its project."""
        return self.cell is not None and self.cell.says.entry("subtotal", "total") is not None

    def of(self, column: Column) -> FormCell | None:
        """The source of the amount that the row has in the column."""
        return self.cell if column in self.amounts else None


def sources_of(columns: ListColumns, lines: Sequence[Line], below_names: Collection[int]) -> Sources | None:
    """The sources of a list, if there is a row among its projects that is a further source of the one above it."""
    column = next((column for column in columns.all if column.kind == "source"), None)
    if column is None:
        return None
    amounts = [one for one in columns.all if one.kind == "amount"]
    behind = [one for one in amounts if one.col_no > column.col_no]
    if not behind and len(amounts) > 1:
        return None  # amounts by another order, and the source is a remark
    sources = Sources(column, behind or amounts, len(amounts) + 1)
    sources.rows = _further_rows(columns, sources, lines, below_names)
    return sources if sources.rows else None


def _further_rows(
    columns: ListColumns, sources: Sources, lines: Sequence[Line], below_names: Collection[int]
) -> frozenset[int]:
    """The rows, by id, that have a source and an amount and name no other project than the one above: none, or the same
    again, with all that is printed of it, and a source that it does not have yet.
    """
    found: set[int] = set()
    project: dict[int, str] = {}
    seen: set[str] = set()
    is_merged = False  # the name of the project: then it says itself which rows are its own
    for line in lines:
        placed = columns.by_kind(line, "field", "amount", "source")
        source = next((cell.text for cell, column in placed if column is sources.column), None)
        fields = {column.col_no: cell.text for cell, column in placed if column.kind == "field"}
        targets = {column.target for _, column in placed if column.kind == "field"}
        if targets.isdisjoint(_NAMES):
            is_further = id(line) in below_names or ("sequence_text" not in targets and not is_merged)
        else:
            is_further = "project_name" in targets and fields.items() <= project.items() and source not in seen
            if not fields.items() <= project.items():
                project, seen = fields, set()
                is_merged = any(column.target == "project_name" and cell.rowspan > 1 for cell, column in placed)
        has_money = source is not None and any(column in sources.amounts for _, column in placed)
        if has_money and is_further and project:
            found.add(id(line))
        if source is not None:
            seen.add(source)
    return frozenset(found)
