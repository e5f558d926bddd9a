"""Heads, money and lists: what each cell is, by vocabulary and place."""

import pytest

from tests.unit.helpers import read_text, unread

TITLE = "某市项目支出绩效目标表\n\n"


def fields(text: str) -> list[tuple]:
    return [(row["field"], row["value_text"]) for row in read_text(text).records["fields"]]


def money(text: str) -> list[tuple]:
    keys = ("line_no", "parent_line_no", "label_text", "amount_heading_text", "amount_text")
    return [tuple(row[key] for key in keys) for row in read_text(text).records["funding_lines"]]


def test_an_empty_value_beside_a_label_is_null_and_takes_nothing_from_the_next_label() -> None:
    assert fields(TITLE + "项目名称||路灯||\n主管部门及代码||实施单位|某局|\n年度目标|亮|||\n") == [
        ("project_name", "路灯"),
        ("supervising_agency", None),
        ("implementing_agency", "某局"),
        ("goal_text", "亮"),
    ]


def test_a_value_may_be_a_word_that_is_a_label_elsewhere() -> None:
    assert ("project_attribute", "其他") in fields(TITLE + "项目名称|路灯|项目类型|其他\n年度目标|亮||\n")


def test_an_unknown_label_and_its_value_are_unread_and_the_record_is_kept() -> None:
    reading = read_text(TITLE + "项目名称|路灯|项目口径|常年\n年度目标|亮||\n主管部门|某局||\n")
    assert [(c["text"], c["why"]) for c in reading.records["unread_cells"]] == [
        ("项目口径", "unknown_label"),
        ("常年", "left_over"),
    ]
    assert reading.status == "read"


def test_goals_below_their_labels() -> None:
    text = TITLE + "项目名称|路灯||\n总体目标|实施期目标||年度目标\n|三年全亮||今年亮一半\n主管部门|某局||\n"
    assert [pair for pair in fields(text) if pair[0].startswith("goal")] == [
        ("goal_mid_text", "三年全亮"),
        ("goal_text", "今年亮一半"),
    ]


def test_levels_of_government_stand_below_their_source() -> None:
    text = TITLE + (
        "项目名称|路灯|||\n年度目标|亮|||\n资金总额|资金来源||金额(元)|\n|合计|||15,000\n"
        "|其中：一般公共预算拨款||其中：上级|0\n|||本级|15,000\n|政府性基金|||\n其他资金|||0|\n"
    )
    heading = "金额(元)"
    assert money(text) == [
        (1, None, "合计", heading, "15,000"),
        (2, 1, "其中：一般公共预算拨款", heading, None),
        (3, 2, "其中：上级", heading, "0"),
        (4, 2, "本级", heading, "15,000"),
        (5, 1, "政府性基金", heading, None),
        (6, 1, "其他资金", heading, "0"),
    ]


def test_whole_life_and_annual_money_side_by_side() -> None:
    text = TITLE + (
        "项目名称|路灯|||\n年度目标|亮|||\n项目资金（万元）|实施期资金总额：|500|年度资金总额：|100\n"
        "|其中：财政拨款|400|其中：财政拨款|80\n|其他资金|100|其他资金|20\n"
    )
    assert money(text) == [
        (1, None, "实施期资金总额：", None, "500"),
        (2, None, "年度资金总额：", None, "100"),
        (3, 1, "其中：财政拨款", None, "400"),
        (4, 2, "其中：财政拨款", None, "80"),
        (5, 1, "其他资金", None, "100"),
        (6, 2, "其他资金", None, "20"),
    ]


def test_income_and_expenditure_side_by_side_are_two_groups() -> None:
    text = "某市部门整体绩效目标表\n\n部门名称|某局|||\n预算情况|支出分类|预算金额（万元）|收入来源|预算金额（万元）\n"
    text += "|基本支出||财政拨款|7\n|项目支出|5||\n年度目标|亮|||\n"
    rows = read_text(text).records["funding_lines"]
    assert [(r["section_text"], r["label_text"], r["amount_text"], r["unit_column_text"]) for r in rows] == [
        ("支出分类", "基本支出", None, "万元"),
        ("收入来源", "财政拨款", "7", "万元"),
        ("支出分类", "项目支出", "5", "万元"),
    ]


