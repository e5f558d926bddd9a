"""The columns of a list: which of them a cell of a row stands in, and what its amounts are counted in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.forms.columns import column_of
from ingest.forms.lines import FormCell, Line
from ingest.forms.list_headings import NAME_FIELDS, Column, is_budget
from ingest.forms.list_rows import Kind, facts_of, kinds_of
from ingest.forms.money import unit_in_cell, unit_in_heading
from ingest.forms.words import GOALS, LEVELS

AGENCY_FIELDS = ("implementing_agency", "department_name")


@dataclass(slots=True)
class ListColumns:
    """The columns that the heading of a list names, from left to right."""

    all: list[Column]
    agencies: list[Column] = field(init=False)  # those that name an agency or department
    of_agency: list[Column] = field(init=False)  # those, and its code
    total: Column | None = field(init=False)  # of the amounts the one that the others are parts of
    money_units: list[Column] = field(init=False)  # columns of the units of amounts
    _by_start: dict[int, Column] = field(init=False)
    _amount_nos: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        """Derive what is asked of every row."""
        named = [column for column in self.all if column.kind == "field" and column.target in NAME_FIELDS]
        self.agencies = [column for column in named if column.target != "project_name"]
        self.of_agency = [*self.agencies, *(column for column in self.all if column.target == "agency_code")]
        amounts = [column for column in self.all if column.kind == "amount"]
        totals = [column for column in amounts if column.target in ("total", "amount")]
        self.total = next((column for column in totals if is_budget(column)), next(iter(totals), None))
        self.money_units = [column for column in self.all if column.kind == "money_unit"]
        self._by_start = {column.col_no: column for column in self.all}
        self._amount_nos = {column.col_no: number for number, column in enumerate(amounts, start=1)}

    def of(self, cell: FormCell) -> Column | None:
        """The column that a cell stands in."""
        return self._by_start.get(cell.col_no) or column_of(cell, self.all)

    def by_kind(self, line: Line, *kinds: str) -> list[tuple[FormCell, Column]]:
        """The cells of a row that stand in columns of the kinds; of two amounts below one heading neither is it."""
        placed = [(cell, column) for cell in line.cells if (column := self.of(cell)) is not None]
        found = [(cell, column) for cell, column in placed if column.kind in kinds]
        if "amount" not in kinds:
            return found
        below = Counter(column.col_no for _, column in found if column.kind == "amount")
        return [(cell, column) for cell, column in found if column.kind != "amount" or below[column.col_no] == 1]

    def unit_beside(self, line: Line, column: Column) -> FormCell | None:
        """The cell of a row with the unit of its amount in the column: of several units the next one behind it."""
        found = self.by_kind(line, "money_unit")
        if len(self.money_units) > 1:
            behind = next((unit for unit in self.money_units if unit.col_no > column.col_no), None)
            found = [(cell, unit) for cell, unit in found if unit is behind]
        return found[0][0] if found else None

    def amount_no(self, column: Column) -> int:
        """1-based number of a column of amounts among them."""
        return self._amount_nos[column.col_no]

    def fit(self, line: Line) -> bool:
        """Whether most cells of a row stand in a column."""
        return sum(1 for cell in line.cells if self.of(cell) is not None) * 2 > len(line.cells)

    def is_project(self, line: Line) -> bool:
        """Whether a row surely is a project: a name that is no label and an amount stand in their columns."""
        names = [cell.says for cell, column in self.by_kind(line, "field") if column.target in NAME_FIELDS]
        amounts = [cell.says for cell, _ in self.by_kind(line, "amount")]
        is_named = bool(names) and not any(word.entries or word.is_amount for word in names)
        return is_named and any(word.is_amount and word.has_digit for word in amounts)

    def kinds(self, lines: list[Line]) -> list[Kind]:
        """What each row is: a project, a total, a unit, see `list_rows`."""
        has_more = any(
            column.kind in ("packed", "category", "indicator") or column.target in GOALS for column in self.all
        )
        has_projects = any(column.target == "project_name" for column in self.all)
        rows = [facts_of(line, self.of) for line in lines]
        return kinds_of(rows, has_more, has_projects, min((column.col_no for column in self.all), default=1))

    def below_names(self, lines: list[Line]) -> frozenset[int]:
        """The rows that the name of the project above is merged over, by id."""
        found: set[int] = set()
        above: tuple[Line, FormCell] | None = None
        for line in lines:
            for cell, column in self.by_kind(line, "field"):
                if column.target == "project_name":
                    above = (line, cell)
            if above is not None and line is not above[0] and reaches(above, line):
                found.add(id(line))
        return frozenset(found)


def reaches(above: tuple[Line, FormCell], line: Line) -> bool:
    """Whether a cell of a row above is merged over the row."""
    row, cell = above
    return row.block is line.block and line.row_no < cell.row_no + cell.rowspan


def with_money_units(columns: ListColumns, lines: Sequence[Line]) -> list[Column]:
    """Columns below which there are money units and nothing else, such as 单位, say what amounts are counted in: they
    name no agency, and belong to no indicator unless they stand behind its name.
    """
    placed = [columns.by_kind(line, "field", "indicator", "unknown") for line in lines]
    names = [column.col_no for column in columns.all if column.kind == "indicator" and column.target in LEVELS]
    found: list[Column] = []
    for column in columns.all:
        texts = [cell.text for row in placed for cell, above in row if above is column]
        are_units = [unit_in_heading(f"({text.strip()})") is not None for text in texts]
        if not any(are_units) or (names and column.col_no > names[0]):
            found.append(column)
        elif all(are_units):
            found.append(replace(column, kind="money_unit", target=""))
        else:  # 万元 is no agency, whatever stands below it
            found.append(replace(column, kind="unknown", target="") if column in columns.agencies else column)
    return found


def unit_texts(cell: FormCell, column: Column, in_row: FormCell | None) -> dict[str, str | None]:
    """The units that are printed for an amount of a list, as raw columns. `in_row`: the cell with its unit."""
    heading = unit_in_heading(column.text) or (unit_in_heading(column.upper_text) if column.upper_text else None)
    return {
        "unit_cell_text": unit_in_cell(cell.text),
        "unit_column_text": in_row.text.strip() if in_row is not None else heading,
        "unit_block_text": None,
    }
