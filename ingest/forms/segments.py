"""A run of lines that may be a form, and what rows say of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise, takewhile, zip_longest

from ingest.forms.indicator_columns import is_heading
from ingest.forms.lines import Line, take_last
from ingest.forms.list_headings import heading_texts, heads_list
from ingest.forms.numbering import number_level
from ingest.forms.words import Word, at_colon
from ingest.grid import Block

HEADING_ROLES = frozenset({"field", "column", "total", "funding"})
_DIGIT = re.compile(r"\d")
_PAGE = re.compile(r"\s+第\s*\d{1,4}\s*页(?:[,，/]?\s*共\s*\d{1,4}\s*页)?\s*$")
# Fields that tell one project from another.
_WHOSE = frozenset(
    {"project_name", "project_code", "sequence_text", "agency_code"}
    | {"department_name", "supervising_agency", "implementing_agency"}
)


@dataclass(slots=True)
class Segment:
    """A run of lines that may be a form: what stands above it, then its rows."""

    title: Line | None = None
    head: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    asked_names: set[str] = field(default_factory=set)  # names that first cells of its lines ask for: project_name
    whose: dict[str, str] = field(default_factory=dict)  # see `whose`; of the rows above the indicators
    has_heading: bool = False  # of indicators
    begins_project: bool = False  # a row begins with the label of a project's name
    list_headings: set[tuple[str, ...]] = field(default_factory=set)  # texts of the rows that head a list
    interrupted: bool = False  # prose of no known kind stood in between
    table_start: Block | None = None  # where the table of its last row began

    def __post_init__(self) -> None:
        """Its head may name the project too."""
        for line in self.head:
            self.whose.update(whose(line))

    def add(self, line: Line) -> None:
        """One line more, with what it says of the segment."""
        self.lines.append(line)
        if line.says.asks_name:
            self.asked_names.add(line.says.asks_name)
        if line.says.said and not self.has_heading:
            self.whose.update(whose(line))
        if not line.says.entries and line.labels < 2:
            return  # many lines end here
        if (entry := line.says.by_role.get("field")) and entry.target == "project_name":
            self.begins_project = True
        if line.headings > 1 and is_indicator_heading(line):
            self.has_heading = True
        if heads_list(line):
            self.list_headings.add(heading_texts(line))

    @property
    def has_body(self) -> bool:
        """Whether the headings of indicators or of a list were printed already."""
        return self.has_heading or bool(self.list_headings)

    def is_of_another(self, line: Line) -> bool:
        """Whether a row below the indicators gives another name, code or agency than the rows above them."""
        return self.has_heading and not self.list_headings and self.differs(line)

    def differs(self, line: Line) -> bool:
        """Whether a line gives another name, code or agency than the rows above the body."""
        return any(self.whose.get(label, value) != value for label, value in whose(line).items())

    def take_head_below(self) -> list[Line]:
        """Take off the rows that stand last, below the indicators, and give names, codes or agencies once more."""
        if not self.has_heading or self.list_headings:
            return []
        return take_last(self.lines, lambda line: (found := whose(line)) and found.keys() <= self.whose.keys())

    @property
    def unit(self) -> str | None:
        """The money unit that stands alone in a line above or between the rows, the nearest above the amounts; what
        stands below an amount or the headings of indicators or of a list is another table's.
        """
        above = takewhile(lambda line: not (_has_amount(line) or _is_body(line)), self.lines)
        units = [line.says.unit for line in (*self.head, *above) if line.is_single and line.says.unit]
        return units[-1] if units else None

    @property
    def is_form_so_far(self) -> bool:
        """Whether it looks like the head of a form where prose interrupts it."""
        return self.title is not None or self.begins_project


def is_form(segment: Segment) -> bool:
    """Whether the segment is surely a target form or list."""
    titled = segment.title is not None
    if segment.list_headings or (segment.has_heading and titled):
        return True  # most forms
    words = [cell.says for line in (*segment.head, *segment.lines) for cell in line.cells if cell.says.said]
    marks = {mark for word in words for mark in word.marks}
    labels = sum(1 for word in words if "label" in word.marks)
    if segment.has_heading:
        return "name" in marks
    if titled:
        return labels >= 3 or ("name" in marks and ("goal" in marks or "money" in marks))
    return labels >= 5 and "goal" in marks and "name" in marks


def whose(line: Line) -> dict[str, str]:
    """Whose the row is: the names, codes and agencies in its pairs of label and value, by the key of the label. A row
    that no label of a field leads gives none.
    """
    if line.says.category or not any(entry.role == "field" for entry in line.says.said):
        return {}  # most rows
    found: dict[str, str] = {}
    for cell, beside in zip_longest(line.cells, line.cells[1:]):
        label, _, value = at_colon(cell.text)
        if cell.says.entries:
            label, value = cell.text, "" if beside is None or beside.says.entries else beside.text
        word = cell.says.words.of(label)
        target = word.field.target if word.field is not None else ""
        if target == "sequence_text" and number_level(value) is None and not _DIGIT.search(value):
            continue  # 序号 beside the next heading
        if not cell.says.is_unit and value.strip() and target in _WHOSE:
            found[word.key] = "".join(without_page(value).split())
    return found


def without_page(text: str) -> str:
    """The text without the number of the page that is printed behind it."""
    return _PAGE.sub("", text)


def _is_body(line: Line) -> bool:
    return is_indicator_heading(line) or heads_list(line)


def _has_amount(line: Line) -> bool:
    """A label of money and an amount: 资金总额 | 100."""
    has_money = any(cell.says.money for cell in line.cells)
    return has_money and any(cell.says.is_amount for cell in line.cells)


def is_indicator_heading(line: Line) -> bool:
    """Whether the row names the columns of an indicator block, section heading aside."""
    if line.headings < 2:
        return False  # most rows end here
    cells = line.cells
    return is_heading(cells[1:] if line.says.section and len(cells) > 2 else cells)


def is_heading_of_labels(line: Line) -> bool:
    """Whether a row heads a table of another kind: three cells or more, all text, labels beside labels."""
    if len(line.cells) < 3 or is_indicator_heading(line) or heads_list(line):
        return False
    if any(cell.says.is_amount or len(cell.text) > 30 for cell in line.cells):
        return False
    known = [not cell.says.by_role.keys().isdisjoint(HEADING_ROLES) for cell in line.cells]
    return any(one and other for one, other in pairwise(known))


def is_furniture(word: Word) -> bool:
    """What stands alone in its row and belongs to no block: attachment and page numbers, notes, the unit."""
    return word.is_attachment or word.is_page_number or word.is_note or word.unit is not None
