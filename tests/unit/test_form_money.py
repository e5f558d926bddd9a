"""Money of forms: amounts of several years, amounts nobody names, units that hold for other rows."""

import pytest

from ingest.forms import DocumentReading, read_forms
from ingest.grid import Block, Cell, Grid, Row
from tests.unit.helpers import amounts_with_units, document_units, read_text, unread, vocabulary

TITLE = "2024年某市项目支出绩效目标表\n\n"
HEAD = "项目名称|路灯|||\n年度目标|亮|||\n"


def money(text: str) -> list[tuple[str, str | None]]:
    """Label and amount of each line."""
    return [(row["label_text"], row["amount_text"]) for row in read_text(text).records["funding_lines"]]


def read_rows(title: str, rows: list[list[str]]) -> DocumentReading:
    """A table whose cells may hold several lines."""
    cells = [
        Row(row_no, len(row), tuple(Cell(row_no, col_no, text) for col_no, text in enumerate(row, start=1)))
        for row_no, row in enumerate(rows, start=1)
    ]
    above = Block("prose", None, None, None, (Row(1, 1, (Cell(1, 1, title),)),))
    grid = Grid("text/plain", None, "test", (above, Block("table", None, None, 1, tuple(cells))))
    return read_forms(grid, vocabulary())


YEARS = HEAD + (
    "项目资金（万元）|资金来源|2023年|2024年|2025年\n|合计|10|20|30\n|财政拨款|10|15|25\n|自有资金|0|5|5\n主管部门|某局\n"
)


def test_of_several_years_only_the_forms_own_is_its_money() -> None:
    assert money(TITLE + YEARS) == [("合计", "20"), ("财政拨款", "15"), ("自有资金", "5")]
    assert unread(TITLE + YEARS) == ["10", "30", "10", "25", "0", "5"]
    rows = read_text(TITLE + YEARS).records["funding_lines"]
    assert {row["amount_heading_text"] for row in rows} == {"2024年"}


def test_the_year_may_stand_in_the_year_line_or_in_a_field() -> None:
    assert money("某市项目支出绩效目标表\n\n（2025年度）\n\n" + YEARS)[0] == ("合计", "30")
    assert money("某市项目支出绩效目标表\n\n预算年度|2023\n" + YEARS)[0] == ("合计", "10")


@pytest.mark.parametrize(
    "title", ["某市项目支出绩效目标表", "2023-2025年某市项目支出绩效目标表", "2021年某市项目支出绩效目标表"]
)
def test_of_several_years_none_is_taken_where_the_form_names_none_of_them(title: str) -> None:
    assert money(f"{title}\n\n" + YEARS) == [("合计", None), ("财政拨款", None), ("自有资金", None)]


def test_a_sum_over_the_years_is_not_the_years_money() -> None:
    text = TITLE + HEAD + "年度|2023年|2024年|2025年|合计\n项目资金（万元）|10|20|30|60\n主管部门|某局\n"
    assert amounts_with_units(text) == [("项目资金（万元）", "20", "万元")]
    assert unread(text) == ["10", "30", "60"]
    assert "year_text" not in {row["field"] for row in read_text(text).records["fields"]}


def test_a_year_before_an_amount_word_is_a_heading_too() -> None:
    text = TITLE + HEAD + "资金来源|2023年预算数|2024年度预算数（万元）\n合计|10|20\n"
    assert amounts_with_units(text) == [("合计", "20", "万元")]
    assert money(TITLE + HEAD + "资金来源|2023年预算数\n合计|10\n") == [("合计", None)]


def test_a_year_before_a_word_of_another_stage_is_no_budget() -> None:
    assert money(TITLE + HEAD + "资金来源|2024年预算数|2024年执行数\n合计|10|20\n") == [("合计", "10")]


def test_years_of_the_past_leave_the_money_of_the_year_readable() -> None:
    text = TITLE + HEAD + "支出构成|当年金额|占比|2022年|2023年\n项目支出|7|100%|5|6\n"
    assert money(text) == [("项目支出", "7")]
    assert unread(text) == ["100%", "5", "6"]