def test_an_amount_that_no_heading_claims_is_unread_not_budget() -> None:
    text = TITLE + (
        "项目名称|路灯|||\n年度目标|亮|||\n项目资金|支出||半年（程）计划执行数|全年（程）预算数\n|维护||5|10\n|巡检|7||\n"
    )
    reading = read_text(text)
    assert [(c["text"], c["why"]) for c in reading.records["unread_cells"]] == [("7", "no_column")]


def test_a_list_knows_totals_units_and_projects_apart() -> None:
    text = (
        "某区项目支出绩效目标表\n\n部门名称：某局\n\n单位：万元\n\n"
        "项目名称（资金使用单位）|总计|财政拨款|绩效目标|绩效指标\n合计|30.00|30.00||\n某局本级|30.00|30.00||\n"
        "灯|10.00|10.00|亮|1、1-产出指标, 11-数量指标, 灯；年度指标值:1盏;\n\n"
        "灯|20.00|20.00|更亮|1、1-产出指标, 11-数量指标, 灯；年度指标值:2盏;\n"
    )
    reading = read_text(text)
    totals = reading.records["printed_totals"]
    assert [(t["total_kind"], t["label_text"], t["amount_heading_text"], t["amount_text"]) for t in totals] == [
        ("total", "合计", "总计", "30.00"),
        ("total", "合计", "财政拨款", "30.00"),
        ("unit", "某局本级", "总计", "30.00"),
        ("unit", "某局本级", "财政拨款", "30.00"),
    ]
    by_record = {(f["record_no"], f["field"]): f["value_text"] for f in reading.records["fields"]}
    assert by_record[1, "project_name"] == by_record[2, "project_name"] == "灯"
    assert by_record[2, "implementing_agency"] == "某局本级"
    assert by_record[2, "department_name"] == "某局"
    assert reading.records["forms"][0]["unit_document_text"] == "万元"


def test_two_projects_of_one_name_in_a_list_are_two() -> None:
    text = (
        "某区项目支出绩效目标表\n\n项目名称|预算数|年度绩效目标|一级指标|二级指标|三级指标|指标值\n"
        "灯|10|亮|产出指标|数量指标|灯|1盏\n|||||杆|1根\n灯|20|更亮|产出指标|数量指标|灯|2盏\n"
    )
    reading = read_text(text)
    lines = reading.records["indicator_lines"]
    assert [(r["record_no"], r["name_text"], r["level2_text"]) for r in lines] == [
        (1, "灯", "数量指标"),
        (1, "杆", "数量指标"),
        (2, "灯", "数量指标"),
    ]


def test_an_unrelated_table_after_a_form_is_outside_and_a_likely_form_makes_the_document_partial() -> None:
    form = TITLE + "项目名称|路灯\n年度目标|亮\n资金总额|3\n"
    plain = read_text(form + "\n第二部分 收支情况说明\n\n科目|数|增减\n教育|3|1\n")
    assert (plain.status, plain.records["unclaimed_tables"][-1]["kind"]) == ("read", "table")
    likely = read_text(form + "\n另见下表\n\n单位名称|产出指标|效益指标|指标值\n某局|好|好|3\n")
    assert (likely.status, likely.reason_code) == ("partial", "possible_missed_form")


def test_figures_that_are_not_understood_make_the_document_partial_and_words_by_themselves_do_not() -> None:
    form = TITLE + "项目名称|路灯|主管部门|某局\n项目属性|新增|神秘栏目|{}\n年度目标|亮|实施单位|某所\n"
    words = read_text(form.format("常年"))
    assert (words.status, words.counts["unread"]) == ("read", 2)
    figures = read_text(form.format("12.5"))
    assert (figures.status, figures.reason_code) == ("partial", "unread_cells")
    assert figures.reason == "2 of 13 cells of its forms were not understood, such as “12.5” in row 4"
    mostly = read_text(TITLE + "项目名称|路灯\n年度目标|亮\n神秘栏目|甲\n神秘号|乙\n")
    assert (mostly.status, mostly.reason_code) == ("partial", "unread_cells")


def test_a_poem_is_no_form() -> None:
    reading = read_text("静夜思\n\n床前明月光\n疑是地上霜\n")
    assert (reading.status, reading.reason_code, reading.forms_count) == ("rejected", "no_target_form", 0)


