"""Rows of lists that are no projects: units, groups, totals, parts. Each lesson a small list of its own."""

from __future__ import annotations

import pytest

from ingest.forms import DocumentReading
from tests.unit.helpers import read_text, unread

TITLE = "某县2024年部门预算项目绩效目标一览表\n单位：万元\n"
WITH_AGENCY = TITLE + "序号|项目单位|项目名称|预算数|绩效目标\n"
WITHOUT_AGENCY = TITLE + "序号|项目名称|预算金额|绩效目标\n"


def projects(reading: DocumentReading) -> list[tuple[str | None, ...]]:
    """(agency, name, amounts) of each record, in order."""
    records = reading.records
    numbers = sorted({row["record_no"] for table in ("fields", "funding_lines") for row in records[table]})
    return [
        (
            *(
                next((row["value_text"] for row in records["fields"] if (row["record_no"], row["field"]) == key), None)
                for key in ((no, "implementing_agency"), (no, "project_name"))
            ),
            " ".join(row["amount_text"] for row in records["funding_lines"] if row["record_no"] == no),
        )
        for no in numbers
    ]


def totals(reading: DocumentReading) -> list[tuple[str, str, str]]:
    return [(row["total_kind"], row["label_text"], row["amount_text"]) for row in reading.records["printed_totals"]]


@pytest.mark.parametrize("blank", ["", "–", "-"])
def test_a_numbered_unit_row_is_no_project_and_names_the_agency_below(blank: str) -> None:
    reading = read_text(
        WITH_AGENCY
        + f"一|某县果业局|{blank}|150|\n1||果园路|100|修路3公里\n2||果园渠|50|修渠\n"
        + f"二|某县水务局|{blank}|80|\n1||水塔|80|建塔\n"
    )
    assert projects(reading) == [
        ("某县果业局", "果园路", "100"),
        ("某县果业局", "果园渠", "50"),
        ("某县水务局", "水塔", "80"),
    ]
    assert totals(reading) == [("unit", "某县果业局", "150"), ("unit", "某县水务局", "80")]
    assert unread(reading) == []


@pytest.mark.parametrize(
    ("upper", "lower"),
    [("一", "1"), ("一、", "（一）"), ("1", "1.1"), ("1", "（1）"), ("（二）", "1"), ("1.1", "1.1.1")],
)
def test_a_row_numbered_above_others_is_their_unit_where_no_column_names_one(upper: str, lower: str) -> None:
    reading = read_text(WITHOUT_AGENCY + f"{upper}|某县海洋局|60|\n{lower}|增殖放流|60|放流鱼苗\n")
    assert projects(reading) == [("某县海洋局", "增殖放流", "60")]
    assert totals(reading) == [("unit", "某县海洋局", "60")]


def test_a_project_with_goal_over_numbered_subprojects_is_counted_once() -> None:
    reading = read_text(WITHOUT_AGENCY + "1|治沙|60|治沙千亩\n1.1|压沙|40|压沙\n1.2|围栏|20|围栏\n2|打井|5|打井\n")
    assert projects(reading) == [(None, "压沙", "40"), (None, "围栏", "20"), (None, "打井", "5")]
    assert totals(reading) == []
    assert unread(reading) == ["60", "治沙千亩"]


def test_a_group_beside_projects_of_its_own_level_is_in_no_check() -> None:
    reading = read_text(
        WITH_AGENCY + "一|甲局|治沙|60|\n1|甲局|压沙|40|压沙\n2|甲局|围栏|20|围栏\n二|乙局|打井|5|打井\n"
    )
    assert projects(reading) == [("甲局", "压沙", "40"), ("甲局", "围栏", "20"), ("乙局", "打井", "5")]
    assert totals(reading) == []


def test_a_row_of_dashes_with_an_amount_is_its_unit() -> None:
    reading = read_text(WITH_AGENCY + "1|甲局|-|60|-\n1|甲局|路|40|修路\n2|甲局|桥|20|修桥\n")
    assert projects(reading) == [("甲局", "路", "40"), ("甲局", "桥", "20")]
    assert totals(reading) == [("unit", "甲局", "60")]


def test_subtotals_above_the_projects_of_their_agency_are_units() -> None:
    reading = read_text(
        TITLE + "单位名称|项目名称|预算数|绩效目标\n甲局|小计|60|\n甲局|路|40|修路\n甲局|桥|20|修桥\n"
        "乙局|小计|5|\n乙局|井|5|打井\n"
    )
    assert totals(reading) == [("unit", "甲局", "60"), ("unit", "乙局", "5")]


