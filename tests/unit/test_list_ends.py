"""Where a list ends: what stands below its last project is no project and no indicator."""

import pytest

from tests.unit.helpers import document_units, read_text, unread

HEADING = "单位名称|项目名称|预算金额|年度绩效目标\n"
LIST = "某县项目支出绩效目标一览表|||\n" + HEADING + "教育局|培训|100|培训教师\n教育局|采购|50|采购设备\n"
NUMBERED = "某县2024年部门预算项目绩效目标一览表\n序号|项目名称|预算金额|绩效目标\n1|路|100|修路\n2|桥|50|修桥\n"
OTHER = "项目|上年预算数|本年预算数|增减\n公务接待费|5|4|-1\n合计|5|4|-1\n"


def amounts(text: str) -> list[tuple]:
    reading = read_text(text)
    rows = reading.records["funding_lines"] + reading.records["printed_totals"]
    return [(row.get("record_no"), row["amount_text"]) for row in rows]


@pytest.mark.parametrize(
    "other",
    [
        "三公经费预算表|||\n" + OTHER,
        "三公经费预算表|||\n|||单位：元\n" + OTHER,
        "三公经费预算表|||\n项目|2023年|2024年|增减\n公务接待费|10|9|-1\n",
        "三公经费预算表|||\n项目|2023|2024|增减\n公务接待费|10|9|-1\n",
        "编制说明：1.已批复|||\n二、政府采购|||\n采购品目|采购数量|采购金额|备注\n电脑|10|5|教学\n",
        "\n采购品目|采购数量|采购金额|备注\n电脑|10|5|教学\n",
        "型号|台数|总价|用途\n电脑|10|5|教学\n",
        "一级指标|二级指标|三级指标|指标值\n产出指标|数量指标|人数|≥200人\n",
    ],
)
def test_another_table_below_a_list_is_unread(other: str) -> None:
    reading = read_text(LIST + other)
    assert amounts(LIST + other) == [(1, "100"), (2, "50")]
    assert {row["record_no"] for row in reading.records["fields"]} == {1, 2}
    assert reading.status == "partial"
    assert document_units(reading) == [None]


def test_a_list_goes_on_where_its_heading_is_printed_again() -> None:
    text = LIST + "三公经费预算表|||\n" + OTHER + HEADING + "教育局|修缮|20|修缮校舍\n"
    assert amounts(text) == [(1, "100"), (2, "50"), (3, "20")]


def test_words_in_place_of_an_amount_do_not_end_a_list() -> None:
    text = LIST + "水利局|清淤|待定|清淤\n其他|其他|见附件|清淤\n水利局|堤防|30|加固\n"
    assert amounts(text)[2:] == [(3, "待定"), (4, "见附件"), (5, "30")]


def test_a_goal_below_the_projects_of_a_department_is_no_project() -> None:
    text = (
        "某局部门整体支出绩效目标表\n部门名称|某局|||\n项目支出（万元）|项目名称|金额|绩效目标\n"
        "|培训|300|培训200人\n|采购|100|采购10台\n年度目标|完成||\n"
    )
    assert amounts(text) == [(1, "300"), (2, "100")]
    assert unread(text) == ["年度目标", "完成"]


@pytest.mark.parametrize(
    "row",
    [
        "填表人：张三|联系电话：12345678|填报日期：2024年1月5日|",
        "填表人：张三||联系电话：13812345678|2024年1月5日",
        "单位负责人：|李四|填表人：张三|填报日期：2024年1月5日",
        "备注：|1.本表按批复填列；2.金额保留两位小数||",
        "制表单位：某局||制表时间：2024年2月|",
        "财政部门审核意见|同意||",
        "审核：王五|制表：张三|联系电话：010-1234567|",
        "填报单位：某局|||\n填表人：张三|联系电话：123|填报日期：2024年1月5日|",
    ],
)
def test_signatures_and_notes_in_cells_below_a_list_are_no_project(row: str) -> None:
    for above in (LIST, LIST + "合计||150|\n", NUMBERED + "合计||150|\n"):
        reading = read_text(above + row + "\n")
        assert {field["record_no"] for field in reading.records["fields"]} == {1, 2}
        assert [line["amount_text"] for line in reading.records["funding_lines"]] == ["100", "50"]
        assert (reading.status, reading.counts["unread"]) == ("read", 0)


def test_signatures_below_the_indicators_of_a_list_are_no_indicator() -> None:
    text = (
        "某县项目支出绩效目标表\n单位名称|项目名称|预算数|年度绩效目标|一级指标|二级指标|三级指标|指标值\n"
        "教育局|培训|100|培训教师|产出指标|数量指标|培训人数|≥200人\n||||效益指标|社会效益指标|技能|提升\n"
        "审核：张三||制表：李四||日期：2024年1月||联系电话：123|\n"
    )
    reading = read_text(text)
    assert [row["name_text"] for row in reading.records["indicator_lines"]] == ["培训人数", "技能"]
    assert (reading.status, reading.counts["unread"]) == ("read", 0)
