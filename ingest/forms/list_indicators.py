"""The indicators of a list: packed into one cell, or in columns of their own below the names of their categories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.forms.context import FormContext
from ingest.forms.indicator_columns import Column as IndicatorColumn
from ingest.forms.indicator_columns import Label, group_of
from ingest.forms.indicators import IndicatorBlock
from ingest.forms.lines import FormCell, Line
from ingest.forms.list_headings import Column
from ingest.forms.packed import read_packed
from ingest.forms.words import LEVELS
from ingest.vocabulary import Vocabulary

Head = tuple[str | None, int]  # a label above a column, and its row


def _heads_of(column: Column, vocabulary: Vocabulary, printed_level2: frozenset[str]) -> tuple[Head, Head]:
    """The labels of level 1 and 2 that head a column, each with its row."""
    level1: Head = (None, 0)
    level2: Head = (None, 0)
    for label in column.labels:
        if vocabulary.level_of_category(label[0], printed_level2) == 1 and level1[0] is None:
            level1 = label
        else:
            level2 = label
    return level1, level2


@dataclass(slots=True)
class ListBlock:
    """One run of indicator columns of a list, and the labels of the categories that head it."""

    columns: list[Column]
    block: IndicatorBlock
    level1: Label | None = None
    level2: Label | None = None

    def set_printed(self, heading: Line, printed_level2: frozenset[str]) -> None:
        """Take the labels that head the columns; which are of level 1 the categories tell that the list prints."""
        self.block.labels.printed_level2 = printed_level2
        self.block.width = heading.width
        heads = _heads_of(self.columns[0], self.block.ctx.vocabulary, printed_level2)
        self.level1, self.level2 = (Label(text, row, heading.block, row) if text else None for text, row in heads)

    def open(self) -> None:
        """A project begins: the labels of the one above do not hold for it."""
        for group in self.block.groups:
            group.level1, group.level2 = self.level1, self.level2


def blocks_of(columns: Sequence[Column], ctx: FormContext) -> tuple[list[Column], list[ListBlock]]:
    """The runs of indicator columns, and all columns: without a name, values belong to no indicator and are unknown."""
    runs: list[list[Column]] = []
    columns = list(columns)
    indicators = [column for column in columns if column.kind == "indicator"]
    for i, column in enumerate(indicators):
        run = runs[-1] if runs else []
        seen = {one.target for one in run}
        is_again = column.target in LEVELS and column.target in seen and "value" in seen
        begins = is_again and any(one.target == "value" for one in indicators[i:])
        if begins or not run or column.labels != run[-1].labels:
            runs.append([column])
        elif is_again:  # 指标内容 behind the value says more of the name
            run.append(replace(column, target="explanation"))
        else:
            run.append(column)
    named = [run for run in runs if any(column.target in LEVELS for column in run)]
    kept = {column.col_no: column for run in named for column in run}
    found = [
        kept.get(column.col_no) or replace(column, kind="unknown", target="") if column.kind == "indicator" else column
        for column in columns
    ]
    return found, [ListBlock(run, _block_of(run, ctx)) for run in named]


def _block_of(run: Sequence[Column], ctx: FormContext) -> IndicatorBlock:
    group = group_of([IndicatorColumn(one.col_no, one.target, one.text, one.colspan) for one in run])
    # what stands before its columns is the project's
    return IndicatorBlock(ctx, printed_level2=frozenset(), groups=[replace(group, start=0)])


def read_packed_cell(
    ctx: FormContext, line: Line, cell: FormCell, column: Column, record_no: int, printed_level2: frozenset[str]
) -> None:
    """Read the indicators that one cell holds."""
    level1, level2 = _heads_of(column, ctx.vocabulary, printed_level2)
    packed = read_packed(cell.text, ctx.vocabulary, (level1[0], level2[0]))
    place = ctx.place(line, cell)
    if not packed.items:
        ctx.unread(line, cell, "not_packed")
        return
    if packed.left_over:  # a cell has one fate: what is read of it is read all the same
        ctx.unread(line, cell, "left_over", "；".join(packed.left_over))
    else:
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


def _row_of(text: str | None, head: Head, cell: FormCell) -> int | None:
    """Where a label stands: at the head of the column, or in the cell itself."""
    if text is None:
        return None
    return head[1] if text == head[0] else cell.row_no
