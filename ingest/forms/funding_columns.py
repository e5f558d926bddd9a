"""The columns of amounts in a funding block: their headings, and which amounts below them are sure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ingest.forms.columns import column_of
from ingest.forms.lines import FormCell
from ingest.forms.words import Word


@dataclass(frozen=True, slots=True)
class Heading:
    """An amount column: where it stands and what is printed above it."""

    col_no: int
    says: Word
    column_no: int
    colspan: int = 1
    is_read: bool = True  # False where it is not understood or names another year: what stands below is listed only


def heads_amount(word: Word) -> bool:
    """Whether amounts may stand below it, of a year in digits or in words: 预算数, 2024年, 上年."""
    return word.may_head_amounts or "horizon" in word.by_role


def is_source_column(word: Word) -> bool:
    """资金来源, 收入来源: the heading of a column of labels."""
    return word.column is not None and word.column.target == "funding_source"


def years_of(cells: Iterable[FormCell]) -> set[int]:
    """The years that the headings name."""
    return {year[0] for cell in cells if (year := cell.says.year_heading)}


def years_below(headings: list[Heading], cells: tuple[FormCell, ...], own_year: int | None) -> list[Heading]:
    """The headings with the years in place of the one that they stand below: 近两年收支金额 over 2022年 | 2023年."""
    upper = next((heading for heading in headings if heading.colspan > 1), None)
    if upper is None or not all(cell.says.year_heading for cell in cells):
        return []
    if not all(upper.col_no <= cell.col_no < upper.col_no + upper.colspan for cell in cells):
        return []
    years = years_of(cells)
    parts = [
        Heading(cell.col_no, cell.says, 0, cell.colspan, upper.is_read and is_own(cell.says, years, own_year))
        for cell in cells
    ]
    at = headings.index(upper)
    found = [*headings[:at], *parts, *headings[at + 1 :]]
    return [replace(heading, column_no=number) for number, heading in enumerate(found, start=1)]


def unit_left(cells: tuple[FormCell, ...], *, several: bool) -> str | None:
    """The unit of the first heading that is none of amounts: 部门预算资金（万元） | 资金来源 | 上年 | 本年.

    `several`: years are headed, then 资金（万元） | 2023年 | 2024年 is such a one too.
    """
    for i, cell in enumerate(cells[:2]):
        is_left = not heads_amount(cell.says) or (several and not cell.says.year_heading)
        if ((i == 0 and is_left) or is_source_column(cell.says)) and (unit := cell.says.unit_in_heading):
            return unit
    return None


def is_own(word: Word, years: set[int], own_year: int | None) -> bool:
    """Whether the amounts below the heading are the form's: understood, and beside years only the form's own."""
    if word.year_heading is not None:
        year = word.year_heading[0]
        return year == own_year if own_year or len(years) > 1 else True
    if word.is_amount_column and len(years) > 1:  # 当年金额 | 2022年 | 2023年, in a form of 2024
        return own_year is not None and own_year not in years
    if word.money and len(years) > 1:
        return False  # 合计 of several years
    if word.money and word.money.qualifier == "whole_life":
        return False  # 项目总额 beside 本年度
    horizon = word.by_role.get("horizon")  # 本年, beside 上年
    return bool(word.column or word.money) or (horizon is not None and horizon.target == "annual")


def under_headings(amounts: list[FormCell], headings: list[Heading]) -> list[tuple[FormCell, Heading | None]]:
    """The amounts that are sure, with their headings: all filled, else by column, else the only one; never guessed.

    Without headings an amount is sure where no other stands beside it.
    """
    if not headings:
        money = [cell for cell in amounts if cell.says.is_amount and not cell.text.rstrip().endswith(("%", "％"))]
        alone = len(amounts) == 1 or (len(money) == 1 and money[0] is amounts[0])
        return [(amounts[0], None)] if alone else []
    if len(amounts) == len(headings):
        return list(zip(amounts, headings, strict=True))
    placed: list[tuple[FormCell, Heading | None]] = []
    seen: set[int] = set()
    for cell in amounts:  # two amounts below one heading: only the first is its
        heading = column_of(cell, headings)
        if heading is not None and heading.column_no not in seen:
            seen.add(heading.column_no)
            placed.append((cell, heading))
    return placed


def until_text(placed: list[tuple[FormCell, Heading | None]]) -> list[tuple[FormCell, Heading | None]]:
    """The amounts before a text below a heading that is not understood: it may be the label of those behind it."""
    for i, (cell, heading) in enumerate(placed):
        is_unknown = heading is not None and not (heading.is_read or heading.says.entries or heading.says.year_heading)
        if is_unknown and not cell.says.is_amount:
            return placed[:i]
    return placed


def labels_before(cells: tuple[FormCell, ...]) -> int:
    """How many cells stand before the headings of amounts: those of the labels."""
    for i, cell in enumerate(cells):
        if cell.says.year_heading or cell.says.is_amount_column:
            return i
    return len(cells)
