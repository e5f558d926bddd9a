"""Tables of money within forms: income and spending side by side, tables of other things, years down the rows."""

import pytest

from tests.unit.helpers import amounts_with_units, read_text, unread

TITLE = "2024年某市部门整体支出绩效目标表\n\n部门名称|某局|||\n"
GOAL = "年度总体目标|完成|||\n"


def money(text: str) -> list[tuple[str | None, str, str | None]]:
    """Section, label and amount of each line."""
    rows = read_text(text).records["funding_lines"]
    return [(row["section_text"], row["label_text"], row["amount_text"]) for row in rows]


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


def test_unknown_parts_of_a_source_are_its_parts_until_another_source() -> None:
    heading = "|收入|预算数|支出|预算数\n"
    rows = (
        "|财政拨款|900|基本支出|600\n|其他收入|100|其中：人员经费|500\n|||公用经费|100\n|||项目支出|400\n"
        "|收入合计|1000|支出合计|1000\n"
    )
    lines = read_text(TITLE + heading + rows + GOAL).records["funding_lines"]
    label_of = {row["line_no"]: row["label_text"] for row in lines}
    assert {row["label_text"]: label_of.get(row["parent_line_no"]) for row in lines if "经费" in row["label_text"]} == {
        "其中：人员经费": "基本支出",
        "公用经费": "基本支出",
    }
    assert [row["parent_line_no"] for row in lines if row["label_text"] == "项目支出"] == [None]


def test_unknown_parts_beside_known_ones_are_parts_of_the_same_total() -> None:
    text = TITLE + "资金总额（万元）|218.6\n其中：财政拨款|180\n其中：单位资金|30\n其中：某某结余|8.6\n" + GOAL
    assert [row["parent_line_no"] for row in read_text(text).records["funding_lines"]] == [None, 1, 1, 1]


def test_a_total_that_nobody_knows_is_no_part_beside_its_own_parts() -> None:
    heading = "|收入|预算数|支出|预算数\n"
    rows = (
        "|财政拨款|900|基本支出|600\n|其他收入|100|项目支出|400\n|某某收入小计|1000||\n|收入合计|1000|支出合计|1000\n"
    )
    assert [label for _, label, _ in money(TITLE + heading + rows + GOAL)] == [
        *("财政拨款", "基本支出", "其他收入", "项目支出", "收入合计", "支出合计"),
    ]
    assert unread(TITLE + heading + rows + GOAL) == ["某某收入小计", "1000"]


@pytest.mark.parametrize("heading", ["资金来源|金额|某某去向|金额\n", "资金来源|金额|某某去向|预算数\n"])
def test_amounts_behind_another_label_are_not_the_first_labels(heading: str) -> None:
    text = TITLE + heading + "财政拨款|900|办公费|600\n其他收入|100||\n" + GOAL
    assert [line[1:] for line in money(text)] == [("财政拨款", "900"), ("其他收入", "100")]
    assert unread(text) == ["办公费", "600"]


def test_an_amount_of_another_year_in_words_hides_nothing_behind_it() -> None:
    text = TITLE + "资金来源|上年|本年\n财政拨款|约90|100\n" + GOAL
    assert (money(text), unread(text)) == ([(None, "财政拨款", "100")], ["约90"])


def test_labels_with_their_values_are_no_headings_of_two_groups() -> None:
    text = TITLE + "资金来源|财政拨款|支出项目|项目支出\n资金总额|100||\n" + GOAL
    assert [line[1:] for line in money(text)][-1] == ("资金总额", "100")


@pytest.mark.parametrize(
    "heading",
    ["支出明细预算|支出内容|金额（元）\n", "|支出经济分类|金额（元）\n", "重点项目|项目名称|预算金额（元）|主要内容\n"],
)
def test_a_table_of_other_things_is_no_money_of_the_form(heading: str) -> None:
    text = TITLE + "部门预算（万元）|资金总额|100\n|财政拨款|100\n" + heading + "|办公费|200000\n|合计|200000\n" + GOAL
    assert amounts_with_units(text) == [("资金总额", "100", "万元"), ("财政拨款", "100", "万元")]
    assert {"金额（元）", "预算金额（元）"} & set(unread(text)) and unread(text)[-4:] == [
        "办公费",
        "200000",
        "合计",
        "200000",
    ]
    assert "project_name" not in {row["field"] for row in read_text(text).records["fields"]}


