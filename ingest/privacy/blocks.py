"""A block of cells: what contact labels say of the cells beside and below them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import groupby

from ingest.grid import Block, Cell, Row
from ingest.privacy.folding import FOLD, HAN
from ingest.privacy.names import LIKELY_NAME, TITLE
from ingest.privacy.texts import MASK, Kind, Texts

LAST_COLUMN = 1_000_000  # further right than any format has columns
_NUMBER = re.compile(r"^\s*\d[\d,.]*\s*$")
# A cell that is nothing but a contact: names, a local number, or both.
_LOCAL_NUMBER = r"[2-8]\d{2,3}[ \-]?\d{4}"
_CONTACT = re.compile(
    rf"(?=.*(?:{HAN}|\d))\s*(?:{LIKELY_NAME}{TITLE}?(?:[\s、,;/]+{LIKELY_NAME}{TITLE}?){{0,9}})?"
    rf"[\s、,;:/()]*(?:{_LOCAL_NUMBER}[\s、,;/()]*){{0,9}}"
)


def mask_together(blocks: list[Block], texts: Texts, aligned: bool) -> list[tuple[Row, ...]]:
    """The masked rows of each block. The blocks of one sheet are masked as the sheet stands: a heading also heads what
    a blank row parts from it, and what is hidden below it."""
    if len(blocks) == 1:
        return [Masking(blocks[0], texts, aligned).rows()]
    cells = sorted(
        (cell.row_no, cell.col_no, i, j, k)
        for i, block in enumerate(blocks)
        for j, row in enumerate(block.rows)
        for k, cell in enumerate(row.cells)
    )
    width = max((row.width for block in blocks for row in block.rows), default=1)
    places: list[tuple[int, int, int]] = []
    rows: list[Row] = []
    for row_no, group in groupby(cells, key=lambda place: place[0]):
        in_row = list(group)
        ends = [column for _, column, *_ in in_row[1:]] + [LAST_COLUMN]
        places += [(i, j, k) for _, _, i, j, k in in_row]
        rows.append(
            Row(
                row_no,
                width,
                tuple(
                    _up_to(blocks[i].rows[j].cells[k], end) for (_, _, i, j, k), end in zip(in_row, ends, strict=True)
                ),
            )
        )
    together = replace(blocks[0], rows=tuple(rows))
    masked = (cell.text for row in Masking(together, texts, aligned).rows() for cell in row.cells)
    text_at = dict(zip(places, masked, strict=True))
    return [
        tuple(
            row._replace(cells=tuple(cell._replace(text=text_at[i, j, k]) for k, cell in enumerate(row.cells)))
            for j, row in enumerate(block.rows)
        )
        for i, block in enumerate(blocks)
    ]


def _up_to(cell: Cell, end: int) -> Cell:
    """The cell as far as the next one: beside a hidden column it reaches over what is hidden."""
    reach = max(1, end - cell.col_no)
    return cell if cell.colspan <= reach else cell._replace(colspan=reach)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Columns from first to last: those of a label, where its values stand below."""

    first: int
    last: int

    def holds(self, cell: Cell) -> bool:
        return cell.col_no <= self.last and cell.col_no + cell.colspan > self.first


@dataclass(frozen=True, slots=True)
class _Beside:
    """Cells behind a contact label: from a column up to the next label. `exact`: it is one of the vocabulary."""

    exact: bool
    first: int
    end: int = LAST_COLUMN
    last_row: int = 0  # of a merged label


