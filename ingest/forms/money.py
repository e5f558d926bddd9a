"""The money unit that a text prints, verbatim; converting is SQL's duty."""

from __future__ import annotations

import re

from ingest.vocabulary import normalise_text

_UNIT = r"(?:[十百千]?万元|[百千]?元|亿元|万亿元|[十百千]?万美元|美元)"
# A unit of which a character was not read (U+FFFD) is a unit all the same: none further off may stand in for it.
_DAMAGED = "[十百千万亿美]*\ufffd+[万亿美]*元?"
_IN_HEADING = re.compile(rf"(?:\(|:|单位|,|，)\s*(?:单位\s*:?\s*)?(?:人民币)?({_UNIT}|{_DAMAGED})\s*(?:\)|$|,|，)")
_IN_CELL = re.compile(rf"\d[\d,，.\s]*({_UNIT}|[十百千]?万|亿)\s*$")


def unit_in_heading(text: str) -> str | None:
    """金额(元) → 元; 项目资金（万元） → 万元; 金额(\ufffd元) → \ufffd元; None where no unit is printed."""
    found = _IN_HEADING.search(normalise_text(text))
    return found.group(1) if found else None


def unit_in_cell(text: str | None) -> str | None:
    """150万元 → 万元; 1,492,000 → None. A bare 万 or 亿 counts: 250万."""
    found = _IN_CELL.search(normalise_text(text)) if text else None
    return found.group(1) if found else None
