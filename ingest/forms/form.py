"""Reading one segment: a form (head, funding, tasks, indicators) or a list."""

from __future__ import annotations

import hashlib
from itertools import islice
from typing import Literal

from ingest.forms.columns import column_of
from ingest.forms.context import FormContext
from ingest.forms.fields import FieldReader, heads_goals, heads_table
from ingest.forms.funding import FundingBlock
from ingest.forms.funding_rows import (
    are_sides,
    heads_amounts,
    heads_detail,
    heads_sides,
    heads_sources,
    heads_times,
    heads_unknown,
    heads_years_down,
    is_total_of_list,
    leads_sources,
    names_money,
    stand_above,
)
from ingest.forms.indicator_columns import is_heading
from ingest.forms.indicator_ends import begins_other
from ingest.forms.indicator_totals import sums_points
from ingest.forms.indicators import IndicatorBlock
from ingest.forms.lines import FormCell, Line
from ingest.forms.list_foot import is_foot
from ingest.forms.list_form import read_list
from ingest.forms.segments import Segment, is_furniture
from ingest.forms.tasks import TaskBlock
from ingest.forms.words import at_colon
from ingest.vocabulary import Entry

_LOOKED_AHEAD = 30  # rows
State = Literal["head", "funding", "tasks", "indicators", "table"]


def read_segment(segment: Segment, ctx: FormContext) -> None:
    """Read a segment that is a form: its rows go to `ctx.records`, its cells to the ledger."""
    shape = "list" if segment.list_headings else "form"
    year_text = _read_head(segment, ctx)
    if shape == "list":
        read_list(segment, ctx, printed_level2(segment))
    else:
        for line in segment.head:
            _read_head_fields(line, ctx)
        FormReader(ctx, printed_level2(segment)).read(segment.lines)
    first = segment.lines[0]
    if ctx.unit_document_text is None and segment.title is not None:
        ctx.unit_document_text = segment.title.says.unit or segment.title.says.unit_in_heading
    layout = hashlib.sha256("\n".join(dict.fromkeys(ctx.labels_seen)).encode()).hexdigest()[:16]
    ctx.emit(
        "forms",
        ctx.place(first),
        shape=shape,
        title_text=segment.title.text.strip() if segment.title else None,
        year_text=year_text,
        unit_document_text=ctx.unit_document_text,
        last_row_no=segment.lines[-1].row_no,
        layout_id=layout,
    )


def printed_level2(segment: Segment) -> frozenset[str]:
    """The level 2 categories that the form prints anywhere: they tell which taxonomy it follows."""
    labels = {cell.says for line in segment.lines if line.labels for cell in line.cells if cell.says.category}
    return frozenset(entry.target for label in labels if (entry := label.level(2)) is not None)


def _read_head(segment: Segment, ctx: FormContext) -> str | None:
    """Title, year and unit above the rows; fields among them are read by the shape's reader."""
    year_text = None
    if segment.title is not None:
        ctx.use(segment.title, segment.title.cells[0], "title")
    for line in segment.head:
        cell = line.cells[0]
        if cell.says.is_year:
            year_text = cell.text.strip()
            ctx.use(line, cell, "year")
        elif cell.says.is_attachment:
            ctx.furniture(line, cell, "attachment")
    ctx.unit_document_text = ctx.unit_document_text or segment.unit
    return year_text


def _read_head_fields(line: Line, ctx: FormContext) -> None:
    if ctx.ledger.has(line.cells[0]):
        return
    cell = line.cells[0]
    if FieldReader(ctx, FundingBlock(ctx)).inline(line, cell):
        return
    ctx.unit_document_text = ctx.unit_document_text or cell.says.unit
    ctx.furniture(line, cell, "unit of the document" if cell.says.unit else "head")


