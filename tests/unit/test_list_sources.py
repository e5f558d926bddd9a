"""Lists that print money by its source: down the rows of a project, below one heading, or below the list's total."""

from __future__ import annotations

import pytest

from ingest.forms import DocumentReading
from tests.unit.helpers import field_values, read_text, unread

TITLE = "某县2024年项目支出绩效目标汇总表\n单位：万元\n"


def amounts(reading: DocumentReading) -> list[tuple[int, str, str | None, str, int | None]]:
    """(record, label, heading, amount, parent line) of each amount."""
    return [
        (row["record_no"], row["label_text"], row["amount_heading_text"], row["amount_text"], row["parent_line_no"])
        for row in reading.records["funding_lines"]
    ]


@pytest.mark.parametrize("again", ["||", "道路维修|交通局|"])
def test_sources_down_the_rows_are_of_one_project(again: str) -> None:
    reading = read_text(
        TITLE + "项目名称|主管部门|资金来源|预算金额|绩效目标\n道路维修|交通局|中央资金|100|维修道路10公里\n"
        f"{again}省级资金|50|\n{again}县级配套|20|\n校舍改造|教育局|省级资金|80|改造校舍5所\n合计|||250|\n"
    )
    assert field_values(reading, "project_name") == ["道路维修", "校舍改造"]
    assert amounts(reading) == [
        (1, "中央资金", "预算金额", "100", None),
        (1, "省级资金", "预算金额", "50", None),
        (1, "县级配套", "预算金额", "20", None),
        (2, "省级资金", "预算金额", "80", None),
    ]
    # no project has a line of that heading to compare the total with
    assert [(t["amount_text"], t["amount_heading_text"]) for t in reading.records["printed_totals"]] == [("250", None)]
    assert unread(reading) == []


def test_a_total_above_the_sources_of_a_project_is_its_total() -> None:
    reading = read_text(
        TITLE
        + "项目名称|主管部门|资金来源|预算金额|绩效目标\n路|交通局|小计|150|修路\n||中央资金|100|\n||省级资金|50|\n"
    )
    assert amounts(reading) == [
        (1, "预算金额", "小计", "150", None),
        (1, "中央资金", "预算金额", "100", 2),
        (1, "省级资金", "预算金额", "50", 2),
    ]


def test_money_of_another_stage_beside_the_sources_of_a_project_is_a_line_of_its_own() -> None:
    reading = read_text(
        TITLE + "项目名称|项目总投资|资金来源|本年预算|绩效目标\n路|500|财政拨款|100|修路\n||其他资金|50|\n"
        "桥|600|财政拨款|50|修桥\n"
    )
    assert amounts(reading) == [
        (1, "项目总投资", None, "500", None),
        (1, "财政拨款", "本年预算", "100", None),
        (1, "其他资金", "本年预算", "50", None),
        (2, "项目总投资", None, "600", None),
        (2, "财政拨款", "本年预算", "50", None),
    ]
    assert unread(reading) == []


def test_the_source_of_a_project_in_one_row_leaves_its_amount_the_total() -> None:
    reading = read_text(TITLE + "项目名称|资金来源|预算金额|绩效目标\n路|中央资金|100|修路\n桥|省级资金|50|修桥\n")
    assert amounts(reading) == [(1, "预算金额", None, "100", None), (2, "预算金额", None, "50", None)]


def test_sources_below_a_heading_are_its_parts() -> None:
    reading = read_text(
        TITLE + "序号|主管部门|项目名称|资金来源||||绩效目标\n|||合计|一般公共预算|政府性基金|企业出钱|\n"
        "1|教育局|校舍维修|500|300|150|50|维修校舍10所\n|小计||500|300|150|50|\n"
    )
    assert amounts(reading) == [
        (1, "合计", "资金来源", "500", None),
        (1, "一般公共预算", "资金来源", "300", 1),
        (1, "政府性基金", "资金来源", "150", 1),
        (1, "企业出钱", "资金来源", "50", 1),
    ]
    assert len(reading.records["printed_totals"]) == 4
    assert unread(reading) == []


def test_beside_a_source_that_nobody_knows_no_source_is_read_without_the_total() -> None:
    reading = read_text(
        TITLE + "序号|主管部门|项目名称|资金来源|||绩效目标\n|||一般公共预算|政府性基金|企业出钱|\n"
        "1|教育局|校舍维修|300|150|50|维修校舍10所\n"
    )
    assert field_values(reading, "project_name") == ["校舍维修"]
    assert amounts(reading) == []
    assert unread(reading) == ["300", "150", "50"]


def test_sources_below_the_total_of_a_list_are_parts_of_it() -> None:
    reading = read_text(
        TITLE + "项目名称|预算金额|绩效目标\n培训|100|培训教师\n采购|50|采购设备\n"
        "合计|150|\n其中：财政拨款|120|\n其他资金|30|\n"
    )
    assert field_values(reading, "project_name") == ["培训", "采购"]
    assert unread(reading) == ["其中：财政拨款", "120", "其他资金", "30"]
    reading = read_text(
        TITLE + "项目名称|预算金额|绩效目标\n合计|150|\n其中：财政拨款|120|\n其他资金|30|\n"
        "培训|100|培训教师\n采购|50|采购设备\n"
    )
    assert field_values(reading, "project_name") == ["培训", "采购"]
    assert field_values(reading, "implementing_agency") == []
    assert unread(reading) == ["其中：财政拨款", "120", "其他资金", "30"]
    reading = read_text(
        TITLE + "项目名称|资金来源|预算金额|绩效目标\n合计||150|\n|中央资金|100|\n|省级资金|50|\n"
        "路|中央资金|100|修路\n|省级资金|50|\n"
    )
    assert [(label, amount) for _, label, _, amount, _ in amounts(reading)] == [("中央资金", "100"), ("省级资金", "50")]
    assert unread(reading) == ["中央资金", "100", "省级资金", "50"]
