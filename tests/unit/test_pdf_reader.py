"""The PDF reader: cells with spans, lines in reading order, tables over pages, pages left out, broken files."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics

from ingest.errors import RejectedDocumentError
from ingest.forms import read_forms
from ingest.grid import Block, Grid, grid_from_dict, grid_to_dict
from ingest.readers import pdf, read_bytes
from tests.fixtures.render import FORMATS
from tests.fixtures.render.document import Box, Document, Table
from tests.unit.helpers import vocabulary
from tests.unit.pdf_files import A4, FONT, LANDSCAPE, PADDING, PITCH, SIZE, Paper, Spot, cut, spots, wrapped

FORM = [
    Spot(0, 0, "项目名称"),
    Spot(0, 1, "路灯维护", colspan=3),
    Spot(1, 0, "年度\n目标", rowspan=2),
    Spot(1, 1, "保障城区照明，亮灯率（按月抽查）≥98％，更换灯具1,200盏，面积35.5㎡", colspan=3),
    Spot(2, 1, "数量指标"),
    Spot(2, 3, "≤100"),
    Spot(3, 0, "注", colspan=4),
]
WIDTHS, HEIGHTS = [60, 90, 120, 80], [24, 40, 24, 24]
TALL = 20.0
LIST_WIDTHS = [40, 160, 120, 80]
HEADING = ["序号", "名称", "部门", "金额"]


def cells(block: Block) -> list[tuple[int, int, int, int, str]]:
    return [(c.row_no, c.col_no, c.rowspan, c.colspan, c.text) for row in block.rows for c in row.cells]


def expected(form: list[Spot]) -> list[tuple[int, int, int, int, str]]:
    return sorted((s.row + 1, s.col + 1, s.rowspan, s.colspan, s.text) for s in form if s.text)


def tables(grid: Grid) -> list[Block]:
    return [block for block in grid.blocks if block.kind == "table"]


def prose(grid: Grid) -> list[str]:
    return [row.cells[0].text for block in grid.blocks if block.kind == "prose" for row in block.rows]


def texts(block: Block) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in block.rows]


def list_rows(first: int, count: int) -> list[list[str]]:
    return [[str(n), f"第{n}个项目", "某局", f"{n * 10}.50"] for n in range(first, first + count)]


def draw_list(paper: Paper, y: float, rows: list[list[str]]) -> float:
    return paper.table(60, y, LIST_WIDTHS, [TALL] * len(rows), spots(rows))


def read(draw: Callable[[Paper], object], size: tuple[float, float] = A4) -> Grid:
    paper = Paper(size)
    draw(paper)
    return pdf.read(paper.done())


# Cells


@pytest.mark.parametrize("style", ["stroke", "areas", "double", "boxes", "dashes", "knockout"])
@pytest.mark.parametrize("size", [A4, LANDSCAPE])
def test_cells_have_their_spans_however_lines_are_drawn(style: str, size: tuple[float, float]) -> None:
    (table,) = read(lambda paper: paper.table(60, 120, WIDTHS, HEIGHTS, FORM, style), size).blocks
    assert cells(table) == expected(FORM)
    assert [row.width for row in table.rows] == [4, 4, 4, 4]
    assert (table.page_no, table.table_no, table.sheet_name, table.continues) == (1, 1, None, False)


@pytest.mark.parametrize("open_sides", ["l", "r", "lr", "t", "b", "tb"])
def test_a_table_without_outer_borders_has_all_its_cells(open_sides: str) -> None:
    (table,) = read(lambda paper: paper.table(60, 120, WIDTHS, HEIGHTS, FORM, open_sides=open_sides)).blocks
    assert cells(table) == expected(FORM)


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("by", ["page", "content"])
def test_a_turned_page_reads_as_it_is_shown(turn: int, by: str) -> None:
    """Turned by the page's own mark, or drawn sideways on an upright page."""
    sideways = turn % 180 == 90
    paper = Paper(LANDSCAPE if sideways and by == "page" else A4)  # reportlab swaps sides when it marks a page
    canvas = paper.canvas
    if sideways:
        paper.height = A4[0]  # drawn as a landscape page
    if turn == 90:
        canvas.translate(A4[0], 0)
    elif turn == 180:
        canvas.translate(*A4)
    else:
        canvas.translate(0, A4[1])
    canvas.rotate(turn)
    if by == "page":
        canvas.setPageRotation(turn)
    paper.text(60, 100, "标题")
    paper.table(60, 120, WIDTHS, HEIGHTS, FORM)
    grid = pdf.read(paper.done())
    assert prose(grid) == ["标题"]
    assert cells(tables(grid)[0]) == expected(FORM)


def test_shading_and_a_frame_around_the_page_are_no_cells() -> None:
    def draw(paper: Paper) -> None:
        paper.box(30, 30, 565, 812)
        paper.canvas.setFillColorRGB(0.8, 0.8, 0.8)
        paper.area(60, 120, 410, 144)
        paper.area(125, 150, 300, 165)  # behind words inside a cell
        paper.canvas.setFillColorRGB(0, 0, 0)
        paper.table(60, 120, WIDTHS, HEIGHTS, FORM)

    (table,) = read(draw).blocks
    assert cells(table) == expected(FORM)


