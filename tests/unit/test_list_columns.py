"""Headings of lists: unknown ones, years, parts of an amount, and what they say of their columns."""

from __future__ import annotations

import pytest

from ingest.forms import DocumentReading, read_forms
from ingest.grid import Block, Cell, Grid, Row
from tests.unit.helpers import field_values, read_text, unread, vocabulary

TITLE = "某县2024年部门预算项目绩效目标一览表\n单位：万元\n"


def shapes(reading: DocumentReading) -> list[str]:
    return [row["shape"] for row in reading.records["forms"]]


def amounts(reading: DocumentReading) -> list[tuple[int, str, str | None, str]]:
    """(record, label, heading, amount) of each amount."""
    return [
        (row["record_no"], row["label_text"], row["amount_heading_text"], row["amount_text"])
        for row in reading.records["funding_lines"]
    ]


def test_unknown_headings_cost_their_own_columns_only() -> None:
    reading = read_text(
        TITLE
        + "序号|预算单位|项目名称|立项批次|项目分级|预算金额|绩效目标\n1|果业局|防雹网|第三批|一级|15|搭建防雹网\n"
    )
    assert shapes(reading) == ["list"]
    assert field_values(reading, "project_name") == ["防雹网"]
    assert amounts(reading) == [(1, "预算金额", None, "15")]
    assert unread(reading) == ["第三批", "一级"]


def test_an_amount_nobody_knows_is_not_the_budget() -> None:
    reading = read_text(
        TITLE + "项目名称|项目单位|申报金额|审核金额|批复金额|绩效目标\n果园路|果业局|50|40|35|修路3公里\n"
    )
    assert amounts(reading) == [(1, "批复金额", None, "35")]
    assert unread(reading) == ["50", "40"]


def test_a_list_without_an_amount_column_has_projects_without_amounts() -> None:
    reading = read_text(
        TITLE + "项目名称|项目单位|批次说明|绩效目标\n果园路|果业局|首批|修路3公里\n水塔|水务局|次批|建塔\n"
    )
    assert shapes(reading) == ["list"]
    assert field_values(reading, "project_name") == ["果园路", "水塔"]
    assert amounts(reading) == []


def test_a_form_with_labels_side_by_side_is_no_list() -> None:
    reading = read_text(
        "某县项目支出绩效目标表\n项目名称|路灯|实施单位|住建局\n年度目标|亮灯\n一级指标|二级指标|三级指标|指标值\n"
        "产出指标|数量指标|灯|≥1盏\n"
    )
    assert shapes(reading) == ["form"]


@pytest.mark.parametrize(
    ("headings", "label"),
    [
        ("2023年预算数|2024年预算数|2025年预算数", "预算数"),
        ("2023年|2024年预算|2025年", "预算"),
        ("2023年度金额|2024年度金额|2025年度金额", "年度金额"),
        ("预算数（2023年）|预算数（2024年）|预算数（2025年）", "预算数（2024年）"),
        ("2023年初预算|2024年初预算|2025年初预算", "年初预算"),
        ("预算金额|2024年预算数|2025年预算数", "预算数"),
    ],
)
def test_of_years_side_by_side_the_forms_own_is_the_budget(headings: str, label: str) -> None:
    reading = read_text(
        TITLE + f"项目名称|项目单位|{headings}|绩效目标\n合计||30|60|90|\n果园路|局|10|20|30|修路\n渠|局|20|40|60|修\n"
    )
    assert shapes(reading) == ["list"]
    assert amounts(reading) == [(1, label, None, "20"), (2, label, None, "40")]
    assert [(row["label_text"], row["amount_text"]) for row in reading.records["printed_totals"]] == [("合计", "60")]
    assert unread(reading) == ["30", "90", "10", "30", "20", "60"]


def test_where_the_form_names_no_year_none_of_several_is_taken() -> None:
    reading = read_text("部门预算项目绩效目标一览表\n项目名称|2023年预算数|2024年预算数|绩效目标\n果园路|10|20|修路\n")
    assert field_values(reading, "project_name") == ["果园路"]
    assert amounts(reading) == []
    assert unread(reading) == ["10", "20"]


