"""Two forms printed side by side in one table: cut at the column where the second begins, each read by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.forms.lines import Line
from ingest.forms.segments import Segment, is_indicator_heading
from ingest.forms.words import Words
from ingest.grid import Block, Cell, Row


@dataclass(frozen=True, slots=True)
class Doubled:
    """A row where one label asks for two names, and the column where the second stands."""

    label: str
    row: Row
    col_no: int


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the first of the forms side by side, and holds for those beside it: the row that form begins
    with, its title and year as printed, and the money unit."""

    first: Line
    title_text: str | None
    year_text: str | None
    unit_text: str | None


def head_beside(segment: Segment, heads: Sequence[Head]) -> Head | None:
    """The head of the form that the segment stands beside: in the same table, to the right, from the same row on.

    None where the segment has a title of its own.
    """
    first = segment.lines[0]
    if segment.title is not None or first.block.kind != "table":
        return None
    for head in reversed(heads):
        is_cut = head.first.block is not first.block and _place(head.first.block) == _place(first.block)
        is_right = head.first.row_no <= first.row_no and head.first.cells[-1].col_no < first.cells[0].col_no
        if is_cut and is_right:
            return head
    return None


def _place(block: Block) -> tuple[int | None, str | None, int | None]:
    return block.page_no, block.sheet_name, block.table_no


def cut(blocks: Sequence[Block], words: Words) -> tuple[tuple[Block, ...], list[Doubled]]:
    """The blocks, tables of forms side by side in their parts; and the rows of forms that cannot be told apart.

    The rows above the second form's first stay with the first form. A table over pages is cut as a whole.
    """
    out: list[Block] = []
    mixed: list[Doubled] = []
    for run in _tables(blocks):
        while found := _find(run, words):
            left, right = _halves(run, found)
            if not (_is_apart(run, found, words) and _has_indicators(left, words) and _has_indicators(right, words)):
                mixed.append(found)
                break
            out += left
            run = right
        out += run
    return tuple(out), mixed


def _tables(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Each table with the pages that it goes on over, and what stands between them."""
    run: list[Block] = []
    for i, block in enumerate(blocks):
        if run and not block.continues and (block.kind == "table" or not _goes_on(blocks[i + 1 :])):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _goes_on(blocks: Sequence[Block]) -> bool:
    following = next((block for block in blocks if block.kind == "table"), None)
    return following is not None and following.continues


def _find(run: Sequence[Block], words: Words) -> Doubled | None:
    """The first row in which a label that asks for a name stands twice, each time with a name of its own behind it."""
    for block in run:
        if block.kind == "table" and not block.hidden:
            for row in block.rows:
                if len(row.cells) > 3 and (found := _doubled(row, words)):
                    return found
    return None


def _doubled(row: Row, words: Words) -> Doubled | None:
    texts = [cell.text for cell in row.cells]
    if len(set(texts)) == len(texts):
        return None  # most rows
    seen: dict[str, Cell] = {}
    for cell, behind in pairwise(row.cells):
        if texts.count(cell.text) < 2:
            continue
        word = words.of(cell.text)
        if not word.entries or not word.asks_name or words.of(behind.text).entries:
            continue
        name = seen.setdefault(cell.text, behind)
        if name is not behind and name.text.strip() != behind.text.strip():
            return Doubled(cell.text.strip(), row, cell.col_no)
    return None


def _starts(run: Sequence[Block], found: Doubled) -> tuple[int, int]:
    """Where in the run the second form begins: block and row."""
    for i, block in enumerate(run):
        for j, row in enumerate(block.rows):
            if block.kind == "table" and row is found.row:
                return i, j
    raise ValueError(f"row {found.row.row_no} of the second form is in none of the blocks")


def _below(run: Sequence[Block], found: Doubled) -> Iterator[tuple[Block, Row]]:
    """The rows of the two forms."""
    first, at = _starts(run, found)
    for i, block in enumerate(run[first:]):
        if block.kind == "table":
            for row in block.rows[at if i == 0 else 0 :]:
                yield block, row


def _is_apart(run: Sequence[Block], found: Doubled, words: Words) -> bool:
    """Whether no cell reaches over both forms, but for texts alone in their row that belong to no form."""
    for _, row in _below(run, found):
        for cell in row.cells:
            if cell.col_no < found.col_no < cell.col_no + cell.colspan:
                says = words.of(cell.text)
                is_between = says.title or says.is_note or says.is_year or says.unit or says.is_page_number
                if len(row.cells) > 1 or not is_between:
                    return False
    return True


def _halves(run: Sequence[Block], found: Doubled) -> tuple[list[Block], list[Block]]:
    first, at = _starts(run, found)
    left: list[Block] = list(run[:first])
    right: list[Block] = []
    for i, block in enumerate(run[first:]):
        if block.kind != "table":
            left.append(block)
            continue
        kept = block.rows[: at if i == 0 else 0]
        rows = block.rows[len(kept) :]
        left.append(replace(block, rows=(*kept, *(_part(row, 0, found.col_no) for row in rows))))
        part = tuple(_part(row, found.col_no, None) for row in rows)
        right.append(replace(block, rows=part, continues=i > 0))
    return left, right


def _part(row: Row, start: int, end: int | None) -> Row:
    cells = tuple(cell for cell in row.cells if start <= cell.col_no and (end is None or cell.col_no < end))
    return Row(row.row_no, row.width - start + 1 if end is None else min(row.width, end - 1), cells)


def _has_indicators(blocks: Sequence[Block], words: Words) -> bool:
    return any(
        is_indicator_heading(Line(block, row, False, words))
        for block in blocks
        if block.kind == "table"
        for row in block.rows
        if len(row.cells) > 1
    )
