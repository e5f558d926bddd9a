"""Whose value a heading names: values of earlier years are no targets, and what nothing tells apart is listed."""

import pytest

from ingest.forms import DocumentReading
from tests.fixtures.layouts import pairs
from tests.fixtures.render.document import Box, Document, Prose, Table
from tests.unit.helpers import read_text, unread
from tests.unit.test_spans import read_document

TITLE = "2024年度项目支出绩效目标表"
HEAD = TITLE + "\n\n项目名称|路灯||\n年度目标|亮||\n"
LEVELS = "一级指标|二级指标|三级指标"


def targets(reading: DocumentReading) -> list[tuple[str | None, ...]]:
    columns = ("name_text", "value_heading_text", "comparator_text", "value_text", "unit_text")
    return [tuple(row[column] for column in columns) for row in reading.records["indicator_lines"]]


def merged(*parts: str, title: str = TITLE, behind: bool = True) -> DocumentReading:
    """One 指标值 merged over its parts, two rows of values, and a column behind them."""
    last = (Box("绩效标准", 2),) if behind else ()
    standard = (Box("计划标准"),) if behind else ()
    values = [f"{no}盏" for no in range(1, len(parts) + 1)]
    rates = [f"{no}0%" for no in range(1, len(parts) + 1)]
    head = (*(Box(text, 2) for text in LEVELS.split("|")), Box("指标值", 1, len(parts)), *last)
    rows = [
        pairs(("项目名称", 3), ("路灯", len(parts) + behind)),
        head,
        tuple(Box(part) for part in parts),
        (Box("产出指标", 2), Box("数量指标"), Box("灯数"), *map(Box, values), *standard),
        (Box("质量指标"), Box("亮灯率"), *map(Box, rates), *standard),
    ]
    return read_document(Document.of(Prose(title), Table(rows)))


@pytest.mark.parametrize(
    ("parts", "own"),
    [
        (("前年", "上年", "预计当年实现"), 3),
        (("2022年", "2023年", "2024年"), 3),
        (("2022", "2023", "2024"), 3),
        (("2024年度", "2025年度", "2026年度"), 1),
        (("2023年完成值", "2024年目标值"), 2),
        (("上年完成", "本年目标"), 2),
        (("历史值", "目标值"), 2),
        (("上年实际值", "当年计划值"), 2),
        (("2023年预计完成", "2024年预计完成"), 2),
        (("2023年实际", "2024年计划"), 2),
        (("2023年目标", "2024年目标"), 2),
    ],
)
@pytest.mark.parametrize("behind", [True, False], ids=["a column behind", "values last"])
def test_below_one_value_heading_only_the_forms_own_year_is_the_target(parts, own, behind) -> None:
    reading = merged(*parts, behind=behind)
    assert targets(reading) == [
        ("灯数", parts[own - 1], None, f"{own}盏", None),
        ("亮灯率", parts[own - 1], None, f"{own}0%", None),
    ]
    others = [no for no in range(1, len(parts) + 1) if no != own]
    assert unread(reading) == [f"{no}盏" for no in others] + [f"{no}0%" for no in others]


def test_below_one_value_heading_no_column_is_taken_that_is_not_known() -> None:
    reading = merged("甲方案", "乙方案")
    assert targets(reading) == [("灯数", None, None, None, None), ("亮灯率", None, None, None, None)]
    assert unread(reading) == ["1盏", "2盏", "10%", "20%"]


def test_years_without_a_year_of_the_form_are_all_listed() -> None:
    reading = merged("2023年", "2024年", title="项目支出绩效目标表")
    assert [row[3] for row in targets(reading)] == [None, None]
    assert unread(reading) == ["1盏", "2盏", "10%", "20%"]


def test_the_only_year_beside_the_whole_period_is_the_forms() -> None:
    reading = merged("实施期", "2024年", title="项目支出绩效目标表")
    assert [row[1::2] for row in targets(reading)] == [
        ("实施期", "1盏"),
        ("2024年", "2盏"),
        ("实施期", "10%"),
        ("2024年", "20%"),
    ]
    assert unread(reading) == []


