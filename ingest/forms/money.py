"""The money unit that a text prints, verbatim but for blanks within it; converting is SQL's duty."""

from __future__ import annotations

import re

from ingest.vocabulary import normalise_label, normalise_text

_UNIT = r"(?:[十百千]?万元|[百千]?元|亿元|万亿元|[十百千]?万美元|美元)"
# A unit of which a character was not read (U+FFFD) is a unit all the same: none further off may stand in for it.
_DAMAGED = "[十百千万亿美]*\ufffd+[万亿美]*元?"
_CURRENCY = r"(?:人民币[:/、,(]?)?"
_IN_HEADING = re.compile(
    rf"(?:\(|:|单位|[,、]|\(以)(?:单位:?)?{_CURRENCY}({_UNIT}|{_DAMAGED})(?:[、/]?人民币|为单位)?(?:\)|$|[,、])"
)
_BARE_IN_HEADING = re.compile(rf"\((?:单位:?)?{_CURRENCY}([万亿])\)")  # 金额（万）
_IN_CELL = re.compile(rf"\d[\d,，.\s]*({_UNIT}|[十百千]?万|亿)\s*$")
# A name may begin with 元 and names no unit; 元/人 is a price.
_LINE_UNIT = r"([千百十]?\s*万\s*元|[千百十]?\s*元(?![\u4e00-\u9fff])|[千百十]?\s*元(?=人民币)|亿\s*元)(?!\s*/)"
_KIND = r"(?:(?:金\s*额|货\s*币|计\s*量)\s*)?单\s*位\s*"
_LINE = re.compile(
    rf"(?:{_KIND}:\s*\(?|(?<![\u4e00-\u9fff]){_KIND}\()\s*(?:人民币\s*[:/、,(]?\s*)?{_LINE_UNIT}(?:人民币)?"
)


def unit_in_heading(text: str) -> str | None:
    """金额(元) → 元; 项目资金（万 元） → 万元; 金额(\ufffd元) → \ufffd元; None where no unit is printed."""
    key = normalise_label(text)
    if found := _IN_HEADING.search(key):
        return found.group(1)
    found = _BARE_IN_HEADING.search(key)
    return f"{found.group(1)}元" if found else None


def unit_in_cell(text: str | None) -> str | None:
    """150万元 → 万元; 1,492,000 → None. A bare 万 or 亿 counts: 250万."""
    found = _IN_CELL.search(normalise_text(text)) if text else None
    return found.group(1) if found else None


def unit_of(text: str) -> str | None:
    """The money unit in 单位：万元 or 单位（万元）, whatever stands around it; else None."""
    found = _LINE.search(normalise_text(text))
    return "".join(found.group(1).split()) if found else None


def is_unit(key: str) -> bool:
    """Whether a text, as normalised for a label, is a money unit and nothing else: 万元, (元)."""
    return re.fullmatch(_UNIT, key.strip("()")) is not None


def is_unit_line(key: str) -> bool:
    """Whether a text, as normalised for a label, is 单位:万元 and nothing else."""
    return _LINE.fullmatch(key.strip("()")) is not None
