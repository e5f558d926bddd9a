"""Where a form ends, and whose the lines are that stand between it and the next."""

import pytest

from ingest.forms import DocumentReading
from tests.unit.helpers import document_units, read_text, unread

INDICATORS = "一级指标|二级指标|三级指标|指标值\n产出指标|数量指标|人数|≥200人\n"
TITLE = "某局项目支出绩效目标表|||\n"
FIRST = "项目名称|路灯||\n资金总额|100||\n年度目标|亮||\n" + INDICATORS
SECOND = "项目名称|桥||\n资金总额|500000||\n年度目标|通||\n" + INDICATORS


def fields(text: str, name: str) -> list[tuple[int, str | None]]:
    """(number of the form, value) of each field of the name."""
    return [(row["form_no"], row["value_text"]) for row in read_text(text).records["fields"] if row["field"] == name]


@pytest.mark.parametrize(
    "text",
    [
        TITLE + "单位：万元\n" + FIRST + "\n单位：元\n" + TITLE + SECOND,
        TITLE + "|||单位：万元\n" + FIRST + "|||单位：元\n" + TITLE + SECOND,
        TITLE + "单位：万元\n" + FIRST + "\n公开10表\n单位：元\n" + TITLE + SECOND,
        TITLE + "\n单位：万元\n" + FIRST + "\n单位：元\n" + SECOND,
        "单位：万元\n" + TITLE + FIRST + "\n单位：元\n" + TITLE + SECOND,
    ],
)
def test_a_unit_between_two_forms_is_that_of_the_second(text: str) -> None:
    assert document_units(text) == ["万元", "元"]


@pytest.mark.parametrize("between", ["政府采购预算表\n单位：元\n", "第三部分 国有资产\n\n单位：元\n"])
def test_a_unit_above_another_table_is_not_that_of_the_form_before_it(between: str) -> None:
    reading = read_text(TITLE + FIRST + "\n" + between + "品目|数量|金额\n电脑|10|50000\n")
    assert document_units(reading) == [None]
    assert len(reading.records["indicator_lines"]) == 1


def test_a_unit_below_the_money_of_a_form_is_not_that_of_its_amounts() -> None:
    form = TITLE + "项目名称|路灯||\n资金总额|100||\n年度目标|亮||\n"
    for between in ("\n单位：元\n", "|||单位：元\n"):
        assert document_units(form + between + "品目|数量|金额|用途\n电脑|10|50000|教学\n") == [None]
    assert document_units(TITLE + "项目名称|路灯||\n|||单位：元\n资金总额|100||\n年度目标|亮||\n") == ["元"]


def test_a_unit_of_its_own_begins_another_table_below_a_form() -> None:
    reading = read_text(TITLE + "单位：万元\n" + FIRST + "\n单位：元\n品目|数量|用途|金额\n电脑|10|教学|50000\n")
    assert document_units(reading) == ["万元"]
    assert len(reading.records["indicator_lines"]) == 1


def test_a_unit_printed_again_on_a_further_page_does_not_end_the_form() -> None:
    reading = read_text(TITLE + "单位：万元\n" + FIRST + "\n单位：万元\n" + INDICATORS)
    assert (reading.forms_count, len(reading.records["indicator_lines"])) == (1, 2)
    assert document_units(TITLE + "单位：万元\n" + FIRST + "\n单位：万元\n" + INDICATORS) == ["万元"]


def test_a_department_and_a_year_between_two_forms_are_those_of_the_second() -> None:
    above = "部门名称：{}\n（{}年度）\n"
    text = TITLE + above.format("甲局", 2024) + FIRST + "\n" + above.format("乙局", 2025) + TITLE + SECOND
    assert fields(text, "department_name") == [(1, "甲局"), (2, "乙局")]
    assert [form["year_text"] for form in read_text(text).records["forms"]] == ["（2024年度）", "（2025年度）"]


def test_a_signature_below_a_form_stays_with_it() -> None:
    text = TITLE + "部门名称：甲局\n" + FIRST + "\n填报日期：2024年3月1日\n" + TITLE + SECOND
    assert fields(text, "filled_on_text") == [(1, "2024年3月1日")]


