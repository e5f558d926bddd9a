"""The rows of funding: a label with its amounts, the unit that holds for them, and the line that they are part of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ingest.forms.columns import column_of
from ingest.forms.context import FormContext
from ingest.forms.funding_columns import Heading, under_headings, until_text
from ingest.forms.funding_rows import is_no_amount, is_of_which, names_part
from ingest.forms.lines import FormCell, Line
from ingest.forms.money import unit_in_cell
from ingest.forms.words import Word
from ingest.vocabulary import Entry

_GOVERNMENTS = ("upper", "own", "local")


@dataclass(slots=True)
class Group:
    """Columns that belong together: the label column and its amounts; the lines that others stand under."""

    col_no: int
    section_text: str | None
    headings: list[Heading] = field(default_factory=list)
    total_line_no: int | None = None
    stage: str = ""  # that the label of the total names: whole_life, budget
    source_line_no: int | None = None
    is_source_part: bool = False  # 其中：财政拨款; another 其中： behind it is of the same total
    of_which_line_no: int | None = None  # the source whose unknown parts are being printed
    total_unit: str | None = None  # units printed in those lines' labels; they hold for their parts
    source_unit: str | None = None
    has_lines: bool = False  # lines were read into it


@dataclass(slots=True)
class FundingLines:
    """Writes the funding rows of one form."""

    ctx: FormContext
    unit_block_text: str | None = None  # printed by the heading of the section
    unit_inline: str | None = None  # of the last total that stands in one cell with its amount
    last: Line | None = None  # the last row that was written
    span: tuple[Line, int, str] | None = None  # a merged label with a unit: its row, its last row, the unit

    def line(
        self,
        line: Line,
        label: FormCell,
        amounts: list[FormCell],
        group: Group,
        row_unit: str | None = None,
        amount_line: Line | None = None,
    ) -> None:
        """Emit one printed line: a row per amount column, or one without amount.

        `row_unit`: printed by a label to the left. `amount_line`: the row of the amounts, if they stand below.
        """
        entry = label.says.money
        amount_line = amount_line or line
        # 受益人数（人）, 补助标准（元/人） are no part of the total above; 某某小计 is one of its parts once more.
        if label.says.counts_other or (entry is None and label.says.sums_up):
            for cell in (label, *amounts):
                self.ctx.unread(line if cell is label else amount_line, cell, "no_column")
            return
        is_blank = not amounts
        amounts, beside = self._unit_beside(amount_line, amounts, group)
        row_unit = beside or row_unit
        at = next((i for i, cell in enumerate(amounts) if is_of_which(cell) or cell.says.counts_other), None)
        if at is not None:  # what stands behind 其中： is a part that nobody names, behind 受益人数（人） no money
            if is_of_which(amounts[at]):
                self.ctx.furniture(amount_line, amounts[at], "of which")
            for cell in amounts[at:]:
                if not self.ctx.ledger.has(cell):
                    self.ctx.unread(amount_line, cell, "no_column")
            amounts = amounts[:at]
        placed = until_text(under_headings(amounts, group.headings))
        sure = [(cell, at) for cell, at in placed if (at is None or at.is_read) and not is_no_amount(cell.says)]
        taken = {id(cell) for cell, _ in sure}
        for cell in amounts:
            if id(cell) not in taken:
                self.ctx.unread(amount_line, cell, "no_column")
        is_unknown = entry is None and not label.says.is_amount_column
        if is_unknown and not sure and not is_blank and not (group.headings and amounts):
            self.ctx.unread(line, label, "unknown_label")
            return
        group.has_lines = True
        self.last = amount_line
        line_no = self.ctx.next_line_no("funding_lines")
        parent = self._parent(label.says, group, line_no)
        common: dict[str, Any] = {
            "form_no": self.ctx.form_no,
            "record_no": 1,
            "line_no": line_no,
            "parent_line_no": parent,
            "section_text": group.section_text,
            "label_text": label.text,
            "unit_block_text": self._unit(line, label, group, entry, row_unit) or self.unit_block_text,
        }
        self.ctx.saw(label.says)
        if not self.ctx.ledger.has(label):
            self.ctx.use(line, label, "funding label")
        rows = self.ctx.records["funding_lines"]
        if not sure:
            only = group.headings[0].says if len(group.headings) == 1 and not amounts else None
            rows.append(
                {
                    **self.ctx.place(line, label),
                    **common,
                    "column_no": 1,
                    "amount_text": None,
                    "amount_heading_text": only.text if only else None,
                    "unit_cell_text": None,
                    "unit_column_text": only.unit_in_heading if only else None,
                }
            )
        for cell, heading in sure:
            self.ctx.use(amount_line, cell, "amount")
            rows.append(
                {
                    **self.ctx.place(amount_line, cell),
                    **common,
                    "column_no": heading.column_no if heading else 1,
                    "amount_text": cell.text,
                    "amount_heading_text": heading.says.text if heading else None,
                    "unit_cell_text": cell.says.unit_in_cell,
                    "unit_column_text": heading.says.unit_in_heading if heading else None,
                }
            )

    def inline(self, line: Line, cell: FormCell, label: Word, value: str | None) -> None:
        """预算金额：150万元 in one cell."""
        self.last = line
        self.ctx.saw(label)
        self.ctx.emit(
            "funding_lines",
            self.ctx.place(line, cell),
            record_no=1,
            line_no=self.ctx.next_line_no("funding_lines"),
            column_no=1,
            parent_line_no=None,
            section_text=None,
            label_text=label.text,
            amount_text=value,
            amount_heading_text=None,
            unit_cell_text=unit_in_cell(value),
            unit_column_text=None,
            unit_block_text=self._unit_inline(label) or self.unit_block_text,
        )

    def _unit_beside(self, line: Line, amounts: list[FormCell], group: Group) -> tuple[list[FormCell], str | None]:
        """The amounts without the cell that names their unit, 100 | 万元, and the unit. None of them where a column of
        units names no money, or several units stand in the row: what is counted in what is not told.
        """
        named = [cell for cell in amounts if cell.says.names_unit]
        columns = [
            heading for heading in group.headings if heading.says.column and heading.says.column.target == "unit"
        ]
        other = [cell for cell in amounts if cell not in named and column_of(cell, columns)]
        if other or len(named) > 1:
            self.ctx.unread_all(line, amounts, "no_column")
            return [], None
        if not named:
            return amounts, None
        self.ctx.use(line, named[0], "unit of the amount")
        return [cell for cell in amounts if cell is not named[0]], named[0].says.key.strip("()")

    def _unit_inline(self, label: Word) -> str | None:
        """The unit of a label with its amount in one cell; that of a total holds for the parts below it."""
        if "total" in label.by_role:
            self.unit_inline = label.unit_in_heading
        elif label.unit_in_heading:
            self.unit_inline = None
        return label.unit_in_heading or self.unit_inline

    def _unit(self, line: Line, label: FormCell, group: Group, entry: Entry | None, row_unit: str | None) -> str | None:
        """The nearest unit that holds for the line: of its label, its row, what it is part of, a label beside it."""
        own = label.says.unit_in_heading
        unit = own or row_unit
        if entry is not None and entry.role == "total":
            group.total_unit, group.source_unit = unit, None
        elif entry is not None and entry.target in _GOVERNMENTS:
            unit = unit or group.source_unit or group.total_unit
        elif entry is not None:
            if own and own != group.total_unit:
                group.total_unit = None  # another unit ends that of the total
            group.source_unit = own
            unit = unit or group.total_unit
        else:
            unit = unit or group.total_unit
        if own and label.rowspan > 1:
            self.span = (line, label.row_no + label.rowspan - 1, own)
        if unit is None and self.span is not None:
            above, last_row, printed = self.span
            if above.block is line.block and line.row_no <= last_row:
                unit = printed
        return unit

    @staticmethod
    def _parent(label: Word, group: Group, line_no: int) -> int | None:
        """The line that the label's is a part of; an amount of another kind, 上年预算额, is part of none."""
        entry = label.money
        if entry is None:
            if label.is_amount_column:
                return None
            if names_part(label):  # 基本支出, 其中：人员经费, 公用经费: the last two are parts of the first
                group.of_which_line_no = None if group.is_source_part else group.source_line_no
            return group.of_which_line_no or group.total_line_no
        group.of_which_line_no = None
        if entry.role == "total":
            group.total_line_no, group.source_line_no, group.stage = line_no, None, entry.qualifier
            return None
        if entry.target in _GOVERNMENTS:  # they stand under a source, else under the total
            return group.source_line_no or group.total_line_no
        group.source_line_no, group.is_source_part = line_no, names_part(label)
        return group.total_line_no