def test_cells_drawn_by_filled_areas_alone_are_cells() -> None:
    def draw(paper: Paper) -> None:
        for row in range(3):
            for col in range(2):
                paper.canvas.setFillColorRGB(0.9, 0.9, 0.6 + 0.1 * row)
                paper.area(60 + 150 * col, 120 + 24 * row, 209 + 150 * col, 143 + 24 * row)
                paper.canvas.setFillColorRGB(0, 0, 0)
                paper.text(64 + 150 * col, 136 + 24 * row, f"格{row}{col}")

    (table,) = read(draw).blocks
    assert texts(table) == [["格00", "格01"], ["格10", "格11"], ["格20", "格21"]]


def test_lines_that_end_inside_a_cell_do_not_cut_it() -> None:
    def draw(paper: Paper) -> None:
        paper.table(60, 120, [100, 100], [40, 40], spots([["甲", "乙"], ["丙", "丁"]]))
        paper.line(64, 150, 120, 150)  # underlined words
        paper.line(160, 170, 190, 170)  # touches a border
        paper.box(180, 130, 188, 138)  # a box to tick

    (table,) = read(draw).blocks
    assert texts(table) == [["甲", "乙"], ["丙", "丁"]]


def test_a_table_inside_a_cell_is_a_table_of_its_own() -> None:
    def draw(paper: Paper) -> None:
        paper.table(60, 120, [80, 300], [30, 120, 30], spots([["名称", "外"], ["内容", ""], ["注", "无"]]))
        paper.table(160, 165, [90, 90], [24, 24], spots([["指标", "值"], ["里程", "≥100"]]))

    outer, inner = tables(read(draw))
    assert texts(outer) == [["名称", "外"], ["内容"], ["注", "无"]]
    assert texts(inner) == [["指标", "值"], ["里程", "≥100"]]


def test_columns_that_differ_from_row_to_row_share_one_grid() -> None:
    rows = [
        Spot(0, 0, "甲", colspan=2),
        Spot(0, 2, "乙", colspan=2),
        Spot(1, 0, "丙"),
        Spot(1, 1, "丁", colspan=2),
        Spot(1, 3, "戊"),
    ]
    (table,) = read(lambda paper: paper.table(60, 120, [60, 60, 60, 60], [24, 24], rows)).blocks
    assert cells(table) == expected(rows)


# Text


def test_wrapped_lines_are_one_text_and_lines_that_end_early_stay() -> None:
    name = "城区道路照明设施更新改造及其附属工程（一期）完成里程"
    goal = "目标一：完成年度养护任务，亮灯率不低于98％，全年不发生安全责任事故。\n目标二：群众满意。"
    rows = [
        Spot(0, 0, name),
        Spot(0, 1, goal),
        Spot(0, 2, "产\n出\n指\n标"),
        Spot(0, 3, "1,234,567,890.12", align="right"),
    ]
    assert len(wrapped(name, 92)) > 2
    (table,) = read(lambda paper: paper.table(60, 120, [100, 200, 18, 60], [80], rows)).blocks
    assert texts(table) == [[name, goal, "产出指标", "1,234,567,890.12"]]


def test_a_label_broken_by_hand_keeps_its_line_end() -> None:
    (table,) = read(lambda paper: paper.table(60, 120, WIDTHS, HEIGHTS, FORM)).blocks
    assert "年度\n目标" in [cell.text for row in table.rows for cell in row.cells]


def test_every_character_that_such_forms_print_comes_back() -> None:
    printed = "≥≤㎡（）％℃①②“”…—－·、：；×÷±²³〔2022〕＜＞＝≠Ⅰ《》【】●○√￥"
    assert prose(read(lambda paper: paper.text(60, 100, printed))) == [printed]


def test_spaces_are_those_printed_and_none_between_spaced_characters() -> None:
    def draw(paper: Paper) -> None:
        for index, character in enumerate("绩效目标"):
            paper.text(60 + 16 * index, 100, character)
        paper.text(60, 130, "New Energy 改造 A3")
        paper.text(60, 160, "编制单位：某局")
        paper.text(400, 160, "单位：万元")

    assert prose(read(draw)) == ["绩效目标", "New Energy 改造 A3", "编制单位：某局 单位：万元"]


def test_a_space_printed_where_a_line_was_wrapped_is_kept() -> None:
    def draw(paper: Paper) -> None:
        paper.table(60, 120, [100, 60], [40], [Spot(0, 1, "1")])
        for number, line in enumerate(("新建政务大厅五个共 ", "24 小时开放的场所", " 7处及设备")):
            paper.text(64, 132 + 12 * number, line)

    assert texts(tables(read(draw))[0]) == [["新建政务大厅五个共 24 小时开放的场所 7处及设备", "1"]]


