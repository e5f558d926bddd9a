"""The ledger: what became of each non-blank cell of a document. Each is assigned once; nothing is subtracted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from ingest.grid import Block, Cell

Fate = Literal["used", "furniture", "unread", "outside"]
FATES: tuple[Fate, ...] = ("used", "furniture", "unread", "outside")


@dataclass(slots=True)
class Assignment:
    """The fate of one cell, the role it was read in, and why where it is unread."""

    block: Block
    cell: Cell
    fate: Fate
    role: str
    form_no: int | None = None


@dataclass(slots=True)
class Ledger:
    """Assignments by cell. Raises ValueError where a cell is assigned twice: that is a defect of ours."""

    assignments: dict[tuple[int, int, int], Assignment] = field(default_factory=dict)

    def assign(self, block: Block, cell: Cell, fate: Fate, role: str, form_no: int | None = None) -> None:
        """Say what became of the cell."""
        made = Assignment(block, cell, fate, role, form_no)
        if self.assignments.setdefault((id(block), cell.row_no, cell.col_no), made) is not made:
            raise ValueError(f"cell in row {cell.row_no}, column {cell.col_no} is assigned twice ({role})")

    def has(self, block: Block, cell: Cell) -> bool:
        """Whether the cell was assigned already."""
        return (id(block), cell.row_no, cell.col_no) in self.assignments

    def counts(self) -> dict[Fate, int]:
        """Cells by fate."""
        counter = Counter([assignment.fate for assignment in self.assignments.values()])
        return {fate: counter[fate] for fate in FATES}