def test_years_may_end_a_row_of_money_and_head_the_row_below() -> None:
    text = (
        TITLE
        + HEAD
        + ("资金金额（万元）|实施期资金总额|36000|2023年|2024年|2025年\n|||12000|13500|10500\n主管部门|某局\n")
    )
    assert amounts_with_units(text) == [("实施期资金总额", "36000", "万元"), ("资金金额（万元）", "13500", "万元")]
    assert unread(text) == ["12000", "10500"]


@pytest.mark.parametrize(
    "rows",
    [
        "资金总额|10|20\n",
        "资金来源|上年|下年\n资金总额||20\n",
        "资金来源|往年预算数\n资金总额|20\n",
        "资金来源|金额|\n资金总额||10|20\n",
    ],
)
def test_an_amount_nobody_names_is_listed_and_not_taken(rows: str) -> None:
    text = TITLE + HEAD + rows
    assert money(text) == [("资金总额", None)]
    assert "20" in unread(text)


def test_the_current_year_in_words_is_the_forms_year() -> None:
    assert money(TITLE + HEAD + "资金来源|上年|本年\n资金总额|10|20\n") == [("资金总额", "20")]


def test_one_source_twice_in_a_row_below_one_total_is_listed() -> None:
    text = TITLE + HEAD + "总金额（万元）|120|某年金额|40\n其中：财政拨款|100|其中：财政拨款|30\n"
    assert money(text) == [("总金额（万元）", None)]
    assert unread(text)[-4:] == ["其中：财政拨款", "100", "其中：财政拨款", "30"]


def test_a_rate_or_points_beside_the_amount_leave_it_readable() -> None:
    assert money(TITLE + HEAD + "资金总额|100|执行率|50%\n") == [("资金总额", "100")]
    assert money(TITLE + HEAD + "资金总额|100|分值|10\n") == [("资金总额", "100")]


def test_headings_of_a_table_are_no_labels_with_values() -> None:
    text = TITLE + (
        "序号|预算单位|项目名称|2023年预算数|2024年预算数|成效\n|合计||30||\n1|某局|灯|10|15|亮\n2|某局|路|20|25|平\n"
        "主管部门|某局||\n立项依据|某文件||\n项目概况|好||\n"
    )
    fields = [(row["field"], row["value_text"]) for row in read_text(text).records["fields"]]
    assert ("supervising_agency", "某局") in fields
    assert not [name for name, _ in fields if name in ("project_name", "implementing_agency")]
    assert money(text) == []
    assert {"2023年预算数", "30", "灯"} <= set(unread(text))


def test_a_heading_of_amounts_is_no_name() -> None:
    text = TITLE + "项目名称|2023年预算数|||\n年度目标|亮|||\n主管部门|某局\n"
    assert ("project_name", None) in [(row["field"], row["value_text"]) for row in read_text(text).records["fields"]]
    assert unread(text) == ["2023年预算数"]


def test_the_total_of_numbered_rows_below_is_not_the_forms() -> None:
    text = TITLE + HEAD + "合计|||30\n1|某局|灯|10\n2|某局|路|20\n"
    assert money(text) == []
    assert "30" in unread(text)


def test_the_unit_of_a_total_holds_for_its_parts() -> None:
    text = TITLE + HEAD + "资金总额（万元）|120\n其中：财政拨款|100\n其中：上级|40\n其他资金|20\n"
    assert [unit for _, _, unit in amounts_with_units(text)] == ["万元"] * 4
    beside = TITLE + HEAD + "资金总额（万元）|120|其中：财政拨款|100\n||其他资金|20\n"
    assert amounts_with_units(beside) == [
        ("资金总额（万元）", "120", "万元"),
        ("其中：财政拨款", "100", "万元"),
        ("其他资金", "20", "万元"),
    ]
    totals = TITLE + HEAD + "总金额（万元）|120|年度金额|40\n其中：财政拨款|100|其中：财政拨款|30\n"
    assert [unit for _, _, unit in amounts_with_units(totals)] == ["万元"] * 4
    in_head = TITLE + "项目名称|路灯|资金总额（万元）|120\n其中：财政拨款|100\n年度目标|亮|||\n"
    assert [unit for _, _, unit in amounts_with_units(in_head)] == ["万元"] * 2


