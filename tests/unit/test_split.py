"""Where a form ends, and whose the lines are that stand between it and the next."""

import pytest

from tests.unit.helpers import read_text

INDICATORS = "一级指标|二级指标|三级指标|指标值\n产出指标|数量指标|人数|≥200人\n"
TITLE = "某局项目支出绩效目标表|||\n"
FIRST = "项目名称|路灯||\n资金总额|100||\n年度目标|亮||\n" + INDICATORS
SECOND = "项目名称|桥||\n资金总额|500000||\n年度目标|通||\n" + INDICATORS


def units(text: str) -> list[str | None]:
    return [form["unit_document_text"] for form in read_text(text).records["forms"]]


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
    assert units(text) == ["万元", "元"]


@pytest.mark.parametrize("between", ["政府采购预算表\n单位：元\n", "第三部分 国有资产\n\n单位：元\n"])
def test_a_unit_above_another_table_is_not_that_of_the_form_before_it(between: str) -> None:
    reading = read_text(TITLE + FIRST + "\n" + between + "品目|数量|金额\n电脑|10|50000\n")
    assert [form["unit_document_text"] for form in reading.records["forms"]] == [None]
    assert len(reading.records["indicator_lines"]) == 1


def test_a_unit_of_its_own_begins_another_table_below_a_form() -> None:
    reading = read_text(TITLE + "单位：万元\n" + FIRST + "\n单位：元\n品目|数量|用途|金额\n电脑|10|教学|50000\n")
    assert [form["unit_document_text"] for form in reading.records["forms"]] == ["万元"]
    assert len(reading.records["indicator_lines"]) == 1


def test_a_unit_printed_again_on_a_further_page_does_not_end_the_form() -> None:
    reading = read_text(TITLE + "单位：万元\n" + FIRST + "\n单位：万元\n" + INDICATORS)
    assert (reading.forms_count, len(reading.records["indicator_lines"])) == (1, 2)
    assert units(TITLE + "单位：万元\n" + FIRST + "\n单位：万元\n" + INDICATORS) == ["万元"]


def test_a_department_and_a_year_between_two_forms_are_those_of_the_second() -> None:
    above = "部门名称：{}\n（{}年度）\n"
    text = TITLE + above.format("甲局", 2024) + FIRST + "\n" + above.format("乙局", 2025) + TITLE + SECOND
    assert fields(text, "department_name") == [(1, "甲局"), (2, "乙局")]
    assert [form["year_text"] for form in read_text(text).records["forms"]] == ["（2024年度）", "（2025年度）"]


def test_a_signature_below_a_form_stays_with_it() -> None:
    text = TITLE + "部门名称：甲局\n" + FIRST + "\n填报日期：2024年3月1日\n" + TITLE + SECOND
    assert fields(text, "filled_on_text") == [(1, "2024年3月1日")]
