"""Indicator rows as real forms print them, each lesson of the samples as a case of its own."""

import pytest

from tests.unit.helpers import indicator_rows, read_text, unread

HEAD = "某市项目支出绩效目标表\n\n项目名称|路灯\n年度目标|亮\n"
ONE = HEAD + "绩效指标|一级指标|二级指标|指标内容|指标值\n"
TWO = HEAD + "一级指标|二级指标|三级指标|半年（程）指标值|全年（程）指标值\n"


@pytest.mark.parametrize(
    "row",
    [
        "||||项目总成本|≤5万元"[1:],
        "成本指标|项目总成本|≤5万元||",
        "|成本指标|项目总成本|≤5万元|",
        "|项目总成本||≤5万元|",
        "项目总成本|||≤5万元|",
    ],
    ids=["whole", "two cells lost", "one cell lost", "name moved left", "name moved far left"],
)
def test_a_lost_leading_cell_shifts_nothing(row: str) -> None:
    rows = indicator_rows(ONE + "|产出指标|成本指标|单位成本|≤1万元\n" + row + "\n")
    assert rows[1] == ("产出指标", "成本指标", "项目总成本", "≤5万元")


def test_a_row_shifted_to_the_right_is_read() -> None:
    text = ONE.replace("指标值\n", "指标值|\n") + "|产出指标|数量指标|灯|1盏|\n||效益指标|社会效益指标|夜间出行|较高\n"
    assert indicator_rows(text)[1] == ("效益指标", "社会效益指标", "夜间出行", "较高")


def test_a_category_label_in_the_name_cell_is_a_label_where_a_name_follows() -> None:
    rows = indicator_rows(ONE + "|产出指标|质量指标|合格率|≥90%\n|||时效指标|《公报》项目完成及时率\n")
    assert rows[1] == ("产出指标", "时效指标", "《公报》项目完成及时率", None)


@pytest.mark.parametrize("value", ["≥90%", "计划2022年12月25日前完成", "较高", "95%以上"])
def test_and_a_name_where_a_value_follows(value: str) -> None:
    rows = indicator_rows(ONE + f"|产出指标|质量指标|质量指标|{value}\n|||质量指标|{value}\n")
    assert rows == [("产出指标", "质量指标", "质量指标", value)] * 2


def test_a_label_as_name_in_a_row_without_a_lost_cell_is_a_name() -> None:
    """The last column is filled, so nothing was lost on the left, whatever the value says."""
    weighted = ONE.replace("指标值\n", "指标值|分值\n")
    rows = indicator_rows(weighted + "|效益指标|社会效益指标|知晓率|≥90%|5\n|||社会效益指标|有所提升|5\n")
    assert rows[1] == ("效益指标", "社会效益指标", "社会效益指标", "有所提升")


def test_a_sure_value_in_any_column_shows_that_no_cell_is_lost() -> None:
    rows = indicator_rows(TWO + "产出指标|数量指标|灯|1盏|2盏\n||服务对象满意度|逐步提高|93%以上\n")
    assert [row[2:] for row in rows[2:]] == [("服务对象满意度", "逐步提高"), ("服务对象满意度", "93%以上")]


@pytest.mark.parametrize(
    "row", ["项目完成时间|2026年4月前|16|9||", "|项目完成时间||2026年4月前|9|", "项目完成时间|2026年4月前||||"]
)
def test_a_field_label_above_more_indicators_is_the_name_of_one_that_lost_its_leading_cells(row: str) -> None:
    head = ONE.replace("指标值\n", "指标值|分值\n")
    text = head + f"|产出指标|时效指标|支付及时率|≥90%|5\n{row}\n|效益指标|社会效益指标|知晓率|≥80%|5\n"
    rows = indicator_rows(text)
    assert [row[2] for row in rows] == ["支付及时率", "项目完成时间", "知晓率"]
    assert rows[1][:2] == ("产出指标", "时效指标")


def test_a_field_below_all_indicators_is_a_field() -> None:
    reading = read_text(ONE + "|产出指标|时效指标|支付及时率|≥90%\n项目完成时间|2026年4月||\n评审结果|通过|退回|\n")
    assert len(reading.records["indicator_lines"]) == 1
    assert ("end_text", "2026年4月") in [(row["field"], row["value_text"]) for row in reading.records["fields"]]


