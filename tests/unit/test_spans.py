"""What merged cells, true columns, sheets, pages and hidden blocks change in the reading of forms."""

from __future__ import annotations

from typing import Any

from ingest.forms import DocumentReading, read_forms
from ingest.grid import Block, Cell, Grid, Row
from tests.fixtures.layouts import Row as Boxes
from tests.fixtures.layouts import pairs, under
from tests.fixtures.render import bare_grid
from tests.fixtures.render.document import Box, Document, Prose, Sheet, Table
from tests.unit.helpers import unread, vocabulary

HEAD: list[Boxes] = [
    pairs(("项目名称", 2), ("路灯更换", 3)),
    *under("项目资金（万元）", [pairs(("年度资金总额：", 1), ("30", 3)), pairs(("其中：财政拨款", 1), ("30", 3))]),
]
HEADING = pairs(("一级指标", 1), ("二级指标", 1), ("三级指标", 1), ("指标值", 1))


def read(*rows: Boxes) -> DocumentReading:
    return read_document(Document.of(Prose("项目支出绩效目标表"), Table(rows)))


def read_document(document: Document) -> DocumentReading:
    return read_forms(bare_grid.render(document), vocabulary())


def indicators(reading: DocumentReading, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row.get(column) for column in columns) for row in reading.records["indicator_lines"]]


LEVELS = ("level1_text", "level2_text", "name_text", "value_text")


def test_an_unknown_label_below_the_merged_money_label_is_no_money() -> None:
    reading = read(*HEAD, pairs(("路灯杆高", 2), ("12", 3)))
    assert [row["amount_text"] for row in reading.records["funding_lines"]] == ["30", "30"]
    assert unread(reading) == ["路灯杆高", "12"]


def test_a_row_below_the_merged_indicator_label_is_no_indicator() -> None:
    block = [
        HEADING,
        (Box("产出指标", 2), *pairs(("数量指标", 1), ("路灯", 1), ("9盏", 1))),
        pairs(("质量指标", 1), ("亮", 1), ("98%", 1)),
    ]
    reading = read(*HEAD, *under("绩效指标", block), pairs(("绩效承诺事项", 2), ("按时完成", 3)))
    assert indicators(reading, *LEVELS) == [
        ("产出指标", "数量指标", "路灯", "9盏"),
        ("产出指标", "质量指标", "亮", "98%"),
    ]
    assert unread(reading) == ["绩效承诺事项", "按时完成"]


def test_a_label_of_level_2_below_an_ended_level_1_has_none() -> None:
    block = [
        HEADING,
        (Box("产出指标", 2), *pairs(("数量指标", 1), ("路灯", 1), ("9盏", 1))),
        pairs(("质量指标", 1), ("亮灯率", 1), ("98%", 1)),
        pairs(("", 1), ("社会效益指标", 1), ("夜间安全感", 1), ("提升", 1)),
    ]
    assert indicators(read(*HEAD, *under("绩效指标", block)), *LEVELS)[-1] == (
        None,
        "社会效益指标",
        "夜间安全感",
        "提升",
    )


def test_an_unknown_category_in_its_column_is_unread_and_its_indicator_is_kept() -> None:
    block = [
        HEADING,
        (Box("产出指标", 2), *pairs(("数量指标", 1), ("路灯", 1), ("9盏", 1))),
        pairs(("亮度类", 1), ("照度", 1), ("≥20勒克斯", 1)),
    ]
    reading = read(*HEAD, *under("绩效指标", block))
    assert indicators(reading, *LEVELS)[-1] == ("产出指标", None, "照度", "≥20勒克斯")
    assert [(row["text"], row["why"]) for row in reading.records["unread_cells"]] == [("亮度类", "unknown_label")]


def test_a_shifted_row_is_read_from_the_left() -> None:
    block = [
        HEADING,
        (Box("产出指标", 2), *pairs(("数量指标", 1), ("路灯", 1), ("9盏", 1))),
        pairs(("灯杆", 1), ("≥9根", 1), ("", 1)),
    ]
    assert indicators(read(*HEAD, *under("绩效指标", block)), *LEVELS)[-1] == ("产出指标", "数量指标", "灯杆", "≥9根")