def test_where_the_form_names_no_year_the_only_one_is_taken() -> None:
    reading = read_text("部门预算项目绩效目标一览表\n项目名称|项目单位|2024年预算数|绩效目标\n果园路|果业局|20|修路\n")
    assert amounts(reading) == [(1, "预算数", None, "20")]


def test_an_amount_of_another_year_only_is_not_the_budget() -> None:
    reading = read_text(TITLE + "项目名称|项目单位|2023年预算数|绩效目标\n果园路|果业局|20|修路\n")
    assert amounts(reading) == []
    assert unread(reading) == ["20"]


def test_the_whole_life_stands_beside_the_years_budget() -> None:
    reading = read_text(TITLE + "项目名称|项目单位|项目总投资|2024年预算|绩效目标\n果园路|果业局|90|20|修路\n")
    assert amounts(reading) == [(1, "项目总投资", None, "90"), (1, "预算", None, "20")]


@pytest.mark.parametrize("years", ["2023年|2024年|2025年", "2023年度|2024年度|2025年度", "2023|2024|2025"])
def test_years_below_a_wide_heading_are_columns_of_its_amounts(years: str) -> None:
    reading = read_text(
        TITLE + f"项目名称|项目单位|预算金额（万元）|||绩效目标\n||{years}|\n果园路|果业局|10|20|30|修路3公里\n"
    )
    assert [(label, amount) for _, label, _, amount in amounts(reading)] == [("预算金额（万元）", "20")]
    assert unread(reading) == ["10", "30"]


def test_all_headings_below_an_amount_are_amounts_and_subtotal_is_the_total() -> None:
    reading = read_text(
        TITLE
        + "项目名称|主管部门|资金规模（万元）||||绩效目标\n||小计|中央|省级|企业自筹|\n农田|农业局|12|6|4|2|建设农田\n"
        "总计||12|6|4|2|\n"
    )
    assert amounts(reading) == [
        (1, "资金规模（万元）", "小计", "12"),
        (1, "中央", "资金规模（万元）", "6"),
        (1, "省级", "资金规模（万元）", "4"),
        (1, "企业自筹", "资金规模（万元）", "2"),
    ]
    assert {row["parent_line_no"] for row in reading.records["funding_lines"]} == {None, 1}
    assert len(reading.records["printed_totals"]) == 4
    assert unread(reading) == []


def test_all_of_it_is_the_total_by_any_word() -> None:
    reading = read_text(
        TITLE + "项目名称|主管部门|资金规模（万元）|||绩效目标\n||总规模|中央|地方统筹|\n农田|农业局|12|6|6|建设农田\n"
    )
    assert [(label, amount) for _, label, _, amount in amounts(reading)] == [
        ("资金规模（万元）", "12"),
        ("中央", "6"),
        ("地方统筹", "6"),
    ]
    assert {row["parent_line_no"] for row in reading.records["funding_lines"]} == {None, 1}


def test_parts_that_nobody_knows_make_no_sum() -> None:
    reading = read_text(
        TITLE + "项目名称|主管部门|资金（万元）|||绩效目标\n||已下达|中央|待拨付|\n农田|农业局|12|6|6|建设农田\n"
    )
    assert amounts(reading) == []
    assert unread(reading) == ["12", "6", "6"]


def test_texts_that_nobody_knows_below_an_amount_are_no_headings() -> None:
    reading = read_text(TITLE + "项目名称|项目单位|预算金额|绩效目标\n路|某局|待定|修路\n桥|某局|5|修桥\n")
    assert field_values(reading, "project_name") == ["路", "桥"]


def spanned(*rows: tuple[tuple[int, str, int, int], ...]) -> Grid:
    """A table whose spans are known: cells are column, text, rows and columns covered."""
    width = max(col + colspan - 1 for row in rows for col, _, _, colspan in row)
    built = tuple(
        Row(no, width, tuple(Cell(no, col, text, rowspan, colspan) for col, text, rowspan, colspan in row))
        for no, row in enumerate(rows, start=1)
    )
    title = Block("prose", None, None, None, (Row(1, 1, (Cell(1, 1, "某县2024年项目绩效目标一览表（万元）"),)),))
    return Grid("text/plain", None, "test", (title, Block("table", None, None, 1, built)))