def test_an_unknown_heading_above_known_sources_heads_their_amounts() -> None:
    text = TITLE + "资金总额（万元）|100\n资金口径|金额（元）\n财政拨款|200000\n" + GOAL
    assert amounts_with_units(text)[-1] == ("财政拨款", "200000", "元")


@pytest.mark.parametrize("total", ["合计", "资金总额"])
def test_a_total_may_stand_between_an_unknown_heading_and_the_sources(total: str) -> None:
    text = TITLE + f"资金构成明细|金额（万元）\n{total}|80\n财政拨款|80\n" + GOAL
    assert (amounts_with_units(text), unread(text)) == ([(total, "80", "万元"), ("财政拨款", "80", "万元")], [])


def test_a_price_or_a_number_of_people_is_no_part_of_the_money_above() -> None:
    text = (
        TITLE
        + "预算金额（万元）|100|受益人数（人）|2000\n补助标准（元/人）|500\n金额（元/人）|500\n受益人数（人）|2000\n"
        + GOAL
    )
    assert amounts_with_units(text) == [("预算金额（万元）", "100", "万元")]
    assert unread(text).count("2000") == unread(text).count("500") == 2


def test_whose_money_it_is_stands_in_brackets_and_is_no_unit() -> None:
    parts = ["本级财力（县）", "专项资金（省）", "帮扶资金（中央/省）", "校舍建设（新）"]
    text = TITLE + "资金总额（万元）|100\n" + "".join(f"{part}|25\n" for part in parts) + GOAL
    assert amounts_with_units(text)[1:] == [(part, "25", "万元") for part in parts]


@pytest.mark.parametrize("label", ["受益户数（户）", "服务人次（人次/年）", "租金标准（元/月）", "建设里程（公里）"])
def test_what_is_counted_in_brackets_is_no_money(label: str) -> None:
    text = TITLE + f"资金总额（万元）|100\n{label}|25\n" + GOAL
    assert (amounts_with_units(text), unread(text)) == ([("资金总额（万元）", "100", "万元")], [label, "25"])


def test_a_number_in_brackets_is_no_unit() -> None:
    assert amounts_with_units(TITLE + "资金总额（万元）|100\n新校区建设（二）|100\n" + GOAL)[-1] == (
        "新校区建设（二）",
        "100",
        "万元",
    )


def test_a_label_with_its_value_is_no_amount() -> None:
    text = TITLE + "财政拨款|其中省级资金：50||\n" + GOAL
    assert (money(text), unread(text)) == ([(None, "财政拨款", None)], ["其中省级资金：50"])


@pytest.mark.parametrize(
    "heading",
    [
        "部门预算资金情况（万元）|资金来源|上年预算|本年预算\n",
        "部门预算资金情况|资金来源（万元）|上年预算|本年预算\n",
        "资金（万元）|2023年|2024年|2025年\n",
    ],
)
def test_a_unit_left_of_the_headings_of_amounts_holds_below_them(heading: str) -> None:
    rows = "|财政拨款|900|950\n|合计|900|950\n" if "资金来源" in heading else "财政拨款|900|950|960\n"
    assert {unit for _, _, unit in amounts_with_units("单位：元\n" + TITLE + heading + rows + GOAL)} == {"万元"}


@pytest.mark.parametrize(
    "rows",
    [
        "项目资金|金额单位：元|||\n资金总额|100|||\n财政拨款|60|||\n",
        "项目资金|单位|金额||\n资金总额|元|100||\n财政拨款|元|60||\n",
        "资金总额|100|元||\n财政拨款|60|（元）||\n",
        "资金总额|元|100||\n财政拨款|60|单位：元||\n",
    ],
)
def test_a_unit_in_a_cell_of_its_own_is_no_amount_and_counts_the_amount(rows: str) -> None:
    assert amounts_with_units(TITLE + rows + GOAL) == [("资金总额", "100", "元"), ("财政拨款", "60", "元")]
    assert unread(TITLE + rows + GOAL) == []