def test_another_unit_ends_the_unit_of_the_total() -> None:
    text = TITLE + HEAD + "资金总额（万元）|120\n财政拨款（元）|1000000\n上级|5\n其他资金|20\n"
    assert [unit for _, _, unit in amounts_with_units(text)] == ["万元", "元", "元", None]


def test_the_unit_of_a_total_does_not_hold_for_another_total() -> None:
    text = TITLE + HEAD + "实施期资金总额（万元）|120\n年度资金总额|40\n"
    assert [unit for _, _, unit in amounts_with_units(text)] == ["万元", None]


def test_an_unreadable_unit_holds_for_the_parts_too() -> None:
    text = TITLE + HEAD + "单位：元\n资金总额（\ufffd元）|120\n其中：财政拨款|100\n"
    assert [unit for _, _, unit in amounts_with_units(text)] == ["\ufffd元"] * 2


def test_a_unit_in_a_leading_label_holds_beside_it() -> None:
    assert amounts_with_units(TITLE + HEAD + "经费（万元）|合计|120\n|财政拨款|20\n") == [
        ("合计", "120", "万元"),
        ("财政拨款", "20", "万元"),
    ]
    one_cell = TITLE + HEAD + "年度预算申请（万元）|资金总额：120||\n|其中：一般公共预算：100||\n"
    assert [unit for _, _, unit in amounts_with_units(one_cell)] == ["万元"] * 2


@pytest.mark.parametrize(("line", "unit"), [("", "万元"), ("单位：元\n\n", "元")])
def test_the_unit_in_the_title_holds_where_no_nearer_one_is_printed(line: str, unit: str) -> None:
    text = f"2024年某市项目支出绩效目标表（单位：万元）\n\n{line}" + HEAD + "资金总额|120\n"
    assert document_units(text) == [unit]


def test_labels_in_one_row_and_amounts_below_pair_by_column() -> None:
    text = TITLE + HEAD + "资金来源（万元）|合计|财政拨款|其他资金\n|45|30|15\n主管部门|某局\n"
    assert amounts_with_units(text) == [("合计", "45", "万元"), ("财政拨款", "30", "万元"), ("其他资金", "15", "万元")]
    assert unread(text) == []
    gap = TITLE + HEAD + "资金来源（万元）|合计|财政拨款|其他资金\n|45||15\n主管部门|某局\n"
    assert money(gap) == [("合计", "45"), ("财政拨款", None), ("其他资金", "15")]


def test_a_single_amount_below_labels_is_no_page_number() -> None:
    text = TITLE + HEAD + "资金来源（万元）|合计|财政拨款\n||30\n主管部门|某局\n"
    assert money(text) == [("合计", None), ("财政拨款", "30")]


def test_a_label_above_amounts_of_other_years_is_kept_without_amount() -> None:
    text = TITLE + HEAD + "资金总额（万元）|2022年|2023年\n|10|20\n主管部门|某局\n"
    assert money(text) == [("资金总额（万元）", None)]
    assert unread(text) == ["10", "20"]


def test_two_rows_of_amounts_below_labels_are_nobodys() -> None:
    text = TITLE + HEAD + "资金来源（万元）|合计|财政拨款\n|45|30\n|50|20\n主管部门|某局\n"
    assert money(text) == [("合计", None), ("财政拨款", None)]
    assert unread(text) == ["45", "30", "50", "20"]


@pytest.mark.parametrize(("value", "unit"), [("元", "元"), ("人民币万元", "万元"), ("待定", None)])
def test_a_unit_beside_its_label_is_that_of_the_document(value: str, unit: str | None) -> None:
    reading = read_text(TITLE + f"项目名称|路灯|金额单位|{value}\n年度目标|亮||\n资金总额|300||\n")
    assert reading.records["forms"][0]["unit_document_text"] == unit
    assert [(row["field"], row["value_text"]) for row in reading.records["fields"]][1] == ("money_unit_text", value)