def test_a_page_that_ends_in_the_head_does_not_end_the_form() -> None:
    reading = read_text(
        TITLE + "项目名称|路灯|||\n项目编码||||\n\n神秘栏目|甲|神秘号|乙|\n项目资金（万元）|年度资金总额：|5||\n"
        "年度目标|亮|||\n绩效指标|一级指标|二级指标|三级指标|指标值\n|产出指标|数量指标|灯|1盏\n"
    )
    assert reading.status == "read"
    assert reading.forms_count == 1
    assert unread(reading) == ["神秘栏目", "甲", "神秘号", "乙"]
    assert len(reading.records["indicator_lines"]) == 1


def test_a_unit_and_a_department_in_one_line_are_both_kept() -> None:
    reading = read_text(
        "某市项目支出绩效目标表\n部门：某市审计局　　　　金额单位：万元\n项目名称|年度预算|年度目标|绩效指标|||\n"
        "|||一级指标|二级指标|三级指标|指标值\n审计|50.00|审完|产出指标|数量指标|项目数|20个\n"
    )
    assert reading.records["forms"][0]["unit_document_text"] == "万元"
    assert ("department_name", "某市审计局") in [(f["field"], f["value_text"]) for f in reading.records["fields"]]
    assert reading.counts["unread"] == 0


def test_projects_of_one_name_and_amount_of_two_agencies_are_two() -> None:
    head = "某市项目支出绩效目标表\n单位名称|项目名称|预算数（万元）|年度目标|一级指标|二级指标|三级指标|指标值\n"
    rows = (
        "甲局|路灯|1.00|亮|产出指标|数量指标|灯|9盏\n甲局|路灯|1.00|亮|产出指标|质量指标|亮灯率|98%\n"
        "乙局|路灯|1.00|亮|产出指标|数量指标|灯|7盏\n"
    )
    reading = read_text(head + rows)
    assert [row["record_no"] for row in reading.records["indicator_lines"]] == [1, 1, 2]
    assert [row["amount_text"] for row in reading.records["funding_lines"]] == ["1.00", "1.00"]


def test_a_further_agency_of_one_project_makes_no_second_one() -> None:
    head = "某市项目支出绩效目标表\n单位名称|项目名称|预算数（万元）|年度目标|一级指标|二级指标|三级指标|指标值\n"
    rows = "甲局|路灯|1.00|亮|产出指标|数量指标|灯|9盏\n乙局|路灯||亮|产出指标|质量指标|亮灯率|98%\n"
    assert {row["record_no"] for row in read_text(head + rows).records["indicator_lines"]} == {1}


def test_one_category_alone_below_packed_prose_is_its_heading() -> None:
    reading = read_text(
        "某市项目支出绩效目标表\n项目名称|实施单位|预算金额（元）|年度绩效目标|绩效指标\n||||效益指标\n"
        "路灯|某处|500|亮|带动就业人数：≥571人；夜行安全：较高\n"
    )
    rows = [(row["level1_text"], row["name_text"], row["value_text"]) for row in reading.records["indicator_lines"]]
    assert rows == [("效益指标", "带动就业人数", "≥571人"), ("效益指标", "夜行安全", "较高")]
    assert reading.counts["unread"] == 0


def test_labels_with_their_values_in_one_cell() -> None:
    text = TITLE + "项目名称：扫路||预算金额：150万元|\n主管部门：某局||实施单位：某处|\n年度目标|扫300公里||\n"
    assert fields(text)[:3] == [
        ("project_name", "扫路"),
        ("supervising_agency", "某局"),
        ("implementing_agency", "某处"),
    ]
    [row] = read_text(text).records["funding_lines"]
    assert (row["label_text"], row["amount_text"], row["unit_cell_text"]) == ("预算金额", "150万元", "万元")


def test_a_label_may_hold_a_colon_itself() -> None:
    text = TITLE + "项目名称：扫路||项目预算（元）：20|其中：财政拨款（元）：15 自筹资金（元）：5\n年度目标|扫300公里\n"
    reading = read_text(text)
    amounts = [(row["label_text"], row["amount_text"]) for row in reading.records["funding_lines"]]
    assert amounts == [("项目预算（元）", "20"), ("其中：财政拨款（元）", "15"), ("自筹资金（元）", "5")]
    assert reading.counts["unread"] == 0


