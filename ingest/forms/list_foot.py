"""The foot of a list: rows of labels and values, such as who filled it in and when, notes, an opinion."""

from __future__ import annotations

import re

from ingest.forms.lines import FormCell, Line
from ingest.forms.list_headings import NAME_FIELDS
from ingest.forms.words import DASH, GOALS
from ingest.privacy import MASK

_LABEL = re.compile(r"\s*[^\W\d]{1,8}(?:[(（][^()（）]{1,8}[)）])?\s*[:：]")
_DATE = re.compile(r"(?:19|20)\d{2}\s*[年.\-/]\s*\d{1,2}\s*(?:[月.\-/]\s*(?:\d{1,2}\s*日?)?)?")
_FEET = ("review_result_text", "remark_text", "filled_by_text", "filled_on_text")  # fields whose labels need no colon
_OF_PROJECTS = ("project_name", "project_code", *GOALS)


def is_foot(line: Line, is_last: bool) -> bool:
    """Whether a row consists of labels and what they are labels of. `is_last`: no project stands below it: only there
    a label of an agency, or one without a colon, is of the foot.
    """
    is_value = False  # what the cell before is a label of stands here: no amount but a telephone
    is_known = is_contact = False
    for i, cell in enumerate(line.cells):
        lead = _LABEL.match(cell.text)
        is_label = _is_known(cell, is_last)
        if lead or is_label:
            targets = {entry.target for entry in cell.says.said}
            if not targets.isdisjoint(_OF_PROJECTS) or (not is_last and not targets.isdisjoint(NAME_FIELDS)):
                return False
            is_known = is_known or is_label
            is_contact = any(entry.role == "contact" for entry in cell.says.said)
            is_value = lead is None or not cell.text[lead.end() :].strip()
            continue
        if i == 0 or not ((is_value and (is_contact or not cell.says.is_amount)) or _says_nothing(cell)):
            return False
        is_value = False
    return is_known


def _is_known(cell: FormCell, is_last: bool) -> bool:
    """Whether a label of a foot is one that is known, or has a masked value."""
    says, text = cell.says, cell.text.strip()
    if says.is_note or (text.endswith(MASK) and text != MASK):
        return True
    targets = {entry.target for entry in says.said}
    is_field = not targets.isdisjoint(_FEET) or not targets.isdisjoint(NAME_FIELDS)
    if says.entries and not text.endswith((":", "：")):
        return "contact" in says.by_role or (is_last and not targets.isdisjoint(_FEET))
    return is_field or any(entry.role == "contact" for entry in says.said)


def _says_nothing(cell: FormCell) -> bool:
    """A date, a masked name or a dash: it needs no label."""
    text = cell.says.normal
    return cell.text.strip() == MASK or _DATE.fullmatch(text) is not None or DASH.fullmatch(text) is not None