def test_numbers_beside_a_merged_name_are_those_of_its_rows() -> None:
    heading = ("序号", "项目名称", "预算数", "一级指标", "二级指标", "三级指标", "指标值")
    grid = spanned(
        tuple((no, text, 1, 1) for no, text in enumerate(heading, start=1)),
        (
            *((1, "1", 1, 1), (2, "培训", 2, 1), (3, "100", 2, 1)),
            *((4, "产出指标", 2, 1), (5, "数量指标", 1, 1), (6, "人数", 1, 1), (7, "≥200人", 1, 1)),
        ),
        ((1, "2", 1, 1), (5, "质量指标", 1, 1), (6, "合格率", 1, 1), (7, "≥95%", 1, 1)),
    )
    reading = read_forms(grid, vocabulary())
    assert field_values(reading, "project_name") == ["培训"]
    assert [(row["record_no"], row["level1_text"]) for row in reading.records["indicator_lines"]] == [
        (1, "产出指标"),
        (1, "产出指标"),
    ]


def test_of_two_amounts_below_one_merged_heading_neither_is_the_budget() -> None:
    grid = spanned(
        ((1, "项目名称", 1, 1), (2, "预算金额（万元）", 1, 2), (4, "年度绩效目标", 1, 1)),
        ((1, "茶园", 1, 1), (2, "12", 1, 1), (3, "30", 1, 1), (4, "推广", 1, 1)),
        ((1, "鱼塘", 1, 1), (2, "7", 1, 2), (4, "养鱼", 1, 1)),
        ((1, "合计", 1, 1), (2, "19", 1, 1), (3, "37", 1, 1)),
    )
    reading = read_forms(grid, vocabulary())
    assert amounts(reading) == [(2, "预算金额（万元）", None, "7")]
    assert reading.records["printed_totals"] == []
    assert unread(reading) == ["12", "30", "19", "37"]


def test_a_row_of_values_beside_merged_headings_is_no_heading() -> None:
    heading = [(no, text, 2 if no < 4 else 1, 1) for no, text in enumerate(("单位名称", "项目名称", "预算数"), start=1)]
    grid = spanned(
        (*heading, (4, "三级指标", 1, 1), (5, "指标值", 1, 1)),
        ((4, "巡查次数", 1, 1), (5, "≥5次", 1, 1)),
        ((1, "水利局", 1, 1), (2, "甲工程", 1, 1), (3, "30", 1, 1), (4, "检查次数", 1, 1), (5, "≥6次", 1, 1)),
    )
    reading = read_forms(grid, vocabulary())
    assert [row["name_text"] for row in reading.records["indicator_lines"]] == ["检查次数"]
    assert field_values(reading, "project_name") == ["甲工程"]
    assert unread(reading) == ["巡查次数", "≥5次"]


def test_unit_before_the_name_is_the_agency() -> None:
    reading = read_text(TITLE + "单位|项目名称|预算金额|年度绩效目标|三级指标|指标值\n茶叶站|茶园|12|推广|面积|≥1亩\n")
    assert field_values(reading, "implementing_agency") == ["茶叶站"]
    assert [row["unit_text"] for row in reading.records["indicator_lines"]] == [None]


def test_unit_behind_the_value_is_what_it_is_measured_in() -> None:
    reading = read_text(TITLE + "项目名称|预算金额|年度绩效目标|三级指标|指标值|单位\n茶园|12|推广|面积|1|亩\n")
    assert field_values(reading, "implementing_agency") == []
    assert [row["unit_text"] for row in reading.records["indicator_lines"]] == ["亩"]