def test_a_goal_that_goes_on_in_a_row_of_its_own_is_of_the_project_above() -> None:
    reading = read_text(WITHOUT_AGENCY + "1|路|100|修路\n|||养路\n2|桥|5|修桥\n")
    assert [name for _, name, _ in projects(reading)] == ["路", "桥"]
    goals = [(row["record_no"], row["value_text"]) for row in reading.records["fields"] if row["field"] == "goal_text"]
    assert goals == [(1, "修路"), (1, "养路"), (2, "修桥")]


def test_where_only_the_upper_row_has_money_it_stays_a_project() -> None:
    reading = read_text(WITHOUT_AGENCY + "1|治沙|60|治沙千亩\n1.1|压沙||压沙\n1.2|围栏||围栏\n")
    assert projects(reading)[0] == (None, "治沙", "60")
    assert totals(reading) == []


def test_a_project_without_goal_is_no_unit_where_numbers_are_of_one_level() -> None:
    reading = read_text(WITHOUT_AGENCY + "1|治沙|60|治沙千亩\n2|压沙|40|\n3|围栏|20|围栏\n")
    assert [amount for *_, amount in projects(reading)] == ["60", "40", "20"]


def test_a_group_of_projects_names_no_agency() -> None:
    reading = read_text(
        TITLE + "序号|项目名称|项目单位|预算金额|绩效目标\n"
        "一|生态治理||50|\n1|压沙|某县林草局|30|压沙\n2|围栏||20|围栏\n二|节水||8|\n1|滴灌||8|滴灌\n"
    )
    assert projects(reading) == [
        ("某县林草局", "压沙", "30"),
        ("某县林草局", "围栏", "20"),
        (None, "滴灌", "8"),
    ]


def test_of_groups_inside_groups_only_the_outer_is_checked() -> None:
    reading = read_text(WITHOUT_AGENCY + "一|某局|60|\n（一）|基建|60|\n1|路|40|修路\n2|桥|20|修桥\n")
    assert totals(reading) == [("unit", "某局", "60")]
    assert [(agency, amount) for agency, _, amount in projects(reading)] == [("某局", "40"), ("某局", "20")]
    assert unread(reading) == ["60"]


@pytest.mark.parametrize(
    "label",
    [
        "本级合计",
        "部门合计",
        "共  计",
        "共计",
        "全部项目合计",
        "本单位合计",
        "项目支出合计",
        "合计数",
        "总 计（2个）：",
    ],
)
def test_a_row_that_ends_in_a_word_for_totals_is_the_total(label: str) -> None:
    reading = read_text(TITLE + f"项目名称|预算金额|绩效目标\n路|60|修路\n桥|90|修桥\n{label}|150|\n")
    assert [amount for *_, amount in projects(reading)] == ["60", "90"]
    assert [(kind, amount) for kind, _, amount in totals(reading)] == [("total", "150")]


def test_totals_of_units_between_projects_are_not_the_lists_own() -> None:
    reading = read_text(
        TITLE + "项目名称|预算金额|绩效目标\n路|60|修路\n甲局合计|60|\n桥|90|修桥\n乙局合计|90|\n全部合计|150|\n"
    )
    assert [kind for kind, *_ in totals(reading)] == ["section", "section", "total"]


def test_a_project_whose_name_ends_so_keeps_its_goal() -> None:
    reading = read_text(TITLE + "项目名称|预算金额|绩效目标\n土地总计|60|查清土地\n桥|90|修桥\n")
    assert [name for _, name, _ in projects(reading)] == ["土地总计", "桥"]


def test_a_unit_beside_its_subtotal_is_a_unit() -> None:
    reading = read_text(
        WITH_AGENCY + "||合计|150|\n一|甲局|小计|60|\n1|甲局|路|60|修路\n二|乙局|小计|90|\n2|乙局|桥|90|修桥\n"
    )
    assert totals(reading) == [("total", "合计", "150"), ("unit", "甲局", "60"), ("unit", "乙局", "90")]
    assert unread(reading) == []
    assert [amount for *_, amount in projects(reading)] == ["60", "90"]


def test_a_part_of_the_row_above_is_no_project() -> None:
    reading = read_text(
        TITLE
        + "项目名称|项目单位|预算金额|绩效目标\n造林|站|100|造林\n其中：苗木||60|\n其中:人工||40|\n维护|站|30|护\n"
    )
    assert [amount for *_, amount in projects(reading)] == ["100", "30"]
    assert totals(reading) == []
    assert unread(reading) == ["其中：苗木", "60", "其中:人工", "40"]


def test_a_part_of_the_total_with_a_goal_is_a_project() -> None:
    reading = read_text(TITLE + "项目名称|预算金额|绩效目标\n合计|150|\n其中：路|60|修路\n桥|90|修桥\n")
    assert [amount for *_, amount in projects(reading)] == ["60", "90"]