def test_text_printed_twice_for_bold_is_read_once() -> None:
    def draw(paper: Paper) -> None:
        for shift in (0, 0.3):
            paper.text(60 + shift, 100, "总计11")
        for index, character in enumerate("小计金额"):
            for shift in (0, 0.3):
                paper.text(60 + 10 * index + shift, 130, character)

    assert prose(read(draw)) == ["总计11", "小计金额"]


def test_superscripts_stay_on_their_line() -> None:
    def draw(paper: Paper) -> None:
        paper.text(60, 100, "面积35m")
        paper.text(60 + pdfmetrics.stringWidth("面积35m", FONT, SIZE), 100 - 3.5, "2", 6)
        paper.text(60, 113, "第二行")

    assert prose(read(draw)) == ["面积35m2", "第二行"]


def test_a_label_that_stands_sideways_reads_in_its_direction() -> None:
    def draw(paper: Paper) -> None:
        paper.table(60, 120, [30, 300], [100], [Spot(0, 1, "正文很长很长很长，多数字符是正的")])
        paper.canvas.saveState()
        paper.canvas.translate(80, paper.height - 200)
        paper.canvas.rotate(90)
        paper.canvas.setFont(FONT, SIZE)
        paper.canvas.drawString(0, 0, "产出指标")
        paper.canvas.restoreState()

    assert texts(tables(read(draw))[0]) == [["产出指标", "正文很长很长很长，多数字符是正的"]]


def test_a_watermark_stays_out_of_the_cells() -> None:
    def draw(paper: Paper) -> None:
        paper.table(60, 120, WIDTHS, HEIGHTS, FORM)
        paper.canvas.saveState()
        paper.canvas.translate(100, paper.height - 220)
        paper.canvas.rotate(35)
        paper.canvas.setFont(FONT, 40)
        paper.canvas.drawString(0, 0, "内部公开")
        paper.canvas.restoreState()

    grid = read(draw)
    assert cells(tables(grid)[0]) == expected(FORM)
    assert "".join(prose(grid)) in ("内部公开", "开公部内")


def test_text_that_runs_over_its_border_stays_in_its_cell() -> None:
    def draw(paper: Paper) -> None:
        paper.table(60, 120, [60, 60], [20, 20], spots([["甲", ""], ["乙", "丙"]]))
        paper.text(124, 133, "依据文件执行的说明文字")  # past the table's right border
        paper.text(64 + SIZE, 153, "过长的说明", 10)  # over the border to its neighbour

    (table,) = read(draw).blocks
    assert texts(table)[0] == ["甲", "依据文件执行的说明文字"]
    assert texts(table)[1] == ["乙过长的说明", "丙"]


def test_text_cut_off_by_its_cell_stays_in_its_cell() -> None:
    """Spreadsheets print the lines for which a row is too low, unseen, over the rows above and below."""

    def draw(paper: Paper) -> None:
        paper.table(60, 120, [100, 60], [20, 14, 20], spots([["上", "1"], ["", "2"], ["下", "3"]]))
        paper.canvas.saveState()
        path = paper.canvas.beginPath()
        path.rect(60, paper.height - 154, 100, 14)
        paper.canvas.clipPath(path, stroke=0, fill=0)
        for index, line in enumerate(("第一行很长的说明文", "第二行很长的说明文", "第三行")):
            paper.text(64, 138 + 12 * index, line)
        paper.canvas.restoreState()

    (table,) = read(draw).blocks
    assert texts(table) == [["上", "1"], ["第一行很长的说明文第二行很长的说明文第三行", "2"], ["下", "3"]]


def test_words_of_one_string_over_several_cells_are_parted() -> None:
    def draw(paper: Paper) -> None:
        paper.table(60, 120, [44, 50], [20], [])
        paper.text(64, 133, "合计金额 12.50")

    (table,) = read(draw).blocks
    assert texts(table) == [["合计金额", "12.50"]]


def test_radicals_that_stand_for_characters_are_those_characters() -> None:
    from ingest.readers.pdf.characters import printed

    assert "".join(map(printed, "项⽬⾦额\xa0⻚")) == "项目金额 页"
    assert "".join(map(printed, "≥㎡％（①")) == "≥㎡％（①"


# Order of the page


def test_prose_and_tables_come_in_reading_order() -> None:
    def draw(paper: Paper) -> None:
        paper.text(200, 60, "某市项目支出绩效目标表", 16)
        paper.text(60, 90, "（2024年度）")
        paper.text(430, 90, "单位：万元")
        end = paper.table(60, 100, WIDTHS, HEIGHTS, FORM)
        paper.text(60, end + 30, "第二张表")
        paper.table(60, end + 40, [100, 100], [20, 20], spots([["甲", "1"], ["乙", "2"]]))
        paper.text(290, 800, "- 1 -")

    grid = read(draw)
    assert [block.kind for block in grid.blocks] == ["prose", "table", "prose", "table", "prose"]
    assert prose(grid) == ["某市项目支出绩效目标表", "（2024年度） 单位：万元", "第二张表", "- 1 -"]
    assert [block.table_no for block in grid.blocks] == [None, 1, None, 2, None]
    assert [row.row_no for block in grid.blocks if block.kind == "prose" for row in block.rows] == [1, 2, 3, 4]


