"""Where a block of indicators ends: rows of another block or table below it are no indicators."""

import pytest

from tests.unit.helpers import indicator_rows, read_text, unread

FORM = (
    "某市项目支出绩效目标表|||\n项目名称|路灯||\n资金总额|100||\n年度目标|亮||\n"
    "一级指标|二级指标|三级指标|指标值\n产出指标|数量指标|灯|≥200盏\n"
)
ROW = ("产出指标", "数量指标", "灯", "≥200盏")


@pytest.mark.parametrize(
    "below",
    [
        "政府采购预算表|||\n品目|数量|单价|金额\n电脑|10|5000|50000\n",
        "\n品目|数量|单价|金额\n电脑|10|5000|50000\n",
        "实施进度计划|||\n时间|工作内容|资金支出|备注\n1-3月|启动|20|\n4-6月|培训|80|\n",
        "设备清单|||\n型号|台数|总价|\n电脑|10|5000|\n",
        "型号|台数|总价|用途\n电脑|10|5000|教学\n",
        "保障措施|制度保障|已建立制度|\n|人员保障|5人|\n风险点|资金到位|及时|\n",
    ],
)
def test_rows_of_another_block_below_the_indicators_are_no_indicators(below: str) -> None:
    assert indicator_rows(FORM + below) == [ROW]
    reading = read_text(FORM + below)
    assert reading.status == "partial"
    assert [row["amount_text"] for row in reading.records["funding_lines"]] == ["100"]


def test_opinions_below_the_indicators_are_fields() -> None:
    text = FORM + "经办科室意见|同意|分管领导意见|同意\n填表人|张三|填报日期|2024年1月\n"
    assert indicator_rows(text) == [ROW]
    found = [(row["field"], row["value_text"]) for row in read_text(text).records["fields"][2:]]
    assert found == [
        ("review_result_text", "同意"),
        ("review_result_text", "同意"),
        ("filled_on_text", "2024年1月"),
    ]


def test_a_category_leads_back_to_the_indicators() -> None:
    text = FORM + "保障措施|制度保障|已建立制度|\n效益指标|社会效益指标|夜行安全|提升\n"
    assert indicator_rows(text) == [ROW, ("效益指标", "社会效益指标", "夜行安全", "提升")]


def test_a_row_that_lost_its_leading_cells_goes_on_with_the_indicators() -> None:
    text = FORM + "夜行安全|提升||\n邻里和睦|邻里和睦|较好|\n"
    assert [row[2:] for row in indicator_rows(text)[1:]] == [("夜行安全", "提升"), ("邻里和睦", "较好")]


@pytest.mark.parametrize(
    "rows",
    [
        "社会责任|志愿服务|志愿活动|积极开展\n||志愿者人数|≥20人\n",
        "社会责任|志愿服务|志愿活动|积极开展\n|社区服务|志愿者人数|≥20人\n",
        "社会责任|志愿服务|志愿活动|积极开展\n社会责任|志愿服务|志愿者人数|≥20人\n",
        "党建指标|组织建设|志愿活动|积极开展\n||志愿者人数|20人\n",
    ],
)
def test_indicators_below_labels_of_a_scheme_of_their_own_are_read(rows: str) -> None:
    text = FORM + rows + "效益指标|社会效益指标|夜行安全|提升\n"
    assert [row[2] for row in indicator_rows(text)] == ["灯", "志愿活动", "志愿者人数", "夜行安全"]
    assert {row[:2] for row in indicator_rows(text)[1:3]} == {(None, None)}


@pytest.mark.parametrize(
    ("foot", "found"),
    [
        ("填报单位：某县公路所||填报日期：2024-01-05|\n", ["某县公路所", "2024-01-05"]),
        ("填表日期：2024年1月5日|||填表人：张三\n", ["2024年1月5日"]),
        ("|审核人：李四|填表人：张三|\n", []),
    ],
)
def test_a_foot_in_cells_below_the_indicators_is_no_indicator(foot: str, found: list[str]) -> None:
    text = FORM + foot + "效益指标|社会效益指标|夜行安全|提升\n"
    assert [row[2] for row in indicator_rows(text)] == ["灯", "夜行安全"]
    assert ([row["value_text"] for row in read_text(text).records["fields"][2:]], unread(text)) == (found, [])


@pytest.mark.parametrize(
    "foot", ["\n制表单位：县财政局\n", "制表单位：县财政局|制表时间：2024年1月||\n", "制表单位|县财政局||\n"]
)
def test_who_made_the_table_is_no_agency_of_the_project(foot: str) -> None:
    fields = {row["field"]: row["value_text"] for row in read_text(FORM + foot).records["fields"]}
    assert ("implementing_agency" in fields, fields["filled_by_text"]) == (False, "县财政局")