def test_satisfaction_may_be_level_name_and_value() -> None:
    rows = indicator_rows(ONE + "|满意度指标|服务对象满意度|满意度指标|≥90%\n||服务对象满意度|服务对象满意度|≥80%\n")
    assert rows == [
        ("满意度指标", "服务对象满意度", "满意度指标", "≥90%"),
        ("满意度指标", "服务对象满意度", "服务对象满意度", "≥80%"),
    ]


def test_a_label_as_name_in_a_row_shifted_to_the_left_is_a_name() -> None:
    rows = indicator_rows(ONE + "满意度指标|服务对象满意度|服务对象满意度|≥90%|\n||服务对象满意度|≥90%|\n")
    assert rows == [("满意度指标", "服务对象满意度", "服务对象满意度", "≥90%")] * 2


def test_a_label_in_its_own_column_is_a_label_though_the_name_holds_a_digit() -> None:
    rows = indicator_rows(ONE + "|产出指标|数量指标|灯|1盏\n||质量指标|12345热线答复|\n")
    assert rows[1] == ("产出指标", "质量指标", "12345热线答复", None)


def test_levels_printed_in_the_wrong_order_both_stand() -> None:
    rows = indicator_rows(ONE + "|质量指标|产出指标|报告数量|≥12份\n")
    assert rows == [("产出指标", "质量指标", "报告数量", "≥12份")]


def test_a_new_level_1_takes_the_old_level_2_with_it() -> None:
    rows = indicator_rows(ONE + "|产出指标|成本指标|总成本|≤5万元\n|效益指标||夜间出行|较高\n")
    assert rows[1] == ("效益指标", None, "夜间出行", "较高")


def test_a_name_printed_twice_is_furniture_but_a_value_equal_to_its_name_is_a_value() -> None:
    reading = read_text(ONE + "|产出指标|质量指标|健全制度|健全制度|较高\n||时效指标|无|无\n")
    assert [(r["name_text"], r["value_text"]) for r in reading.records["indicator_lines"]] == [
        ("健全制度", "较高"),
        ("无", "无"),
    ]
    assert [a.role for a in reading.ledger.assignments if a.role == "repeated"] == ["repeated"]


def test_a_field_label_may_be_the_name_of_an_indicator() -> None:
    rows = indicator_rows(ONE + "|产出指标|时效指标|项目完成时间|2022年8月\n||成本指标|总成本|≤5万元\n")
    assert [row[2] for row in rows] == ["项目完成时间", "总成本"]


def test_two_horizons_are_two_values_of_one_row_even_where_cells_are_lost() -> None:
    rows = indicator_rows(TWO + "产出指标|数量指标|灯|≥1盏|≥2盏\n故障率||≤5%|≤3%|\n")
    assert rows == [
        ("产出指标", "数量指标", "灯", "≥1盏"),
        ("产出指标", "数量指标", "灯", "≥2盏"),
        ("产出指标", "数量指标", "故障率", "≤5%"),
        ("产出指标", "数量指标", "故障率", "≤3%"),
    ]


def test_one_value_in_a_shifted_row_of_two_horizons_is_unread_not_guessed() -> None:
    reading = read_text(TWO + "产出指标|数量指标|灯|≥1盏|≥2盏\n故障率||≤5%||\n")
    assert [(cell["text"], cell["why"]) for cell in reading.records["unread_cells"]] == [("≤5%", "no_column")]
    assert [row["value_text"] for row in reading.records["indicator_lines"]][2:] == [None, None]


def test_a_category_without_an_indicator_is_no_row() -> None:
    reading = read_text(TWO + "效益指标|经济效益|||\n|社会效益|影响|明显|明显\n满意度指标|服务对象满意度|||\n")
    assert len(reading.records["indicator_lines"]) == 2
    assert reading.counts["unread"] == 0


def test_an_indicator_without_a_value_is_a_row() -> None:
    assert indicator_rows(ONE + "|产出指标|质量指标|政务小助手APP|\n") == [
        ("产出指标", "质量指标", "政务小助手APP", None)
    ]


def test_categories_never_carry_to_the_next_form() -> None:
    text = ONE + "|产出指标|数量指标|灯|1盏\n\n" + ONE + "|||杆|2根\n"
    assert indicator_rows(text)[1] == (None, None, "杆", "2根")


def test_a_page_break_with_repeated_headings_keeps_the_categories() -> None:
    text = ONE + "|产出指标|数量指标|灯|1盏\n\n|一级指标|二级指标|指标内容|指标值\n|||杆|2根\n"
    assert indicator_rows(text)[1] == ("产出指标", "数量指标", "杆", "2根")