def test_a_page_of_prose_alone_gives_its_lines() -> None:
    def draw(paper: Paper) -> None:
        for number in range(20):
            paper.text(60, 100 + 20 * number, f"第{number}行，预算说明。")
        paper.line(60, 80, 500, 80)  # under the running head
        paper.line(60, 790, 500, 790)

    (block,) = read(draw).blocks
    assert block.kind == "prose"
    assert [row.cells[0].text for row in block.rows] == [f"第{n}行，预算说明。" for n in range(20)]


def test_two_tables_beside_each_other_are_two() -> None:
    def draw(paper: Paper) -> None:
        paper.table(60, 120, [60, 60], [20, 20], spots([["甲", "1"], ["乙", "2"]]))
        paper.table(300, 120, [60, 60], [20, 20], spots([["丙", "3"], ["丁", "4"]]))

    assert [texts(table) for table in tables(read(draw))] == [[["甲", "1"], ["乙", "2"]], [["丙", "3"], ["丁", "4"]]]


def test_forms_inside_the_file_are_walked() -> None:
    """Form XObjects: what a page draws by calling a drawing that the file holds once, moved and scaled."""

    def draw(paper: Paper) -> None:
        canvas = paper.canvas
        canvas.beginForm("inner")
        paper.table(0, 700, [100, 100], [20, 20], spots([["甲", "1"], ["乙", "2"]]))
        canvas.endForm()
        canvas.beginForm("outer")
        canvas.translate(10, -10)
        canvas.doForm("inner")
        canvas.endForm()
        canvas.translate(50, 100)
        canvas.scale(1.2, 1.2)
        canvas.doForm("outer")

    assert texts(tables(read(draw))[0]) == [["甲", "1"], ["乙", "2"]]


# Tables over pages


@pytest.mark.parametrize("heading", [True, False])
@pytest.mark.parametrize("foot", ["- {} -", "第{}页 共3页", "{}", None])
def test_a_table_over_three_pages_goes_on(heading: bool, foot: str | None) -> None:
    def draw(paper: Paper) -> None:
        for page in range(3):
            rows = list_rows(1 + 10 * page, 10)
            draw_list(paper, 80, [HEADING, *rows] if heading or page == 0 else rows)
            if foot is not None:
                paper.text(290, 815, foot.format(page + 1))
            paper.page()

    found = tables(read(draw))
    assert [table.continues for table in found] == [False, True, True]
    assert [table.table_no for table in found] == [1, 2, 3]
    assert [len(table.rows) for table in found] == ([11, 11, 11] if heading else [11, 10, 10])
    assert found[1].rows[0].row_no == 1


def test_running_heads_do_not_end_a_table() -> None:
    def draw(paper: Paper) -> None:
        for page in range(2):
            paper.text(60, 40, "某局2024年部门预算公开")
            draw_list(paper, 80, list_rows(1 + 10 * page, 10))
            paper.text(60, 815, f"部门预算 第{page + 1}页")
            paper.page()

    assert [table.continues for table in tables(read(draw))] == [False, True]


def test_a_title_between_two_pages_begins_another_table() -> None:
    def draw(paper: Paper) -> None:
        for page in range(2):
            paper.text(200, 60, f"第{page + 1}季度安排表", 16)
            draw_list(paper, 80, list_rows(1 + 10 * page, 10))
            paper.page()

    assert [table.continues for table in tables(read(draw))] == [False, False]


def test_a_note_below_a_table_ends_it() -> None:
    def draw(paper: Paper) -> None:
        draw_list(paper, 80, list_rows(1, 10))
        paper.text(60, 400, "注：以上为一级项目。")
        paper.page()
        draw_list(paper, 80, list_rows(11, 10))

    assert [table.continues for table in tables(read(draw))] == [False, False]


def test_another_width_begins_another_table() -> None:
    def draw(paper: Paper) -> None:
        draw_list(paper, 80, list_rows(1, 10))
        paper.page()
        paper.table(60, 80, [100, 100], [20, 20], spots([["甲", "1"], ["乙", "2"]]))

    assert [table.continues for table in tables(read(draw))] == [False, False]


def test_a_form_on_each_page_is_a_form_each() -> None:
    """The same title and the same first label again: no table that goes on."""

    def draw(paper: Paper) -> None:
        for name in ("路灯维护", "道路养护"):
            paper.text(200, 60, "项目绩效目标表", 16)
            paper.table(60, 80, WIDTHS, HEIGHTS, [Spot(0, 0, "项目名称"), Spot(0, 1, name, colspan=3), *FORM[2:]])
            paper.page()

    assert [table.continues for table in tables(read(draw))] == [False, False]