def test_a_contact_beside_an_amount_is_masked_and_read_as_such() -> None:
    reading = read_text(TITLE + "项目名称|疫苗|||\n预算数（元）|1,200,000.00||联系电话|13900001111\n年度目标|接种|||\n")
    assert [row["amount_text"] for row in reading.records["funding_lines"]] == ["1,200,000.00"]
    assert reading.counts["unread"] == 0


def test_a_goal_over_several_rows_is_one_goal() -> None:
    text = TITLE + "项目名称|疫苗\n年度绩效目标|目标1：接种1万人\n|目标2：无事故\n资金总额|3\n"
    assert [value for name, value in fields(text) if name == "goal_text"] == ["目标1：接种1万人", "目标2：无事故"]


CONTINUED = TITLE + (
    "项目名称|路灯||\n年度目标|亮||\n一级指标|二级指标|三级指标|指标值\n产出指标|数量指标|灯|≥3盏\n{}"
    "一级指标|二级指标|三级指标|指标值\n|质量指标|亮灯率|≥95%\n"
)


@pytest.mark.parametrize(
    "between",
    [
        "某市项目支出绩效目标表（续表）|||\n",
        "某市项目支出绩效目标表（续）|||\n",
        "某市项目支出绩效目标表 续表2|||\n",
        "\n某市项目支出绩效目标表（续表）\n\n",
        "\n续表\n\n",
        "（续）|||\n",
        "接上表|||\n",
    ],
)
def test_a_table_that_says_it_goes_on_is_the_same_form(between: str) -> None:
    reading = read_text(CONTINUED.format(between))
    assert (reading.forms_count, reading.status) == (1, "read")
    rows = reading.records["indicator_lines"]
    assert [(row["level1_text"], row["name_text"], row["value_text"]) for row in rows] == [
        ("产出指标", "灯", "≥3盏"),
        ("产出指标", "亮灯率", "≥95%"),
    ]


@pytest.mark.parametrize("between", ["某县项目支出绩效目标表（续表）|||\n", "某市项目支出绩效目标表|||\n"])
def test_another_title_or_one_that_does_not_go_on_begins_a_form(between: str) -> None:
    assert read_text(CONTINUED.format(between)).forms_count == 2


def test_a_project_of_its_own_below_a_continued_title_is_a_form() -> None:
    second = "某市项目支出绩效目标表（续）||\n项目名称|桥||\n年度目标|通||\n"
    assert fields(CONTINUED.format(second)).count(("project_name", "桥")) == 1
    assert read_text(CONTINUED.format(second)).forms_count == 2


@pytest.mark.parametrize(
    "second",
    [
        "单位：万元\n\n主管部门|乙局|项目名称|桥\n资金总额|80\n年度目标|通\n",
        "（2025年度）\n\n项目名称|桥\n资金总额|80\n年度目标|通\n",
        "主管部门|乙局\n项目名称|桥\n资金总额|80\n年度目标|通\n",
        "项目编码|0002|项目名称|桥\n资金总额|80\n年度目标|通\n",
        "项目名称：桥\n\n资金总额|80\n年度目标|通\n",
    ],
)
def test_a_continued_title_above_another_project_is_that_projects(second: str) -> None:
    indicators = "一级指标|二级指标|三级指标|指标值\n产出指标|数量指标|灯|≥3盏\n"
    first = "单位：元\n\n项目名称|路灯\n资金总额|1000000\n年度目标|亮\n"
    title = "某市项目支出绩效目标表（续）\n\n"
    reading = read_text(TITLE + first + indicators + "\n" + title + second + indicators)
    forms = reading.records["forms"]
    assert [form["title_text"] for form in forms] == ["某市项目支出绩效目标表", "某市项目支出绩效目标表（续）"]
    assert [form["unit_document_text"] for form in forms] == ["元", "万元" if "万元" in second else None]
    assert ("project_name", "桥") in [(row["field"], row["value_text"]) for row in reading.records["fields"]]
    assert {row["form_no"]: row["amount_text"] for row in reading.records["funding_lines"]} == {1: "1000000", 2: "80"}