def test_a_unit_in_the_column_of_numbers_is_a_unit() -> None:
    reading = read_text(WITHOUT_AGENCY + "某县海洋局||60|\n1|增殖放流|60|放流\n某县渔政大队||90|\n2|执法船|90|养船\n")
    assert projects(reading) == [("某县海洋局", "增殖放流", "60"), ("某县渔政大队", "执法船", "90")]
    assert [kind for kind, *_ in totals(reading)] == ["unit", "unit"]


CODED = TITLE + "单位代码|单位名称|项目名称|预算数|绩效目标\n|合计||180|\n"


def test_a_unit_with_the_code_of_its_agency_is_no_project_and_the_code_holds_for_those_below() -> None:
    reading = read_text(CODED + "201001|甲局||150|\n||路|100|修路\n||桥|50|修桥\n202001|乙局||30|\n||井|30|打井\n")
    assert projects(reading) == [("甲局", "路", "100"), ("甲局", "桥", "50"), ("乙局", "井", "30")]
    codes = [row["value_text"] for row in reading.records["fields"] if row["field"] == "agency_code"]
    assert codes == ["201001", "201001", "202001"]
    assert totals(reading) == [("total", "合计", "180"), ("unit", "甲局", "150"), ("unit", "乙局", "30")]
    assert unread(reading) == []


@pytest.mark.parametrize("outer", ["201", "201000"])
def test_of_units_inside_units_by_their_codes_only_the_outer_is_checked(outer: str) -> None:
    reading = read_text(
        CODED + f"{outer}|甲局||150|\n201001|甲局本级||100|\n||路|100|修路\n201002|一中||50|\n||校舍|50|修校舍\n"
        "202|乙局||30|\n||井|30|打井\n"
    )
    assert projects(reading) == [("甲局本级", "路", "100"), ("一中", "校舍", "50"), ("乙局", "井", "30")]
    assert totals(reading) == [("total", "合计", "180"), ("unit", "甲局", "150"), ("unit", "乙局", "30")]
    assert unread(reading) == ["100", "50"]


def test_a_row_without_name_above_a_project_of_another_code_stays_a_project() -> None:
    reading = read_text(CODED + "201001|甲局||150|\n202001|乙局|井|30|打井\n")
    assert projects(reading) == [("甲局", None, "150"), ("乙局", "井", "30")]


def test_a_project_without_goal_is_no_unit_where_every_row_has_the_code_of_its_agency() -> None:
    heading = TITLE + "预算单位编码|项目名称|预算金额|年度目标|三级指标|指标值\n"
    reading = read_text(
        heading + "201001|人员经费|500|||\n201001|公用经费|100|||\n201001|营养餐|100|保障|学生|500人\n"
        "201002|人员经费|300|||\n201002|道路|200|||\n|||修|里程|10公里\n201002|桥|20|修桥|桥|1座\n"
    )
    names = ["人员经费", "公用经费", "营养餐", "人员经费", "道路", "桥"]
    assert [name for _, name, _ in projects(reading)] == names
    assert [row["record_no"] for row in reading.records["indicator_lines"]] == [3, 5, 6]
    reading = read_text(CODED + "201001|甲局|路|100|修路\n201001||桥|50|\n201001||闸|20|修闸\n202001|乙局|井|10|打井\n")
    assert projects(reading) == [
        ("甲局", "路", "100"),
        ("甲局", "桥", "50"),
        ("甲局", "闸", "20"),
        ("乙局", "井", "10"),
    ]


def test_a_row_with_a_code_above_rows_without_one_is_their_unit_where_no_project_has_a_code() -> None:
    heading = TITLE + "单位编码|项目名称|预算金额|绩效目标\n"
    reading = read_text(heading + "201001|甲局|150|\n|路|100|修路\n|桥|50|修桥\n202001|乙局|30|\n|井|30|打井\n")
    assert projects(reading) == [("甲局", "路", "100"), ("甲局", "桥", "50"), ("乙局", "井", "30")]
    reading = read_text(heading + "201001|人员|150|\n|路|100|修路\n202001|桥|30|修桥\n|井|30|打井\n")
    assert [name for _, name, _ in projects(reading)] == ["人员", "路", "桥", "井"]


def test_a_group_inside_a_unit_without_amounts_names_no_agency() -> None:
    reading = read_text(WITHOUT_AGENCY + "一|某局||\n（一）|基建||\n1|路|40|修路\n（二）|运转|20|\n1|桥|20|修桥\n")
    assert projects(reading) == [("某局", "路", "40"), ("某局", "桥", "20")]
    assert totals(reading) == []


def test_a_unit_alone_in_its_row_names_the_agency_below() -> None:
    reading = read_text(
        WITHOUT_AGENCY + "一、某县海洋局|||\n1|增殖放流|60|放流\n二、某县渔政大队|||\n1|执法船|90|养船\n合计||150|\n"
    )
    assert projects(reading) == [("某县海洋局", "增殖放流", "60"), ("某县渔政大队", "执法船", "90")]
    assert totals(reading) == [("total", "合计", "150")]