def test_a_form_that_begins_with_its_title_row_is_a_form_each() -> None:
    def draw(paper: Paper) -> None:
        for name in ("路灯维护", "道路养护"):
            rows = [
                Spot(0, 0, "绩效目标表", colspan=2),
                Spot(1, 0, "项目名称"),
                Spot(1, 1, name),
                Spot(2, 0, "金额"),
                Spot(2, 1, "1"),
            ]
            paper.table(60, 80, [100, 200], [24, 24, 24], rows)
            paper.page()

    assert [table.continues for table in tables(read(draw))] == [False, False]


@pytest.mark.parametrize("heading", [True, False])
def test_a_title_printed_on_every_page_does_not_end_a_list(heading: bool) -> None:
    """Print titles of a spreadsheet: the lines above the table, and mostly its heading, on every page."""
    rows = [Spot(0, 0, "甲部门", colspan=4), *(Spot(s.row + 1, s.col, s.text) for s in spots(list_rows(1, 8)))]

    def draw(paper: Paper) -> None:
        paper.text(200, 60, "项目支出安排表", 16)
        if heading:
            draw_list(paper, 80, [HEADING, *list_rows(1, 8)])
        else:
            paper.table(60, 80, LIST_WIDTHS, [TALL] * 9, rows)
        paper.page()
        paper.text(200, 60, "项目支出安排表", 16)
        draw_list(paper, 80, [HEADING, *list_rows(9, 8)] if heading else list_rows(9, 8))

    assert [table.continues for table in tables(read(draw))] == [False, True]


def test_a_form_with_its_title_on_every_page_is_one_form() -> None:
    head = [
        Spot(0, 0, "项目名称"),
        Spot(0, 1, "路灯维护", colspan=3),
        Spot(1, 0, "年度目标"),
        Spot(1, 1, "城区亮灯", colspan=3),
        *(Spot(2, col, text) for col, text in enumerate(["一级指标", "二级指标", "三级指标", "指标值"])),
        Spot(3, 0, "产出指标", rowspan=12),
        Spot(3, 1, "数量指标", rowspan=12),
    ]
    rows = [Spot(3 + n, col, text) for n in range(12) for col, text in ((2, f"更换灯具第{n}批"), (3, f"≥{n}盏"))]

    def draw(paper: Paper) -> None:
        for part in cut([*head, *rows], [9], [24.0] * 15):
            paper.text(200, 60, "2024年项目支出绩效目标表", 16)
            count = max(spot.row + spot.rowspan for spot in part)
            paper.table(60, 80, [80, 80, 200, 80], [24] * count, part)
            paper.page()

    reading = read_forms(read(draw), vocabulary())
    assert (reading.status, reading.forms_count) == ("read", 1)
    lines = reading.records["indicator_lines"]
    assert [(row["level1_text"], row["level2_text"], row["value_text"]) for row in lines] == [
        ("产出指标", "数量指标", f"≥{n}盏") for n in range(12)
    ]


def test_a_title_of_another_year_begins_another_table() -> None:
    def draw(paper: Paper) -> None:
        for year in (2023, 2024):
            paper.text(200, 60, f"{year}年项目支出安排表", 16)
            draw_list(paper, 80, [HEADING, *list_rows(1, 8)])
            paper.page()

    assert [table.continues for table in tables(read(draw))] == [False, False]


TREE = [
    Spot(0, 0, "一级"),
    Spot(0, 1, "二级"),
    Spot(0, 2, "名称"),
    Spot(0, 3, "值"),
    Spot(1, 0, "产出指标", rowspan=30, align="centre"),
    Spot(31, 0, "效益指标", rowspan=9, align="centre"),
    Spot(1, 1, "数量指标", rowspan=12, align="centre"),
    Spot(13, 1, "质量指标", rowspan=18, align="centre"),
    Spot(31, 1, "社会效益指标", rowspan=9, align="centre"),
    *(Spot(1 + n, 2, f"指标{n}的名称") for n in range(39)),
    *(Spot(1 + n, 3, f"≥{n}") for n in range(39)),
]


@pytest.mark.parametrize("centred", [False, True])
@pytest.mark.parametrize("heading", [False, True])
@pytest.mark.parametrize("breaks", [[10, 25], [8, 16, 32], [20], [3, 30]])
def test_a_merged_cell_cut_by_pages_has_its_text_in_its_first_part(
    centred: bool, heading: bool, breaks: list[int]
) -> None:
    heights = [TALL] * 40

    def draw(paper: Paper) -> None:
        for number, part in enumerate(cut(TREE, breaks, heights, centred)):
            again = heading and number > 0
            rows = max(spot.row + spot.rowspan for spot in part) + again
            if again:
                part = [*TREE[:4], *(Spot(s.row + 1, *_rest(s)) for s in part)]
            paper.table(60, 80, [60, 80, 160, 80], [TALL] * rows, part)
            paper.page()

    grid = read(draw)
    assert [table.continues for table in tables(grid)] == [False] + [True] * len(breaks)
    starts = [0, *breaks]
    found = []
    for start, table in zip(starts, tables(grid), strict=True):
        skip = 1 if heading and start else 0
        found += [(c.row_no + start - skip, c.col_no, c.text) for row in table.rows[skip:] for c in row.cells]
    assert sorted(found) == sorted((s.row + 1, s.col + 1, s.text) for s in TREE)


