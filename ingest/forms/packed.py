"""Packed prose: many indicators in one cell (1、1-产出指标, 11-数量指标, 名称；实施周期指标值:X, 年度指标值:Y; ; 2、…).

An item starts only at `n、code-category` with n counting up and the category in the vocabulary; a value only at a
horizon label of the vocabulary. Items plus separators rebuild the text; what is left over is unread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.vocabulary import MARKUP, Vocabulary

_START = re.compile(r"(\d{1,3})\s*[、.．]\s*(?=\d{1,3}\s*[-－—]\s*\S)")
_LABEL = re.compile(r"\s*(\d{1,3})\s*[-－—]\s*([^,，;；、\d][^,，;；]{0,30}?)\s*[,，;；]")
_SEPARATORS = " \t\u3000\xa0,，;；、。.\r\n"


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an item: the horizon label as printed, and its text."""

    heading_text: str
    value_text: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """One packed indicator; texts are verbatim pieces of the cell."""

    item_no: int
    level1_text: str
    level2_text: str | None
    name_text: str | None
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """The items of a cell and the pieces that belong to none."""

    items: tuple[Item, ...]
    left_over: tuple[str, ...]


def read_packed(text: str, vocabulary: Vocabulary) -> Packed:
    """Read a cell of packed prose. No items at all where the text is not packed."""
    starts = _item_starts(text, vocabulary)
    items: list[Item] = []
    left_over: list[str] = []
    head = _trim(text[: starts[0][0]] if starts else text)
    if head:
        left_over.append(head)
    for i, (_, begin, item_no) in enumerate(starts):
        end = starts[i + 1][0] if i + 1 < len(starts) else len(text)
        items.append(_read_item(text[begin:end], item_no, vocabulary))
    return Packed(tuple(items), tuple(left_over))


def _trim(text: str) -> str:
    return MARKUP.sub("", text).strip(_SEPARATORS)


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
    taken = at
    pattern = _horizon_pattern(vocabulary)
    for match in pattern.finditer(text, at):
        if match.start() >= taken:
            marks.append((match.start(), match.end(), match.group(1)))
            taken = match.end()
    return marks


_PATTERNS: dict[str, re.Pattern[str]] = {}


def _horizon_pattern(vocabulary: Vocabulary) -> re.Pattern[str]:
    """Horizon labels, longest first, where a separator stands before and a colon behind."""
    if vocabulary.hash not in _PATTERNS:
        labels = sorted(
            (entry.label for entry in vocabulary.with_role("horizon") if entry.qualifier == "packed"),
            key=len,
            reverse=True,
        )
        words = "|".join(re.escape(label).replace(r"\(", "[(（]").replace(r"\)", "[)）]") for label in labels)
        _PATTERNS[vocabulary.hash] = re.compile(rf"(?<![\w])({words})\s*[:：]")
    return _PATTERNS[vocabulary.hash]