HEADS = [
    "项目编码|{no}|项目名称|{name}\n",
    "序号|{no}|项目名称|{name}\n",
    "单位名称|{agency}|项目名称|{name}\n",
    "主管部门|{agency}|实施单位|{agency}一所\n项目名称|{name}||\n",
    "主管部门|某局|实施单位|某所\n项目名称|{name}||\n",
    "项目编码：{no}|项目名称：{name}||\n",
]


@pytest.mark.parametrize("head", HEADS)
def test_another_name_code_or_agency_below_the_indicators_begins_a_form(head: str) -> None:
    first, second = head.format(no=1, name="路灯", agency="甲局"), head.format(no=2, name="桥", agency="乙局")
    rest = "资金总额|{}||\n年度目标|{}||\n" + INDICATORS
    text = TITLE + first + rest.format(100, "亮") + second + rest.format(500, "通")
    assert fields(text, "project_name") == [(1, "路灯"), (2, "桥")]
    amounts = [(row["form_no"], row["amount_text"]) for row in read_text(text).records["funding_lines"]]
    assert amounts == [(1, "100"), (2, "500")]
    agencies = fields(text, "implementing_agency")
    assert [form_no for form_no, _ in agencies] in ([], [1, 2])
    assert len(set(agencies)) == len(agencies)


@pytest.mark.parametrize("head", HEADS[:4])
def test_the_same_head_printed_again_above_further_indicators_begins_no_form(head: str) -> None:
    above = head.format(no=1, name="路灯", agency="甲局").splitlines()[0] + "\n"
    text = TITLE + above + "年度目标|亮||\n" + INDICATORS + "\n" + above + INDICATORS
    assert read_text(text).forms_count == 1


def test_a_name_above_a_table_in_prose_begins_a_form() -> None:
    rest = "资金总额|{}||\n年度目标|亮||\n" + INDICATORS
    text = TITLE + "项目名称：路灯\n" + rest.format(100) + "\n项目名称：桥\n\n" + rest.format(500)
    assert fields(text, "project_name") == [(1, "路灯"), (2, "桥")]


@pytest.mark.parametrize(
    "text",
    [
        "部门名称：甲局|||单位：万元\n" + TITLE + FIRST + "部门名称：甲局|||单位：元\n" + TITLE + SECOND,
        "部门名称：甲局|||单位：万元\n" + FIRST + "部门名称：甲局|||单位：元\n" + SECOND,
        TITLE.replace("|||", "|||单位：万元") + FIRST + TITLE.replace("|||", "||（2025年度）|单位：元") + SECOND,
    ],
)
def test_a_unit_in_a_row_with_a_department_or_a_title_is_that_of_the_form_below(text: str) -> None:
    reading = read_text(text)
    assert document_units(reading) == ["万元", "元"]
    assert (len(reading.records["indicator_lines"]), reading.counts["unread"]) == (2, 0)
    assert fields(text, "department_name") in ([], [(1, "甲局"), (2, "甲局")])


@pytest.mark.parametrize("unit", ["万元", "元"])
@pytest.mark.parametrize("between", ["单位：水利局|||单位：{}\n", "\n单位名称：水利局\n单位：{}\n"])
def test_another_agency_or_unit_above_the_heading_of_a_list_begins_a_list(between: str, unit: str) -> None:
    heading = "序号|项目名称|预算金额|年度绩效目标\n"
    above = between.format("万元").replace("水利局", "教育局")
    text = TITLE + above + heading + "1|培训|100|培训教师\n" + between.format(unit) + heading + "1|清淤|20|清淤\n"
    assert document_units(text) == ["万元", unit]
    assert fields(text, "implementing_agency") == [(1, "教育局"), (2, "水利局")]


def test_the_head_of_a_page_printed_again_between_the_rows_of_a_list_is_no_record() -> None:
    head = "单位：教育局|||单位：万元\n"
    text = TITLE + head + "序号|项目名称|预算金额|年度绩效目标\n1|培训|100|培训教师\n\n" + head + "2|采购|20|采购设备\n"
    reading = read_text(text)
    assert [row["amount_text"] for row in reading.records["funding_lines"]] == ["100", "20"]
    assert (reading.forms_count, reading.counts["unread"]) == (1, 0)