def _rest(spot: Spot) -> tuple[int, str, int, int, str, float | None]:
    return spot.col, spot.text, spot.rowspan, spot.colspan, spot.align, spot.middle


def draw_text(paper: Paper, x: float, top: float, lines: list[str]) -> None:
    for number, line in enumerate(lines):
        paper.text(x + PADDING, top + PADDING + SIZE + PITCH * number, line)


GOAL = "一是完成城区道路照明设施更新改造，二是开展日常巡查和应急抢修，三是保障重大活动照明，" * 4


def test_a_row_cut_by_the_page_is_one_row() -> None:
    lines = wrapped(GOAL, 200 - 2 * PADDING)

    def draw(paper: Paper) -> None:
        paper.table(
            60, 600, [80, 200, 80], [24, 4 * PITCH + 2 * PADDING], spots([["名称", "路灯", "1"], ["目标", "", "2"]])
        )
        draw_text(paper, 140, 624, lines[:4])
        paper.page()
        rest = (len(lines) - 4) * PITCH + 2 * PADDING
        paper.table(60, 60, [80, 200, 80], [rest, 24], spots([["", "", ""], ["备注", "无", "3"]]))
        draw_text(paper, 140, 60, lines[4:])

    first, second = tables(read(draw))
    assert texts(first) == [["名称", "路灯", "1"], ["目标", GOAL, "2"]]
    assert texts(second) == [[], ["备注", "无", "3"]]


def test_a_text_over_three_pages_is_one_text() -> None:
    lines = wrapped(GOAL, 200 - 2 * PADDING)

    def draw(paper: Paper) -> None:
        for number, part in enumerate((lines[:3], lines[3:6], lines[6:])):
            label = "目标" if number == 0 else ""
            paper.table(60, 60, [80, 200], [len(part) * PITCH + 2 * PADDING], spots([[label, ""]]))
            if number == 2:
                paper.table(60, 60 + len(part) * PITCH + 2 * PADDING, [80, 200], [24], spots([["备注", "无"]]))
            draw_text(paper, 140, 60, part)
            paper.page()

    found = tables(read(draw))
    assert [texts(table) for table in found] == [[["目标", GOAL]], [[]], [[], ["备注", "无"]]]


def test_a_group_heading_below_a_row_of_three_lines_is_no_part_of_it() -> None:
    name = "城区道路照明设施更新改造及其附属工程"

    def draw(paper: Paper) -> None:
        paper.table(60, 60, [40, 80, 200], [3 * PITCH + 2 * PADDING], spots([["1", name, "100.00"]]))
        paper.page()
        paper.table(60, 60, [40, 80, 200], [24, 24], spots([["", "其他", ""], ["2", "路灯", "1"]]))

    first, second = tables(read(draw))
    assert texts(first) == [["1", name, "100.00"]]
    assert texts(second) == [["其他"], ["2", "路灯", "1"]]


def test_a_page_full_of_crossing_lines_is_a_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.pdf.lattice.MAX_UNITS", 100)

    def draw(paper: Paper) -> None:
        for number in range(40):
            paper.line(60, 100 + 6 * number, 300, 100 + 6 * number)
            paper.line(60 + 6 * number, 100, 60 + 6 * number, 334)
        paper.text(60, 60, "图")

    assert prose(read(draw)) == ["图"]


def test_a_row_that_merely_begins_with_blanks_stays_a_row() -> None:
    def draw(paper: Paper) -> None:
        draw_list(paper, 80, [HEADING, ["1", "甲项目", "某局", "100.00"]])
        paper.page()
        draw_list(paper, 80, [["", "乙项目", "", ""], ["", "", "", "200.00"], ["2", "丙项目", "某局", "1"]])

    first, second = tables(read(draw))
    assert texts(first) == [HEADING, ["1", "甲项目", "某局", "100.00"]]
    assert texts(second) == [["乙项目"], ["200.00"], ["2", "丙项目", "某局", "1"]]


# Tables without vertical lines


ROWS = [HEADING, *list_rows(1, 6)]


def draw_columns(paper: Paper, y: float, rows: list[list[str]], right: bool = True) -> float:
    for row in rows:
        for col, text in enumerate(row):
            x = (60, 110, 280, 380)[col]
            if right and col == 3:
                x = 460 - pdfmetrics.stringWidth(text, FONT, SIZE)
            paper.text(x, y, text)
        y += 18
    return y


def test_lines_of_text_in_clear_columns_are_a_table() -> None:
    def draw(paper: Paper) -> None:
        paper.text(200, 60, "项目支出安排表", 16)
        paper.text(60, 90, "填报单位：某局")
        paper.text(380, 90, "单位：万元")
        draw_columns(paper, 140, ROWS)
        paper.text(60, 400, "注：以上数字含上年结转。")

    grid = read(draw)
    assert [block.kind for block in grid.blocks] == ["prose", "table", "prose"]
    assert texts(tables(grid)[0]) == ROWS
    assert prose(grid) == ["项目支出安排表", "填报单位：某局 单位：万元", "注：以上数字含上年结转。"]


