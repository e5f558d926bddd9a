"""The ledger: what became of each non-blank cell of a document. Each is assigned once; nothing is subtracted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ingest.forms.lines import FormCell
from ingest.grid import Block

Fate = Literal["used", "furniture", "unread", "outside"]
FATES: tuple[Fate, ...] = ("used", "furniture", "unread", "outside")


class Assignment(NamedTuple):
    """The fate of one cell, the role it was read in (why, where it is unread), and its form."""

    block: Block
    cell: FormCell
    fate: Fate
    role: str
    form_no: int | None


@dataclass(slots=True)
class Ledger:
    """Assignments by cell. Raises ValueError where a cell is assigned twice: that is a defect of ours."""

    _made: dict[FormCell, tuple[Block, FormCell, Fate, str, int | None]] = field(default_factory=dict)

    def assign(self, block: Block, cell: FormCell, fate: Fate, role: str, form_no: int | None = None) -> None:
        """Say what became of the cell."""
        made = (block, cell, fate, role, form_no)
        if self._made.setdefault(cell, made) is not made:
            raise ValueError(f"cell in row {cell.row_no}, column {cell.col_no} is assigned twice ({role})")

    def has(self, cell: FormCell) -> bool:
        """Whether the cell was assigned already."""
        return cell in self._made

    @property
    def assignments(self) -> list[Assignment]:
        """All of them, in the order they were made."""
        return [Assignment(*made) for made in self._made.values()]

    def cells(self, *fates: Fate) -> Iterator[FormCell]:
        """The cells that have one of the fates."""
        return (cell for _, cell, fate, _, _ in self._made.values() if fate in fates)

    def counts(self) -> dict[Fate, int]:
        """Cells by fate."""
        counter = Counter([fate for _, _, fate, _, _ in self._made.values()])
        return {fate: counter[fate] for fate in FATES}