def test_parts_of_a_total_among_the_fields_need_no_known_source() -> None:
    total = "资金总额（万元）|2035.7|项目属性|延续项目\n"
    parts = "　　其中：车购税补助|1500||\n其中：州级资金|435.7||\n某某债券|100||\n"
    text = TITLE + "项目名称|路灯||\n" + total + parts + "年度目标|亮||\n"
    assert money(text) == [
        ("资金总额（万元）", "2035.7"),
        ("　　其中：车购税补助", "1500"),
        ("其中：州级资金", "435.7"),
        ("某某债券", "100"),
    ]
    assert {row["parent_line_no"] for row in read_text(text).records["funding_lines"]} == {None, 1}
    assert unread(text) == []


def test_a_part_without_a_total_above_or_without_an_amount_is_listed() -> None:
    text = TITLE + "项目名称|路灯||\n其中：车购税补助|1500||\n资金总额|20||\n其中：重点|新建||\n年度目标|亮||\n"
    assert money(text) == [("资金总额", "20")]
    assert unread(text) == ["其中：车购税补助", "1500", "其中：重点", "新建"]


def test_a_total_behind_a_section_is_no_section() -> None:
    text = (
        TITLE
        + "项目名称|路灯||\n项目资金(万元)|资金总额|其中：财政拨款|其中：非财政结余\n|218.6|180|38.6\n年度目标|亮\n"
    )
    assert amounts_with_units(text) == [
        ("资金总额", "218.6", "万元"),
        ("其中：财政拨款", "180", "万元"),
        ("其中：非财政结余", "38.6", "万元"),
    ]


def test_an_unknown_text_among_labels_above_amounts_is_a_source_only_where_most_are_known() -> None:
    text = TITLE + "项目名称|路灯||\n资金总额|甲项|乙项|丙项\n218.6|180|30|8.6\n年度目标|亮\n"
    assert all(amount is None or amount[0].isdigit() for _, amount in money(text))
    assert "180" in unread(text)


def test_labels_and_amounts_in_the_lines_of_two_cells_pair_up() -> None:
    labels, amounts = "年度资金总额：\n  其中：财政拨款\n上年结转\n其他资金", "2,318.46\n2,000.00\n218.46\n100.00"
    rows = [["项目名称", "路灯"], ["项目资金（万元）", labels, amounts], ["年度目标", "亮"]]
    found = read_rows("项目支出绩效目标表", rows).records
    assert [(row["label_text"], row["amount_text"], row["unit_block_text"]) for row in found["funding_lines"]] == [
        ("年度资金总额", "2,318.46", "万元"),
        ("其中：财政拨款", "2,000.00", "万元"),
        ("上年结转", "218.46", "万元"),
        ("其他资金", "100.00", "万元"),
    ]
    assert found["unread_cells"] == []


def test_lines_that_do_not_pair_up_are_listed_and_the_document_is_partial() -> None:
    labels, amounts = "年度资金总额：\n其中：财政拨款\n其他资金", "2,318.46\n2,000.00"
    rows = [["项目名称", "路灯"], ["项目资金（万元）", labels, amounts], ["年度目标", "亮"]]
    reading = read_rows("项目支出绩效目标表", rows)
    assert (reading.records["funding_lines"], reading.status) == ([], "partial")
    assert set(unread(reading)) == {labels, amounts}


def test_what_the_amounts_beside_it_are_is_no_amount() -> None:
    text = TITLE + "项目名称|路灯||\n资金金额（万元）|实施期资金总额：60|年度资金总额：20\n年度目标|亮||\n"
    assert amounts_with_units(text) == [("实施期资金总额", "60", "万元"), ("年度资金总额", "20", "万元")]


def test_of_which_alone_in_its_cell_is_no_amount() -> None:
    text = TITLE + "项目名称|路灯|||\n资金总额|100|其中：|财政拨款|80\n年度目标|亮|||\n"
    assert money(text) == [("资金总额", "100"), ("财政拨款", "80")]
    assert unread(text) == []


def test_a_row_of_headings_of_which_some_are_unknown_has_no_amounts() -> None:
    heading = "年初预算|预算调整（+/-）|调整后预算|实际支出|沉淀情况|盘活情况\n"
    text = TITLE + "项目名称|路灯||\n" + heading + "5,200|-620|4,580|4,466.5|9|8\n年度目标|亮||\n"
    assert money(text) == []
    assert "预算调整（+/-）" in unread(text) and "4,580" in unread(text)
    assert read_text(text).status == "partial"


