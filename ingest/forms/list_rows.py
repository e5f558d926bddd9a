"""What each row of a list is, told by its cells, its number and the rows below it.

project  a project, or a further row of one
total    the total of the list; section: of the projects beside it
unit     a unit or group with its amount, its projects below; inner: one inside another such group, or beside projects
         of its own level, or a project over its parts: its amount is in no check
heading  a unit or group without amounts, its projects below
part     其中：… of the row above
label    the label of a total without amounts
numbers  the columns counted below their headings: 1 | 2 | 3
foot     labels and their values: who filled the list in, notes
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.forms.lines import FormCell, Line
from ingest.forms.list_foot import is_foot
from ingest.forms.list_headings import NAME_FIELDS, Column
from ingest.forms.numbering import leading_number, number_level
from ingest.forms.words import DASH, ENDS_AS_SUM, GOALS
from ingest.vocabulary import strip_brackets

Kind = Literal["project", "total", "section", "unit", "inner", "heading", "part", "label", "numbers", "foot"]

_SUMS = ("total", "section", "unit", "inner", "part", "label")  # kinds of rows whose parts may stand below them
_WORD = re.compile(r"[\u4e00-\u9fff]{2}")
_SECTION = re.compile(r"小计数?$")
_PART = re.compile(r"其中[^\w]|其中$")
_CONTINUED = re.compile(r"\s*(?:[(（\[【〔]\s*(?:续|接上[页表])[^)）\]】〕]{0,3}\s*[)）\]】〕]|[-—]+续)\s*$")
_COLUMN_NUMBER = re.compile(r"[(]?(\d{1,2})[)]?(?:=[\d+\-]+)?")
_NUMBERED_COLUMNS = 4  # fewer numbers side by side may be anything
_ENDING_ZEROS = re.compile(r"(?:000)+$")
_HEADING_LENGTH = 60
_SUM_LENGTH = 30
_HEADINGS = 4  # rows that head one project: a unit, a group of its projects


def without_continued(text: str) -> str:
    """The name in front of （续）."""
    return _CONTINUED.sub("", text)


def is_blank(text: str) -> bool:
    """A dash, which stands for nothing."""
    return DASH.fullmatch(text.strip()) is not None


@dataclass(frozen=True, slots=True)
class Facts:
    """One row: its cells by what they are for. `texts`: those that are no number, code of an agency, amount or dash,
    nor unknown.
    """

    line: Line
    level: int | None
    agency_code: str
    texts: tuple[FormCell, ...]
    named: tuple[FormCell, ...]  # names of projects and agencies
    sources: tuple[FormCell, ...]  # of its amounts
    project: FormCell | None
    agency: FormCell | None
    amounts: tuple[FormCell, ...]
    has_body: bool  # goals, indicators
    has_code: bool
    sum_kind: Literal["total", "section"] | None
    is_known_sum: bool  # the vocabulary has its label
    is_part: bool

    @property
    def is_project(self) -> bool:
        """Whether it surely is one: a name, and money or something to reach."""
        return (
            self.project is not None and (bool(self.amounts) or self.has_body) and not (self.sum_kind or self.is_part)
        )


def facts_of(line: Line, column_of: Callable[[FormCell], Column | None]) -> Facts:
    """The facts of one row, its columns given."""
    texts: list[FormCell] = []
    named: list[FormCell] = []
    amounts: list[FormCell] = []
    sources: list[FormCell] = []
    project = agency = None
    level = None
    agency_code = ""
    has_body = has_code = False
    for cell in line.cells:
        column = column_of(cell)
        kind, target = (column.kind, column.target) if column is not None else ("unknown", "")
        if kind == "amount":
            amounts.append(cell)
            continue
        if is_blank(cell.text) or kind == "money_unit":
            continue
        if kind == "source":
            sources.append(cell)
            continue
        if kind in ("packed", "category", "indicator") or target in GOALS:
            has_body = True
        if target == "sequence_text" and (number := number_level(cell.text)) is not None:
            level = number
            continue
        if target == "agency_code":
            agency_code = cell.says.closed_up
            continue
        has_code = has_code or target == "project_code"
        if target == "sequence_text" and _WORD.search(cell.text):
            named.append(cell)  # a name that is merged over the column of numbers
        if kind == "field" and target in NAME_FIELDS:
            named.append(cell)
            if target == "project_name":
                project = project or cell
            else:
                agency = agency or cell
        if kind != "unknown":
            texts.append(cell)
    if level is None:
        leading = (named or texts)[:1]
        level = leading_number(leading[0].text)[0] if leading else None
    may_end = [cell for cell in line.cells if cell is line.cells[0] or cell in named]
    labels = [cell for cell in line.cells if cell not in amounts and not (named and cell in sources)]
    sum_kind, is_known = _sum_of(labels, amounts, may_end if not (has_body or has_code) else ())
    return Facts(
        line,
        level,
        agency_code,
        (*texts, *sources),
        tuple(named),
        tuple(sources),
        project,
        agency,
        tuple(amounts),
        has_body,
        has_code,
        sum_kind,
        is_known,
        any(_PART.match(cell.says.normal) for cell in (project, agency) if cell is not None),
    )


def _sum_of(
    labels: Sequence[FormCell], amounts: Sequence[FormCell], may_end: Sequence[FormCell]
) -> tuple[Literal["total", "section"] | None, bool]:
    """Whether a label names a total, and whether the vocabulary has it; else as a text of `may_end` ends: 本级合计."""
    if amounts:
        for cell in labels:
            if entry := cell.says.entry("subtotal", "total"):
                return ("section" if entry.role == "subtotal" else "total"), True
    for cell in may_end:
        key = strip_brackets(cell.says.key)
        if cell in labels and ENDS_AS_SUM.search(key) and len(key) <= _SUM_LENGTH:
            known = bool(cell.says.entry("subtotal", "total"))
            return ("section" if _SECTION.search(key) else "total"), known
    return None, False


def is_sum_label(cell: FormCell) -> bool:
    """Whether the cell names a total."""
    return cell.says.sums_up


def kinds_of(rows: Sequence[Facts], has_more_columns: bool, has_projects: bool, first_col: int) -> list[Kind]:
    """The kind of each row. `has_more_columns`: the list has goals or indicators; `has_projects`: a column of names."""
    last_body = max((i for i, row in enumerate(rows) if row.has_body), default=-1)
    last_project = max(
        (i for i, row in enumerate(rows) if row.is_project and not is_foot(row.line, is_last=True)), default=-1
    )
    kinds: list[Kind] = [
        "foot"
        if is_foot(row.line, is_last=i > last_project)
        else _kind(rows, i, has_more_columns, has_projects, first_col, i < last_body)
        for i, row in enumerate(rows)
    ]
    for i, row in enumerate(rows):
        is_open = kinds[i] == "project" or (kinds[i] == "unit" and row.level is None)
        if i and is_open and kinds[i - 1] in _SUMS and _is_source(row):
            kinds[i] = "part"
    levels = [row.level for row, kind in zip(rows, kinds, strict=True) if kind == "project" and row.named and row.level]
    highest = min(levels, default=None)
    groups: list[int] = []  # levels of the groups that the row stands in
    for i, row in enumerate(rows):
        if kinds[i] not in ("unit", "heading") or row.level is None or not _has_lower(rows, i):
            continue
        level = row.level
        groups = [outer for outer in groups if outer < level]
        if groups or row.has_body or (highest is not None and highest <= level):
            kinds[i] = "inner"
        groups.append(level)
    _nest_by_codes(rows, kinds)
    return _placed_sums(rows, kinds)


def _is_source(row: Facts) -> bool:
    """Whether a row is money of a source and nothing else: 其他资金 30 below a total is a part of it, no project."""
    if not row.amounts or row.has_body or row.has_code:
        return False
    return bool(row.named or row.sources) and all(cell.says.money for cell in row.named)


def _nest_by_codes(rows: Sequence[Facts], kinds: list[Kind]) -> None:
    """A unit whose code begins with that of the unit above it stands inside it: 201 over 201001, 201000 over 201001."""
    outer = ""
    for i, row in enumerate(rows):
        if kinds[i] not in ("unit", "heading") or not row.agency_code:
            continue
        if outer and row.agency_code.startswith(outer) and row.agency_code != outer:
            kinds[i] = "inner"
        else:
            outer = _stem(row.agency_code)


def _kind(
    rows: Sequence[Facts], i: int, has_more_columns: bool, has_projects: bool, first_col: int, body_follows: bool
) -> Kind:
    row = rows[i]
    if _counts_columns(row.line):
        return "numbers"
    if row.is_part and not (row.has_body and _is_below_total(rows, i)):
        return "part"
    has_lower = _has_lower(rows, i)
    if row.sum_kind:
        if not row.amounts:
            return "project" if row.has_body or row.has_code else "label"
        # 某局 | 小计 above the projects of 某局, by their numbers or their agency
        above = row.sum_kind == "section" and len(row.named) > 1 and (has_lower or _begins_agency(rows, i))
        return "unit" if above else row.sum_kind
    if has_lower and (row.amounts or not row.has_body):
        return "unit" if row.amounts else "heading"
    below = rows[i + 1] if i + 1 < len(rows) else None
    if (
        row.amounts
        and not (row.has_body or row.has_code)
        and len(row.named) == 1
        and _code_agrees(rows, i, has_projects)
    ):
        alone = len(row.texts) == 1 and has_more_columns and body_follows
        if alone and row.level is None:
            return "unit"
        following = _next_named(rows, i)
        if alone and following is not None and following.level is None and following.has_body:
            return "unit"  # units are numbered, their projects are not
        if has_projects and row.project is None and alone and below is not None and below.is_project:
            return "unit"
    return "heading" if _heads(rows, i, first_col) else "project"


def _counts_columns(line: Line) -> bool:
    """Whether the cells of a row are the numbers of columns: 1 | 2 | 3=4+5 | 4 | 5."""
    found = [_COLUMN_NUMBER.fullmatch(cell.says.closed_up) for cell in line.cells]
    if len(found) < _NUMBERED_COLUMNS:
        return False
    return all(one is not None and int(one[1]) == number for number, one in enumerate(found, start=1))


def _code_agrees(rows: Sequence[Facts], i: int, has_projects: bool) -> bool:
    """Whether the code of a row's agency, if it prints one, lets it head the project below: where the code stands on
    every row, it is no proof. The row names an agency in its own column, or stands above codes inside its own, or
    codes stand on such rows only.
    """
    row = rows[i]
    below = next((row for row in rows[i + 1 :] if row.is_project), None)
    if below is None or not row.agency_code:
        return not row.agency_code
    if below.agency_code and not below.agency_code.startswith(_stem(row.agency_code)):
        return False
    if has_projects and row.project is None:
        return True
    coded = [other for other in rows if other.agency_code]
    if not below.agency_code:
        return not any(other.has_body for other in coded)
    return sum(1 for other in coded if other.agency_code == row.agency_code) == 1


def _stem(code: str) -> str:
    """What the codes of all units of an agency begin with: 201 of 201000."""
    return _ENDING_ZEROS.sub("", code)


def _has_lower(rows: Sequence[Facts], i: int) -> bool:
    """Whether rows of a lower level stand below, with money of their own where this row has money."""
    level = rows[i].level
    if level is None or not (rows[i].named or rows[i].texts):
        return False
    for row in rows[i + 1 :]:
        if row.level is None or row.is_part or row.sum_kind or not row.named:
            continue
        if row.level <= level:
            return False
        if row.amounts or not rows[i].amounts:
            return True
    return False


def _is_below_total(rows: Sequence[Facts], i: int) -> bool:
    """Whether the row stands right below a total: then 其中： begins its parts, the projects."""
    return i > 0 and rows[i - 1].sum_kind is not None


def _begins_agency(rows: Sequence[Facts], i: int) -> bool:
    """Whether the agency of a row is that of the project below it, and not of the one above it."""
    agency = rows[i].agency
    below = next((row for row in rows[i + 1 :] if row.is_project), None)
    above = next((row for row in reversed(rows[:i]) if row.is_project and row.agency is not None), None)
    if agency is None or below is None or below.agency is None or below.agency.text != agency.text:
        return False
    return above is None or above.agency is None or above.agency.text != agency.text


def _next_named(rows: Sequence[Facts], i: int) -> Facts | None:
    return next((row for row in rows[i + 1 :] if row.named and not (row.is_part or row.sum_kind)), None)


def _heads(rows: Sequence[Facts], i: int, first_col: int) -> bool:
    """Whether a text that stands alone in its row heads the projects below it."""
    row = rows[i]
    if row.amounts or row.has_body or row.has_code or len(row.line.cells) != 1:
        return False
    cell = row.line.cells[0]
    if not (row.named or cell.col_no == first_col or cell.colspan > 1):
        return False
    text = cell.says.normal
    if not 2 <= len(text) <= _HEADING_LENGTH or cell.says.is_amount or cell.says.is_surely_value or "。" in text:
        return False
    is_above_name = False  # of the project: it stands alone, too, and its indicators below it
    for below in rows[i + 1 : i + 1 + _HEADINGS]:
        if len(below.line.cells) > 1 or below.has_body:
            return below.is_project or (is_above_name and below.has_body and not below.named)
        is_above_name = is_above_name or bool(below.named)
    return False


def _placed_sums(rows: Sequence[Facts], kinds: list[Kind]) -> list[Kind]:
    """某局合计 between projects, or after the last of such a row's projects, sums those above it and not the list."""
    projects = [i for i, kind in enumerate(kinds) if kind == "project"]
    section_at = -1
    for i, row in enumerate(rows):
        if kinds[i] != "total" or row.is_known_sum:
            continue
        before = bisect(projects, i) > bisect(projects, section_at)
        after = bool(projects) and projects[-1] > i
        if before and (after or section_at >= 0):
            kinds[i] = "section"
            section_at = i
    return kinds