def test_a_continued_list_with_another_unit_is_a_list_of_its_own() -> None:
    heading = "序号|项目名称|预算金额|年度绩效目标\n"
    text = (
        TITLE
        + "单位：万元\n\n"
        + heading
        + "1|路灯|100|亮\n\n某市项目支出绩效目标表（续）\n{}\n"
        + heading
        + "2|桥|200|通\n"
    )
    other = read_text(text.format("单位：元\n")).records["forms"]
    assert [form["unit_document_text"] for form in other] == ["万元", "元"]
    same = read_text(text.format("")).records
    assert [form["unit_document_text"] for form in same["forms"]] == ["万元"]
    assert len(same["funding_lines"]) == 2


@pytest.mark.parametrize("cell", ["本年共申请300（单位：万元）", "投资概算（单位：万元）"])
def test_a_unit_behind_other_words_is_not_the_documents_and_nothing_of_it_is_lost(cell: str) -> None:
    reading = read_text(TITLE + f"项目名称|路灯\n{cell}|某某\n资金总额|100\n年度目标|亮\n")
    assert reading.records["forms"][0]["unit_document_text"] is None
    assert cell in unread(reading)


def test_a_blank_label_takes_nothing_from_a_label_with_its_value() -> None:
    head = "项目名称：|主管部门：某局||\n实施单位：|业务科室负责人：张三||\n项目属性：|项目期：1年|\n"
    head += "立项依据：|1.主管部门：要求各单位做好工作。\n"
    assert fields(TITLE + head + "年度目标：|总体目标：亮\n") == [
        ("project_name", None),
        ("supervising_agency", "某局"),
        ("implementing_agency", None),
        ("project_attribute", None),
        ("period_text", "1年"),
        ("necessity_text", "1.主管部门：要求各单位做好工作。"),
        ("goal_text", "总体目标：亮"),
    ]
    assert fields(TITLE + "项目名称：|路灯|主管部门：|某局\n年度目标|亮\n")[:2] == [
        ("project_name", "路灯"),
        ("supervising_agency", "某局"),
    ]


@pytest.mark.parametrize("gap", ["|", "||||"])
def test_a_blank_source_is_not_its_neighbours_amount(gap: str) -> None:
    rows = f"部门名称|某局\n年度预算申请|资金总额：1000\n按收入性质分：{gap}按支出性质分：\n"
    rows += f"其中：一般公共预算：900{gap}其中：基本支出：600\n政府性基金拨款：{gap}项目支出：400\n其他资金：100||\n"
    assert [row[2::2] for row in money(TITLE + rows + "年度目标|亮\n")] == [
        ("资金总额", "1000"),
        ("其中：一般公共预算", "900"),
        ("其中：基本支出", "600"),
        ("政府性基金拨款：", None),
        ("项目支出", "400"),
        ("其他资金", "100"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "年度目标|||实施期目标||||\n今年亮|||三年亮||||\n",
        "总体目标|年度目标|||实施期目标|||\n|今年亮|||三年亮|||\n",
        "绩效目标|年度目标|||实施期目标|||\n|今年亮|||三年亮|||\n",
    ],
)
def test_goals_side_by_side_keep_their_horizons_in_any_order(rows: str) -> None:
    heads = "绩效指标|一级指标|二级指标|三级指标|指标值|二级指标|三级指标|指标值\n"
    reading = read_text(TITLE + f"项目名称|路灯|||||||\n{rows}{heads}|产出指标|数量指标|灯|3盏|数量指标|灯|9盏\n")
    goals = [(row["field"], row["value_text"]) for row in reading.records["fields"][1:]]
    assert goals == [("goal_text", "今年亮"), ("goal_mid_text", "三年亮")]
    lines = reading.records["indicator_lines"]
    assert [(row["value_heading_text"], row["value_text"]) for row in lines] == [
        ("年度目标", "3盏"),
        ("实施期目标", "9盏"),
    ]


def test_a_goal_beside_the_whole_goal_keeps_its_text_where_the_blank_place_before_it_is_lost() -> None:
    rows = "总体目标|实施期目标|年度目标|\n三年亮|今年亮||\n"
    assert fields(TITLE + "项目名称|路灯||\n" + rows)[1:] == [("goal_mid_text", "三年亮"), ("goal_text", "今年亮")]
