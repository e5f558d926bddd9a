"""The heading of a list: its first row, and the columns that it names. What rows below it add: `list_parts`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.forms.lines import FormCell, Line
from ingest.forms.value_headings import YEARS, only_year
from ingest.forms.words import GOALS, Word
from ingest.grid import Row

NAME_FIELDS = ("project_name", "implementing_agency", "department_name", "supervising_agency")
_ROWS_TO_FILL = 8  # rows below a heading among which one must fill its columns
_HEADING_LENGTH = 30

_YEAR_ALONE = re.compile(r"[(（]?\s*(?:19|20)\d{2}\s*(?:年度?)?\s*[)）]?")
_LEADING_YEAR = re.compile(r"\s*(?:19|20)\d{2}\s*(年?度?)\s*")
_TRAILING_YEAR = re.compile(r"\s*[(（]?\s*(?:19|20)\d{2}\s*年?度?\s*[)）]?\s*$")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: place, kind, target, heading, the heading above it, and category labels that head it.

    Kinds: field, amount, source (of amounts), money_unit (of the amounts of a row), packed, category (packed prose
    below a category), indicator, contact, section, unknown. A label is its text and row. `year`: of which year its
    amounts are; `text` is then the heading without it.
    """

    col_no: int
    kind: str
    target: str
    text: str
    colspan: int = 1
    upper_text: str | None = None
    labels: tuple[tuple[str, int], ...] = ()
    year: int | None = None
    stage: str = ""  # of its amounts: budget, executed, whole_life


def heads_list(line: Line) -> bool:
    """Whether the row heads a list."""
    return line.labels > 1 and line.fields > 0 and bool(list_columns(line))  # most rows have fewer labels


def heading_texts(line: Line) -> tuple[str, ...]:
    """The headings of a row that heads a list, by which it is known again on a new page; else its texts."""
    return tuple([lead_of(cell) for cell in line.cells]) if heads_list(line) else line.texts


def lead_of(cell: FormCell) -> str:
    """The text of a heading; where a page has cut a value and left its rest behind the heading, the heading alone."""
    lead, blank, _ = cell.text.partition(" ")
    if not blank:
        lead, blank, _ = cell.text.partition("\n")
    if not blank or cell.says.entries or heading_kind(cell.says)[0] != "unknown":
        return cell.text
    return lead if cell.says.words.of(lead).heading else cell.text


def list_columns(line: Line) -> list[Column]:
    """The columns of a heading row, or an empty list where the row heads no list. Found once for each line."""
    if line.list_columns is None:
        line.list_columns = _list_columns(line)
    return line.list_columns


def _list_columns(line: Line) -> list[Column]:
    cells = line.cells
    if line.fields == 0 or len(cells) < 3 or sum([_may_be_known(cell) for cell in cells]) < 3:
        return []  # most rows
    if any(cell.says.is_amount for cell in cells):
        return []
    named = [heading_kind(cell.says.words.of(lead_of(cell))) for cell in cells]
    kinds = [kind for kind, _ in named]
    if not any(("field", name) in named for name in NAME_FIELDS):
        return []
    known = len(kinds) - kinds.count("unknown")
    is_list = known * 4 >= len(kinds) * 3 and _has_body(named)
    if not is_list and not (known > 2 and _is_list_by_its_rows(line, named)):
        return []
    return _with_agency([heading_column(cell) for cell in cells])


def _may_be_known(cell: FormCell) -> bool:
    """Whether the text may be a heading that is known: itself, up to its first blank, or without a year."""
    text = cell.text
    return bool(cell.says.entries) or " " in text or "\n" in text or "20" in text or "19" in text


def _has_body(named: Sequence[tuple[str, str]]) -> bool:
    """Whether headings that are all known are those of a list of projects with their targets."""
    kinds = [kind for kind, _ in named]
    targets = {target for _, target in named}
    goals = not targets.isdisjoint(GOALS)
    projects = goals or "amount" in kinds or "project_name" in targets
    indicators, categories = kinds.count("indicator") >= 2, kinds.count("category") >= 2
    money = "amount" in kinds or "source" in kinds  # 资金来源 above its parts
    body = "packed" in kinds or indicators or (categories and projects) or (goals and money)
    return body and (len(kinds) >= 4 or "amount" in kinds)


def _is_list_by_its_rows(line: Line, named: Sequence[tuple[str, str]]) -> bool:
    """Whether headings that are not all known head a list: side by side, among them the project's name and its targets,
    and a row below fills the same columns. An unknown heading costs its own column, not the list.
    """
    kinds = [kind for kind, _ in named]
    targets = {target for _, target in named}
    reaches = not targets.isdisjoint(GOALS) or "packed" in kinds or max(map(kinds.count, ("indicator", "category"))) > 1
    if line.block.kind != "table" or ("field", "project_name") not in named or not reaches:
        return False
    cells = line.cells
    if any(
        len(cell.text) > _HEADING_LENGTH or (kind == "unknown" and is_sure_value(cell))
        for cell, kind in zip(cells, kinds, strict=True)
    ):
        return False
    if any(one.col_no + one.colspan != other.col_no for one, other in pairwise(cells)):
        return False
    name_col = cells[named.index(("field", "project_name"))].col_no
    starts = {cell.col_no for cell in cells}
    words = line.says.words
    for row in _rows_below(line):
        says = {cell.col_no: words.of(cell.text) for cell in row.cells}
        filled = starts & says.keys()
        name = says.get(name_col)
        if (
            name is not None
            and not name.entries
            and len(filled) > 2
            and len(filled) * 2 >= len(starts)
            and not any(word.field for word in says.values())
        ):
            return True
    return False