def test_parts_of_a_value_may_head_their_own_columns() -> None:
    rows = f"{LEVELS}|指标值||\n|||比较符号|目标值|计量单位\n产出指标|数量指标|灯数|≥|9|盏\n"
    reading = read_text(HEAD + rows)
    assert targets(reading) == [("灯数", "目标值", "≥", "9", "盏")]
    assert unread(reading) == []


def test_parts_that_lost_their_blank_cells_stand_below_the_value_heading() -> None:
    rows = f"{LEVELS}|指标值|\n上年完成|本年目标|||\n产出指标|数量指标|灯数|8盏|9盏\n"
    reading = read_text(HEAD + rows)
    assert targets(reading) == [("灯数", "本年目标", None, "9盏", None)]
    assert unread(reading) == ["8盏"]


def test_a_first_row_of_values_is_no_second_heading() -> None:
    rows = f"{LEVELS}|半年指标值|全年指标值\n|||1盏|2盏\n产出指标|数量指标|杆数|3根|4根\n"
    reading = read_text(HEAD + rows)
    assert [row[3] for row in targets(reading)] == ["1盏", "2盏", "3根", "4根"]


def test_several_values_below_one_heading_that_nothing_tells_apart_are_listed() -> None:
    head = (*(Box(text) for text in LEVELS.split("|")), Box("指标值", 1, 2))
    first = (Box("产出指标", 3), *pairs(("数量指标", 1), ("灯数", 1), ("8盏", 1), ("9盏", 1)))
    second = pairs(("质量指标", 1), ("亮灯率", 1), ("98%", 2))
    third = pairs(("时效指标", 1), ("及时率", 1), ("≥", 1), ("95%", 1))
    table = Table([pairs(("项目名称", 3), ("路灯", 2)), head, first, second, third])
    reading = read_document(Document.of(Prose(TITLE), table))
    assert [(row[0], row[2], row[3]) for row in targets(reading)] == [
        ("灯数", None, None),
        ("亮灯率", None, "98%"),
        ("及时率", "≥", "95%"),
    ]
    assert unread(reading) == ["8盏", "9盏"]


@pytest.mark.parametrize(
    ("headings", "values", "read", "listed"),
    [
        ("2024年指标值", "9盏", ["9盏"], []),
        ("2024年度指标值", "9盏", ["9盏"], []),
        ("实施期指标值|2024年指标值", "30盏|9盏", ["30盏", "9盏"], []),
        ("2023年指标值|2024年指标值", "8盏|9盏", ["9盏"], ["8盏"]),
        ("指标值（2023年）|指标值（2024年）", "8盏|9盏", ["9盏"], ["8盏"]),
        ("指标值（上年）|指标值（本年）", "8盏|9盏", ["9盏"], ["8盏"]),
        ("上年实际值|本年目标值", "8盏|9盏", ["9盏"], ["8盏"]),
        ("当年目标值|上年目标值", "9盏|8盏", ["9盏"], ["8盏"]),
        ("2024年指标值|2025年指标值", "9盏|10盏", ["9盏"], ["10盏"]),
        ("中期指标值（2026年）|指标值", "30盏|9盏", ["30盏", "9盏"], []),
    ],
)
@pytest.mark.parametrize("listing", [False, True], ids=["form", "list"])
def test_a_year_before_a_value_heading_tells_whose_value_it_is(headings, values, read, listed, listing) -> None:
    if listing:
        text = f"{TITLE}\n\n项目名称|预算数（万元）|{LEVELS}|{headings}\n路灯|12|产出指标|数量指标|灯数|{values}\n"
    else:
        text = f"{HEAD}{LEVELS}|{headings}\n产出指标|数量指标|灯数|{values}\n"
    reading = read_text(text)
    assert [(row[0], row[3]) for row in targets(reading)] == [("灯数", value) for value in read]
    assert unread(reading) == listed


def test_the_year_of_the_form_may_stand_in_a_line_or_a_field_of_its_own() -> None:
    rows = f"{LEVELS}|指标值|\n|||2023年|2024年\n产出指标|数量指标|灯数|8盏|9盏\n"
    line = read_text(f"项目支出绩效目标表\n\n（2024年度）\n\n项目名称|路灯|||\n{rows}")
    column = read_text(f"项目支出绩效目标表\n\n项目名称|路灯|预算年度|2024|\n{rows}")
    assert targets(line) == targets(column) == [("灯数", "2024年", None, "9盏", None)]


