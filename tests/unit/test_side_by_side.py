"""Forms printed side by side in one table are read each by itself, or the document says that they may be mixed."""

from __future__ import annotations

from dataclasses import replace

from ingest.forms import DocumentReading, read_forms
from ingest.grid import Block, Grid
from tests.fixtures.layouts import Row as Boxes
from tests.fixtures.layouts import pairs
from tests.fixtures.render import bare_grid
from tests.fixtures.render.document import Box, Document, Prose, Table
from tests.unit.helpers import read_text, vocabulary

TITLE = "2024年度项目支出绩效目标表"


def form(name: str, amount: str, value: str) -> list[Boxes]:
    return [
        pairs(("项目名称", 1), (name, 3)),
        pairs(("年度资金总额（万元）", 2), (amount, 2)),
        pairs(("年度目标", 1), (f"完成{name}", 3)),
        pairs(("一级指标", 1), ("二级指标", 1), ("三级指标", 1), ("指标值", 1)),
        pairs(("产出指标", 1), ("数量指标", 1), (f"{name}数", 1), (value, 1)),
        pairs(("满意度指标", 1), ("服务对象满意度指标", 1), ("满意度", 1), (value[:2] + "0%", 1)),
    ]


def beside(*forms: list[Boxes]) -> list[Boxes]:
    """The rows of all forms, each behind an empty column."""
    return [tuple(box for part in parts for box in (*part, None))[:-1] for parts in zip(*forms, strict=True)]


def grid_of(*rows: Boxes) -> Grid:
    return bare_grid.render(Document.of(Prose(TITLE), Table(rows)))


def read(grid: Grid) -> DocumentReading:
    reading = read_forms(grid, vocabulary())
    assert sum(reading.counts.values()) == sum(1 for _ in grid.cells())
    return reading


def by_form(reading: DocumentReading) -> list[tuple]:
    """Name, amount, names and values of indicators of each form."""
    tables = reading.records
    out = []
    for no in range(1, reading.forms_count + 1):
        of = {table: [row for row in tables[table] if row.get("form_no") == no] for table in tables}
        out.append(
            (
                *(row["value_text"] for row in of["fields"] if row["field"] == "project_name"),
                *(row["amount_text"] for row in of["funding_lines"]),
                *((row["name_text"], row["value_text"]) for row in of["indicator_lines"]),
            )
        )
    return out


LAMP = ("路灯", "12", ("路灯数", "≥9盏"), ("满意度", "≥90%"))
BRIDGE = ("桥梁", "34", ("桥梁数", "≥2座"), ("满意度", "≥20%"))
ROAD = ("道路", "56", ("道路数", "≥7公里"), ("满意度", "≥70%"))
TWO = beside(form("路灯", "12", "≥9盏"), form("桥梁", "34", "≥2座"))


def test_two_forms_side_by_side_are_two_forms() -> None:
    reading = read(grid_of(*TWO))
    assert by_form(reading) == [LAMP, BRIDGE]
    assert reading.status == "read"
    assert reading.counts["unread"] == reading.counts["outside"] == 0
    assert {row["col_no"] for row in reading.records["indicator_lines"]} == {3, 8}  # where they are printed


def test_three_forms_side_by_side_below_a_title_in_the_table_are_three() -> None:
    rows = beside(form("路灯", "12", "≥9盏"), form("桥梁", "34", "≥2座"), form("道路", "56", "≥7公里"))
    grid = bare_grid.render(Document.of(Table([(Box(TITLE, 1, 14),), *rows, (Box("注：单位为万元。", 1, 14),)])))
    assert by_form(read(grid)) == [LAMP, BRIDGE, ROAD]


def test_two_pairs_below_each_other_are_four_forms() -> None:
    below = beside(form("道路", "56", "≥7公里"), form("水渠", "78", "≥8条"))
    names = [one[0] for one in by_form(read(grid_of(*TWO, *below)))]
    assert sorted(names) == ["桥梁", "水渠", "路灯", "道路"]


def test_two_forms_side_by_side_over_two_pages_are_cut_on_both() -> None:
    grid = grid_of(*TWO)
    prose, table = grid.blocks
    page_number = prose.rows[0].cells[0]._replace(text="1")
    number = Block("prose", 1, None, None, (prose.rows[0]._replace(cells=(page_number,)),))
    first, last = replace(table, rows=table.rows[:5]), replace(table, rows=table.rows[5:], continues=True)
    reading = read(replace(grid, blocks=(prose, first, number, last)))
    assert by_form(reading) == [LAMP, BRIDGE]


def test_forms_side_by_side_with_a_cell_over_both_are_said_not_cut() -> None:
    reading = read(grid_of(*TWO, pairs(("年度目标", 2), ("两个项目都完成", 7))))
    assert reading.forms_count == 1
    assert (reading.status, reading.reason_code) == ("partial", "possible_missed_form")
    assert "项目名称" in (reading.reason or "")


def test_a_second_name_without_indicators_of_its_own_is_said_not_cut() -> None:
    reading = read_text(
        f"{TITLE}\n\n项目名称|路灯|||项目名称|桥梁\n年度目标|亮|||年度目标|通\n"
        "一级指标|二级指标|三级指标|指标值||\n产出指标|数量指标|灯|9盏||\n"
    )
    assert (reading.forms_count, reading.status, reading.reason_code) == (1, "partial", "possible_missed_form")


def test_the_same_name_printed_twice_is_one_form() -> None:
    reading = read_text(
        f"{TITLE}\n\n项目名称|路灯|项目名称|路灯\n年度目标|亮||\n"
        "一级指标|二级指标|三级指标|指标值\n产出指标|数量指标|灯|9盏\n"
    )
    assert (reading.forms_count, reading.status) == (1, "read")


def test_title_year_and_unit_above_hold_for_each_form_side_by_side() -> None:
    rows = list(TWO)
    rows[1] = tuple(replace(box, text="年度资金总额") if box and "万元" in box.text else box for box in rows[1])
    head = [(Box(TITLE, 1, 9),), (Box("（2024年度）", 1, 9),), (None,) * 8 + (Box("单位：万元"),)]
    reading = read(bare_grid.render(Document.of(Table([*head, *rows]))))
    forms = reading.records["forms"]
    assert [(f["title_text"], f["year_text"], f["unit_document_text"]) for f in forms] == [
        (TITLE, "（2024年度）", "万元")
    ] * 2
    assert by_form(reading) == [LAMP, BRIDGE]


def test_the_head_of_one_table_says_nothing_of_the_next() -> None:
    two = [Prose(TITLE), Prose("单位：元"), Table(form("路灯", "12", "≥9盏")), Table(form("桥梁", "34", "≥2座"))]
    reading = read(bare_grid.render(Document.of(*two)))
    assert [(f["title_text"], f["unit_document_text"]) for f in reading.records["forms"]] == [
        (TITLE, "元"),
        (None, None),
    ]
