"""In which printed column a cell stands. Headings and cells may span; a text's cells have one column each."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from ingest.grid import Cell


class Printed(Protocol):
    """What stands in columns: a cell, or a heading."""

    @property
    def col_no(self) -> int:
        """First column, 1-based."""

    @property
    def colspan(self) -> int:
        """Columns covered."""


P = TypeVar("P", bound=Printed)


def shared_columns(one: Printed, other: Printed) -> int:
    """How many columns both cover."""
    first = max(one.col_no, other.col_no)
    last = min(one.col_no + one.colspan, other.col_no + other.colspan)
    return max(0, last - first)


def column_of(cell: Cell, columns: Iterable[P]) -> P | None:
    """The column a cell stands in: the one that begins where it begins, else the one it shares most columns with.

    None where it shares none, or as many with two: then its place says nothing.
    """
    best: P | None = None
    most = 0
    for column in columns:
        if column.col_no == cell.col_no:
            return column
        if column.colspan > 1 or cell.colspan > 1:
            shared = shared_columns(cell, column)
            if shared > most:
                best, most = column, shared
            elif shared == most > 0:
                best = None
    return best


def in_groups(cells: Iterable[P], starts: Sequence[int]) -> list[list[P]]:
    """The cells of each of the groups side by side that begin in the columns; those before all are the first one's."""
    parts: list[list[P]] = [[] for _ in starts]
    for cell in cells:
        parts[bisect(starts[1:], cell.col_no)].append(cell)
    return parts
