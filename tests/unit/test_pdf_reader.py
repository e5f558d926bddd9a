"""The PDF reader: cells with spans, lines in reading order, tables over pages, pages left out, broken files."""

from __future__ import annotations

import pytest

from ingest.errors import RejectedDocumentError
from ingest.grid import Block, Grid
from ingest.readers import pdf
from tests.unit.pdf_files import LANDSCAPE, Paper, Spot, spots

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


def cells(block: Block) -> list[tuple[int, int, int, int, str]]:
    return [(c.row_no, c.col_no, c.rowspan, c.colspan, c.text) for row in block.rows for c in row.cells]


def expected(form: list[Spot]) -> list[tuple[int, int, int, int, str]]:
    return sorted((s.row + 1, s.col + 1, s.rowspan, s.colspan, s.text) for s in form if s.text)


def tables(grid: Grid) -> list[Block]:
    return [block for block in grid.blocks if block.kind == "table"]


def prose(grid: Grid) -> list[str]:
    return [row.cells[0].text for block in grid.blocks if block.kind == "prose" for row in block.rows]


@pytest.mark.parametrize("style", ["stroke", "areas", "double", "boxes", "dashes", "knockout"])
@pytest.mark.parametrize("size", [(595.0, 842.0), LANDSCAPE])
def test_cells_have_their_spans_however_lines_are_drawn(style: str, size: tuple[float, float]) -> None:
    paper = Paper(size)
    paper.table(60, 120, WIDTHS, HEIGHTS, FORM, style)
    (table,) = pdf.read(paper.done()).blocks
    assert cells(table) == expected(FORM)
    assert [row.width for row in table.rows] == [4, 4, 4, 4]
    assert (table.page_no, table.table_no, table.sheet_name, table.continues) == (1, 1, None, False)


@pytest.mark.parametrize("open_sides", ["l", "r", "lr", "t", "b", "tb"])
def test_a_table_without_outer_borders_has_all_its_cells(open_sides: str) -> None:
    paper = Paper()
    paper.table(60, 120, WIDTHS, HEIGHTS, FORM, open_sides=open_sides)
    (table,) = pdf.read(paper.done()).blocks
    assert cells(table) == expected(FORM)


def test_prose_and_tables_come_in_reading_order() -> None:
    paper = Paper()
    paper.text(200, 60, "某市项目支出绩效目标表", 16)
    paper.text(60, 90, "（2024年度）")
    paper.text(430, 90, "单位：万元")
    end = paper.table(60, 100, WIDTHS, HEIGHTS, FORM)
    paper.text(60, end + 30, "第二张表")
    paper.table(60, end + 40, [100, 100], [20, 20], spots([["甲", "1"], ["乙", "2"]]))
    paper.text(290, 800, "- 1 -")
    grid = pdf.read(paper.done())
    assert [block.kind for block in grid.blocks] == ["prose", "table", "prose", "table", "prose"]
    assert prose(grid) == ["某市项目支出绩效目标表", "（2024年度） 单位：万元", "第二张表", "- 1 -"]
    assert [block.table_no for block in grid.blocks] == [None, 1, None, 2, None]
    assert [row.row_no for block in grid.blocks if block.kind == "prose" for row in block.rows] == [1, 2, 3, 4]


def rejected(data: bytes) -> str:
    with pytest.raises(RejectedDocumentError) as error:
        pdf.read(data)
    return error.value.reason_code


def test_what_is_no_pdf_inside_is_damaged() -> None:
    assert rejected(b"%PDF-1.7\nnothing of a kind\n%%EOF\n") == "damaged_file"
