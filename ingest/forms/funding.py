"""The funding block: lines of label and amounts, in one group of columns or several side by side.

Headings name the amount columns (金额(元), 全年预算数, 全年执行数 …) and the sides (收入来源, 财政支出分类). Without
headings a row holds pairs of label and amount, and the totals of the first row open the groups
(实施期资金总额 | 500 | 年度资金总额 | 100). Amounts stay text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ingest.forms.columns import column_of
from ingest.forms.context import FormContext
from ingest.forms.lines import FormCell, Line
from ingest.forms.money import unit_in_cell
from ingest.forms.words import Word

_GOVERNMENTS = ("upper", "own", "local")


@dataclass(frozen=True, slots=True)
class Heading:
    """An amount column: where it stands and what is printed above it."""

    col_no: int
    says: Word
    column_no: int
    colspan: int = 1


@dataclass(slots=True)
class Group:
    """Columns that belong together: the label column and its amounts; the lines that others stand under."""

    col_no: int
    section_text: str | None
    headings: list[Heading] = field(default_factory=list)
    total_line_no: int | None = None
    source_line_no: int | None = None


@dataclass(slots=True)
class FundingBlock:
    """Reads the funding rows of one form."""

    ctx: FormContext
    section_text: str | None = None
    unit_block_text: str | None = None
    groups: list[Group] = field(default_factory=list)

    def section(self, word: Word) -> None:
        """A section heading: 项目资金（万元）, 收入, 支出. It closes the groups above it."""
        self.section_text = word.text
        self.unit_block_text = word.unit_in_heading or self.unit_block_text
        self.groups = []

    def is_heading(self, cells: tuple[FormCell, ...]) -> bool:
        """Whether the row names columns: labels only, an amount column among them."""
        words = [cell.says for cell in cells if cell.says.entries]
        if len(words) * 3 < len(cells) * 2:
            return False
        if not any(word.column and word.column.target in ("amount", "funding_source") for word in words):
            return False
        if any(word.field and not word.column for word in words):
            return False
        return not any(cell.says.is_amount for cell in cells)

    def heading(self, line: Line, cells: tuple[FormCell, ...]) -> None:
        """Open groups from a heading row; a label heading (资金来源, 收入来源) starts a new one."""
        self.groups = []
        group: Group | None = None
        column_no = 0
        for cell in cells:
            entry = cell.says.column
            self.ctx.saw(cell.says)
            if entry is not None and entry.target == "funding_source":
                group = Group(cell.col_no, cell.text)
                self.groups.append(group)
                self.ctx.furniture(line, cell, "heading")
                continue
            if group is None:
                group = Group(1, self.section_text)
                self.groups.append(group)
            column_no += 1
            group.headings.append(Heading(cell.col_no, cell.says, column_no, cell.colspan))
            self.ctx.furniture(line, cell, "heading")
        if len(self.groups) == 1:
            self.groups[0].section_text = self.section_text

    def is_row(self, cells: tuple[FormCell, ...], inside: bool) -> bool:
        """Whether a row is money: led by a money label, or inside the block and holding one or an amount."""
        if cells[0].says.money:
            return True
        return inside and any(cell.says.money or cell.says.is_amount for cell in cells)

    def row(self, line: Line, cells: tuple[FormCell, ...]) -> None:
        """Read one row of labels and amounts."""
        if len(self.groups) > 1 and any(group.headings for group in self.groups):
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

    def pair(self, line: Line, label: FormCell, amounts: list[FormCell]) -> None:
        """A label with its amount that stands among other fields of the form's head."""
        self._line(line, label, amounts, Group(label.col_no, None))

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
            unit_block_text=label.unit_in_heading or self.unit_block_text,
        )

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
        if all(totals) or not self.groups or len(self.groups) < 2:
            section = self.section_text
            self.groups = [
                Group(label.col_no, label.text if total else section)
                for (label, _), total in zip(pairs, totals, strict=True)
            ]
        for i, (label, amounts) in enumerate(pairs):
            if len(pairs) == len(self.groups):
                group = self.groups[i]
            else:
                group = min(self.groups, key=lambda g: abs(g.col_no - label.col_no))
            self._line(line, label, amounts, group)

    def _read_group(self, line: Line, cells: list[FormCell], group: Group) -> None:
        """Labels in a row stand under one another (其中：一般公共预算拨款 | 其中：上级 | 0)."""
        labels: list[FormCell] = []
        rest = self._without_rates(line, cells)
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
        for label in labels[:-1]:
            self._line(line, label, [], group)
        self._line(line, labels[-1], rest, group)

    def _without_rates(self, line: Line, cells: list[FormCell]) -> list[FormCell]:
        """Drop labels that share the row with the money but are none of it: 执行率分值（10）."""
        rest: list[FormCell] = []
        for cell in cells:
            entry = cell.says.column
            if entry is not None and entry.target in ("rate", "weight", "score") and not cell.says.money:
                self.ctx.furniture(line, cell, "label beside the money")
            else:
                rest.append(cell)
        return rest

    def _line(self, line: Line, label: FormCell, amounts: list[FormCell], group: Group) -> None:
        """Emit one printed line: a row per amount column, or one without amount."""
        entry = label.says.money
        line_no = self.ctx.next_line_no("funding_lines")
        parent = self._parent(entry.role if entry else None, entry.target if entry else None, group, line_no)
        common: dict[str, Any] = {
            "form_no": self.ctx.form_no,
            "record_no": 1,
            "line_no": line_no,
            "parent_line_no": parent,
            "section_text": group.section_text,
            "label_text": label.text,
            "unit_block_text": label.says.unit_in_heading or self.unit_block_text,
        }
        self.ctx.saw(label.says)
        self.ctx.use(line, label, "funding label")
        rows = self.ctx.records["funding_lines"]
        placed = self._place(amounts, group.headings)
        if not placed:
            only = group.headings[0].says if len(group.headings) == 1 else None
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
        for number, (cell, heading) in enumerate(placed, start=1):
            if heading is None and (group.headings or number > 1):
                self.ctx.unread(line, cell, "no_column")
                continue
            self.ctx.use(line, cell, "amount")
            rows.append(
                {
                    **self.ctx.place(line, cell),
                    **common,
                    "column_no": heading.column_no if heading else number,
                    "amount_text": cell.text,
                    "amount_heading_text": heading.says.text if heading else None,
                    "unit_cell_text": cell.says.unit_in_cell,
                    "unit_column_text": heading.says.unit_in_heading if heading else None,
                }
            )

    @staticmethod
    def _place(amounts: list[FormCell], headings: list[Heading]) -> list[tuple[FormCell, Heading | None]]:
        """Amounts under their headings: all filled, else by column, else the only heading; never guessed."""
        if not headings:
            return [(cell, None) for cell in amounts]
        if len(amounts) == len(headings):
            return list(zip(amounts, headings, strict=True))
        if len(headings) == 1:
            return [(cell, headings[0] if i == 0 else None) for i, cell in enumerate(amounts)]
        placed = [(cell, column_of(cell, headings)) for cell in amounts]
        seen: set[int] = set()
        for i, (cell, heading) in enumerate(placed):  # two amounts below one heading: only the first is its
            if heading is not None and heading.column_no in seen:
                placed[i] = (cell, None)
            elif heading is not None:
                seen.add(heading.column_no)
        return placed

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