def is_year_alone(cell: FormCell) -> bool:
    """Whether the heading is a year and nothing else."""
    return _YEAR_ALONE.fullmatch(cell.text.strip()) is not None


def is_sure_value(cell: FormCell) -> bool:
    """Whether the text can be nothing but a value; a year alone may head a column."""
    return cell.says.is_surely_value and not is_year_alone(cell)


def _rows_below(line: Line) -> Iterator[Row]:
    rows = line.block.rows
    at = next((i for i, row in enumerate(rows) if row.row_no == line.row_no), len(rows))
    yield from rows[at + 1 : at + 1 + _ROWS_TO_FILL]


def _with_agency(columns: list[Column]) -> list[Column]:
    """单位 names the agency, and not what an indicator is measured in, where no other column does and it stands before
    the project's name, or behind it and before all that is measured.
    """
    at = next((i for i, c in enumerate(columns) if c.kind == "indicator" and c.target == "unit"), None)
    if at is None or any(c.target in ("implementing_agency", "department_name") for c in columns):
        return columns
    if columns[at].text.strip() != "单位":
        return columns
    before = columns[:at]
    if any(c.kind not in ("field", "contact") for c in before) or any(c.target in GOALS for c in before):
        return columns
    if not any(c.target == "project_name" for c in columns):
        return columns
    return [*before, replace(columns[at], kind="field", target="implementing_agency"), *columns[at + 1 :]]


def of_year(columns: Sequence[Column], year: int | None) -> list[Column]:
    """Of the columns of amounts that name years those of the form's own year are left, or of the only year where the
    form names none; the others become unknown. Beside them no budget without a year is the total.
    """
    years = {column.year for column in columns if column.kind == "amount" and column.year}
    own = year if year is not None else (next(iter(years)) if len(years) == 1 else None)
    dated = any(is_budget(column) and column.year == own for column in columns if column.year)
    return [
        replace(column, kind="unknown", target="")
        if column.kind == "amount" and (column.year != own if column.year else dated and is_budget(column))
        else column
        for column in columns
    ]


def is_budget(column: Column) -> bool:
    """Whether the column is the whole budget of a project, not a part of it nor what was spent."""
    return column.kind == "amount" and column.target in ("total", "amount") and column.stage in ("", "budget")


def heading_column(cell: FormCell) -> Column:
    """The column that a heading names by itself."""
    lead = lead_of(cell)
    kind, target = heading_kind(cell.says.words.of(lead))
    labels = ((cell.text, cell.row_no),) if kind == "category" else ()
    if kind != "amount":
        return Column(cell.col_no, kind, target, lead, cell.colspan, labels=labels)
    year, text = _year_of(cell.says)
    entry = cell.says.words.of(text).entry("total", "column")
    return Column(cell.col_no, kind, target, text, cell.colspan, year=year, stage=entry.qualifier if entry else "")


def _year_of(word: Word) -> tuple[int | None, str]:
    """The year that a heading of amounts names, and the heading without it where only that is known: 2024年预算数."""
    return only_year([word.text]), word.text if word.entries else (_without_year(word) or word.text)


def _without_year(word: Word) -> str | None:
    """What is left of 2024年预算数, 2024年初预算 or 预算数2024年 if that heads amounts."""
    found = _LEADING_YEAR.match(word.text)
    rests = [_TRAILING_YEAR.sub("", word.text)]
    if found is not None:
        rests += [word.text[at:].lstrip() for at in range(found.start(1), found.end(1) + 1)] + [
            word.text[found.end() :]
        ]
    for rest in rests:
        if rest and rest != word.text and (other := word.words.of(rest)).entries and heading_kind(other)[0] == "amount":
            return rest
    return None


def heading_kind(word: Word) -> tuple[str, str]:
    """What a heading of a list names. 绩效指标 heads packed prose; 年度目标 a goal; 财政拨款 an amount."""
    by_role, column = word.by_role, word.column
    if "contact" in by_role:
        return "contact", by_role["contact"].target
    if column is not None and column.target == "packed":
        return "packed", "packed"
    if "field" in by_role and not (column and column.target == "unit" and word.text.strip() == "单位"):
        return "field", by_role["field"].target
    if column is not None and column is word.heading:
        return "indicator", column.target
    for role in ("total", "funding"):
        if role in by_role:
            return "amount", by_role[role].target
    if column is not None and column.target == "amount":
        return "amount", "amount"
    if column is not None and column.target == "funding_source":
        return "source", "source"
    if "category" in by_role:
        return "category", by_role["category"].target
    if "section" in by_role:
        return "section", by_role["section"].target
    if not word.entries and YEARS.search(word.text) and len(word.text) <= _HEADING_LENGTH:
        rest = _without_year(word)
        if rest is not None:
            return heading_kind(word.words.of(rest))
    return "unknown", ""
