"""Label–value pairs of a form's head, and goals printed below their labels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.forms.columns import column_of, shared_columns
from ingest.forms.context import FormContext
from ingest.forms.funding import FundingBlock
from ingest.forms.lines import FormCell, Line
from ingest.forms.money import unit_of
from ingest.forms.words import GOALS, Word
from ingest.privacy import MASK, is_masked
from ingest.vocabulary import Entry

_OF_GOALS = (*GOALS, "goal_actual_text")  # goals, and what was reached of them
_MONEY_UNIT = "money_unit_text"
_COLON = re.compile(r"[:：]")
_WORD = re.compile(r"\S+")
# A label that privacy knows by its end, with what it masked behind it: 业务科室负责人：〔已遮盖〕
_CONTACT = Entry("", "contact", "person", "")
_PAIR_LENGTH = 60  # characters: a longer text is a value, whatever it begins with
_PROSE = re.compile(r"[\n，。；]|^\d")
_MASKED_PAIR = re.compile(rf"\s*[^:：\n]{{1,20}}[:：]\s*{MASK}\s*")


@dataclass(slots=True)
class FieldReader:
    """Reads rows of label–value pairs."""

    ctx: FormContext
    funding: FundingBlock
    below: list[tuple[Line, FormCell, Entry]] = field(default_factory=list)  # goal labels whose text stands below
    goal_headings: list[str] = field(default_factory=list)  # labels of goals side by side: 实施期目标, 年度目标
    # row, label, text and entry of the last field of the row above, where its text may go on below
    last_text: tuple[Line, FormCell, FormCell, Entry] | None = None

    def row(self, line: Line, cells: tuple[FormCell, ...]) -> None:
        """Walk the row: a label takes the cells up to the next label; what no label takes is unread."""
        if self._continues_text(line, cells):
            return
        self.last_text = None
        pending: tuple[FormCell, Entry] | None = None
        taken: list[FormCell] = []
        for i, cell in enumerate(cells):
            entry = cell.says.field
            money = None if entry else cell.says.money or cell.says.amount_column
            adjacent = pending is not None and not taken and cell.col_no == pending[0].col_no + pending[0].colspan
            value_follows = i + 1 < len(cells) and cells[i + 1].says.is_amount
            if entry is None and money and adjacent and not value_follows:
                entry, money = None, None  # 项目属性 | 其他: a value that happens to be a label
            elif entry is None and not money and not adjacent and i + 1 < len(cells) and is_masked(cells[i + 1].text):
                entry = _CONTACT
            if entry is not None or money is not None:
                if pending is not None:
                    self._finish(line, *pending, taken)
                pending, taken = (cell, entry or money), []  # type: ignore[assignment]
            elif adjacent and pending is not None and _heads_budget(pending[1]) and self._says_total(cell):
                label, pending = pending[0], None  # 资金金额（万元） | 资金总额：60: what the amounts to its right are
                self.ctx.saw(label.says)
                self.ctx.furniture(line, label, "section funding")
                self.funding.section(label.says, label)
                self.inline(line, cell)
            elif pending is not None and not taken and self._stays_blank(*pending, cell):
                self._finish(line, *pending, taken)
                pending = None
                self.inline(line, cell)
            elif (pending is None or not adjacent) and self.inline(line, cell):
                continue
            elif pending is None:
                self.ctx.unread(line, cell, "unknown_label")
            else:
                taken.append(cell)
        if pending is not None:
            self._finish(line, *pending, taken)

    def has_blank(self, cells: tuple[FormCell, ...]) -> bool:
        """Whether a label of the row stands before a label with its value: 政府性基金拨款： | 项目支出：400."""
        return any(
            (entry := label.says.field or label.says.money) is not None and self._stays_blank(label, entry, cell)
            for label, cell in pairwise(cells)
        )

    def _stays_blank(self, label: FormCell, entry: Entry, cell: FormCell) -> bool:
        """Whether a label that ends in a colon is blank, because what follows is a label with a value of its own.

        The text of a goal may begin like one.
        """
        if not label.text.rstrip().endswith((":", "：")) or entry.target in _OF_GOALS:
            return False
        if cell.says.entries or len(cell.text) > _PAIR_LENGTH or _PROSE.search(cell.text.strip()):
            return False
        if _MASKED_PAIR.fullmatch(cell.text):
            return True
        first = self._first_inline(cell.text)
        return first is not None and first.target not in _OF_GOALS

    def _continues_text(self, line: Line, cells: tuple[FormCell, ...]) -> bool:
        """A text printed over several rows: one cell below the text above, beside no label or beside a merged one."""
        if self.last_text is None or len(cells) != 1 or cells[0].says.entries:
            return False
        above, label, text, entry = self.last_text
        beside = above.block is line.block and line.row_no < label.row_no + label.rowspan
        if not shared_columns(cells[0], text) or not (beside or entry.target in _OF_GOALS):
            return False
        self.ctx.use(line, cells[0], entry.target)
        self.ctx.emit_field(self.ctx.place(line, cells[0]), entry.target, label.text, cells[0].text)
        return True

    def inline(self, line: Line, cell: FormCell) -> bool:
        """部门名称：某局 联系人：… inside one cell. False where no known label stands in it."""
        pairs = self._inline_pairs(cell.text)
        if not pairs and cell.says.is_unit:
            self.ctx.unit_document_text = self.ctx.unit_document_text or cell.says.unit
            self.ctx.furniture(line, cell, "unit of the document")
            return True
        if not pairs and _MASKED_PAIR.fullmatch(cell.text):
            self.ctx.furniture(line, cell, "masked")
            return True
        if not pairs or cell.text[: pairs[0][0]].strip() or cell.says.is_explained_money:
            return False
        said = False
        for i, (_, colon, label, entry) in enumerate(pairs):
            end = pairs[i + 1][0] if i + 1 < len(pairs) else len(cell.text)
            value = cell.text[colon + 1 : end].strip() or None
            unit = unit_of(f"{label.text}:{value or ''}")
            if unit is not None:
                self.ctx.unit_document_text = self.ctx.unit_document_text or unit
            elif entry.role == "contact":
                continue
            elif entry.role == "field":
                said = True
                self.ctx.saw(label)
                self.ctx.emit_field(self.ctx.place(line, cell), entry.target, label.text, value)
            else:
                said = True
                self.funding.lines.inline(line, cell, label, value)
        if said:
            self.ctx.use(line, cell, "labels with values in one cell")
        else:
            self.ctx.furniture(line, cell, "unit of the document or contact")
        return True

    def _says_total(self, cell: FormCell) -> bool:
        """Whether one cell holds the label of a total and its amount: 资金总额：60."""
        first = self._first_inline(cell.text)
        return first is not None and first.role == "total"

    def _first_inline(self, text: str) -> Entry | None:
        """What the label means that begins a text before a colon, if it is known."""
        pairs = self._inline_pairs(text)
        return pairs[0][3] if pairs and not text[: pairs[0][0]].strip() else None

    def _inline_pairs(self, text: str) -> list[tuple[int, int, Word, Entry]]:
        """(start, colon, label, entry) of each known label before a colon; a label may hold a blank."""
        pairs: list[tuple[int, int, Word, Entry]] = []
        begin = earlier = 0
        for colon in _COLON.finditer(text):
            # A colon behind no label may be part of one, 其中：财政拨款（元）：200, so one piece back is looked at too.
            words = list(_WORD.finditer(text, earlier, colon.start()))
            earlier, begin = begin, colon.end()
            for word in words[-4:]:  # from far to near: the longest label that is known
                label = self.ctx.words.of(text[word.start() : colon.start()].strip())
                entry = label.field or label.money
                if entry is not None:
                    pairs.append((word.start(), colon.start(), label, entry))
                    earlier = begin
                    break
        return pairs

    def take_below(self, line: Line, cells: tuple[FormCell, ...]) -> bool:
        """Goals printed in the row below their labels. False where the row is something else."""
        waiting, self.below = self.below, []
        if not waiting or len(cells) > len(waiting) or any(cell.says.entries for cell in cells):
            for label_line, label, entry in waiting:
                self.ctx.emit_field(self.ctx.place(label_line, label), entry.target, label.text, None)
            return False
        labels = [label for _, label, _ in waiting]
        above = [column_of(cell, labels) for cell in cells]
        entries = {id(label): entry for _, label, entry in waiting}
        if None in above or len({id(label) for label in above}) < len(above):
            above = labels[: len(cells)]
        for cell, label in zip(cells, above, strict=True):
            if label is None:
                raise ValueError("a goal has no label above it")
            entry = entries[id(label)]
            self.ctx.use(line, cell, entry.target)
            self.ctx.emit_field(self.ctx.place(line, cell), entry.target, label.text, cell.text)
        return True

    def _finish(self, line: Line, label: FormCell, entry: Entry, taken: list[FormCell]) -> None:
        if entry.role in ("total", "funding", "column"):
            self.funding.pair(line, label, taken)
            return
        self.ctx.saw(label.says)
        if entry.role == "contact":
            self.ctx.furniture(line, label, "contact label")
            for cell in taken:
                self.ctx.furniture(line, cell, "masked")
            return
        self.ctx.use(line, label, f"label of {entry.target}")
        if not taken and entry.target in _OF_GOALS:
            self.below.append((line, label, entry))
            self.goal_headings = [cell.text for _, cell, _ in self.below]
            return
        if not taken:
            self.ctx.emit_field(self.ctx.place(line, label), entry.target, label.text, None)
            return
        value, *others = taken
        if _names_amounts(value.says) or value.says.is_amount_column:
            # 2023年预算数 heads a column, whatever stands before it
            self.ctx.emit_field(self.ctx.place(line, label), entry.target, label.text, None)
            self.ctx.unread_all(line, taken, "unknown_label")
            return
        if len(others) == 1 and value.col_no != label.col_no + label.colspan:
            # The value's place beside the label is blank and two cells follow: an unknown label with its value.
            self.ctx.emit_field(self.ctx.place(line, label), entry.target, label.text, None)
            self.ctx.unread(line, value, "unknown_label")
            self.ctx.unread(line, others[0], "left_over")
            return
        if value.text.strip() == MASK:
            self.ctx.furniture(line, value, "masked")
        else:
            self.ctx.use(line, value, entry.target)
            self.ctx.emit_field(self.ctx.place(line, value), entry.target, label.text, value.text)
            if entry.target == _MONEY_UNIT:
                self.ctx.unit_document_text = self.ctx.unit_document_text or unit_of(f"{label.text}:{value.text}")
            if entry.target in _OF_GOALS or label.rowspan > 1:
                self.last_text = (line, label, value, entry)
        for i, cell in enumerate(others):
            self.ctx.unread(line, cell, "unknown_label" if i == 0 else "left_over")


def heads_goals(cells: tuple[FormCell, ...], below: tuple[FormCell, ...]) -> bool:
    """Whether the first label heads the goals beside it; where its own text stands below it, it is one of them."""
    goals = [cell.says.by_role.get("field") for cell in cells[1:]]
    if not goals or not all(goal and goal.target in _OF_GOALS for goal in goals):
        return False
    own = cells[0].says.field
    if own is None or own.target not in _OF_GOALS or not below or any(cell.says.entries for cell in below):
        return True
    # as many texts as goals beside it: the blank place below a heading was lost
    return below[0].col_no != cells[0].col_no or len(below) == len(goals) > 1


def heads_table(cells: tuple[FormCell, ...]) -> bool:
    """Whether a row is the heading of a table and no pairs of label and value: labels of fields or of amounts stand one
    beside the other. Goals do so in forms too, above their texts.
    """
    if len(cells) < 3 or any(cell.says.is_amount for cell in cells):
        return False
    beside = sum(
        1
        for left, right in pairwise(cells)
        if _heads_column(left.says) and _heads_column(right.says) and right.col_no == left.col_no + left.colspan
    )
    known = sum(1 for cell in cells if _heads_column(cell.says) or cell.says.field)
    last = cells[-1].says  # a heading at the end of the row has no value
    mostly = known > 2 and known * 4 >= len(cells) * 3 and bool(_heads_column(last) or last.field)
    return beside > 1 or (beside == 1 and mostly)


def _heads_column(word: Word) -> bool:
    """A label of a field that is no goal, or an amount word with or without a year."""
    if word.field is not None:
        return word.field.target not in _OF_GOALS
    return word.is_amount_column or _names_amounts(word)


def _names_amounts(word: Word) -> bool:
    return word.year_heading is not None and word.year_heading[1] is not None


def _heads_budget(entry: Entry) -> bool:
    """资金金额, which says nothing of last year or of what was spent."""
    return entry.role == "column" and entry.target == "amount" and entry.qualifier in ("", "budget")