@pytest.mark.parametrize("columns", ["指标值", "指标值|备注"])
def test_two_quantities_in_a_row_of_one_value_column_are_listed(columns) -> None:
    reading = read_text(HEAD + f"{LEVELS}|{columns}\n产出指标|数量指标|灯数|8盏|9盏|无\n")
    assert [(row[0], row[3]) for row in targets(reading)] == [("灯数", None)]
    assert unread(reading) == ["8盏", "9盏", "无"]


def test_a_text_behind_the_last_column_is_no_unit_and_a_sign_its_number_and_unit_are_one_value() -> None:
    rows = f"{LEVELS}|指标值\n产出指标|数量指标|灯数|9盏|按合同\n产出指标|数量指标|杆数|≥|9|根\n"
    reading = read_text(HEAD + rows)
    assert targets(reading) == [("灯数", "指标值", None, "9盏", None), ("杆数", "指标值", "≥", "9", "根")]
    assert unread(reading) == ["按合同"]


def test_categories_below_a_value_heading_are_no_second_heading() -> None:
    reading = read_text(HEAD + f"{LEVELS}|指标值|\n|||产出指标|数量指标\n|||灯数|9盏\n")
    assert "数量指标" in {row["level2_text"] for row in reading.records["indicator_lines"]}


def test_in_a_shifted_row_the_value_of_last_year_is_not_taken_for_the_target() -> None:
    rows = f"{LEVELS}|指标值||备注\n|||2023年|2024年|\n产出指标|数量指标|灯数|8盏|9盏|无\n杆数||8根|9根||\n"
    reading = read_text(HEAD + rows)
    assert [(row[0], row[3]) for row in targets(reading)] == [("灯数", "9盏"), ("杆数", None)]
    assert unread(reading) == ["8盏", "8根", "9根"]


@pytest.mark.parametrize("last", ["备注", "分值"])
def test_a_value_heading_reaches_over_the_blank_places_behind_it(last) -> None:
    rows = f"{LEVELS}|指标值|||{last}\n产出指标|数量指标|培训教师人数|≥|200|人|\n|质量指标|合格率|≥|95|%|10\n"
    reading = read_text(HEAD + rows)
    assert [(row[0], *row[2:]) for row in targets(reading)] == [
        ("培训教师人数", "≥", "200", "人"),
        ("合格率", "≥", "95", "%"),
    ]
    assert [row["explanation_text"] or row["weight_text"] for row in reading.records["indicator_lines"]] == [None, "10"]
    assert unread(reading) == []


def test_parts_of_a_value_that_stand_below_no_heading_are_listed() -> None:
    reading = read_text(HEAD + f"{LEVELS}|指标值|备注\n灯杆数||≥|200|\n")
    assert [row[3] for row in targets(reading)] == [None]
    assert unread(reading) == ["≥", "200"]


@pytest.mark.parametrize("before", ["原指标值", "调整前指标值"])
def test_of_a_value_before_and_after_an_adjustment_the_adjusted_is_the_target(before: str) -> None:
    reading = read_text(HEAD + LEVELS + f"|{before}|调整后指标值\n产出指标|数量指标|人数|≥300人|≥100人\n||班次|≥3次|\n")
    assert targets(reading) == [
        ("人数", "调整后指标值", None, "≥100人", None),
        ("班次", "调整后指标值", None, None, None),
    ]
    assert unread(reading) == ["≥300人", "≥3次"]


REASONS = ("经费保障", "制度保障", "人员保障", "硬件条件保障", "其他", "原因分析")
CHANCES = ("确定能", "有可能", "完全不可能")
MONITORED = "一级指标|二级指标|三级指标|年度指标值|1-7月执行情况|全年预计完成情况"


