"""What a row of funding is by its form: a heading, labels beside or above their amounts, a total and its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.forms.columns import Printed, column_of
from ingest.forms.funding_columns import heads_amount, is_source_column
from ingest.forms.lines import FormCell, Line
from ingest.forms.words import Word

_DIGIT = re.compile(r"\d")
_WHOLE_AMOUNT = re.compile(r"¥?-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s*(?:[百千]?万?元|亿元)?|[-—–−/]+")
_PART = re.compile(r"\s*其\s*中\s*[:：]")
_ORDINAL = re.compile(r"\(?(?:\d{1,4}|[一二三四五六七八九十]{1,3})\)?[、.]?")
_SIDES = ("income", "expenditure")
_OF_WHICH = re.compile(r"\s*其\s*中\s*[:：]?\s*")


def heads_amounts(cells: tuple[FormCell, ...], below: tuple[FormCell, ...]) -> bool:
    """Whether the row names columns: labels only, an amount column among them. `below`: see `heads_times`."""
    known = 0
    years: list[Word] = []
    targets: set[str] = set()
    for cell in cells:
        says = cell.says
        if says.is_amount:
            return False
        if says.entries:
            known += 1
            if says.column:
                targets.add(says.column.target)
        if says.year_heading:
            years.append(says)
    if known > 1 and heads_sides(cells):
        return True
    if not years and targets.isdisjoint({"amount", "funding_source"}):
        return False  # most rows
    several = len(years) > 1
    known, enough = known + len(years), 2 / 3
    if "funding_source" in targets and ("amount" in targets or heads_times(cells, below)):
        # 资金来源 | 上年 | 本年: headings all the same, though not all are understood
        known, enough = max(known, 1), 1 / 2 if "amount" in targets else 0
    elif not targets.isdisjoint({"amount", "funding_source"}):
        known += sum(1 for cell in cells if not cell.says.year_heading and cell.says.ends_as_amount_column)
    elif not several and not any(year.year_heading and year.year_heading[1] for year in years):
        return False
    if known < enough * len(cells):
        return False
    return not any(
        cell.says.field and not cell.says.column and not (i == 0 and several and _asks_year(cell))
        for i, cell in enumerate(cells)
    )


def heads_detail(cells: tuple[FormCell, ...], below: tuple[FormCell, ...]) -> bool:
    """支出内容 | 金额（元） above 办公费 | 200000: the amounts of things that no label names."""
    at = next((i for i, cell in enumerate(cells) if cell.says.is_amount_column), 0)
    if not at or cells[at - 1].says.entries:
        return False
    if any(cell.says.field or cell.says.is_amount or cell.says.has_digit for cell in cells):
        return False
    return any(cell.says.is_amount and column_of(cell, cells) is cells[at] for cell in below)


def heads_sources(cells: tuple[FormCell, ...], below: Sequence[Line]) -> bool:
    """An unknown word and one for amounts above a source with its amount: 资金口径 | 金额 above 财政拨款 | 100. A total
    may stand between them. `below`: the rows below it.
    """
    if not below or not heads_detail(cells, below[0].cells):
        return False
    roles = ({cell.says.money.role for cell in line.cells if cell.says.money} for line in below)
    return "funding" in next((of_row for of_row in roles if of_row != {"total"}), ())


def heads_sides(cells: tuple[FormCell, ...]) -> list[int]:
    """收入 | 预算数 | 支出 | 预算数: groups side by side, each a heading of labels and as many of amounts behind it.

    Where each begins, counted in cells; none where the row is something else. 项目 | 金额 | 项目 | 金额 are two, too.
    """
    starts = [i for i, cell in enumerate(cells) if _heads_labels(cell.says)]
    half = len(cells) // 2
    if not starts and half > 1 and any(cell.says.is_amount_column for cell in cells[1:half]):
        starts = [0, half] if [c.text for c in cells[:half]] == [c.text for c in cells[half:]] else []
    if len(starts) < 2 or starts[0] != 0 or any(cell.says.is_amount or cell.says.field for cell in cells):
        return []
    lengths = {end - start for start, end in pairwise([*starts, len(cells)])}
    is_even = len(lengths) == 1 and lengths != {1}
    return starts if is_even and all(heads_amount(cells[start + 1].says) for start in starts) else []


def are_sides(cells: tuple[FormCell, ...]) -> bool:
    """收入 | 支出: two sections side by side, what stands below either is its own."""
    if len(cells) != 2:
        return False
    sides = [section.qualifier for cell in cells if (section := cell.says.section) is not None]
    return sorted(sides) == sorted(_SIDES)


def _heads_labels(word: Word) -> bool:
    """Whether what stands below it is labels of amounts: 收入来源, 支出."""
    return is_source_column(word) or (word.section is not None and word.section.qualifier in _SIDES)


def heads_unknown(cells: tuple[FormCell, ...]) -> bool:
    """Whether the row heads a table of amounts of which one heading or more is unknown: no amount, no digit in it, and
    known headings side by side, where pairs would have a value between them.
    """
    known = [bool(cell.says.money or cell.says.column) for cell in cells]
    if sum(known) < 3 or not any(one and other for one, other in pairwise(known)):
        return False
    if any(cell.says.field or cell.says.is_amount or cell.says.has_digit for cell in cells):
        return False
    return any(not cell.says.entries and len(cell.text.strip()) > 2 for cell in cells)


def heads_times(cells: tuple[FormCell, ...], below: tuple[FormCell, ...]) -> bool:
    """资金来源 | 上年 | 本年: a label heading, and beside it at least two texts that are no labels of their own.

    Totals of a stage are labels only above their amounts: 资金来源 | 项目总额 | 本年度. `below`: a row of amounts.
    """
    if not is_source_column(cells[0].says) or len(cells) < 3:
        return False
    for word in (cell.says for cell in cells[1:]):
        if word.money:
            if below or word.money.role != "total" or not word.money.qualifier:
                return False
        elif word.is_amount or word.field or word.column or word.section:
            return False
    return True


def heads_years_down(cells: tuple[FormCell, ...], below: tuple[FormCell, ...]) -> bool:
    """年度 | 合计 | 财政拨款 above 2024年 | 100 | 80: each row is a year's."""
    if len(cells) < 3 or not _asks_year(cells[0]) or not all(cell.says.money for cell in cells[1:]):
        return False
    return len(below) > 1 and all(cell.says.is_amount for cell in below[1:])