def test_budget_and_spending_side_by_side_are_two_amounts() -> None:
    rows = "预算数：|126.00|执行数：|118.40\n其中：省级资金|80.00|其中：省级资金|75.00\n"
    text = TITLE + "项目名称|路灯||\n" + rows + "年度目标|亮||\n"
    assert money(text) == [("预算数：", "126.00"), ("执行数：", "118.40")]
    assert unread(text) == ["其中：省级资金", "80.00", "其中：省级资金", "75.00"]
    assert {row["parent_line_no"] for row in read_text(text).records["funding_lines"]} == {None}


def test_sources_below_totals_of_two_stages_are_nobodys_where_each_stands_once() -> None:
    totals = "项目总预算(元)|3,860,000|项目当年预算(元)|2,910,400\n"
    last_year = "同名项目上年预算额(元)|2,500,000|同名项目上年预算执行数(元)|2,431,006.5\n"
    parts = "其中:财政资金(元)|2,910,400|其他资金(元)|0\n"
    text = TITLE + "项目名称|路灯||\n" + totals + last_year + parts + "年度目标|亮||\n"
    assert [amount for _, amount in money(text)] == ["3,860,000", "2,910,400", "2,500,000", "2,431,006.5"]
    assert unread(text) == ["其中:财政资金(元)", "2,910,400", "其他资金(元)", "0"]
    both = parts.replace("其他资金(元)|0", "其中:财政资金(元)|2,910,400")
    assert unread(TITLE + "项目名称|路灯||\n" + totals + both + "年度目标|亮||\n") == []


def test_a_unit_beside_another_field_above_the_form_is_that_of_the_document() -> None:
    text = TITLE + "评价年度：2023年|计量单位：千元\n项目名称|路灯\n资金总额|60\n年度目标|亮\n"
    assert read_text(text).records["forms"][0]["unit_document_text"] == "千元"


@pytest.mark.parametrize(
    ("labels", "amounts"),
    [
        ("年度资金\n总额", "1,234,\n567.00"),
        ("资金\n总额", "1234\n567.00"),
        ("其他\n资金", "2,318\n46"),
        ("财政拨款\n资金", "2,318,\n460"),
        ("资金总额\n财政拨款", "20\n90%"),
    ],
)
def test_the_lines_of_one_wrapped_text_are_not_taken_apart(labels: str, amounts: str) -> None:
    rows = [["项目名称", "路灯"], ["项目资金（万元）", labels, amounts], ["年度目标", "亮"]]
    taken = read_rows("项目支出绩效目标表", rows).records["funding_lines"]
    assert {row["amount_text"] for row in taken} <= {amounts, None}


@pytest.mark.parametrize("heading", ["2023年预算数（万元）", "上年预算数", "全年执行数", "金额（万元）"])
def test_lines_of_one_cell_below_a_heading_are_listed(heading: str) -> None:
    lines = ["合计\n财政拨款\n其他资金", "10\n8\n2"]
    rows = [["项目名称", "路灯"], ["资金来源", heading], lines, ["年度目标", "亮"]]
    reading = read_rows("2024年项目支出绩效目标表", rows)
    assert not {"10", "8", "2"} & {row["amount_text"] for row in reading.records["funding_lines"]}


@pytest.mark.parametrize(
    "rows",
    [
        "资金总额（万元）|100||\n编制人数|50||\n其中：行政编制|30||\n",
        "资金总额（万元）|100||\n年度目标|建20公里||\n其中：新建公里数|5||\n",
        "资金总额（万元）|100||\n项目周期|3年||\n其中：当年完成公里|5||\n",
    ],
)
def test_a_part_of_something_else_is_no_money(rows: str) -> None:
    assert money(TITLE + "项目名称|路灯||\n" + rows) == [("资金总额（万元）", "100")]


