"""The funding block: lines of label and amounts, in one group of columns or several side by side.

Headings name the amount columns (金额(元), 全年预算数, 全年执行数 …) and the sides (收入来源, 财政支出分类). Without
headings a row holds pairs of label and amount, and the totals of the first row open the groups
(实施期资金总额 | 500 | 年度资金总额 | 100). Amounts stay text.

An amount is read only where it is sure whose it is: below a heading that is not understood, or of another year than the
form's, and among several without headings, none is taken and all are listed as unread.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.forms.columns import in_groups
from ingest.forms.context import FormContext
from ingest.forms.funding_columns import (
    Heading,
    is_own,
    is_source_column,
    labels_before,
    unit_left,
    years_below,
    years_of,
)
from ingest.forms.funding_lines import FundingLines, Group
from ingest.forms.funding_rows import (
    are_total_and_parts,
    heads_sides,
    is_part,
    is_whole_amount,
    leads_money,
    one_to_one,
    stand_above,
    stand_beside,
)
from ingest.forms.funding_waiting import Waiting, below_years, is_of_year
from ingest.forms.lines import FormCell, Line
from ingest.forms.words import Word


@dataclass(slots=True)
class FundingBlock:
    """Reads the funding rows of one form."""

    ctx: FormContext
    lines: FundingLines = field(init=False)
    section_text: str | None = None
    groups: list[Group] = field(default_factory=list)
    section_label: FormCell | None = None  # where it names amounts: 资金金额（万元）
    waiting: Waiting | None = None  # labels whose amounts stand in the row below
    of_years: Waiting | None = None  # the same for the row of the form's year, in a table whose rows are years
    in_head: Line | None = None  # the row of the last total among the fields of the head
    are_sides: bool = False  # the groups are sections side by side: 收入 | 支出
    is_beside: bool = False  # amounts of several kinds stand side by side above: 预算数 | 126 | 执行数 | 118

    def __post_init__(self) -> None:
        """Nothing is written yet."""
        self.lines = FundingLines(self.ctx)

    def section(self, word: Word, label: FormCell | None = None) -> None:
        """A section heading: 项目资金（万元）, 收入, 支出. It closes the groups above it."""
        self.section_text = word.text
        self.section_label = label
        self.lines.unit_block_text = word.unit_in_heading or self.lines.unit_block_text
        self._close()

    def _close(self) -> None:
        """What stands below is of no group above."""
        self.groups = []
        self.is_beside = self.are_sides = False

    def sides(self, line: Line, cells: tuple[FormCell, ...]) -> None:
        """Sections side by side, 收入 | 支出: each is a group that begins in the column of its section."""
        self.ctx.head(line, cells)
        units = [unit for cell in cells if (unit := cell.says.unit_in_heading)]
        self.lines.unit_block_text = next(iter(units), self.lines.unit_block_text)
        self._close()
        self.groups = [Group(cell.col_no, cell.text) for cell in cells]
        self.are_sides = True

    def heading(self, line: Line, cells: tuple[FormCell, ...], below: tuple[FormCell, ...] = ()) -> None:
        """Open groups from a heading row; a label heading (资金来源, 收入来源) starts a new one.

        `below`: see `row`.
        """
        if self._years_of_heading(line, cells):
            return
        sides = [group.section_text for group in self.groups] if self.are_sides else []
        self._close()
        group: Group | None = None
        column_no = 0
        years = years_of(cells)
        leads = labels_before(cells) if len(years) > 1 else 0
        if leads == 1 and cells[0].says.money and below and one_to_one(below, cells[1:]):
            self._wait_below_years(line, cells[0], cells[1:])
            return
        starts = heads_sides(cells)
        self.lines.unit_block_text = unit_left(cells, several=len(years) > 1) or self.lines.unit_block_text
        for i, cell in enumerate(cells):
            self.ctx.saw(cell.says)
            if i < leads or i in starts or (not starts and is_source_column(cell.says)):
                side = sides[len(self.groups)] if len(sides) == len(starts) > 0 else None
                group = Group(cell.col_no, side or cell.text)
                self.groups.append(group)
                self.ctx.furniture(line, cell, "heading")
                continue
            if group is None:
                group = Group(1, self.section_text)
                self.groups.append(group)
            column_no += 1
            is_read = is_own(cell.says, years, self.ctx.year)
            if any(heading.says.key == cell.says.key for heading in group.headings):
                is_read = False  # printed twice: nothing tells what the second is
            group.headings.append(Heading(cell.col_no, cell.says, column_no, cell.colspan, is_read))
            self.ctx.furniture(line, cell, "heading")
        if leads:
            self.groups = self.groups[-1:]
        if len(self.groups) == 1:
            self.groups[0].section_text = self.section_text

    def _years_of_heading(self, line: Line, cells: tuple[FormCell, ...]) -> bool:
        """Whether the cells are years below one heading of the row above, and take its place."""
        if not self.groups or self.groups[-1].has_lines:
            return False
        headings = years_below(self.groups[-1].headings, cells, self.ctx.year)
        if headings:
            self.groups[-1].headings = headings
            self.ctx.head(line, cells)
        return bool(headings)

    def is_row(self, cells: tuple[FormCell, ...], inside: bool, above: Line | None) -> bool:
        """Whether a row is money: led by a money label, a part of the total right above it, or inside the block and
        holding one of them or an amount. `above`: the row before it.
        """
        if cells[0].says.money or leads_money(cells):
            return True
        if above is not None and self.lines.last is above and is_part(cells):
            return any(group.total_line_no is not None for group in self.groups)
        return inside and any(cell.says.money or cell.says.is_amount or cell.says.is_unit for cell in cells)

    def row(self, line: Line, cells: tuple[FormCell, ...], below: tuple[FormCell, ...] = ()) -> None:
        """Read one row of labels and amounts. `below`: the row below it, if that holds amounts and nothing else."""
        if leads_money(cells):
            first, *rest = cells
            self.ctx.saw(first.says)
            self.ctx.furniture(line, first, "section funding")
            self.section(first.says, first)
            cells = tuple(rest)
        cells = self._without_unit(line, cells)
        if not cells:
            return
        if stand_above(cells, below):
            self.groups = []
            group = Group(cells[0].col_no, self.section_text)
            self.waiting = Waiting(line, [(cell, cell) for cell in cells], group)
            return
        if below:
            cells = self._without_years(line, cells, below)
        headed = self.are_sides or any(group.headings for group in self.groups)
        if len(self.groups) > 1 and (headed or self._fill_groups(cells)):
            parts = in_groups(cells, [group.col_no for group in self.groups])
            for group, part in zip(self.groups, parts, strict=True):
                self._read_group(line, part, group)
            return
        if stand_beside(cells):
            self._read_beside(line, cells)
            return
        pairs = self._pairs(cells)
        if len(pairs) > 1 and not (self.groups and self.groups[0].headings):
            self._read_pairs(line, pairs)
            return
        if not self.groups:
            self.groups = [Group(cells[0].col_no, self.section_text)]
        self._read_group(line, list(cells), self.groups[0])

    def stacked(self, line: Line, cells: tuple[FormCell, ...]) -> bool:
        """A total and its parts in the lines of one cell, their amounts in as many lines of the next. False where it is
        not so: below headings, or where the lines are those of one wrapped text.
        """
        if len(cells) != 2 or "\n" not in cells[1].text or any(group.headings for group in self.groups):
            return False
        of = self.ctx.words.of
        labels, amounts = (
            [of(part.strip().rstrip(":：")) for part in cell.text.split("\n") if part.strip()] for cell in cells
        )
        if len(labels) != len(amounts) or not are_total_and_parts(labels):
            return False
        if of("".join(label.text for label in labels)).entries or not all(map(is_whole_amount, amounts)):
            return False
        self.ctx.use(line, cells[0], "funding labels")
        self.ctx.use(line, cells[1], "amounts")
        for label, amount in zip(labels, amounts, strict=True):
            self.lines.inline(line, cells[1], label, amount.text)
        return True

    def _read_beside(self, line: Line, cells: tuple[FormCell, ...]) -> None:
        """Each amount is of its own kind and none a part of another; parts in the rows below are whose they may be."""
        self.groups = []
        for label, amount in zip(cells[::2], cells[1::2], strict=True):
            group = Group(label.col_no, self.section_text)
            self.lines.line(line, label, [amount], group)
            if group.total_line_no is not None:
                self.groups.append(group)
        self.groups = self.groups[:1]
        self.is_beside = True

    def _fill_groups(self, cells: tuple[FormCell, ...]) -> bool:
        """Whether a text stands where each group has its labels, one of them unknown: 地方资金 | 3 | 某某资金 | 1."""
        labels = {cell.col_no for cell in cells if not cell.says.is_amount}
        money = sum(1 for cell in cells if cell.says.money)
        return labels == {group.col_no for group in self.groups} and 0 < money < len(labels)

    def _without_years(
        self, line: Line, cells: tuple[FormCell, ...], below: tuple[FormCell, ...]
    ) -> tuple[FormCell, ...]:
        """Years that end a row of money and head the amounts below it: 36000 | 2023年 | 2024年 | 2025年."""
        first = len(cells)
        while first and cells[first - 1].says.year_heading:
            first -= 1
        years = cells[first:]
        if not first or not years or not one_to_one(below, years):
            return cells
        self._wait_below_years(line, self.section_label, years)
        return cells[:first]

    def _wait_below_years(self, line: Line, label: FormCell | None, years: tuple[FormCell, ...]) -> None:
        """The amount of the form's own year, in the row below, is the label's; the other years are listed."""
        self.ctx.head(line, years)
        if label is not None:
            self.waiting = below_years(line, label, years, self.section_text, self.ctx.year)

    def years_down(self, line: Line, cells: tuple[FormCell, ...]) -> None:
        """年度 | 合计 | 财政拨款: the rows below are those of years."""
        self.ctx.head(line, cells)
        self.of_years = Waiting(line, [(cell, cell) for cell in cells[1:]], Group(cells[1].col_no, self.section_text))

    def year_row(self, line: Line, cells: tuple[FormCell, ...]) -> bool:
        """Read the row of the form's own year. False where the row is another."""
        waiting = self.of_years
        if waiting is None or not all(cell.says.is_amount for cell in cells[1:]):
            self.of_years = None
            return False
        if not is_of_year(cells[0].says, self.ctx.year) or not one_to_one(cells[1:], waiting.columns):
            return False
        self.ctx.furniture(line, cells[0], "year")
        self.of_years = None
        waiting.read(self.lines, line, cells[1:])
        return True

    def take_below(self, line: Line, cells: tuple[FormCell, ...]) -> None:
        """Read the row of amounts below the labels that wait for it."""
        waiting, self.waiting = self.waiting, None
        if waiting is None:
            raise ValueError("no label waits for the amounts")
        waiting.read(self.lines, line, cells)

    def pair(self, line: Line, label: FormCell, amounts: list[FormCell]) -> None:
        """A label with its amount that stands among other fields of the form's head.

        A total alone in its row has its parts in the rows below.
        """
        group = Group(label.col_no, None)
        self.lines.line(line, label, amounts, group)
        if group.total_line_no is not None and not any(other.headings for other in self.groups):
            group.section_text = self.section_text
            self.groups = [] if self.in_head is line else [group]
            self.in_head = line

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
        # 财政拨款 | 100 | 财政拨款 | 30 below one total, or 财政拨款 | 100 | 其他资金 | 30 below those of the period
        # and the year: nothing tells whose parts they are.
        stages = {group.stage for group in self.groups}
        is_twice, differ = len(set(sources)) < len(sources), len(set(sources)) == len(pairs)
        is_open = self.is_beside or (len(self.groups) < 2 and is_twice) or (len(stages) > 1 and differ)
        if is_open and not any(totals):
            for label, amounts in pairs:
                self.ctx.unread_all(line, (label, *amounts), "no_column")
            return
        self.is_beside = False
        if totals[0] and not any(totals[1:]):  # 资金总额 | 120 | 其中：财政拨款 | 100: its parts beside it
            self.groups = [Group(pairs[0][0].col_no, self.section_text)]
        elif all(totals) or (len(self.groups) < 2 and (any(totals) or not self._has_total_above())):
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
            self.lines.line(line, label, amounts, group, unit)
            unit = label.says.unit_in_heading or unit

    def _has_total_above(self) -> bool:
        """Whether one total stands above, whose parts follow."""
        return len(self.groups) == 1 and self.groups[0].total_line_no is not None

    def _read_group(self, line: Line, cells: list[FormCell], group: Group) -> None:
        """Labels in a row stand under one another (其中：一般公共预算拨款 | 其中：上级 | 0)."""
        labels: list[FormCell] = []
        rest = self._without_rates(line, cells, with_values=not group.headings)
        while rest and (rest[0].says.money or (not labels and not rest[0].says.is_amount)):
            labels.append(rest.pop(0))
            if not labels[-1].says.money:
                break
        if not labels:
            self.ctx.unread_all(line, rest, "no_label")
            return
        if not rest and len(labels) == 1 and not labels[0].says.money:
            self.ctx.unread(line, labels[0], "unknown_label")
            return
        unit: str | None = None  # that of a label holds for the labels to its right
        for label in labels[:-1]:
            self.lines.line(line, label, [], group, unit)
            unit = label.says.unit_in_heading or unit
        self.lines.line(line, labels[-1], rest, group, unit)

    def _without_unit(self, line: Line, cells: tuple[FormCell, ...]) -> tuple[FormCell, ...]:
        """Take 单位：元 out of a row of money: it holds for the row and those below."""
        for cell in cells:
            if cell.says.is_unit:
                self.lines.unit_block_text = cell.says.unit
                self.ctx.furniture(line, cell, "unit of the money")
        return tuple(cell for cell in cells if not cell.says.is_unit)

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