def test_weights_between_the_labels_of_a_list_are_those_of_labels() -> None:
    reading = read_text(
        TITLE
        + "项目名称|预算金额|一级指标|权重|二级指标|权重|三级指标|权重|指标值\n"
        + "茶园|12|产出指标|50|数量指标|20|面积|15|≥1亩\n||||||茶苗|5|≥9株\n||||质量指标|30|成活率|30|≥95%\n"
        + "鱼塘|7|产出指标|50|数量指标|50|鱼苗|50|≥9尾\n"
    )
    rows = reading.records["indicator_lines"]
    assert [(r["record_no"], r["level2_text"], r["name_text"], r["weight_text"], r["value_text"]) for r in rows] == [
        (1, "数量指标", "面积", "15", "≥1亩"),
        (1, "数量指标", "茶苗", "5", "≥9株"),
        (1, "质量指标", "成活率", "30", "≥95%"),
        (2, "数量指标", "鱼苗", "50", "≥9尾"),
    ]
    assert unread(reading) == ["50", "20", "30", "50", "50"]


def test_a_heading_that_a_page_has_run_into_a_value_is_the_heading_printed_again() -> None:
    heading = "单位名称|项目名称|预算数|一级指标|二级指标|三级指标|指标值\n"
    reading = read_text(
        TITLE
        + heading
        + "水利局|甲|30|产出指标|数量指标|检查次数|≥6次\n"
        + heading.replace("三级指标", "三级指标 巡查次数")
        + "|||||巡河里程|≥9公里\n水利局|乙|20|产出指标|数量指标|清淤长度|≥1公里\n"
    )
    assert len(reading.records["forms"]) == 1
    assert [(row["record_no"], row["name_text"]) for row in reading.records["indicator_lines"]] == [
        (1, "检查次数"),
        (1, "巡河里程"),
        (2, "清淤长度"),
    ]
    assert unread(reading) == ["三级指标 巡查次数"]


def test_names_and_values_below_categories_are_indicators_of_each() -> None:
    reading = read_text(
        TITLE + "项目名称|预算金额|年度绩效目标|数量指标||质量指标||满意度指标|\n"
        "|||指标内容|指标值|指标内容|指标值|指标内容|指标值\n路|100|修路|里程|10公里|合格率|95%|满意度|90%\n"
        "校舍|80|改造校舍|校舍数|5所||||95%\n"
    )
    assert [
        (row["record_no"], row["level1_text"], row["level2_text"], row["name_text"], row["value_text"])
        for row in reading.records["indicator_lines"]
    ] == [
        (1, None, "数量指标", "里程", "10公里"),
        (1, None, "质量指标", "合格率", "95%"),
        (1, "满意度指标", None, "满意度", "90%"),
        (2, None, "数量指标", "校舍数", "5所"),
        (2, "满意度指标", None, None, "95%"),
    ]
    assert unread(reading) == []


def test_values_without_a_column_of_names_are_no_indicators() -> None:
    reading = read_text(
        TITLE + "项目名称|预算金额|年度绩效目标|产出指标1|指标值|产出指标2|指标值\n"
        "路|100|修路|里程|≥10公里|合格率|≥95%\n"
    )
    assert reading.records["indicator_lines"] == []
    assert unread(reading) == ["里程", "≥10公里", "合格率", "≥95%"]


@pytest.mark.parametrize("heading", ["单位|预算金额", "金额单位|预算金额", "预算金额|单位"])
def test_a_column_of_money_units_is_what_the_amounts_are_counted_in(heading: str) -> None:
    rows = (("路", "万元", "100"), ("桥", "元", "500000"))
    behind = heading.startswith("预算金额")
    text = "".join(
        f"{name}|{amount}|{unit}|修\n" if behind else f"{name}|{unit}|{amount}|修\n" for name, unit, amount in rows
    )
    reading = read_text("某县2024年项目支出绩效目标表\n项目名称|" + heading + "|年度绩效目标\n" + text)
    assert [(row["amount_text"], row["unit_column_text"]) for row in reading.records["funding_lines"]] == [
        ("100", "万元"),
        ("500000", "元"),
    ]
    assert field_values(reading, "implementing_agency") == reading.records["indicator_lines"] == unread(reading) == []


def test_money_units_of_indicators_are_theirs() -> None:
    reading = read_text(TITLE + "项目名称|预算金额|三级指标|指标值|单位\n路|100|成本|10|元\n")
    assert [row["unit_text"] for row in reading.records["indicator_lines"]] == ["元"]
    assert [row["unit_column_text"] for row in reading.records["funding_lines"]] == [None]