def _asks_year(cell: FormCell) -> bool:
    return cell.says.field is not None and cell.says.field.target == "year_text"


def leads_money(cells: tuple[FormCell, ...]) -> bool:
    """Whether a label of no source stands before one of money and names what they are: 资金金额（万元） | 资金总额."""
    first = cells[0].says
    if first.money or first.field or first.is_amount or len(cells) < 2 or not cells[1].says.money:
        return False
    return first.is_amount_column or (not first.entries and first.unit_in_heading is not None)


def leads_sources(cells: tuple[FormCell, ...]) -> bool:
    """Whether a word such as 资金总额 is the label of an amount, before labels of its parts, and no section."""
    if not cells[0].says.money or len(cells) < 2:
        return False
    return cells[1].says.money is not None and not cells[1].says.is_amount_column


def names_part(label: Word) -> bool:
    """Whether the label names a part of what stands above it: 其中：车购税补助."""
    return "其" in label.text and _PART.match(label.text) is not None


def is_part(cells: tuple[FormCell, ...]) -> bool:
    """Whether the row is a part of what stands above it, with its amount: 其中：车购税补助 | 1500."""
    return len(cells) > 1 and cells[1].says.is_amount and names_part(cells[0].says)


def stand_above(labels: tuple[FormCell, ...], amounts: tuple[FormCell, ...]) -> bool:
    """合计 | 财政拨款 | 其他资金 above 45 | 30 | 15: each amount stands in the column of one label.

    Fewer than half of the labels may be sources that nobody knows: 其中：某某资金.
    """
    unknown = [cell for cell in labels if not cell.says.money]
    if len(labels) < 2 or labels[0].says.money is None or len(unknown) * 2 >= len(labels):
        return False
    return all(names_part(cell.says) for cell in unknown) and one_to_one(amounts, labels)


def stand_beside(cells: tuple[FormCell, ...]) -> bool:
    """预算数 | 126 | 执行数 | 118: amounts of several kinds, each behind its label; none of them is a source."""
    labels, amounts = cells[::2], cells[1::2]
    if len(amounts) < 2 or len(labels) != len(amounts) or not all(cell.says.is_amount for cell in amounts):
        return False
    kinds = [cell.says for cell in labels]
    if not all("total" in word.by_role or (word.is_amount_column and not word.money) for word in kinds):
        return False
    return any(not word.money for word in kinds)


def names_money(cells: tuple[FormCell, ...]) -> bool:
    """预算金额（万元） | 100, 其中：财政拨款 | 80: money by its label, where 合计 | 100 | 95 may be points."""
    first = cells[0].says
    if first.money is None or len(cells) < 2 or not all(cell.says.is_amount for cell in cells[1:]):
        return False
    return first.money.role == "funding" or first.is_amount_column or first.unit_in_heading is not None


def is_total_of_list(cells: tuple[FormCell, ...], below: tuple[FormCell, ...]) -> bool:
    """Whether numbered rows with amounts in the same columns follow: the total is theirs, not the form's."""
    if "total" not in cells[0].says.by_role or len(below) < 3 or _ORDINAL.fullmatch(below[0].says.normal) is None:
        return False
    amounts = [cell for cell in cells[1:] if cell.says.is_amount]
    named = any(not cell.says.is_amount and not cell.says.entries for cell in below[1:])
    return named and any(cell.says.is_amount and column_of(cell, amounts) for cell in below[1:])


def are_total_and_parts(labels: list[Word]) -> bool:
    """资金总额, 财政拨款, 其他资金: one total, before its sources."""
    roles = [label.money.role if label.money else None for label in labels]
    return len(roles) > 1 and roles[0] == "total" and all(role == "funding" for role in roles[1:])


def is_whole_amount(word: Word) -> bool:
    """A number that no line end has cut, with or without a money unit, or a dash: no rate."""
    return _WHOLE_AMOUNT.fullmatch(word.normal) is not None


def is_no_amount(word: Word) -> bool:
    """A label, or one with its value, where an amount is looked for: 金额（元）, 其中省级：50."""
    head, colon, _ = word.normal.partition(":")
    return bool(word.entries) or (bool(colon) and _DIGIT.search(head) is None)


def is_of_which(cell: FormCell) -> bool:
    """其中： alone in its cell, before the parts of a total."""
    return "其" in cell.text and _OF_WHICH.fullmatch(cell.text) is not None


def one_to_one(amounts: Sequence[FormCell], columns: Sequence[Printed]) -> bool:
    """Whether there are amounts and each stands in a column of its own."""
    above = [column_of(cell, columns) for cell in amounts]
    return bool(above) and None not in above and len({id(column) for column in above}) == len(above)