@pytest.mark.parametrize("row", ["培训人数|人|80||\n", "培训费|8|万元|80000|元\n"])
def test_what_is_counted_in_another_unit_or_in_two_is_listed(row: str) -> None:
    text = TITLE + "项目资金|单位|金额||\n资金总额|万元|100||\n" + row + GOAL
    assert amounts_with_units(text) == [("资金总额", "100", "万元")]
    assert sorted(unread(text)) == sorted(part for part in row.strip().split("|") if part)


INDICATORS = "一级指标|二级指标|三级指标|指标值|分值|得分\n产出指标|成本指标|总成本|≤100万元|50|45\n"


@pytest.mark.parametrize("first", ["预算金额（万元）|100||\n", "资金总额（万元）|100|\n"])
def test_money_below_the_indicators_is_money(first: str) -> None:
    text = TITLE + GOAL + INDICATORS + first + "其中：财政拨款|80||\n其他资金|20||\n"
    assert [line[1:] for line in amounts_with_units(text)] == [("100", "万元"), ("80", "万元"), ("20", "万元")]
    assert len(read_text(text).records["indicator_lines"]) == 1


def test_points_and_names_of_indicators_are_no_money() -> None:
    rows = "||财政拨款|80|20|15\n财政拨款|80\n效益指标|社会效益指标|改善|好|20|15\n合计||||90|75\n"
    reading = read_text(TITLE + GOAL + INDICATORS + rows)
    assert [row["name_text"] for row in reading.records["indicator_lines"]] == [
        "总成本",
        "财政拨款",
        "财政拨款",
        "改善",
    ]
    assert reading.records["funding_lines"] == []


YEAR_ROWS = "年度|合计（万元）|财政拨款|其他资金\n2024年|100|80|20\n2025|110|90|20\n合计|210|170|40\n"


@pytest.mark.parametrize(
    ("year", "amounts"), [("2024年", ["100", "80", "20"]), ("2025年", ["110", "90", "20"]), ("", [])]
)
def test_of_years_down_the_rows_only_the_forms_own_is_its_money(year: str, amounts: list[str]) -> None:
    text = f"{year}某市项目支出绩效目标表\n\n项目名称|路灯|||\n" + YEAR_ROWS + "年度目标|亮|||\n主管部门|某局|||\n"
    assert [line[1:] for line in amounts_with_units(text)] == [(amount, "万元") for amount in amounts]
    assert {"210", "170", "40"} <= set(unread(text))
    assert [row["field"] for row in read_text(text).records["fields"]] == [
        "project_name",
        "goal_text",
        "supervising_agency",
    ]


def test_totals_of_a_stage_behind_the_heading_of_sources_are_headings() -> None:
    rows = "财政拨款|240|80\n合计|300|100\n"
    text = TITLE + "资金来源|项目总额（万元）|本年度（万元）\n" + rows + GOAL
    assert amounts_with_units(text) == [("财政拨款", "80", "万元"), ("合计", "100", "万元")]
    assert unread(text) == ["240", "300"]
    above = TITLE + "资金来源|项目总额（万元）|本年度金额（万元）\n|300|100\n" + GOAL
    assert [line[1] for line in amounts_with_units(above)] == ["300", "100"]


def test_a_budget_and_whose_it_is_stand_in_one_row() -> None:
    text = TITLE + "当年预算(万元)|120.00|本级安排(万元)|80.00|上级补助(万元)|40.00\n" + GOAL
    assert amounts_with_units(text) == [
        ("当年预算(万元)", "120.00", "万元"),
        ("本级安排(万元)", "80.00", "万元"),
        ("上级补助(万元)", "40.00", "万元"),
    ]


def test_of_money_before_and_after_an_adjustment_the_adjusted_is_read() -> None:
    text = TITLE + "项目资金（万元）|资金来源|调整前|调整后\n|合计|300|100\n|财政拨款|240|80\n" + GOAL
    assert amounts_with_units(text) == [("合计", "100", "万元"), ("财政拨款", "80", "万元")]
    assert unread(text) == ["300", "240"]