def test_comparator_number_and_unit_below_one_merged_heading() -> None:
    rows = [
        pairs(("项目名称", 2), ("路灯更换", 4)),
        pairs(("一级指标", 1), ("二级指标", 1), ("三级指标", 1), ("指标值", 3)),
        pairs(("产出指标", 1), ("数量指标", 1), ("路灯", 1), ("≥", 1), ("9", 1), ("盏", 1)),
        pairs(("效益指标", 1), ("社会效益指标", 1), ("安全感", 1), ("提升", 3)),
    ]
    found = indicators(read(*rows), "name_text", "comparator_text", "value_text", "unit_text")
    assert found == [("路灯", "≥", "9", "盏"), ("安全感", None, "提升", None)]


def test_a_cell_stands_in_the_column_that_it_covers_most() -> None:
    rows = [
        pairs(("项目名称", 2), ("路灯更换", 6)),
        pairs(("一级指标", 1), ("二级指标", 1), ("三级指标", 3), ("指标值", 2), ("权重", 1)),
        pairs(("产出指标", 1), ("数量指标", 1), ("路灯", 2), ("9盏", 3), ("20", 1)),
    ]
    assert indicators(read(*rows), "name_text", "value_text", "weight_text") == [("路灯", "9盏", "20")]


LIST = pairs(
    ("主管部门", 1),
    ("项目名称", 1),
    ("预算数", 1),
    ("年度绩效目标", 1),
    ("一级指标", 1),
    ("二级指标", 1),
    ("三级指标", 1),
    ("指标值", 1),
)


def test_two_merged_projects_of_one_name_and_amount_are_two() -> None:
    def project() -> list[Boxes]:
        lead = tuple(Box(text, 2) for text in ("某局", "路灯", "30", "亮"))
        return [
            (*lead, Box("产出指标", 2), *pairs(("数量指标", 1), ("灯", 1), ("9盏", 1))),
            pairs(("质量指标", 1), ("亮灯率", 1), ("98%", 1)),
        ]

    reading = read(LIST, *project(), *project())
    assert [row["record_no"] for row in reading.records["indicator_lines"]] == [1, 1, 2, 2]
    assert [row["amount_text"] for row in reading.records["funding_lines"]] == ["30", "30"]


def test_a_field_merged_over_projects_holds_for_each_and_money_only_once() -> None:
    reading = read(
        LIST,
        (
            Box("某局", 2),
            Box("甲灯", 1),
            Box("30", 2),
            Box("亮", 2),
            *pairs(("产出指标", 1), ("数量指标", 1), ("灯", 1), ("9盏", 1)),
        ),
        (Box("乙灯", 1), *pairs(("产出指标", 1), ("数量指标", 1), ("灯", 1), ("8盏", 1))),
    )
    fields = {(row["record_no"], row["field"]): row["value_text"] for row in reading.records["fields"]}
    assert fields[2, "project_name"] == "乙灯"
    assert (fields[2, "supervising_agency"], fields[2, "goal_text"]) == ("某局", "亮")
    assert [(row["record_no"], row["amount_text"]) for row in reading.records["funding_lines"]] == [(1, "30")]


def test_a_text_over_several_rows_beside_one_merged_label() -> None:
    reading = read(
        *HEAD, (Box("项目概况", 2), *pairs(("第一段。", 4))), pairs(("第二段。", 4)), pairs(("年度目标", 1), ("亮", 4))
    )
    texts = [row["value_text"] for row in reading.records["fields"] if row["field"] == "overview_text"]
    assert texts == ["第一段。", "第二段。"]


def test_what_is_hidden_is_outside_and_no_missed_form() -> None:
    sheet = Sheet("项目", (Prose("项目支出绩效目标表"), Table((*HEAD, pairs(("年度目标", 1), ("亮", 4))))))
    grid = bare_grid.render_sheets(Document((sheet, Sheet("旧稿", sheet.parts, hidden=True))))
    reading = read_forms(grid, vocabulary())
    assert (reading.status, reading.forms_count) == ("read", 1)
    assert [row["sheet_name"] for row in reading.records["unclaimed_tables"]] == ["旧稿"]