def test_columns_of_a_self_evaluation_fill_their_own_places() -> None:
    text = (
        "某市项目支出绩效自评表\n\n项目名称|灯\n年度目标|亮\n"
        "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施\n"
        "|产出指标|数量指标|灯|≥10盏|12盏|20|20|\n|||杆|≥5根|3根|10|6|雨季停工\n|总分|||||30|26|\n"
    )
    reading = read_text(text)
    keys = ("name_text", "value_text", "actual_text", "weight_text", "score_text", "deviation_text")
    assert [tuple(row[key] for key in keys) for row in reading.records["indicator_lines"]] == [
        ("灯", "≥10盏", "12盏", "20", "20", None),
        ("杆", "≥5根", "3根", "10", "6", "雨季停工"),
    ]
    assert [(f["field"], f["value_text"]) for f in reading.records["fields"][2:]] == [
        ("weight_total_text", "30"),
        ("score_total_text", "26"),
    ]


def test_an_unknown_label_in_its_column_never_becomes_the_name() -> None:
    text = HEAD + "一级指标|二级指标|三级指标|目标值|上年完成值|指标解释\n满意度|某类对象|企业满意度|≥85%|83%|\n"
    reading = read_text(text)
    [row] = reading.records["indicator_lines"]
    assert (row["level1_text"], row["level2_text"]) == ("满意度", None)
    assert (row["name_text"], row["value_text"]) == ("企业满意度", "≥85%")
    # The label and the value of last year have no place: they are kept, and said.
    assert unread(reading) == ["某类对象", "83%"]


def test_horizons_in_a_second_heading_row() -> None:
    text = (
        HEAD + "绩效指标|一级指标|二级指标|三级指标|指标值||备注\n||||实施期|年度|\n"
        "|产出指标|数量指标|站点|≥30个|≥10个|分三年\n||质量指标|合格率|100%|90%|\n"
    )
    rows = read_text(text).records["indicator_lines"]
    assert [(r["name_text"], r["value_heading_text"], r["value_text"], r["explanation_text"]) for r in rows] == [
        ("站点", "实施期", "≥30个", "分三年"),
        ("站点", "年度", "≥10个", "分三年"),
        ("合格率", "实施期", "100%", None),
        ("合格率", "年度", "90%", None),
    ]


@pytest.mark.parametrize("colon", ["：", ":", "： "])
def test_a_category_before_a_colon_in_the_name_is_the_label_of_its_row(colon: str) -> None:
    text = (
        HEAD + f"绩效指标|指标|指标内容|指标值\n|产出指标|数量指标{colon}修复点|5处\n||1.质量指标{colon}合格率|≥98%\n"
        f"||验收|通过\n|效益指标|社会效益{colon}接待游客|30万人次\n"
    )
    reading = read_text(text)
    rows = reading.records["indicator_lines"]
    assert [(r["level1_text"], r["level2_text"], r["name_text"], r["value_text"]) for r in rows] == [
        ("产出指标", "数量指标", "修复点", "5处"),
        ("产出指标", "1.质量指标", "合格率", "≥98%"),
        ("产出指标", None, "验收", "通过"),
        ("效益指标", "社会效益", "接待游客", "30万人次"),
    ]
    assert [r["level2_row_no"] == r["row_no"] for r in rows] == [True, True, False, True]
    assert reading.counts["unread"] == 0


@pytest.mark.parametrize(
    "name", ["数量指标：≥5处", "数量指标：修复点；质量指标：合格率", "数量指标：", "要求：合格", "产出指标：修复点"]
)
def test_a_name_with_a_colon_that_is_no_label_and_name_stays_whole(name: str) -> None:
    rows = indicator_rows(HEAD + f"绩效指标|指标|指标内容|指标值\n|产出指标|{name}|合格\n")
    assert rows == [("产出指标", None, name, "合格")]


def test_a_name_below_a_printed_label_of_level_2_stays_whole() -> None:
    rows = indicator_rows(ONE + "|产出指标|数量指标|数量指标：修复点|5处\n")
    assert rows == [("产出指标", "数量指标", "数量指标：修复点", "5处")]