@pytest.mark.parametrize("form", [TITLE + FIRST, TITLE + "项目名称|预算金额|年度绩效目标|备注\n培训|100|培训教师|无\n"])
def test_a_title_beside_a_unit_below_the_body_begins_another_table(form: str) -> None:
    other = "采购表|||单位：元\n品目|数量|单价|金额\n电脑|10|5000|50000\n"
    reading = read_text(form + other)
    assert document_units(form + other) == [None]
    assert [row["amount_text"] for row in reading.records["funding_lines"]] == ["100"]
    assert len(reading.records["indicator_lines"]) == len(read_text(form).records["indicator_lines"])
    assert reading.status == "partial"


LIST = TITLE + "{head}序号|项目名称|预算金额|绩效目标\n1|路|100|修路\n2|桥|50|修桥\n{again}3|井|30|打井\n"


def named(reading: DocumentReading, name: str) -> list[tuple[str | None, str | None]]:
    """(project, value of the field) of each record."""
    fields = [(row["record_no"], row["field"], row["value_text"]) for row in reading.records["fields"]]
    names = [(no, value) for no, field, value in fields if field == "project_name"]
    return [(project, next((v for n, f, v in fields if (n, f) == (no, name)), None)) for no, project in names]


@pytest.mark.parametrize("line", ["部门名称：{}\n", "部门名称：{}|||\n", "部门名称：{}|||单位：万元\n"])
@pytest.mark.parametrize("below_heading", [False, True])
def test_another_agency_between_the_rows_of_a_list_is_that_of_the_rows_below_it(line: str, below_heading: bool) -> None:
    first, second = line.format("甲局"), line.format("乙局")
    text = LIST.format(head=first, again=second)
    if below_heading:
        text = LIST.format(head="", again=second).replace("绩效目标\n", "绩效目标\n" + first)
    reading = read_text(text)
    assert named(reading, "department_name") == [("路", "甲局"), ("桥", "甲局"), ("井", "乙局")]
    assert (unread(reading), reading.counts["outside"]) == ([], 0)
    if "万元" in line:
        assert document_units(reading) == ["万元"]


def test_an_agency_without_label_beside_the_unit_of_the_list_is_that_of_the_rows_below_it() -> None:
    rows = "序号|项目名称|预算金额|绩效目标\n甲局|||单位：万元\n1|路|100|修路\n乙局|||单位：万元\n1|桥|50|修桥\n"
    reading = read_text(TITLE + rows)
    assert named(reading, "implementing_agency") == [("路", "甲局"), ("桥", "乙局")]
    assert (unread(reading), document_units(reading)) == ([], ["万元"])


def test_the_agency_on_top_of_each_page_is_the_same_whatever_the_page() -> None:
    reading = read_text(LIST.format(head="单位名称：甲局 第1页\n", again="单位名称：甲局 第2页\n"))
    assert named(reading, "implementing_agency") == [("路", "甲局"), ("桥", "甲局"), ("井", "甲局")]


def test_rows_below_another_unit_are_not_counted_in_that_of_the_list() -> None:
    line = "部门名称：甲局|||单位：{}\n"
    reading = read_text(LIST.format(head=line.format("万元"), again=line.format("元")))
    assert [project for project, _ in named(reading, "department_name")] == ["路", "桥"]
    assert unread(reading) == ["部门名称：甲局", "单位：元", "3", "井", "30", "打井"]


def test_an_agency_between_two_pages_of_indicators_cuts_off_no_row() -> None:
    reading = read_text(
        TITLE + "预算单位：甲局\n项目名称|路||\n年度目标|修路||\n一级指标|二级指标|三级指标|指标值\n"
        "产出指标|数量指标|里程|10公里\n预算单位：201001 甲局\n效益指标|社会效益指标|出行|改善\n"
    )
    assert [row["name_text"] for row in reading.records["indicator_lines"]] == ["里程", "出行"]


def test_a_heading_beside_the_numbers_of_a_table_is_nobodys_number() -> None:
    reading = read_text(
        TITLE + "部门名称|甲局||\n序号|重点工作|预算金额（万元）|备注\n1|修路|60|\n年度目标|修路||\n"
        "一级指标|二级指标|三级指标|指标值\n产出指标|数量指标|里程|10公里\n效益指标|社会效益指标|出行|改善\n"
        "序号|重大项目|预算金额（万元）|备注\n1|桥|60|\n"
    )
    assert [row["name_text"] for row in reading.records["indicator_lines"]] == ["里程", "出行"]
    assert (len(reading.records["forms"]), reading.counts["outside"]) == (1, 0)
    assert unread(reading)[-3:] == ["1", "桥", "60"]