def test_a_form_ends_with_its_sheet() -> None:
    form = Sheet("项目", (Table((*HEAD, pairs(("年度目标", 1), ("亮", 4)), HEADING + (None,))),))
    other = Sheet("其他", (Table((pairs(("路灯", 2), ("存放处", 3)), pairs(("九盏", 2), ("三库", 3)))),))
    reading = read_forms(bare_grid.render_sheets(Document((form, other))), vocabulary())
    assert [row["sheet_name"] for row in reading.records["forms"]] == ["项目"]
    assert [row["sheet_name"] for row in reading.records["unclaimed_tables"]] == ["其他"]


def test_another_table_right_below_a_form_is_outside() -> None:
    form = Table(
        (
            *HEAD,
            pairs(("年度目标", 1), ("亮", 4)),
            HEADING + (None,),
            pairs(("产出", 1), ("数量", 1), ("灯", 1), ("9盏", 2)),
        )
    )
    other = Table(
        (
            pairs(("科目编码", 1), ("科目名称", 1), ("合计", 1), ("项目支出", 2)),
            pairs(("207", 1), ("文化", 1), ("6", 1), ("6", 2)),
        )
    )
    reading = read_document(Document.of(Prose("项目支出绩效目标表"), form, other))
    assert [row["table_no"] for row in reading.records["unclaimed_tables"]] == [2]
    assert len(reading.records["indicator_lines"]) == 1


def test_a_running_line_between_the_pages_of_a_table_does_not_end_the_form() -> None:
    def row(row_no: int, *texts: str) -> Row:
        return Row(row_no, 4, tuple(Cell(row_no, col, text) for col, text in enumerate(texts, start=1) if text))

    first = (
        row(1, "项目名称", "路灯更换", "", ""),
        row(2, "一级指标", "二级指标", "三级指标", "指标值"),
        row(3, "产出指标", "数量指标", "路灯", "9盏"),
    )
    blocks = (
        Block("prose", 1, None, None, (Row(1, 1, (Cell(1, 1, "项目支出绩效目标表"),)),)),
        Block("table", 1, None, 1, first),
        Block("prose", 2, None, None, (Row(1, 1, (Cell(1, 1, "某市二〇二四年度部门预算"),)),)),
        Block("table", 2, None, 2, (row(1, "", "", "灯杆", "9根"),), continues=True),
    )
    reading = read_forms(Grid("test", None, "test", blocks), vocabulary())
    assert indicators(reading, *LEVELS) == [
        ("产出指标", "数量指标", "路灯", "9盏"),
        ("产出指标", "数量指标", "灯杆", "9根"),
    ]


def test_a_second_row_of_headings_divides_the_merged_ones_and_keeps_the_others() -> None:
    heading = (*(Box("序号", 2), Box("指标名称", 2), Box("指标目标值", 1, 3), Box("指标类别", 1, 2), Box("权重", 2)),)
    parts = pairs(("符号", 1), ("数值", 1), ("单位", 1), ("一级指标", 1), ("二级指标", 1))
    rows = [
        pairs(("1", 1), ("更新路径", 1), ("≥", 1), ("88", 1), ("条", 1), ("产出指标", 1), ("数量指标", 1), ("20", 1)),
        pairs(("2", 1), ("合格率", 1), ("=", 1), ("100", 1), ("%", 1), ("产出指标", 1), ("质量指标", 1), ("15", 1)),
    ]
    head = pairs(("项目名称", 2), ("健身路径", 6))
    reading = read(head, pairs(("年度目标", 2), ("更新", 6)), heading, parts, *rows)
    columns = (*LEVELS, "comparator_text", "unit_text", "weight_text")
    assert indicators(reading, *columns) == [
        ("产出指标", "数量指标", "更新路径", "88", "≥", "条", "20"),
        ("产出指标", "质量指标", "合格率", "100", "=", "%", "15"),
    ]
    assert reading.records["unread_cells"] == []


def test_a_text_merged_over_the_column_of_names_is_a_name_though_it_ends_as_labels_do() -> None:
    block = [
        HEADING,
        (Box("产出指标", 2), *pairs(("规模指标", 1), ("路灯", 1), ("9盏", 1))),
        pairs(("灯杆达标指标", 2), ("98%", 1)),
    ]
    reading = read(*HEAD, *under("绩效指标", block))
    assert indicators(reading, "name_text", "value_text") == [("路灯", "9盏"), ("灯杆达标指标", "98%")]
    assert unread(reading) == ["规模指标"]