@pytest.mark.parametrize("sign", ["-", "－", "/", "—", " - "])
def test_categories_of_two_levels_in_one_cell_are_the_labels_of_their_row(sign: str) -> None:
    reading = read_text(
        "项目支出绩效目标表\n项目名称|绿化|||\n年度目标|栽树|||\n指标类型|指标名称|目标值|指标解释\n"
        f"产出{sign}数量指标|栽植行道树|≥120株|\n效益{sign}生态效益指标|成活率|≥98%|抽查\n产出{sign}质量指标|苗木规格达标|达标\n"
    )
    lines = reading.records["indicator_lines"]
    assert [(r["level1_text"], r["level2_text"], r["name_text"], r["value_text"]) for r in lines] == [
        ("产出", "数量指标", "栽植行道树", "≥120株"),
        ("效益", "生态效益指标", "成活率", "≥98%"),
        ("产出", "质量指标", "苗木规格达标", "达标"),
    ]
    assert reading.records["unread_cells"] == []


def test_weights_between_the_labels_are_those_of_labels() -> None:
    text = HEAD + (
        "一级指标|权重|二级指标|权重|三级指标|权重|目标值\n"
        "产出指标|50|数量指标|20|灯|12|≥3盏\n||||杆|8|≥3根\n||质量指标|30|路灯亮灯率|30|≥95%\n"
    )
    reading = read_text(text)
    rows = reading.records["indicator_lines"]
    assert [(row["level2_text"], row["name_text"], row["weight_text"], row["value_text"]) for row in rows] == [
        ("数量指标", "灯", "12", "≥3盏"),
        ("数量指标", "杆", "8", "≥3根"),
        ("质量指标", "路灯亮灯率", "30", "≥95%"),
    ]
    assert unread(reading) == ["50", "20", "30"]


def test_points_before_all_labels_are_the_indicators() -> None:
    text = HEAD + "分值|一级指标|二级指标|三级指标|目标值\n12|产出指标|数量指标|灯|≥3盏\n"
    assert [row["weight_text"] for row in read_text(text).records["indicator_lines"]] == ["12"]


def test_a_single_column_of_weights_is_the_indicators_wherever_it_stands() -> None:
    text = (
        HEAD
        + "一级指标|二级指标|权重|三级指标|指标值\n产出指标|数量指标|10|路灯数量|≥3盏\n|质量指标|20|路灯亮灯率|≥95%\n"
    )
    assert [row["weight_text"] for row in read_text(text).records["indicator_lines"]] == ["10", "20"]


def test_short_names_behind_weights_of_labels_are_names() -> None:
    text = HEAD + (
        "一级指标|权重|二级指标|权重|三级指标|权重|目标值\n产出指标|50|数量指标|20|灯|12|≥3盏\n||质量指标|30|亮灯率|30|≥95%\n"
    )
    rows = read_text(text).records["indicator_lines"]
    assert [(row["level2_text"], row["name_text"], row["weight_text"], row["value_text"]) for row in rows] == [
        ("数量指标", "灯", "12", "≥3盏"),
        ("质量指标", "亮灯率", "30", "≥95%"),
    ]


@pytest.mark.parametrize(
    "columns",
    ["序号|一级指标|二级指标|三级指标|指标值|备注", "一级指标|二级指标|序号|三级指标|指标值|备注"],
    ids=["number first", "number before the name"],
)
def test_the_number_of_a_row_is_no_name_and_holds_its_row_in_place(columns: str) -> None:
    rows = [
        ("1", "产出指标", "数量指标", "人数", "≥200人"),
        ("2", "", "", "班次", "5次"),
        ("3", "", "质量指标", "合格率", "较高"),
        ("4", "效益指标", "社会效益指标", "教师技能", "有效提升"),
    ]
    order = (0, 1, 2, 3, 4) if columns.startswith("序号") else (1, 2, 0, 3, 4)
    text = HEAD + columns + "\n" + "".join("|".join(row[i] for i in order) + "|\n" for row in rows)
    reading = read_text(text)
    lines = reading.records["indicator_lines"]
    assert [(r["level2_text"], r["name_text"], r["value_text"], r["explanation_text"]) for r in lines] == [
        ("数量指标", "人数", "≥200人", None),
        ("数量指标", "班次", "5次", None),
        ("质量指标", "合格率", "较高", None),
        ("社会效益指标", "教师技能", "有效提升", None),
    ]
    assert reading.counts["unread"] == 0


@pytest.mark.parametrize(
    "rows",
    [
        "一级指标|序号|二级指标|序号|三级指标|指标值\n产出指标|1|数量指标|1|党日|12次\n|||2|党课|10次\n",
        "序号|一级指标|二级指标|序号|三级指标|指标值\n1|产出指标|数量指标|1|党日|12次\n|||2|党课|10次\n",
        "序号|一级指标|序号|二级指标|序号|三级指标|指标值\n1|产出指标|1|数量指标|1|党日|12次\n||||2|党课|10次\n",
    ],
)
def test_each_level_may_have_numbers_of_its_own(rows: str) -> None:
    assert indicator_rows(HEAD + rows) == [
        ("产出指标", "数量指标", "党日", "12次"),
        ("产出指标", "数量指标", "党课", "10次"),
    ]