def test_headings_below_those_behind_the_values_are_no_indicator() -> None:
    heads = [Box(text, 2) for text in MONITORED.split("|")]
    first = ("产出指标", "数量指标", "灯数", "≥9盏", "5盏", "9盏", "", "", "", "", "", "雨季", "√", "", "")
    rows = [
        pairs(("项目名称", 3), ("路灯", 12)),
        (*heads, Box("偏差原因分析", 1, 6), Box("完成目标可能性", 1, 3)),
        tuple(Box(text) for text in (*REASONS, *CHANCES)),
        tuple(Box(text) for text in first),
    ]
    reading = read_document(Document.of(Prose("项目支出绩效目标执行监控表"), Table(rows)))
    assert [(row[0], row[3]) for row in targets(reading)] == [("灯数", "≥9盏")]
    assert reading.records["indicator_lines"][0]["deviation_text"] == "雨季"
    assert unread(reading) == ["5盏", "9盏", "√"]


def test_headings_of_all_levels_and_values_head_a_block_whatever_stands_beside_them() -> None:
    heads = f"{MONITORED}|偏差原因分析||完成目标可能性\n||||||经费保障|制度保障|确定能\n"
    reading = read_text(
        f"2023年度项目绩效目标执行监控表\n\n项目名称|路灯\n{heads}产出指标|数量指标|灯数|≥9盏|5盏|9盏|||√\n"
    )
    assert [(row[0], row[3]) for row in targets(reading)] == [("灯数", "≥9盏")]
    assert unread(reading) == ["5盏", "9盏", "√"]


def test_two_full_groups_side_by_side_have_their_own_labels() -> None:
    rows = f"{LEVELS}|指标值|{LEVELS}|指标值\n产出指标|数量指标|灯数|9盏|效益指标|社会效益指标|出行|方便\n"
    reading = read_text(HEAD + rows + "|质量指标|亮灯率|95%||生态效益指标|节电|较多\n")
    lines = reading.records["indicator_lines"]
    assert [(row["level1_text"], row["level2_text"], row["name_text"]) for row in lines] == [
        ("产出指标", "数量指标", "灯数"),
        ("效益指标", "社会效益指标", "出行"),
        ("产出指标", "质量指标", "亮灯率"),
        ("效益指标", "生态效益指标", "节电"),
    ]


def test_each_value_has_the_sign_and_the_unit_beside_it() -> None:
    heads = "指标符号|实施期指标值|计量单位|指标符号|年度指标值|计量单位"
    reading = read_text(HEAD + f"{LEVELS}|{heads}\n产出指标|成本指标|维修成本|≤|600|万元|＝|2000|元\n")
    assert [row[2:] for row in targets(reading)] == [("≤", "600", "万元"), ("＝", "2000", "元")]
    shared = read_text(HEAD + f"{LEVELS}|实施期指标值|年度指标值|计量单位\n产出指标|数量指标|灯数|9|3|盏\n")
    assert [row[3:] for row in targets(shared)] == [("9", "盏"), ("3", "盏")]


def test_a_result_behind_the_last_value_is_not_that_of_the_first() -> None:
    heads = "半年指标值|半年完成值|全年指标值|全年完成值"
    reading = read_text(HEAD + f"{LEVELS}|{heads}\n产出指标|数量指标|灯数|≥2盏|1盏|≥3盏|4盏\n")
    assert [(row["value_text"], row["actual_text"]) for row in reading.records["indicator_lines"]] == [
        ("≥2盏", None),
        ("≥3盏", "4盏"),
    ]
    assert unread(reading) == ["1盏"]


@pytest.mark.parametrize(
    ("over", "values", "listed"),
    [
        ("调整前|||调整后||", ["1盏"], ["灯数", "3盏"]),
        ("年度|||实施期||", ["3盏", "1盏"], []),
        ("甲方案|||乙方案||", [], ["甲方案", "乙方案", "灯数", "3盏", "灯数", "1盏"]),
    ],
)
def test_headings_over_two_groups_say_whose_targets_are_below(over, values, listed) -> None:
    rows = f"{over}\n二级指标|三级指标|指标值|二级指标|三级指标|指标值\n数量指标|灯数|3盏|数量指标|灯数|1盏\n"
    reading = read_text(HEAD + rows)
    assert [row[3] for row in targets(reading)] == values
    assert unread(reading) == listed
