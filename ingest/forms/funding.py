"""The funding block: lines of label and amounts, in one group of columns or several side by side.

Headings name the amount columns (金额(元), 全年预算数, 全年执行数 …) and the sides (收入来源, 财政支出分类). Without
headings a row holds pairs of label and amount, and the totals of the first row open the groups
(实施期资金总额 | 500 | 年度资金总额 | 100). Amounts stay text.

An amount is read only where it is sure whose it is: below a heading that is not understood, or of another year than the
form's, and among several without headings, none is taken and all are listed as unread.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from ingest.forms.columns import column_of
from ingest.forms.context import FormContext
from ingest.forms.lines import FormCell, Line
from ingest.forms.money import unit_in_cell
from ingest.forms.words import Word
from ingest.vocabulary import Entry

_GOVERNMENTS = ("upper", "own", "local")


@dataclass(frozen=True, slots=True)
class Heading:
    """An amount column: where it stands and what is printed above it."""

    col_no: int
    says: Word
    column_no: int
    colspan: int = 1
    is_read: bool = True  # False where it is not understood or names another year: what stands below is listed only


@dataclass(slots=True)
class Group:
    """Columns that belong together: the label column and its amounts; the lines that others stand under."""

    col_no: int
    section_text: str | None
    headings: list[Heading] = field(default_factory=list)
    total_line_no: int | None = None
    source_line_no: int | None = None
    total_unit: str | None = None  # units printed in those lines' labels; they hold for their parts
    source_unit: str | None = None
    has_lines: bool = False  # lines were read into it


@dataclass(frozen=True, slots=True)
class Waiting:
    """Labels of one row with the columns that their amounts stand in, in the row below."""

    line: Line
    labels: list[tuple[FormCell, FormCell | Heading]]  # a label, and what its amount stands under
    group: Group


@dataclass(slots=True)
class FundingBlock:
    """Reads the funding rows of one form."""

    ctx: FormContext
    section_text: str | None = None
    unit_block_text: str | None = None
    groups: list[Group] = field(default_factory=list)
    section_label: FormCell | None = None  # where it names amounts: 资金金额（万元）
    waiting: Waiting | None = None  # labels whose amounts stand in the row below
    unit_inline: str | None = None  # of the last total that stands in one cell with its amount
    in_head: Line | None = None  # the row of the last total among the fields of the head
    span: tuple[Line, int, str] | None = None  # a merged label with a unit: its row, its last row, the unit

    def section(self, word: Word, label: FormCell | None = None) -> None:
        """A section heading: 项目资金（万元）, 收入, 支出. It closes the groups above it."""
        self.section_text = word.text
        self.section_label = label
        self.unit_block_text = word.unit_in_heading or self.unit_block_text
        self.groups = []

    def is_heading(self, cells: tuple[FormCell, ...]) -> bool:
        """Whether the row names columns: labels only, an amount column among them."""
        known = 0
        years: list[Word] = []
        targets: set[str] = set()
        for cell in cells:
            says = cell.says
            if says.is_amount:
                return False
            if says.entries:
                known += 1
                if says.column:
                    targets.add(says.column.target)
            if says.year_heading:
                years.append(says)
        if not years and targets.isdisjoint({"amount", "funding_source"}):
            return False  # most rows
        several = len(years) > 1
        known, enough = known + len(years), 2 / 3
        if "funding_source" in targets and ("amount" in targets or heads_times(cells)):
            # 资金来源 | 上年 | 本年: headings all the same, though not all are understood
            known, enough = max(known, 1), 1 / 2 if "amount" in targets else 0
        elif not targets.isdisjoint({"amount", "funding_source"}):
            known += sum(1 for cell in cells if not cell.says.year_heading and cell.says.ends_as_amount_column)
        elif not several and not any(year.year_heading and year.year_heading[1] for year in years):
            return False
        if known < enough * len(cells):
            return False
        return not any(
            cell.says.field and not cell.says.column and not (i == 0 and several and _asks_year(cell))
            for i, cell in enumerate(cells)
        )

    def heading(self, line: Line, cells: tuple[FormCell, ...], below: tuple[FormCell, ...] = ()) -> None:
        """Open groups from a heading row; a label heading (资金来源, 收入来源) starts a new one.

        `below`: see `row`.
        """
        if self._years_of_heading(line, cells):
            return
        self.groups = []
        group: Group | None = None
        column_no = 0
        years = {year[0] for cell in cells if (year := cell.says.year_heading)}
        leads = _before_years(cells) if len(years) > 1 else 0
        if leads == 1 and cells[0].says.money and below and _one_to_one(below, cells[1:]):
            self._wait_below_years(line, cells[0], cells[1:])
            return
        for i, cell in enumerate(cells):
            entry = cell.says.column
            self.ctx.saw(cell.says)
            if i < leads or (entry is not None and entry.target == "funding_source"):
                group = Group(cell.col_no, cell.text)
                self.groups.append(group)
                self.ctx.furniture(line, cell, "heading")
                continue
            if group is None:
                group = Group(1, self.section_text)
                self.groups.append(group)
            column_no += 1
            is_read = self._is_read(cell.says, years)
            group.headings.append(Heading(cell.col_no, cell.says, column_no, cell.colspan, is_read))
            self.ctx.furniture(line, cell, "heading")
        if leads:
            self.groups = self.groups[-1:]
        if len(self.groups) == 1:
            self.groups[0].section_text = self.section_text

    def _is_read(self, word: Word, years: set[int]) -> bool:
        """Whether the amounts below the heading are the form's: understood, and beside years only the form's own."""
        if word.year_heading is not None:
            year = word.year_heading[0]
            return year == self.ctx.year if self.ctx.year or len(years) > 1 else True
        if word.is_amount_column and len(years) > 1:  # 当年金额 | 2022年 | 2023年, in a form of 2024
            return self.ctx.year is not None and self.ctx.year not in years
        if word.money and len(years) > 1:
            return False  # 合计 of several years
        horizon = word.by_role.get("horizon")  # 本年, beside 上年
        return bool(word.column or word.money) or (horizon is not None and horizon.target == "annual")

    def _years_of_heading(self, line: Line, cells: tuple[FormCell, ...]) -> bool:
        """Years below one heading of the row above: 近两年收支金额 over 2022年 | 2023年."""
        headings = self.groups[-1].headings if self.groups else []
        upper = next((heading for heading in headings if heading.colspan > 1), None)
        if upper is None or self.groups[-1].has_lines or not all(cell.says.year_heading for cell in cells):
            return False
        if not all(upper.col_no <= cell.col_no < upper.col_no + upper.colspan for cell in cells):
            return False
        years = {year[0] for cell in cells if (year := cell.says.year_heading)}
        at = headings.index(upper)
        parts = [
            Heading(cell.col_no, cell.says, 0, cell.colspan, upper.is_read and self._is_read(cell.says, years))
            for cell in cells
        ]
        headings[at : at + 1] = parts
        headings[:] = [replace(heading, column_no=number) for number, heading in enumerate(headings, start=1)]
        self.ctx.head(line, cells)
        return True

    def is_row(self, cells: tuple[FormCell, ...], inside: bool) -> bool:
        """Whether a row is money: led by a money label, or inside the block and holding one or an amount."""
        if cells[0].says.money or _leads_money(cells):
            return True
        return inside and any(cell.says.money or cell.says.is_amount for cell in cells)

    def row(self, line: Line, cells: tuple[FormCell, ...], below: tuple[FormCell, ...] = ()) -> None:
        """Read one row of labels and amounts. `below`: the row below it, if that holds amounts and nothing else."""
        if _leads_money(cells):
            first, *rest = cells
            self.ctx.saw(first.says)
            self.ctx.furniture(line, first, "section funding")
            self.section(first.says, first)
            cells = tuple(rest)
        if below and (waiting := self._labels_above(line, cells, below)):
            self.waiting = waiting
            return
        if below:
            cells = self._without_years(line, cells, below)
        if len(self.groups) > 1 and (any(group.headings for group in self.groups) or self._fill_groups(cells)):
            bounds = [group.col_no for group in self.groups]
            for i, group in enumerate(self.groups):
                end = bounds[i + 1] if i + 1 < len(bounds) else 10**6
                start = bounds[i] if i else 0
                self._read_group(line, [c for c in cells if start <= c.col_no < end], group)
            return
        pairs = self._pairs(cells)
        if len(pairs) > 1 and not (self.groups and self.groups[0].headings):
            self._read_pairs(line, pairs)
            return
        if not self.groups:
            self.groups = [Group(cells[0].col_no, self.section_text)]
        self._read_group(line, list(cells), self.groups[0])

    def _fill_groups(self, cells: tuple[FormCell, ...]) -> bool:
        """Whether a text stands where each group has its labels, one of them unknown: 地方资金 | 3 | 某某资金 | 1."""
        labels = {cell.col_no for cell in cells if not cell.says.is_amount}
        money = sum(1 for cell in cells if cell.says.money)
        return labels == {group.col_no for group in self.groups} and 0 < money < len(labels)

    def _labels_above(self, line: Line, cells: tuple[FormCell, ...], below: tuple[FormCell, ...]) -> Waiting | None:
        """合计 | 财政拨款 | 其他资金 above 45 | 30 | 15: each amount stands in the column of one label."""
        if len(cells) < 2 or not all(cell.says.money for cell in cells) or not _one_to_one(below, cells):
            return None
        self.groups = []
        return Waiting(line, [(cell, cell) for cell in cells], Group(cells[0].col_no, self.section_text))

    def _without_years(
        self, line: Line, cells: tuple[FormCell, ...], below: tuple[FormCell, ...]
    ) -> tuple[FormCell, ...]:
        """Years that end a row of money and head the amounts below it: 36000 | 2023年 | 2024年 | 2025年."""
        first = len(cells)
        while first and cells[first - 1].says.year_heading:
            first -= 1
        years = cells[first:]
        if not first or not years or not _one_to_one(below, years):
            return cells
        self._wait_below_years(line, self.section_label, years)
        return cells[:first]

    def _wait_below_years(self, line: Line, label: FormCell | None, years: tuple[FormCell, ...]) -> None:
        """The amount of the form's own year, in the row below, is the label's; the other years are listed."""
        printed = {year[0] for cell in years if (year := cell.says.year_heading)}
        self.ctx.head(line, years)
        headings = [
            Heading(cell.col_no, cell.says, number, cell.colspan, self._is_read(cell.says, printed))
            for number, cell in enumerate(years, start=1)
        ]
        if label is not None:
            group = Group(label.col_no, self.section_text, headings)
            self.waiting = Waiting(line, [(label, heading) for heading in headings], group)

    def take_below(self, line: Line, cells: tuple[FormCell, ...]) -> None:
        """Read the row of amounts below the labels that wait for it."""
        waiting, self.waiting = self.waiting, None
        if waiting is None:
            raise ValueError("no label waits for the amounts")
        under = [column for _, column in waiting.labels]
        placed = [(cell, column_of(cell, under)) for cell in cells]
        for label, column in waiting.labels:
            amounts = [cell for cell, above in placed if above is column]
            if isinstance(column, Heading) and not (column.is_read and amounts):
                for cell in amounts:
                    self.ctx.unread(line, cell, "no_column")
            else:
                self._line(waiting.line, label, amounts, waiting.group, amount_line=line)
        for label, _ in waiting.labels:
            if not self.ctx.ledger.has(label):  # none of the years is the form's
                self._line(waiting.line, label, [], Group(label.col_no, self.section_text))

    def pair(self, line: Line, label: FormCell, amounts: list[FormCell]) -> None:
        """A label with its amount that stands among other fields of the form's head.

        A total alone in its row has its parts in the rows below.
        """
        group = Group(label.col_no, None)
        self._line(line, label, amounts, group)
        if group.total_line_no is not None and not any(other.headings for other in self.groups):
            group.section_text = self.section_text
            self.groups = [] if self.in_head is line else [group]
            self.in_head = line

    def inline(self, line: Line, cell: FormCell, label: Word, value: str | None) -> None:
        """预算金额：150万元 in one cell."""
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

    def _unit_inline(self, label: Word) -> str | None:
        """The unit of a label with its amount in one cell; that of a total holds for the parts below it."""
        if "total" in label.by_role:
            self.unit_inline = label.unit_in_heading
        elif label.unit_in_heading:
            self.unit_inline = None
        return label.unit_in_heading or self.unit_inline

    def _pairs(self, cells: tuple[FormCell, ...]) -> list[tuple[FormCell, list[FormCell]]]:
        """Labels with the cells that follow them; labels without a cell of their own are kept."""
        pairs: list[tuple[FormCell, list[FormCell]]] = []
        for cell in cells:
            if cell.says.money:
                pairs.append((cell, []))
            elif pairs:
                pairs[-1][1].append(cell)
            else:
                return []
        if sum(1 for _, amounts in pairs if amounts) > 1:
            return pairs
        totals = sum(1 for label, _ in pairs if "total" in label.says.by_role)
        side_by_side = totals > 1 or (len(self.groups) == len(pairs) > 1)
        return pairs if side_by_side else []

    def _read_pairs(self, line: Line, pairs: list[tuple[FormCell, list[FormCell]]]) -> None:
        totals = ["total" in label.says.by_role for label, _ in pairs]
        sources = [label.says.money.target for label, _ in pairs if label.says.money]
        if len(self.groups) < 2 and not any(totals) and len(set(sources)) < len(sources):
            for label, amounts in pairs:  # 财政拨款 | 100 | 财政拨款 | 30, below one total: nothing tells them apart
                for cell in (label, *amounts):
                    self.ctx.unread(line, cell, "no_column")
            return
        if totals[0] and not any(totals[1:]):  # 资金总额 | 120 | 其中：财政拨款 | 100: its parts beside it
            self.groups = [Group(pairs[0][0].col_no, self.section_text)]
        elif not any(totals) and len(self.groups) == 1 and self.groups[0].total_line_no is not None:
            pass
        elif all(totals) or not self.groups or len(self.groups) < 2:
            section = self.section_text
            self.groups = [
                Group(label.col_no, label.text if total else section)
                for (label, _), total in zip(pairs, totals, strict=True)
            ]
        unit: str | None = None  # see `_read_group`
        for i, (label, amounts) in enumerate(pairs):
            if len(pairs) == len(self.groups):
                group = self.groups[i]
            else:
                group = min(self.groups, key=lambda g: abs(g.col_no - label.col_no))
            self._line(line, label, amounts, group, unit)
            unit = label.says.unit_in_heading or unit

    def _read_group(self, line: Line, cells: list[FormCell], group: Group) -> None:
        """Labels in a row stand under one another (其中：一般公共预算拨款 | 其中：上级 | 0)."""
        labels: list[FormCell] = []
        rest = self._without_rates(line, cells, with_values=not group.headings)
        while rest and (rest[0].says.money or (not labels and not rest[0].says.is_amount)):
            labels.append(rest.pop(0))
            if not labels[-1].says.money:
                break
        if not labels:
            for cell in rest:
                self.ctx.unread(line, cell, "no_label")
            return
        if not rest and len(labels) == 1 and not labels[0].says.money:
            self.ctx.unread(line, labels[0], "unknown_label")
            return
        unit: str | None = None  # that of a label holds for the labels to its right
        for label in labels[:-1]:
            self._line(line, label, [], group, unit)
            unit = label.says.unit_in_heading or unit
        self._line(line, labels[-1], rest, group, unit)

    def _without_rates(self, line: Line, cells: list[FormCell], with_values: bool) -> list[FormCell]:
        """Drop labels that share the row with the money but are none of it, 执行率分值（10）; with the values beside
        them, where no headings say whose values those are.
        """
        rest: list[FormCell] = []
        ends: int | None = None  # the column behind such a label
        for cell in cells:
            entry = cell.says.column
            if entry is not None and entry.target in ("rate", "weight", "score") and not cell.says.money:
                self.ctx.furniture(line, cell, "label beside the money")
                ends = cell.col_no + cell.colspan
            elif with_values and cell.says.is_amount and cell.col_no == ends:
                self.ctx.unread(line, cell, "no_column")
            else:
                rest.append(cell)
        return rest

    def _line(
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
        placed = self._place(amounts, group.headings)
        sure = [(cell, heading) for cell, heading in placed if heading is None or heading.is_read]
        taken = {id(cell) for cell, _ in sure}
        for cell in amounts:
            if id(cell) not in taken:
                self.ctx.unread(amount_line, cell, "no_column")
        if amounts and not sure and not group.headings and entry is None and not label.says.is_amount_column:
            self.ctx.unread(line, label, "unknown_label")
            return
        group.has_lines = True
        line_no = self.ctx.next_line_no("funding_lines")
        parent = self._parent(entry.role if entry else None, entry.target if entry else None, group, line_no)
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

    @staticmethod
    def _place(amounts: list[FormCell], headings: list[Heading]) -> list[tuple[FormCell, Heading | None]]:
        """The amounts that are sure, with their headings: all filled, else by column, else the only one; never guessed.

        Without headings an amount is sure where no other stands beside it.
        """
        if not headings:
            money = [cell for cell in amounts if cell.says.is_amount and not cell.text.rstrip().endswith(("%", "％"))]
            alone = len(amounts) == 1 or (len(money) == 1 and money[0] is amounts[0])
            return [(amounts[0], None)] if alone else []
        if len(amounts) == len(headings):
            return list(zip(amounts, headings, strict=True))
        placed: list[tuple[FormCell, Heading | None]] = []
        seen: set[int] = set()
        for cell in amounts:  # two amounts below one heading: only the first is its
            heading = column_of(cell, headings)
            if heading is not None and heading.column_no not in seen:
                seen.add(heading.column_no)
                placed.append((cell, heading))
        return placed

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
    def _parent(role: str | None, target: str | None, group: Group, line_no: int) -> int | None:
        if role == "total":
            group.total_line_no, group.source_line_no = line_no, None
            return None
        if target in _GOVERNMENTS:  # they stand under a source, else under the total
            return group.source_line_no or group.total_line_no
        if role == "funding":
            group.source_line_no = line_no
        return group.total_line_no


def heads_times(cells: tuple[FormCell, ...]) -> bool:
    """资金来源 | 上年 | 本年: a label heading, and beside it at least two texts that are no labels of their own."""
    column = cells[0].says.column
    if column is None or column.target != "funding_source" or len(cells) < 3:
        return False
    words = [cell.says for cell in cells[1:]]
    return not any(word.is_amount or word.field or word.money or word.column or word.section for word in words)


def _asks_year(cell: FormCell) -> bool:
    return cell.says.field is not None and cell.says.field.target == "year_text"


def _before_years(cells: tuple[FormCell, ...]) -> int:
    """How many cells stand before the headings of amounts: those of the labels."""
    for i, cell in enumerate(cells):
        if cell.says.year_heading or cell.says.is_amount_column:
            return i
    return len(cells)


def _leads_money(cells: tuple[FormCell, ...]) -> bool:
    """Whether a label of no source stands before one of money and names what they are: 资金金额（万元） | 资金总额."""
    first = cells[0].says
    if first.money or first.field or first.is_amount or len(cells) < 2 or not cells[1].says.money:
        return False
    return first.is_amount_column or (not first.entries and first.unit_in_heading is not None)


def _one_to_one(amounts: tuple[FormCell, ...], columns: tuple[FormCell, ...]) -> bool:
    """Whether each amount stands in a column of its own."""
    above = [column_of(cell, columns) for cell in amounts]
    return None not in above and len({id(column) for column in above}) == len(above)