@dataclass
class Masking:
    """One block on its way through the masks: what its labels say of the cells beside and below them."""

    block: Block
    texts: Texts
    aligned: bool  # column numbers can be trusted: the format keeps blank cells
    below_heading: list[_Columns] = field(default_factory=list)  # a list's columns of contacts
    below_money: list[_Columns] = field(default_factory=list)
    waiting: list[_Columns] = field(default_factory=list)  # labels that had no value beside them
    waiting_width: int = 0
    merged: list[_Beside] = field(default_factory=list)  # labels that go on in the rows below
    heading_width: int = 0
    was_heading: bool = False  # the row before was one of headings
    bare_label: bool = False  # the row before was a contact label and nothing else

    def rows(self) -> tuple[Row, ...]:
        """The rows of the block, masked."""
        return tuple([self._row(row) for row in self.block.rows])

    def _row(self, row: Row) -> Row:
        kinds = self.texts.kinds(row)
        labels = plain = 0
        for kind in kinds:
            labels += kind.is_label
            plain += kind.is_plain
        is_heading = labels > 1 and self._is_heading(row, kinds, labels)
        if is_heading:
            self._read_heading(row, kinds)
        self.was_heading = is_heading
        if plain == len(kinds) and not (self.below_heading or self.waiting or self.merged or self.bare_label):
            return row  # most rows: no contact in them, and none above that reaches down to them
        self.merged = [one for one in self.merged if one.last_row >= row.row_no]
        texts = self._texts(row, kinds)
        if self.waiting and not self.aligned and row.width != self.waiting_width:
            self.waiting = []
        has_contact = any(kind.is_exact or kind.is_loose for kind in kinds)
        if has_contact:
            self._note_contacts(row, kinds)
        self.bare_label = has_contact and len(kinds) == 1
        cells = (
            cell if text == cell.text else cell._replace(text=text) for text, cell in zip(texts, row.cells, strict=True)
        )
        return Row(row.row_no, row.width, tuple(cells))

    def _texts(self, row: Row, kinds: list[Kind]) -> list[str]:
        in_place = self.aligned or row.width == self.heading_width
        shift = 0 if in_place else max(0, self.heading_width - row.width)
        after: _Beside | None = None
        money = False
        texts: list[str] = []
        for i, (cell, kind) in enumerate(zip(row.cells, kinds, strict=True)):
            if kind.is_label or kind.is_loose:
                is_contact = kind.is_exact or kind.is_loose
                if self.waiting and not is_contact:
                    self.waiting = [columns for columns in self.waiting if not columns.holds(cell)]
                after = self._beside(row, i, kinds) if is_contact else None
                money = kind.is_money
                texts.append(kind.masked)
                continue
            beside = after or next((one for one in self.merged if one.first <= cell.col_no < one.end), None)
            is_money = money or (in_place and _holds(self.below_money, cell.col_no, cell.colspan))
            texts.append(self._value(cell, kind, beside, in_place, shift, is_money))
            if after is not None and after.exact:
                after = replace(after, exact=False)  # the next one may be an unknown label
        return texts

    def _value(self, cell: Cell, kind: Kind, beside: _Beside | None, in_place: bool, shift: int, money: bool) -> str:
        if money and _NUMBER.match(cell.text):
            return cell.text
        if beside is not None and beside.exact and beside.first <= cell.col_no:
            return MASK
        if in_place and _holds(self.below_heading, cell.col_no, cell.colspan):
            return MASK
        is_probable = (
            beside is not None
            or self.bare_label
            or _holds(self.waiting, cell.col_no, cell.colspan)
            or (not in_place and _holds(self.below_heading, cell.col_no + shift, cell.colspan))
        )
        if is_probable and (kind.masked != cell.text or _CONTACT.fullmatch(cell.text.translate(FOLD))):
            return MASK
        return kind.masked

    @staticmethod
    def _beside(row: Row, i: int, kinds: list[Kind]) -> _Beside:
        """The cells behind it: the first is its value, unless its place is blank and an unknown label follows."""
        label = row.cells[i]
        first = label.col_no + label.colspan
        following = next((j for j in range(i + 1, len(kinds)) if kinds[j].is_label or kinds[j].is_loose), len(kinds))
        between = row.cells[i + 1 : following]
        end = row.cells[following].col_no if following < len(kinds) else LAST_COLUMN
        is_blank = len(between) > 1 and between[0].col_no > first
        return _Beside(kinds[i].is_exact and not is_blank, first, end, label.row_no + label.rowspan - 1)

    @staticmethod
    def _is_heading(row: Row, kinds: list[Kind], known: int) -> bool:
        """Most cells are labels with few blanks between them: what stands below belongs to them."""
        if known * 10 < len(kinds) * 7:
            return False
        blanks = sum(
            1
            for left, right in zip(row.cells, row.cells[1:], strict=False)
            if right.col_no > left.col_no + left.colspan
        )
        if known == len(kinds):
            return blanks * 2 < known and (known >= 3 or all(kind.is_exact for kind in kinds))
        return blanks == 0 and known >= 3

    def _read_heading(self, row: Row, kinds: list[Kind]) -> None:
        """A second row of headings stands below merged cells of the first and adds to them."""
        self.heading_width = max(row.width, self.heading_width) if self.was_heading else row.width
        if not self.was_heading:
            self.below_heading, self.below_money = [], []
        for known in (self.below_heading, self.below_money):
            known[:] = [columns for columns in known if not any(columns.holds(cell) for cell in row.cells)]
        for cell, kind in zip(row.cells, kinds, strict=True):
            if kind.is_exact:
                self.below_heading.append(_columns(cell))
            elif kind.is_money:
                self.below_money.append(_columns(cell))

    def _note_contacts(self, row: Row, kinds: list[Kind]) -> None:
        """Contact labels that reach further: merged over rows, or with a value that may stand below.

        Below, where the place beside the label is blank or taken by the next label.
        """
        for i, (cell, kind) in enumerate(zip(row.cells, kinds, strict=True)):
            if not (kind.is_exact or kind.is_loose):
                continue
            if i + 1 == len(kinds) or kinds[i + 1].is_label or kinds[i + 1].is_loose:
                self.waiting.append(_columns(cell))
                self.waiting_width = row.width
            if cell.rowspan > 1:
                self.merged.append(self._beside(row, i, kinds))


def _columns(cell: Cell) -> _Columns:
    return _Columns(cell.col_no, cell.col_no + cell.colspan - 1)


def _holds(columns: list[_Columns], first: int, colspan: int) -> bool:
    return bool(columns) and any(one.first < first + colspan and first <= one.last for one in columns)