class FormReader:
    """Reads the rows of one form, from the top; the current block decides what a row without label is."""

    def __init__(self, ctx: FormContext, level2: frozenset[str]) -> None:
        """`level2`: see `printed_level2`."""
        self.ctx = ctx
        self.state: State = "head"
        self.funding = FundingBlock(ctx)
        self.fields = FieldReader(ctx, self.funding)
        self.tasks = TaskBlock(ctx)
        self.indicators = IndicatorBlock(ctx, level2)
        self.lines: list[Line] = []  # all rows, and the number of the current one
        self.at = 0
        self.sections: list[tuple[Line, FormCell]] = []  # merged section labels that the current row stands beside

    def read(self, lines: list[Line]) -> None:
        """Read all rows."""
        self.lines = lines
        unit = self.ctx.unit_document_text
        for self.at, line in enumerate(lines):
            if not self.indicators.groups:
                unit = self.ctx.unit_document_text
            if self.funding.waiting is not None or not (line.is_single and self._alone(line, line.cells[0])):
                self._row(line)
        self.fields.take_below(lines[-1], ())
        if self.indicators.groups:  # a unit below the indicators is another table's
            self.ctx.unit_document_text = unit

    def _alone(self, line: Line, cell: FormCell) -> bool:
        """Read a text that stands alone in its row; False where it is to be read as a row of the block."""
        if is_furniture(cell.says):
            self.ctx.furniture(line, cell, "note")
        elif line.block.kind == "prose":
            if not self.fields.inline(line, cell):
                self.ctx.unread(line, cell, "left_over")
        elif cell.says.is_year:
            self.ctx.furniture(line, cell, "year")
        else:
            return self.state == "indicators" and self.fields.inline(line, cell)  # 填表人：… below the indicators
        return True

    def _row(self, line: Line) -> None:
        if self.sections:
            self._leave_sections(line)
        cells = self._take_sections(line) if line.says.section else line.cells
        if not cells:
            return
        if self.funding.waiting is not None:
            self.funding.take_below(line, cells)
            return
        if self.fields.below and self.fields.take_below(line, cells):
            return
        says = cells[0].says
        if self.state == "indicators" and says.said and at_colon(says.text)[1] and is_foot(line, is_last=True):
            self.fields.row(line, cells)
            return
        is_indicators = line.headings > 1 and is_heading(cells)
        if is_indicators and self.state == "indicators" and self.indicators.refine(line, cells):
            return
        if self.indicators.heading_over(line, cells, self.lines[self.at + 1 : self.at + 2]):
            return
        if is_indicators and self.state != "tasks":
            self.state = "indicators"
            self.indicators.goal_headings = self.fields.goal_headings
            self.indicators.heading(line, cells)
        elif says.column and self.tasks.is_heading(cells):
            self.state = "tasks"
            self.tasks.heading(line, cells)
        elif is_indicators:
            self.state = "indicators"
            self.indicators.heading(line, cells)
        elif self.state == "tasks" and not says.field:
            if not self.tasks.subheading(line, cells):
                self.tasks.row(line, cells)
        elif self.state == "indicators" and self.indicators.fresh and self.indicators.subheading(line, cells):
            return
        elif self._is_below_indicators(line, cells):
            self.state = "table"
            self.ctx.unread_all(line, cells, "no_column")
        elif self._goes_on_with_indicators(cells):
            self.state = "indicators"
            self.indicators.row(line, cells)
        elif says.field and heads_years_down(cells, self._row_below()):
            self.state = "table"
            self.funding.years_down(line, cells)
        elif are_sides(cells):
            self.state = "funding"
            self.funding.sides(line, cells)
        elif heads_amounts(cells, self._amounts_below()) or heads_sources(cells, self.lines[self.at + 1 : self.at + 4]):
            self.state = "funding"
            self.funding.heading(line, cells, self._amounts_below())
        elif heads_table(cells) or self._is_of_table(line, cells):
            self.state = "table"
            if not self.funding.year_row(line, cells):
                self.ctx.unread_all(line, cells, "no_column")
        elif says.field:
            self.state = "head"
            self.fields.row(line, cells)
        elif self.funding.stacked(line, cells):
            self.state = "funding"
        elif self.fields.has_blank(cells):
            self.fields.row(line, cells)
        elif self._is_money(cells):
            self.state = "funding"
            self.funding.row(line, cells, self._amounts_below())
        else:
            self.fields.row(line, cells)

    def _is_money(self, cells: tuple[FormCell, ...]) -> bool:
        """Whether the current row is one of money, with no field beside it."""
        is_row = self.funding.is_row(cells, self.state == "funding", self._line_above())
        return is_row and not any(cell.says.field for cell in cells[1:])

    def _amounts_below(self) -> tuple[FormCell, ...]:
        """The cells of the next row, if it holds amounts and nothing else, and the row below that does not."""
        below = self.lines[self.at + 1 : self.at + 3]
        if not below or not self._holds_amounts(below[0]):
            return ()  # most rows
        return () if any(map(self._holds_amounts, below[1:])) else below[0].cells

    def _holds_amounts(self, line: Line) -> bool:
        """Whether a row of the current one's block holds amounts and nothing else."""
        return all(cell.says.is_amount for cell in line.cells) and line.block is self.lines[self.at].block

    def _line_above(self) -> Line | None:
        return self.lines[self.at - 1] if self.at else None

    def _row_below(self) -> tuple[FormCell, ...]:
        """The cells of the next row."""
        return self.lines[self.at + 1].cells if len(self.lines) > self.at + 1 else ()

    def _is_of_table(self, line: Line, cells: tuple[FormCell, ...]) -> bool:
        """Whether a table of another kind begins or goes on."""
        below = self._row_below()
        if self.state == "table" and not cells[0].says.field:
            return True
        if is_total_of_list(cells, below) or heads_detail(cells, below):
            return True
        if line.labels < 3:
            return False  # most rows
        return heads_unknown(cells) and not stand_above(cells, self._amounts_below())

    def _is_below_indicators(self, line: Line, cells: tuple[FormCell, ...]) -> bool:
        """Whether another block or table begins with the row, without a label of its own."""
        if self.state != "indicators" or len(self.indicators.groups) != 1:
            return False
        below = islice(self.lines, self.at + 1, self.at + 1 + _LOOKED_AHEAD)
        return begins_other(line, cells, self.indicators.groups[0], self._line_above(), below)

    def _goes_on_with_indicators(self, cells: tuple[FormCell, ...]) -> bool:
        """Whether the row is one of indicators; below a table that came between, a category leads it."""
        says = cells[0].says
        if self.state == "table":
            return bool(self.indicators.groups and says.category and len(cells) > 1 and not cells[1].says.is_amount)
        return self.state == "indicators" and not ((says.field or says.money) and self._ends_indicators(cells))

    def _ends_indicators(self, cells: tuple[FormCell, ...]) -> bool:
        """A field label that is no category, or money, ends the indicators, unless it names one."""
        first = cells[0].says
        is_money = first.field is None and names_money(cells)
        if first.category or (first.field is None and not is_money):
            return False
        if first.field is not None and first.field.target == "score_total_text":
            return False
        return not self.indicators.may_be_name(cells) and not self._go_on_below(cells)

    def _go_on_below(self, cells: tuple[FormCell, ...]) -> bool:
        """Whether one value stands behind the field label and a category leads a row below: then the label is the name
        of an indicator that lost its leading cells (项目完成时间 | 8月底前)."""
        label = cells[0].says
        if len(cells) < 2 or "contact" in label.by_role or label.marks & {"goal", "name"}:
            return False
        if any(cell.says.field for cell in cells[1:]):
            return False
        for line in islice(self.lines, self.at + 1, self.at + 1 + _LOOKED_AHEAD):
            if line.headings > 1 and is_heading(line.cells):
                if not self.indicators.is_repeated_heading(line.cells):
                    return False
            elif line.cells[0].says.category and not line.is_single:
                return True
        return False

    def _take_sections(self, line: Line) -> tuple[FormCell, ...]:
        """Take the section headings that lead the row; the rest is the row itself."""
        cells = line.cells
        below = self._amounts_below()
        if below and column_of(below[0], cells) is cells[0] and stand_above(cells, below):
            return cells  # 资金总额 | 财政拨款 above their amounts
        while cells and not (cells is not line.cells and leads_sources(cells)) and (entry := self._section(cells)):
            cell, cells = cells[0], cells[1:]
            self.ctx.saw(cell.says)
            self.ctx.furniture(line, cell, f"section {entry.target}")
            self._enter(entry, cell)
            if cell.rowspan > 1:
                self.sections.append((line, cell))
        return cells

    def _leave_sections(self, line: Line) -> None:
        """A merged section label ends where a row has a cell of its own in the label's columns.

        On the next page a blank cell stands in its place, or the columns are others: only a label ends it there.
        """
        first = line.cells[0]
        left = False
        while self.sections and first.col_no < self.sections[-1][1].col_no + self.sections[-1][1].colspan:
            if self.sections[-1][0].block is not line.block and not first.says.entries:
                return
            self.sections.pop()
            left = True
        if left and not self.sections and not (self.state == "indicators" and sums_points(line.cells)):
            self.state = "head"

    def _enter(self, entry: Entry, cell: FormCell) -> None:
        self.fields.last_text = None
        if entry.target == "funding":
            self.state = "funding"
            self.funding.section(cell.says, cell if cell.says.is_amount_column or cell.says.money else None)
        elif entry.target == "tasks":
            self.state = "tasks"
            self.tasks.section(cell.says)
        elif entry.target == "indicators":
            self.state = "indicators"
        elif entry.target == "info":
            self.state = "head"

    def _section(self, cells: tuple[FormCell, ...]) -> Entry | None:
        """The section that the first cell opens, judged by what stands beside it."""
        says = cells[0].says
        entry = says.section
        if entry is None:
            return None
        rest = cells[1:]
        if self.state == "indicators" and says.category:
            return None
        if entry.target == "goals":
            return entry if heads_goals(cells, self._row_below()) else None
        if entry.target == "indicators":
            return entry if not rest or self._leads_indicators(rest) else None
        if entry.target == "funding":
            if not rest:
                return entry
            if heads_times(cells, self._amounts_below()) or heads_sides(cells) or are_sides(cells):
                return None
            if rest[0].says.is_amount or self.state in ("indicators", "tasks"):
                return None if not rest[0].says.entries else entry
            says = rest[0].says
            return entry if says.entries or says.is_unit or "money" in says.marks else None
        if entry.target == "info":
            return entry if rest and rest[0].says.entries else None
        return entry

    def _leads_indicators(self, rest: tuple[FormCell, ...]) -> bool:
        if is_heading(rest) or rest[0].says.category:
            return True
        return self.state == "indicators" and len(rest) > 1