def test_rows_between_horizontal_lines_are_a_table_and_may_wrap() -> None:
    def draw(paper: Paper) -> None:
        y = 100.0
        for row in [
            ["名称", "说明", "金额"],
            ["甲项目", "说明的文字很长要折|成两行来写", "1.00"],
            ["乙项目", "短", "2.00"],
        ]:
            paper.line(60, y, 460, y)
            for col, text in enumerate(row):
                for number, part in enumerate(text.split("|")):
                    paper.text((64, 164, 364)[col], y + 14 + PITCH * number, part)
            y += 34
        paper.line(60, y, 460, y)

    assert texts(tables(read(draw))[0]) == [
        ["名称", "说明", "金额"],
        ["甲项目", "说明的文字很长要折成两行来写", "1.00"],
        ["乙项目", "短", "2.00"],
    ]


def test_a_table_of_three_lines_has_a_row_a_line() -> None:
    def draw(paper: Paper) -> None:
        paper.line(56, 126, 480, 126)
        paper.line(56, 145, 480, 145)
        end = draw_columns(paper, 140, ROWS)
        paper.line(56, end - 10, 480, end - 10)

    (table,) = read(draw).blocks
    assert texts(table) == ROWS


@pytest.mark.parametrize(
    "lines",
    [
        ["一、单位职能：负责城区照明。", "二、机构设置：内设四个科室。", "三、人员：20人。"],
        ["甲　　　　　乙", "丙", "丁　　　　　戊"],
    ],
)
def test_lines_without_columns_stay_prose(lines: list[str]) -> None:
    def draw(paper: Paper) -> None:
        for number, line in enumerate(lines):
            paper.text(60, 100 + 18 * number, line)

    assert {block.kind for block in read(draw).blocks} == {"prose"}


def test_texts_at_uneven_places_stay_prose() -> None:
    def draw(paper: Paper) -> None:
        for number in range(5):
            paper.text(60 + 13 * (number * 7 % 5), 100 + 18 * number, f"左边的话{number}")
            paper.text(260 + 17 * (number * 3 % 5), 100 + 18 * number, "右边的话"[: 1 + number % 4])

    assert {block.kind for block in read(draw).blocks} == {"prose"}


# Files that cannot be read


def rejected(data: bytes) -> str:
    with pytest.raises(RejectedDocumentError) as error:
        pdf.read(data)
    return error.value.reason_code


def form_file(**options: object) -> bytes:
    paper = Paper(A4, **options)
    paper.table(60, 120, WIDTHS, HEIGHTS, FORM)
    return paper.done()


def test_the_name_of_the_file_does_not_matter() -> None:
    grid = read_bytes(form_file())
    assert grid.media_type == "application/pdf"
    assert grid.reader_version == pdf.VERSION
    assert grid_from_dict(grid_to_dict(grid)) == grid


def test_a_file_encrypted_without_a_password_opens() -> None:
    data = form_file(encrypt=StandardEncryption("", "owner", strength=128))
    assert cells(tables(pdf.read(data))[0]) == expected(FORM)


@pytest.mark.parametrize("strength", [40, 128])
def test_a_file_with_a_password_is_encrypted(strength: int) -> None:
    assert rejected(form_file(encrypt=StandardEncryption("geheim", "owner", strength=strength))) == "encrypted"


def test_what_is_no_pdf_inside_is_damaged() -> None:
    assert rejected(b"%PDF-1.7\nnothing of a kind\n%%EOF\n") == "damaged_file"


@pytest.mark.parametrize("share", [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 0.99])
def test_a_truncated_file_is_read_as_damaged_or_rejected(share: float) -> None:
    paper = Paper()
    for page in range(4):
        draw_list(paper, 80, list_rows(1 + 10 * page, 10))
        paper.page()
    data = paper.done()
    try:
        grid = pdf.read(data[: int(len(data) * share)])
    except RejectedDocumentError as error:
        assert error.reason_code in ("damaged_file", "empty_file")
    else:
        assert grid.damaged


def test_mutilated_files_are_read_or_rejected_and_never_fail_the_reader() -> None:
    """Bytes changed, cut out and put in at random: a page that cannot be loaded costs that page."""
    paper = Paper()
    paper.canvas.setPageCompression(0)
    for page in range(3):
        paper.table(60, 120, WIDTHS, HEIGHTS, FORM)
        draw_list(paper, 300, list_rows(1 + 8 * page, 8))
        paper.page()
    whole = paper.done()
    source = random.Random(7)
    outcomes = set()
    for _ in range(120):
        data = bytearray(whole)
        for _ in range(source.choice([1, 5, 30, 200])):
            at = source.randrange(len(data))
            change = source.randrange(3)
            if change == 0:
                data[at] = source.randrange(256)
            elif change == 1:
                del data[at : at + source.randrange(1, 60)]
            else:
                data[at:at] = str(source.randrange(10**9)).encode()
        try:
            outcomes.add("damaged" if pdf.read(bytes(data)).damaged else "read")
        except RejectedDocumentError as error:
            outcomes.add(error.reason_code)
    assert (
        {"read", "damaged", "damaged_file"}
        <= outcomes
        <= {"read", "damaged", "damaged_file", "empty_file", "encrypted"}
    )


