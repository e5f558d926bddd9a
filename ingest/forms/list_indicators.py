"""The indicators of a list: packed into one cell, or in columns of their own below the names of their categories."""

from __future__ import annotations

from ingest.forms.context import FormContext
from ingest.forms.lines import FormCell, Line
from ingest.forms.list_headings import Column
from ingest.forms.packed import read_packed
from ingest.vocabulary import Vocabulary

Head = tuple[str | None, int]  # a label above a column, and its row


def heads_of(column: Column, vocabulary: Vocabulary, printed_level2: frozenset[str]) -> tuple[Head, Head]:
    """The labels of level 1 and 2 that head a column, each with its row."""
    level1: Head = (None, 0)
    level2: Head = (None, 0)
    for label in column.labels:
        if vocabulary.level_of_category(label[0], printed_level2) == 1 and level1[0] is None:
            level1 = label
        else:
            level2 = label
    return level1, level2


def read_packed_cell(
    ctx: FormContext, line: Line, cell: FormCell, column: Column, record_no: int, printed_level2: frozenset[str]
) -> None:
    """Read the indicators that one cell holds."""
    level1, level2 = heads_of(column, ctx.vocabulary, printed_level2)
    packed = read_packed(cell.text, ctx.vocabulary, (level1[0], level2[0]))
    place = ctx.place(line, cell)
    if not packed.items:
        ctx.unread(line, cell, "not_packed")
        return
    ctx.use(line, cell, "packed indicators")
    ctx.emit_field(place, "packed_indicators_text", column.text, cell.text, record_no)
    for item in packed.items:
        line_no = ctx.next_line_no("indicator_lines")
        for value_no, value in enumerate(item.values or (None,), start=1):
            ctx.emit(
                "indicator_lines",
                place,
                record_no=record_no,
                line_no=line_no,
                value_no=value_no,
                item_no=item.item_no,
                level1_text=item.level1_text,
                level1_row_no=_row_of(item.level1_text, level1, cell),
                level2_text=item.level2_text,
                level2_row_no=_row_of(item.level2_text, level2, cell),
                name_text=item.name_text,
                name_col_no=cell.col_no,
                value_text=value.value_text if value else None,
                value_heading_text=value.heading_text if value else None,
            )
    for piece in packed.left_over:
        ctx.emit("unread_cells", place, text=piece, nearest_label_text=column.text, why="left_over")


def _row_of(text: str | None, head: Head, cell: FormCell) -> int | None:
    """Where a label stands: at the head of the column, or in the cell itself."""
    if text is None:
        return None
    return head[1] if text == head[0] else cell.row_no