def test_a_name_alone_above_another_name_stays_a_project() -> None:
    reading = read_text(TITLE + "项目名称|预算金额|绩效目标\n路||\n桥||\n渠|5|修渠\n")
    assert "路" in [name for _, name, _ in projects(reading)]


def test_a_project_that_goes_on_is_the_same_project() -> None:
    reading = read_text(
        TITLE
        + "项目单位|项目名称|预算金额|三级指标|指标值\n水务局|饮水|310|管网|≥15公里\n水务局|饮水（续）||水质|100%\n"
    )
    assert projects(reading) == [("水务局", "饮水", "310")]
    assert {row["record_no"] for row in reading.records["indicator_lines"]} == {1}


NUMBERED = TITLE + "序号|项目名称|预算金额|一级指标|二级指标|三级指标|指标值\n"


@pytest.mark.parametrize(
    "rows",
    [
        "1|培训|100|产出指标|数量指标|人数|≥200人\n2||||质量指标|合格率|≥95%\n3|采购|50|产出指标|数量指标|台数|≥10台\n",
        "1|培训|100|产出指标|数量指标|人数|≥200人\n2|培训|100|产出指标|质量指标|合格率|≥95%\n"
        "3|采购|50|产出指标|数量指标|台数|≥10台\n",
    ],
)
def test_numbers_of_indicators_begin_no_project(rows: str) -> None:
    reading = read_text(NUMBERED + rows)
    assert projects(reading) == [(None, "培训", "100"), (None, "采购", "50")]
    assert [
        (row["record_no"], row["level1_text"], row["level2_text"], row["name_text"])
        for row in reading.records["indicator_lines"]
    ] == [
        (1, "产出指标", "数量指标", "人数"),
        (1, "产出指标", "质量指标", "合格率"),
        (2, "产出指标", "数量指标", "台数"),
    ]


@pytest.mark.parametrize("days", ["≥200天", "≥220天"])
def test_the_same_indicator_beside_the_next_number_begins_another_project_of_the_same_name(days: str) -> None:
    heading = TITLE + "序号|项目名称|预算金额|绩效目标|三级指标|指标值\n"
    row = "|驻村工作经费|10|开展驻村工作|驻村天数|"
    reading = read_text(heading + f"1{row}≥200天\n2{row}≥200天\n3{row}{days}\n")
    assert projects(reading) == [(None, "驻村工作经费", "10")] * 3


def test_a_name_printed_again_with_a_number_of_its_own_is_another_project() -> None:
    reading = read_text(
        NUMBERED
        + "1|培训|100|产出指标|数量指标|人数|≥200人\n||||质量指标|合格率|≥95%\n2|培训|100|产出指标|数量指标|班|≥1个\n"
    )
    assert projects(reading) == [(None, "培训", "100"), (None, "培训", "100")]


def test_a_label_of_an_agency_above_projects_is_no_foot() -> None:
    reading = read_text(WITHOUT_AGENCY + "预算单位：甲局|||\n1|路|100|修路\n预算单位：乙局|||\n2|桥|50|修桥\n")
    assert [name for _, name, _ in projects(reading)] == ["路", "桥"]
    assert [agency for agency, *_ in projects(reading)] == ["甲局", "乙局"]


LEVELS = (
    "2024年项目支出绩效目标表（本级下达）\n"
    "单位名称、项目名称|项目年度绩效目标|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|指标内容\n"
)


@pytest.mark.parametrize("goal", ["保障学生营养", ""])
def test_levels_alone_in_their_rows_hold_below_the_name_of_their_project(goal: str) -> None:
    reading = read_text(
        LEVELS + f"1|2|3|4|5|6|7|8|9\n某县教育局|||||||\n营养餐|{goal}||||||\n||产出指标|||||\n|||数量指标||||\n"
        "||||受益学生数|=|5000|人|反映受益学生\n|||质量指标||||\n||||供餐达标率|>=|95|%|反映供餐\n"
        "校舍|维修校舍||||||\n||产出指标|||||\n|||数量指标||||\n||||维修校舍|>=|3|栋|反映维修\n"
    )
    assert projects(reading) == [("某县教育局", "营养餐", ""), ("某县教育局", "校舍", "")]
    assert [
        (r["record_no"], r["level1_text"], r["level2_text"], r["name_text"], r["value_text"], r["explanation_text"])
        for r in reading.records["indicator_lines"]
    ] == [
        (1, "产出指标", "数量指标", "受益学生数", "5000", "反映受益学生"),
        (1, "产出指标", "质量指标", "供餐达标率", "95", "反映供餐"),
        (2, "产出指标", "数量指标", "维修校舍", "3", "反映维修"),
    ]
    assert unread(reading) == []