def test_a_file_without_pages_is_damaged() -> None:
    data = form_file().replace(b"/Count 1", b"/Count 0")
    start = data.index(b"/Kids [") + len(b"/Kids [")
    end = data.index(b"]", start)
    assert rejected(data[:start] + b" " * (end - start) + data[end:]) == "damaged_file"


def test_an_empty_page_is_an_empty_file_and_a_picture_is_a_scan() -> None:
    paper = Paper()
    paper.page()
    assert rejected(paper.done()) == "empty_file"
    paper = Paper()
    paper.canvas.drawImage(ImageReader(_bitmap()), 0, 0, *A4)
    assert rejected(paper.done()) == "scan_without_text"


def test_letters_drawn_as_outlines_are_no_empty_file() -> None:
    paper = Paper()
    path = paper.canvas.beginPath()
    path.moveTo(100, 100)
    path.lineTo(120, 140)
    path.lineTo(140, 100)
    paper.canvas.drawPath(path, fill=1)
    assert rejected(paper.done()) == "scan_without_text"


def test_pages_that_are_pictures_among_others_are_counted_and_make_the_document_partial() -> None:
    paper = Paper()
    rows = [["项目名称", "路灯维护"], ["年度目标", "亮灯"], ["资金总额", "12.5"], ["一级指标", "产出指标"]]
    paper.text(200, 60, "项目支出绩效目标表", 16)
    paper.table(60, 80, [120, 200], [24] * 4, spots(rows))
    paper.page()
    paper.canvas.drawImage(ImageReader(_bitmap()), 0, 0, *A4)
    grid = pdf.read(paper.done())
    assert grid.pictures == 1
    reading = read_forms(grid, vocabulary())
    assert (reading.status, reading.reason_code, reading.forms_count) == ("partial", "scanned_pages", 1)


def _bitmap() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("L", (60, 80), 200).save(file, "PNG")
    file.seek(0)
    return file


def bare(contents: bytes, filters: str = "/FlateDecode", more: str = "") -> bytes:
    """The least PDF that has this compressed stream as its page."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>",
        f"<< /Length {len(contents)} /Filter {filters} {more} >>\nstream\n".encode() + contents + b"\nendstream",
    ]
    body = b"%PDF-1.7\n"
    offsets = []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n".encode() + part + b"\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"xref\n0 5\n0000000000 65535 f \n{table}trailer << /Size 5 /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + end.encode()


def squeezed(unit: bytes, size: int) -> bytes:
    packer = zlib.compressobj(9)
    block = unit * (100_000 // len(unit))
    return b"".join([*(packer.compress(block) for _ in range(size // len(block))), packer.flush()])


@pytest.mark.parametrize(
    "data",
    [
        bare(squeezed(b" ", 200_000_000)),
        bare(squeezed(b"0 0 m 9 9 l S\n", 12_000_000)),
        bare(zlib.compress(zlib.compress(b" " * 50_000_000)), "[/FlateDecode /FlateDecode]"),
        bare(squeezed(b" ", 200_000_000), more="/Subtype /Image"),
    ],
    ids=["spaces", "strokes", "twice", "picture"],
)
def test_bombs_are_told_before_they_go_off(data: bytes) -> None:
    assert len(data) < 500_000
    assert rejected(data) == "too_complex"


def test_a_drawing_of_many_lines_costs_its_rules_not_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.pdf.page.MAX_OBJECTS", 2_000)

    def draw(paper: Paper) -> None:
        for number in range(2_500):
            paper.line(number % 500, number % 800, number % 500 + 30, number % 800)
        paper.text(60, 100, "地图")

    assert prose(read(draw)) == ["地图"]


def test_more_pages_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.pdf.document.MAX_PAGES", 2)
    paper = Paper()
    for _ in range(3):
        paper.text(60, 100, "页")
        paper.page()
    assert rejected(paper.done()) == "too_many_pages"


def test_a_sign_is_wrapped_with_its_number() -> None:
    """Wherever a line is full before ≤95%, the text goes on without a blank or a line end."""
    wrong = []
    for before in range(45):
        text = "作" * before + "率≤95%，网上可办率>=95%，温差±3%以内，达标率12%-78%，平均3~5天"
        row = tuple(Box(cell) for cell in ("年度目标", text, "甲", "乙", "丙"))
        found = read_bytes(FORMATS["pdf"](Document.of(Table((row,)))))
        if text not in [cell.text for _, cell in found.cells()]:
            wrong.append(before)
    assert wrong == []
