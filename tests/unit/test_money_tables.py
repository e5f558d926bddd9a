"""Tables of money within forms: income and spending side by side, tables of other things, years down the rows."""

import pytest

from tests.unit.helpers import read_text

TITLE = "2024年某市部门整体支出绩效目标表\n\n部门名称|某局|||\n"
GOAL = "年度总体目标|完成|||\n"


def money(text: str) -> list[tuple[str | None, str, str | None]]:
    """Section, label and amount of each line."""
    rows = read_text(text).records["funding_lines"]
    return [(row["section_text"], row["label_text"], row["amount_text"]) for row in rows]


def units(text: str) -> list[tuple[str, str | None, str | None]]:
    """Label, amount and the unit printed beside it, above it or around it."""
    rows = read_text(text).records["funding_lines"]
    return [(row["label_text"], row["amount_text"], row["unit_column_text"] or row["unit_block_text"]) for row in rows]


def unread(text: str) -> list[str]:
    return [cell["text"] for cell in read_text(text).records["unread_cells"]]


@pytest.mark.parametrize(
    ("heading", "sides"),
    [
        ("部门预算（万元）|收入预算|金额|支出预算|金额\n", ("收入预算", "支出预算")),
        ("|收入|预算数|支出|预算数\n", ("收入", "支出")),
        ("|收入来源|金额|支出用途|金额\n", ("收入来源", "支出用途")),
        ("|收入||支出|\n|项目|预算数|项目|预算数\n", ("收入", "支出")),
        ("|收入||支出|\n", ("收入", "支出")),
    ],
)
def test_income_and_spending_side_by_side_are_two_groups(heading: str, sides: tuple[str, str]) -> None:
    rows = "|财政拨款|900|基本支出|600\n|其他收入|100|项目支出|300\n|||公用经费|100\n"
    assert money(TITLE + heading + rows + GOAL) == [
        (sides[0], "财政拨款", "900"),
        (sides[1], "基本支出", "600"),
        (sides[0], "其他收入", "100"),
        (sides[1], "项目支出", "300"),
        (sides[1], "公用经费", "100"),
    ]
    assert unread(TITLE + heading + rows + GOAL) == []


@pytest.mark.parametrize("heading", ["资金来源|金额|某某去向|金额\n", "资金来源|金额|某某去向|预算数\n"])
def test_amounts_behind_another_label_are_not_the_first_labels(heading: str) -> None:
    text = TITLE + heading + "财政拨款|900|办公费|600\n其他收入|100||\n" + GOAL
    assert [line[1:] for line in money(text)] == [("财政拨款", "900"), ("其他收入", "100")]
    assert unread(text) == ["办公费", "600"]


def test_labels_with_their_values_are_no_headings_of_two_groups() -> None:
    text = TITLE + "资金来源|财政拨款|支出项目|项目支出\n资金总额|100||\n" + GOAL
    assert [line[1:] for line in money(text)][-1] == ("资金总额", "100")
