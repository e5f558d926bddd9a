"""Packed prose: many indicators in one cell.

Coded items (1、1-产出指标, 11-数量指标, 名称；实施周期指标值:X, 年度指标值:Y; ; 2、…): an item starts only at
`n、code-category` with n counting up and the category in the vocabulary; a value only at a horizon label.

Plain items (产出指标：数量指标：修灯数量≥18盏；质量指标：…, or 名称：值 one a line): a clause ends at a semicolon,
full stop or line end. Category labels of the vocabulary lead it, or led an earlier one, or head the column. A name
and its value are told apart only by a colon, a comparator, or a name's closing word before a plain quantity.

Items plus separators rebuild the text; what is left over is unread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.forms.words import COMPARATORS, LEVELS
from ingest.vocabulary import MARKUP, Vocabulary, normalise_text

_START = re.compile(r"(\d{1,3})\s*[、.．]\s*(?=\d{1,3}\s*[-－—]\s*\S)")
_LABEL = re.compile(r"\s*(\d{1,3})\s*[-－—]\s*([^,，;；、\d][^,，;；]{0,30}?)\s*[,，;；]")
_SEPARATORS = " \t\u3000\xa0,，;；、。.\r\n"

_CLAUSE_END = re.compile(r"[;；\r\n。]+")
# A line end inside a clause: after a colon or comma, or before a comparator.
_BROKEN = re.compile(rf"([:：，,、])\s*[\r\n]+\s*|[\r\n]+\s*(?=[{COMPARATORS}])")
_NUMBERING = re.compile(
    r"\s*(?:[(（]\s*[\d一二三四五六七八九十]{1,3}\s*[)）]|[①-⑳]|\d{1,3}\s*[.、．)）](?!\d)|[一二三四五六七八九十]{1,3}、)\s*"
)
_LEADING_LABEL = re.compile(
    r"\s*(?:\d{1,2}\s*[-－—])?[【\[（(]?\s*"
    r"([^\s:：\-－—–>→/、，,【】\[\]（）()≥≤><=]{2,12}(?:\s*[（(][^\d（）()]{1,12}[）)])?)\s*[】\]）)]?\s*"
    r"(?:[:：\-－—–>→/、，,]+|\s|$)\s*"
)
_COMMA = re.compile(r"[，、]|,(?!\d{3}(?!\d))")
_SIGN = re.compile(rf"[{COMPARATORS}]{{1,2}}")  # >= is one
_BOUND = re.compile(
    r"(?:不少于|不低于|不超过|不高于|不大于|不小于|大于等于|小于等于|大于|小于|至少|最多|达到|控制在)\s*[\d０-９]"
)
_COLON = re.compile(r"[:：]")
# A name by its closing word, and a quantity that nothing follows: 抽检合格率100%.
_QUANTITY = re.compile(
    r"^(.*(?:率|数量?|次数|人数|比例|面积|时间|长度|成本|费用|满意度))\s*(\d[\d,.]*\s*[^\d，,、:：]{0,5})$"
)
_WORD_CHARACTER = re.compile(r"\w")
_BEHIND_NAME = ":：-－—– \u3000"
_OPENING, _CLOSING = ("(", "（"), (")", "）")
_NAME_LENGTH = 60


class Value(NamedTuple):
    """One value of an item: the horizon label as printed or None, and its text."""

    heading_text: str | None
    value_text: str | None


class Item(NamedTuple):
    """One packed indicator; texts are verbatim pieces of the cell, or the labels that head its column."""

    item_no: int
    level1_text: str | None
    level2_text: str | None
    name_text: str | None
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """The items of a cell and the pieces that belong to none."""

    items: tuple[Item, ...]
    left_over: tuple[str, ...]


def read_packed(text: str, vocabulary: Vocabulary, levels: tuple[str | None, str | None] = (None, None)) -> Packed:
    """Read a cell of packed prose. No items at all where the text is not packed.

    `levels`: labels of level 1 and level 2 that head the cell's column.
    """
    starts = _item_starts(text, vocabulary)
    if not starts:
        return _Plain(vocabulary, levels).read(text)
    items: list[Item] = []
    left_over: list[str] = []
    head = _trim(text[: starts[0][0]])
    if head:
        left_over.append(head)
    for i, (_, begin, item_no) in enumerate(starts):
        end = starts[i + 1][0] if i + 1 < len(starts) else len(text)
        items.append(_read_item(text[begin:end], item_no, vocabulary))
    return Packed(tuple(items), tuple(left_over))


def _trim(text: str) -> str:
    return MARKUP.sub("", text).strip(_SEPARATORS)


# --- coded items


def _item_starts(text: str, vocabulary: Vocabulary) -> list[tuple[int, int, int]]:
    """(start, end of the number, number) of each item, numbers counting up from the first."""
    starts: list[tuple[int, int, int]] = []
    expected = 1
    for match in _START.finditer(text):
        number = int(match.group(1))
        label = _LABEL.match(text, match.end())
        if number != expected or label is None or vocabulary.entry(label.group(2), "category") is None:
            continue
        starts.append((match.start(), match.end(), number))
        expected += 1
    return starts


def _read_item(text: str, item_no: int, vocabulary: Vocabulary) -> Item:
    at = 0
    labels: list[str] = []
    while len(labels) < 2 and (match := _LABEL.match(text, at)):
        if vocabulary.entry(match.group(2), "category") is None:
            break
        labels.append(match.group(2))
        at = match.end()
    marks = _value_marks(text, at, vocabulary)
    name = _trim(text[at : marks[0][0]] if marks else text[at:])
    values: list[Value] = []
    for i, (_, begin, heading) in enumerate(marks):
        end = marks[i + 1][0] if i + 1 < len(marks) else len(text)
        values.append(Value(heading, _value(text[begin:end])))
    return Item(item_no, labels[0], labels[1] if len(labels) > 1 else None, name or None, tuple(values))


def _value(text: str) -> str | None:
    """The value without the separators before the next label; a full stop that ends it stays."""
    text = MARKUP.sub("", text).strip(" \t\u3000\xa0\r\n")
    text = text.rstrip(" \t\u3000\xa0,，;；、\r\n")
    return text or None


def _value_marks(text: str, at: int, vocabulary: Vocabulary) -> list[tuple[int, int, str]]:
    """(start, end, label) of each horizon label with its colon, in order of place."""
    marks: list[tuple[int, int, str]] = []
    pattern = vocabulary.made(_horizon_pattern)
    while match := pattern.search(text, at):
        start, at = match.span()
        if start and _WORD_CHARACTER.match(text, start - 1):
            at = start + 1  # the end of a longer word; a label may still begin inside it
        else:
            marks.append((start, at, match.group(1)))
    return marks


def _horizon_pattern(vocabulary: Vocabulary) -> re.Pattern[str]:
    """Horizon labels, longest first, where a colon stands behind. All begin with a plain character, so that the search
    skips what begins none: whether a separator stands before is asked of the few that it finds."""
    labels = sorted(
        (entry.label for entry in vocabulary.with_role("horizon") if entry.qualifier == "packed"),
        key=len,
        reverse=True,
    )
    words = "|".join(re.escape(label).replace(r"\(", "[(（]").replace(r"\)", "[)）]") for label in labels)
    return re.compile(rf"({words})\s*[:：]")


# --- plain items


@dataclass
class _Plain:
    """Reads the clauses of one cell; the labels that lead a clause hold for the clauses after it."""

    vocabulary: Vocabulary
    levels: tuple[str | None, str | None]
    level1: str | None = None
    level2: str | None = None
    is_of_clause: bool = False  # the label of level 1 stands in the clause that is read
    items: list[Item] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)

    def read(self, text: str) -> Packed:
        self.level1, self.level2 = self.levels
        for clause in _CLAUSE_END.split(_BROKEN.sub(r"\1", MARKUP.sub("\n", text))):
            if clause.strip(_SEPARATORS):
                self._clause(clause)
        if not self.items:
            return Packed((), (_trim(text),))
        return Packed(tuple(self.items), tuple(self.left_over))

    def _clause(self, clause: str) -> None:
        """One clause: labels, then names with values, or a value of the item before it."""
        self.is_of_clause = False
        numbering = _NUMBERING.match(clause)
        rest = self._labels(clause[numbering.end() :] if numbering else clause)
        if not rest:
            return
        marks = _value_marks(rest, 0, self.vocabulary)
        if marks:
            self._horizons(rest, marks)
            return
        pairs = _pairs(rest, labelled=self.level1 is not None or self.level2 is not None)
        if pairs is None:
            self.left_over.append(_trim(clause))
            return
        for name, value in pairs:
            held = self.level1, self.level2
            if value and self.vocabulary.entry(name, "category") and not self._holds(name):
                self._set(name)  # 满意度≥90%, whatever category stands above
            self._add(name, (Value(None, value),) if value else ())
            self.level1, self.level2 = held

    def _add(self, name: str, values: tuple[Value, ...]) -> None:
        self.items.append(Item(len(self.items) + 1, self.level1, self.level2, name, values))

    def _labels(self, text: str) -> str:
        """Take the category labels that lead the text, and the names of their columns (一级指标：产出指标); the rest,
        trimmed. A label before a value is the name of its own category.
        """
        while match := _LEADING_LABEL.match(text):
            rest = text[match.end() :]
            if numbering := _NUMBERING.match(rest):
                rest = rest[numbering.end() :]
            if self.vocabulary.entry(match[1], "category"):
                is_name = bool(rest.strip()) and _starts_value(rest)
                if not (is_name and self._holds(match[1])):
                    self._set(match[1])
                if is_name:
                    break
            elif not ((column := self.vocabulary.entry(match[1], "column")) and column.target in LEVELS):
                break
            text = rest
        return _trim(text)

    def _holds(self, label: str) -> bool:
        """Whether the label names a category that holds already."""
        held = self._categories(self.level1) | self._categories(self.level2)
        return not held.isdisjoint(self._categories(label))

    def _categories(self, label: str | None) -> set[str]:
        return {entry.target for entry in self.vocabulary.entries(label or "") if entry.role == "category"}

    def _set(self, label: str) -> None:
        """The label holds from here on. One of level 2 ends the level 1 of an earlier clause that it is not part of."""
        first, second = self.vocabulary.category(label, 1), self.vocabulary.category(label, 2)
        above = self.vocabulary.category(self.level1, 1) if self.level1 else None
        below = self.vocabulary.children.get(above.target, frozenset()) if above else frozenset()
        if first is not None and (second is None or second.target not in below):
            self.level1, self.level2, self.is_of_clause = label, None, True
            return
        self.level2 = label
        is_part = second is not None and second.target in below
        if not (is_part or self.is_of_clause or self.level1 == self.levels[0]):
            self.level1 = None

    def _horizons(self, text: str, marks: list[tuple[int, int, str]]) -> None:
        """名称，年度指标值：X, or the value alone where its name ended the clause before."""
        name = _trim(text[: marks[0][0]])
        ends = [mark[0] for mark in marks[1:]] + [len(text)]
        values = tuple(Value(mark[2], _value(text[mark[1] : end])) for mark, end in zip(marks, ends, strict=True))
        if name:
            self._add(name, values)
        elif self.items:
            last = self.items[-1]
            kept = tuple(value for value in last.values if value.value_text)
            self.items[-1] = Item(last.item_no, last.level1_text, last.level2_text, last.name_text, kept + values)
        else:
            self.left_over.append(text)


def _starts_value(text: str) -> bool:
    text = normalise_text(text)
    return not text or bool(_SIGN.match(text) or _BOUND.match(text) or text[0].isdigit())


def _pairs(text: str, labelled: bool) -> list[tuple[str, str | None]] | None:
    """Names with their values; None where they cannot be told apart surely.

    `labelled`: a category stands above. Only then a colon is trusted, and a name may stand without a value.
    """
    pieces = [piece for piece in (_trim(piece) for piece in _COMMA.split(text)) if piece]
    found = [_pair(piece, labelled) for piece in pieces]
    if len(pieces) > 1 and all(found):
        return [pair for pair in found if pair is not None]
    signs = len(_SIGN.findall(text)) + len(_BOUND.findall(text))
    if signs > 1 or (len(pieces) > 1 and sum(1 for pair in found if pair) > 1):
        return None
    whole = _pair(text, labelled)
    if whole is not None:
        return [whole]
    return [(text, None)] if labelled and signs == 0 and len(text) <= _NAME_LENGTH else None


def _pair(text: str, labelled: bool) -> tuple[str, str] | None:
    colon = _COLON.search(text) if labelled else None
    at = colon or _SIGN.search(text) or _BOUND.search(text)
    if at is not None:
        name = _trim(text[: at.start()]).rstrip(_BEHIND_NAME)
        value = text[at.end() if colon else at.start() :].strip()
        if name.endswith(_OPENING):  # 培训人数（≥200人）
            if not value.endswith(_CLOSING):
                return None
            name, value = _trim(name[:-1]), value[:-1].strip()
    elif labelled and (found := _QUANTITY.match(text)):
        name, value = _trim(found[1]), found[2].strip()
    else:
        return None
    return (name, value) if name and value and len(name) <= _NAME_LENGTH else None