def test_a_text_in_the_column_of_numbers_does_not_vanish() -> None:
    rows = indicator_rows(HEAD + "序号|一级指标|二级指标|三级指标|指标值\n培训班次数量|≥5次|||\n")
    assert rows == [(None, None, "培训班次数量", "≥5次")]


WEIGHED = HEAD + "一级指标|二级指标|三级指标|指标值|权重|备注\n"
PARTS = ("level1_text", "level2_text", "name_text", "value_text", "weight_text", "explanation_text")


def parts(text: str) -> list[tuple[str | None, ...]]:
    return [tuple(row[part] for part in PARTS) for row in read_text(text).records["indicator_lines"]]


@pytest.mark.parametrize("value", ["≥200人", "合格"])
def test_a_blank_name_between_label_and_value_is_no_name(value: str) -> None:
    rows = parts(WEIGHED + f"产出指标|数量指标||{value}|10|\n|质量指标||{value}|20|\n||及时率|≥95%|5|\n")
    assert rows == [
        ("产出指标", "数量指标", None, value, "10", None),
        ("产出指标", "质量指标", None, value, "20", None),
        ("产出指标", "质量指标", "及时率", "≥95%", "5", None),
    ]


@pytest.mark.parametrize(
    ("row", "name", "value"),
    [
        ("产出指标|规模指标|人数|≥200人|10|", "人数", "≥200人"),
        ("产出指标|规模指标|技能|提升|10|", "技能", "提升"),
        ("产出指标|规模指标|技能||10|", "技能", None),
        ("产出指标|规模指标||≥200人|10|", None, "≥200人"),
        ("|规模指标|灯光|优良|10|", "灯光", "优良"),
        ("|规模指标||优良|10|", None, "优良"),
        ("产出指标|规模|技能|提升|10|", "技能", "提升"),
    ],
)
def test_an_unknown_label_is_listed_and_shifts_nothing(row: str, name: str | None, value: str | None) -> None:
    reading = read_text(WEIGHED + row + "\n")
    [line] = reading.records["indicator_lines"]
    assert (line["name_text"], line["value_text"], line["weight_text"]) == (name, value, "10")
    assert line["level2_text"] is line["explanation_text"] is None
    assert unread(reading) == [row.split("|")[1]]


def test_no_text_becomes_a_weight_and_no_sign_a_unit() -> None:
    head = HEAD + "一级指标|二级指标|三级指标|指标值|单位|权重\n产出指标|数量指标|灯|3|盏|10\n"
    reading = read_text(head + "灯杆维修|每月完成|两次巡检|良好||\n")
    assert [row["weight_text"] for row in reading.records["indicator_lines"]] == ["10", None]
    assert {"两次巡检", "良好"} <= set(unread(reading))


def test_rows_of_a_list_stand_in_their_columns_as_those_of_a_form() -> None:
    heads = "单位名称|项目名称|预算数（万元）|年度绩效目标|一级指标|二级指标|三级指标|指标值|分值\n"
    rows = "教育局|培训|100|培训教师|产出指标|数量指标|人数|≥200人|10\n|||||质量指标||合格|10\n|||||时效指标|灯|优|10\n"
    assert [row[1:5] for row in parts("某县项目支出绩效目标表\n" + heads + rows)] == [
        ("数量指标", "人数", "≥200人", "10"),
        ("质量指标", None, "合格", "10"),
        ("时效指标", "灯", "优", "10"),
    ]


@pytest.mark.parametrize(("third", "fourth"), [("三级指标", "四级指标"), ("三级指标", "指标名称")])
def test_of_two_columns_of_names_the_last_one_filled_holds_the_name(third: str, fourth: str) -> None:
    reading = read_text(
        HEAD + f"一级指标|二级指标|{third}|{fourth}|指标值|分值\n产出指标|数量指标|培训|培训人数|≥200人|10\n"
        "|||培训班次|≥5次|10\n效益指标|社会效益指标|影响|技能提升|明显|20\n|生态效益指标|环境影响||减少|20\n"
    )
    lines = reading.records["indicator_lines"]
    assert [(r["level2_text"], r["name_text"], r["value_text"], r["weight_text"]) for r in lines] == [
        ("数量指标", "培训人数", "≥200人", "10"),
        ("数量指标", "培训班次", "≥5次", "10"),
        ("社会效益指标", "技能提升", "明显", "20"),
        ("生态效益指标", "环境影响", "减少", "20"),
    ]
    assert unread(reading) == ["培训", "影响"]


