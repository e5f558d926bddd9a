"""One printed row with its block, and what kind of row it is by its words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.grid import Block, Cell, Row
from ingest.vocabulary import Entry, Vocabulary, normalise_label, normalise_text

_YEAR_LINE = re.compile(r"^[(（]?\s*((?:19|20)\d{2})\s*(?:年度?|财政年度|预算年度)\s*[)）]?$")
_UNIT_LINE = re.compile(r"(?:金额|货币|计量)?单位\s*:\s*(?:人民币)?\s*([千百十]?万?元|亿元)")
_PAGE_NUMBER = re.compile(r"^(?:[-—–·\s]*\d{1,4}[-—–·\s]*|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?)$")
_AMOUNT = re.compile(r"^[¥￥]?\s*[-−－(]?\s*\d[\d,，\s]*(?:\.\d+)?\s*\)?\s*(?:[百千]?万?元|亿元|%)?$|^[-—–−/]+$")
_AMOUNT_LENGTH = 60
_HAS_NUMBER = re.compile(r"\d")
_COMPARATOR = re.compile(
    r"^[≥≤≧≦⩾⩽><=＞＜＝]|^[》《]\s*\d|^(?:不少于|不低于|不超过|不高于|大于|小于|等于|至少|最多|高于|低于)"
)
_PLAIN_QUANTITY = re.compile(r"^\d[\d,.]*\s*[^\d\s]{0,3}$")
# How names of indicators end: 9月支出进度, 2022年培训人数 hold a digit and are names all the same.
_NAME_END = re.compile(r"(?:率|数量?|时间|程度|满意度|进度|费用?|成本|情况|面积|金额|次数|及时性|合规性)$")
_NUMBERED = re.compile(r"^[\d一二三四五六七八九十、.()]*$")


@dataclass(slots=True)
class Line:
    """A row and the block it stands in. `spanned`: merged cells are known, so each cell is where it was printed."""

    block: Block
    row: Row
    spanned: bool = False

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Its non-blank cells, left to right."""
        return self.row.cells

    @property
    def row_no(self) -> int:
        """Its printed number."""
        return self.row.row_no

    @property
    def is_single(self) -> bool:
        """Whether only one cell is filled."""
        return len(self.row.cells) == 1

    @property
    def text(self) -> str:
        """Text of the first cell."""
        return self.row.cells[0].text if self.row.cells else ""


def label_entries(text: str, vocabulary: Vocabulary) -> tuple[Entry, ...]:
    """What a cell says as a label, alone or before a colon with its value behind (项目名称：路灯)."""
    found = vocabulary.entries(text)
    if found or len(text) > 500:
        return found
    head, colon, _ = text.replace("：", ":").partition(":")
    return vocabulary.entries(head) if colon else ()


def is_explained_money(text: str, vocabulary: Vocabulary) -> bool:
    """一般公共预算拨款收入：指本级财政当年拨付的资金。 — a word of money with its meaning, no amount."""
    head, colon, rest = text.replace("：", ":").partition(":")
    entry = vocabulary.entry(head, "field", "contact", "total", "funding") if colon else None
    return (
        entry is not None and entry.role in ("total", "funding") and bool(rest.strip()) and not _HAS_NUMBER.search(rest)
    )


def title_entry(line: Line, vocabulary: Vocabulary) -> Entry | None:
    """The title word of a line that is a form title (a single cell, short, ending in the word)."""
    if not line.is_single or len(line.text) > 90:
        return None
    text = "".join(normalise_text(line.text).split())
    for entry in vocabulary.title_words:
        at = text.rfind(entry.label)
        if at < 0:
            continue
        rest = text[at + len(entry.label) :]
        if ":" in text[:at] or "。" in text or "," in text[:at] or text[:1] == "见":
            return None
        if (
            not rest
            or (rest[0] in "([" and rest[-1] in ")]")
            or re.fullmatch(r"[-—(]?[一二三四五六七八九十\d]+\)?", rest)
        ):
            return entry
    return None


def year_of(text: str) -> str | None:
    """The text where it is a line like (2024年度), else None."""
    return text if _YEAR_LINE.match(normalise_text(text)) else None


def unit_of(text: str) -> str | None:
    """The money unit in 单位：万元, else None."""
    found = _UNIT_LINE.search(normalise_text(text))
    return found.group(1) if found else None


def is_page_number(text: str) -> bool:
    """Whether the text is a page number and nothing else."""
    return bool(_PAGE_NUMBER.match(normalise_text(text)))


def is_attachment(text: str, vocabulary: Vocabulary) -> bool:
    """附件2: and the like."""
    key = normalise_label(text)
    return any(
        key.startswith(entry.label) and _NUMBERED.match(key[len(entry.label) :].strip("-—")) is not None
        for entry in vocabulary.with_role("attachment")
    )


def is_note(text: str, vocabulary: Vocabulary) -> bool:
    """注:…, 填报要求：1. … — a note word, then a colon or a number."""
    head = "".join(normalise_text(text[:40]).split()).lstrip("*")
    for entry in vocabulary.with_role("note"):
        if head.startswith(entry.label) and re.match(r"[:：.、\d(]", head[len(entry.label) :]):
            return True
    return False


def is_amount(text: str) -> bool:
    """A number with or without a money unit, or a dash: what stands in an amount cell."""
    return len(text) <= _AMOUNT_LENGTH and bool(_AMOUNT.match(normalise_text(text)))


def is_surely_value(text: str) -> bool:
    """A text that can be nothing but a value: ≥90%, 12个月, 100%."""
    text = normalise_text(text)
    return bool(_COMPARATOR.match(text) or _PLAIN_QUANTITY.match(text))


def is_value_like(text: str) -> bool:
    """Whether a text reads as a target value rather than as an indicator's name."""
    text = normalise_text(text)
    if _COMPARATOR.match(text):
        return True
    return (bool(_HAS_NUMBER.search(text)) and not _NAME_END.search(text)) or len(text) <= 3