def test_an_amount_word_in_the_row_of_a_source_takes_no_amount_from_it() -> None:
    rows = "财政拨款|预算数|100|执行数|90\n合计|预算数|120|执行数|108\n"
    text = TITLE + "项目名称|路灯||\n" + rows + "年度目标|亮||\n"
    assert {amount for _, amount in money(text)} == {None}
    assert unread(text) == ["100", "执行数", "90", "120", "执行数", "108"]


@pytest.mark.parametrize("parts", ["其中：财政拨款|60|其中：财政拨款|50", "其中：省级资金|60|市级资金|40"])
def test_parts_below_amounts_of_two_kinds_are_nobodys(parts: str) -> None:
    text = TITLE + "项目名称|路灯||\n项目资金（万元）|年初预算数|100|全年执行数|90\n|" + parts + "\n年度目标|亮||\n"
    assert money(text) == [("年初预算数", "100"), ("全年执行数", "90")]
    assert unread(text) == parts.split("|")


def test_what_stands_behind_of_which_is_not_the_blank_totals() -> None:
    text = TITLE + "项目名称|路灯||\n资金总额||其中：|80\n年度目标|亮||\n"
    assert (money(text), unread(text)) == ([("资金总额", None)], ["80"])


@pytest.mark.parametrize("label", ["上年预算数", "执行数"])
def test_a_total_behind_a_label_of_another_kind_is_not_the_years(label: str) -> None:
    text = TITLE + f"项目名称|路灯||\n{label}|资金总额：60||\n年度目标|亮||\n"
    assert ("资金总额", "60") not in money(text)


def test_a_number_of_people_above_its_number_is_no_source() -> None:
    text = TITLE + "项目名称|路灯||\n预算总额|财政拨款|自筹资金|补助人数\n45|30|15|1200\n年度目标|亮\n"
    assert (money(text), read_text(text).status) == ([], "partial")


@pytest.mark.parametrize(
    "rows",
    ["项目名称|路灯|资金来源|财政拨款|其他资金|资金总额\n", "项目名称|路灯\n资金总额|零|财政拨款|零|其他资金|零\n"],
)
def test_labels_with_values_between_them_head_no_table(rows: str) -> None:
    text = TITLE + rows + "资金合计|200||\n年度目标|亮||\n"
    assert ("资金合计", "200") in money(text)


@pytest.mark.parametrize("amounts", ["-|-|-", "100|60|40万元", "100|-|100"])
def test_a_source_that_nobody_knows_above_its_amount_is_led_by_of_which(amounts: str) -> None:
    text = TITLE + "项目名称|路灯\n资金总额|财政拨款|{}\n" + amounts + "\n年度目标|亮\n"
    total, *parts = amounts.split("|")
    labels = ["资金总额", "财政拨款", "其中：某某资金"]
    assert money(text.format(labels[2])) == list(zip(labels, [total, *parts], strict=True))
    assert ("某某人数", parts[1]) not in money(text.format("某某人数"))


SPELLINGS = (
    "万\u3000元） 【万元】 [万元] 〔万元〕 （万） （万元、人民币） （万元人民币） （以万元为单位） （不含税、万元）"
)


@pytest.mark.parametrize("printed", ("（" + SPELLINGS).split(" "))
def test_a_unit_in_a_heading_is_read_in_every_spelling(printed: str) -> None:
    assert amounts_with_units(TITLE + HEAD + f"单位：元\n预算金额{printed}|100\n") == [
        (f"预算金额{printed}", "100", "万元")
    ]


@pytest.mark.parametrize(
    "line",
    ["单 位：万元", "单\u3000位：万元", "单位：万 元", "单位（万元）", "单位：人民币/万元", "【金额单位：万元】"],
)
def test_a_unit_in_a_line_of_its_own_is_read_in_every_spelling(line: str) -> None:
    reading = read_text(TITLE + f"{line}\n\n" + HEAD + "资金总额|100\n")
    assert document_units(reading) == ["万元"]


def test_a_unit_that_begins_a_name_or_a_price_is_none() -> None:
    reading = read_text(TITLE + "填报单位：元氏县财政局\n单位：元/人\n" + HEAD + "资金总额|100\n")
    assert document_units(reading) == [None]
    assert "元氏县财政局" in {row["value_text"] for row in reading.records["fields"]}