@pytest.mark.parametrize("listing", [False, True], ids=["form", "list"])
def test_contents_behind_the_value_explain_the_indicator(listing: bool) -> None:
    heads = "一级指标|二级指标|三级指标|指标性质|指标值|度量单位|指标内容"
    rows = ("产出指标|数量指标|受益学生数|≥|5000|人|反映受益学生", "|质量指标|供餐达标率|≥|95|%|反映供餐")
    if listing:
        text = f"某县项目支出绩效目标表\n项目名称|预算数（万元）|{heads}\n营养餐|12|{rows[0]}\n||{rows[1]}\n"
    else:
        text = HEAD + "\n".join((heads, *rows)) + "\n"
    lines = read_text(text).records["indicator_lines"]
    assert [(r["name_text"], r["value_text"], r["unit_text"], r["explanation_text"]) for r in lines] == [
        ("受益学生数", "5000", "人", "反映受益学生"),
        ("供餐达标率", "95", "%", "反映供餐"),
    ]


def test_totals_of_some_indicators_are_no_indicators() -> None:
    rows = "产出指标|数量指标|灯|≥3盏|10|\n||小计||10|\n效益指标|社会效益指标|知晓率|提升|30|\n"
    reading = read_text(WEIGHED + rows + "效益指标小计||||30|\n合计||||40|\n")
    assert [row["weight_text"] for row in reading.records["indicator_lines"]] == ["10", "30"]
    assert unread(reading) == ["10", "30"]
    totals = [row["value_text"] for row in reading.records["fields"] if row["field"] == "weight_total_text"]
    assert totals == ["40"]


@pytest.mark.parametrize("name", ["资金合计", "教学点小计", "合计完成率"])
def test_a_name_that_ends_as_totals_do_is_a_name(name: str) -> None:
    assert [row[2:4] for row in parts(WEIGHED + f"产出指标|数量指标|{name}|30|10|\n")] == [(name, "30")]


def test_labels_in_the_column_of_names_are_labels_where_labels_have_no_column() -> None:
    text = HEAD + (
        "指标名称|指标值|指标说明|分值\n一、产出指标|||50\n（一）数量指标|||20\n1.培训人数|≥200人|培训|20\n"
        "（二）质量指标|||\n合格率|≥95%|考核|30\n质量指标|合格|考核|10\n"
    )
    reading = read_text(text)
    rows = reading.records["indicator_lines"]
    assert [(row["level1_text"], row["level2_text"], row["name_text"], row["weight_text"]) for row in rows] == [
        ("一、产出指标", "（一）数量指标", "1.培训人数", "20"),
        ("一、产出指标", "（二）质量指标", "合格率", "30"),
        ("一、产出指标", "（二）质量指标", "质量指标", "10"),
    ]
    assert unread(reading) == ["50", "20"]


def test_a_category_of_two_levels_does_not_hold_a_row_in_place() -> None:
    head = HEAD + "一级指标|二级指标|三级指标|指标解释|对比符号|指标值|计量单位\n"
    rows = "产出指标|数量指标|灯杆数量|说明一|=|292|根\n成本指标|灯杆比例|说明二|≤|58|%|\n"
    reading = read_text(head + rows)
    line = reading.records["indicator_lines"][1]
    assert (line["level2_text"], line["name_text"], line["value_text"]) == ("成本指标", "灯杆比例", "58")


def test_a_comparator_in_words_holds_a_row_that_lost_its_leading_cells() -> None:
    text = HEAD + (
        "绩效指标|一级指标|二级指标|三级指标|三级指标解释|对比符号|指标值|计量单位\n"
        "|产出指标|数量指标|替换终端数量|反映替换终端数量的情况|≥|523|台\n"
        "质量指标|资料归档完整率|反映资料归档完整率的情况|不低于|100|%||\n"
    )
    rows = read_text(text).records["indicator_lines"]
    assert [(row["level2_text"], row["name_text"], row["comparator_text"], row["value_text"]) for row in rows] == [
        ("数量指标", "替换终端数量", "≥", "523"),
        ("质量指标", "资料归档完整率", "不低于", "100"),
    ]
