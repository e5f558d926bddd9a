"""Excel workbooks: what is shown, where, and what the reader refuses."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.styles import Border, Side

from ingest.errors import RejectedDocumentError
from ingest.grid import Grid
from ingest.readers import read_bytes, xlsx
from ingest.readers.sheet import Budget
from ingest.readers.xml_stream import TagBudget
from tests.unit.grids import tables_of, widths_of
from tests.unit.sheet_files import MAIN, STRICT, saved_xlsx, sheet_xml, styles_xml, workbook_zip

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def texts(grid: Grid) -> list[str]:
    return [cell.text for _, cell in grid.cells()]


def one_row(cells: str, **parts: str) -> list[str]:
    """Texts of a sheet with one row, written by hand."""
    return texts(xlsx.read(workbook_zip({"表": sheet_xml(f"<row>{cells}</row>")}, **parts)))


def test_a_form_is_read_with_its_merged_cells_and_formats() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "绩效目标表"
    sheet["A1"] = "项目支出绩效目标表"
    sheet.merge_cells("A1:D1")
    sheet["A2"] = "（2024年度）"
    sheet["A3"], sheet["B3"], sheet["C3"], sheet["D3"] = "项目名称", "路灯", "金额", 150
    sheet["D3"].number_format = '0"万元"'
    sheet["A4"], sheet["B4"], sheet["D4"] = "绩效指标", "完好率", 0.955
    sheet["D4"].number_format = "0.0%"
    sheet["B5"], sheet["D5"] = "完成日期", datetime.date(2024, 3, 1)
    sheet["D5"].number_format = 'yyyy"年"m"月"'
    sheet.merge_cells("A4:A5")
    sheet.merge_cells("B4:C4")
    grid = xlsx.read(saved_xlsx(book))
    assert tables_of(grid) == [
        (None, [(1, (1, "项目支出绩效目标表", 1, 4)), (2, (1, "（2024年度）"))]),
        (
            1,
            [
                (3, (1, "项目名称"), (2, "路灯"), (3, "金额"), (4, "150万元")),
                (4, (1, "绩效指标", 2, 1), (2, "完好率", 1, 2), (4, "95.5%")),
                (5, (2, "完成日期"), (4, "2024年3月")),
            ],
        ),
    ]
    assert {block.sheet_name for block in grid.blocks} == {"绩效目标表"}
    assert widths_of(grid)[1] == [4, 4, 4]
    assert grid.media_type == xlsx.MEDIA_TYPE and grid.reader_version == xlsx.VERSION


def test_kinds_of_values() -> None:
    strings = (
        "<si><t>甲</t></si>"
        '<si><r><t>乙</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 丙</t></r>'
        '<rPh sb="0" eb="1"><t>yi</t></rPh></si>'
        "<si><t>一_x000D_\n二_x005F_x_x0007_</t></si>"
    )
    cells = (
        '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="s"><v>99</v></c>'
        '<c t="inlineStr"><is><t>丁</t><rPh><t>ding</t></rPh></is></c>'
        '<c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#DIV/0!</v></c><c t="str"><f>A1</f><v>戊</v></c>'
        '<c><v>12.5</v></c><c t="n"><v> 7 </v></c><c><v>NaN</v></c><c t="d"><v>2024-03-01</v></c>'
    )
    assert one_row(cells, strings=strings) == [
        *("甲", "乙 丙", "一\n二_x_x0007_", "丁", "TRUE", "FALSE", "#DIV/0!", "戊", "12.5", "7", "NaN", "2024-03-01"),
    ]


def test_texts_that_hold_numbers_or_formulas_stay_as_they_stand() -> None:
    strings = "<si><t>0012</t></si><si><t>=cmd|' /C calc'!A0</t></si><si><t>440123202412345678901</t></si>"
    cells = "".join(f'<c t="s" s="1"><v>{i}</v></c>' for i in range(3))
    assert one_row(cells, strings=strings, styles=styles_xml("General", "0.00")) == [
        "0012",
        "=cmd|' /C calc'!A0",
        "440123202412345678901",
    ]


def test_a_formula_shows_the_result_that_was_stored() -> None:
    cells = '<c s="1"><f>A2*100</f><v>0.5</v></c><c t="str"><f>IF(A2,"","")</f><v></v></c><c><f>1-1</f><v>0</v></c>'
    assert one_row(cells, styles=styles_xml("General", "0%")) == ["50%", "0"]


def test_a_formula_without_a_result_is_its_own_text_and_never_zero() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"] = "合计", "=SUM(B2:B5)"
    assert texts(xlsx.read(saved_xlsx(book))) == ["合计", "=SUM(B2:B5)"]
    shared = '<c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f></c><c r="B1"><f t="shared" si="0"/></c>'
    assert one_row(shared) == ["=B1*2", "=B1*2"]
    assert one_row('<c><f t="shared" si="5"/></c>') == ["="]


def test_rich_text_of_a_cell_is_one_text() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = CellRichText("≥", TextBlock(InlineFont(b=True), "95%"))
    assert texts(xlsx.read(saved_xlsx(book))) == ["≥95%"]


def test_what_is_not_shown_is_kept_in_hidden_blocks() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 6):
        sheet.append([f"甲{row}", f"乙{row}", f"丙{row}"])
    sheet["A6"], sheet["C6"] = "零", 5
    sheet["C6"].number_format = ";;;"
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    hidden = book.create_sheet("草稿")
    hidden["A1"] = "旧"
    hidden.sheet_state = "veryHidden"
    grid = xlsx.read(saved_xlsx(book))
    assert tables_of(grid) == [
        (
            1,
            [
                (1, (1, "甲1", 1, 2), (3, "丙1")),
                (3, (1, "甲3", 1, 2), (3, "丙3")),
                (4, (1, "甲4", 1, 2), (3, "丙4")),
                (5, (1, "甲5", 1, 2), (3, "丙5")),
                (6, (1, "零", 1, 2)),
            ],
        ),
        (
            2,
            [
                (1, (2, "乙1")),
                (2, (1, "甲2"), (2, "乙2"), (3, "丙2")),
                (3, (2, "乙3")),
                (4, (2, "乙4")),
                (5, (2, "乙5")),
                (6, (3, "5")),
            ],
        ),
        (None, [(1, (1, "旧"))]),
    ]
    assert [block.hidden for block in grid.blocks] == [False, True, True]


def test_a_merged_cell_whose_first_row_is_hidden_is_shown_in_the_next() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"], sheet["B2"], sheet["B3"] = "指标", "一", "二", "三"
    sheet.merge_cells("A1:A3")
    sheet.row_dimensions[1].hidden = True
    assert tables_of(xlsx.read(saved_xlsx(book)))[0] == (1, [(2, (1, "指标", 2, 1), (2, "二")), (3, (2, "三"))])


def test_leftovers_below_merged_cells_are_not_shown() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="A2"><v>3</v></c></row>'
    merges = '<mergeCells><mergeCell ref="B2:A1"/><mergeCell ref="A1:C1"/><mergeCell ref="x"/></mergeCells>'
    grid = xlsx.read(workbook_zip({"表": sheet_xml(rows, after=merges)}))
    assert tables_of(grid) == [(None, [(1, (1, "1", 2, 2))]), (1, [(1, (2, "2")), (2, (1, "3"))])]
    assert [block.hidden for block in grid.blocks] == [False, True]


def test_sheets_that_do_not_show_zeros() -> None:
    view = '<sheetViews><sheetView showZeros="0" workbookViewId="0"/></sheetViews>'
    grid = xlsx.read(workbook_zip({"表": sheet_xml("<row><c><v>0</v></c><c><v>5</v></c></row>", before=view)}))
    assert [(block.hidden, [c.text for r in block.rows for c in r.cells]) for block in grid.blocks] == [
        (False, ["5"]),
        (True, ["0"]),
    ]


def test_a_blank_row_with_lines_around_it_stands_inside_the_table() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row, first in ((1, "甲"), (2, None), (3, None), (4, "乙"), (6, "丙")):
        for column in (1, 2):
            sheet.cell(row, column, first).border = BOX
    assert [[row.row_no for row in block.rows] for block in xlsx.read(saved_xlsx(book)).blocks] == [[1, 4], [6]]


def test_without_any_lines_two_blank_rows_end_a_table_and_one_does_not() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (1, 3, 6):
        sheet.cell(row, 1, "甲")
        sheet.cell(row, 2, "乙")
    assert [[row.row_no for row in block.rows] for block in xlsx.read(saved_xlsx(book)).blocks] == [[1, 3], [6]]


def test_lines_of_one_cell_above_and_below_the_tables_are_prose() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"] = "附件2", "填报单位：某局"
    sheet.merge_cells("A2:C2")
    for row in (3, 5):
        for column in (1, 2, 3):
            sheet.cell(row, column, f"{row}{column}").border = BOX
    sheet["A4"] = "小标题"
    sheet.merge_cells("A4:C4")
    sheet["A4"].border = BOX
    sheet["A7"] = "本表一式两份"
    kinds = [(block.kind, [row.row_no for row in block.rows]) for block in xlsx.read(saved_xlsx(book)).blocks]
    assert kinds == [("prose", [1, 2]), ("table", [3, 4, 5]), ("prose", [7])]


def test_sheets_are_read_in_their_order_and_tables_are_counted_through() -> None:
    sheets = {name: sheet_xml(f"<row><c><v>{i}</v></c><c><v>{i}</v></c></row>") for i, name in enumerate("甲乙丙")}
    blocks = xlsx.read(workbook_zip(sheets, kinds={"乙": "chartsheet"})).blocks
    assert [(block.sheet_name, block.table_no) for block in blocks] == [("甲", 1), ("丙", 2)]


def test_a_workbook_with_a_chart_sheet_is_read() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "甲"
    book.create_chartsheet("图").add_chart(BarChart())
    assert texts(xlsx.read(saved_xlsx(book))) == ["甲"]


def test_rows_and_cells_without_numbers_follow_each_other() -> None:
    rows = '<row><c/><c><v>1</v></c></row><row r="5"><c r="C5"><v>2</v></c><c><v>3</v></c></row>'
    rows += '<row><c r="??"><v>4</v></c></row>'
    grid = xlsx.read(workbook_zip({"表": sheet_xml(rows)}))
    assert [(cell.row_no, cell.col_no, cell.text) for _, cell in grid.cells()] == [
        (1, 2, "1"),
        (5, 3, "2"),
        (5, 4, "3"),
        (6, 1, "4"),
    ]


def test_rows_and_columns_without_height_or_width_are_hidden() -> None:
    rows = '<row r="1" ht="0"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>3</v></c></row>'
    grid = xlsx.read(workbook_zip({"表": sheet_xml(rows, before='<cols><col min="2" max="2" width="0"/></cols>')}))
    assert [(block.hidden, [c.text for r in block.rows for c in r.cells]) for block in grid.blocks] == [
        (False, ["2"]),
        (True, ["1", "3"]),
    ]


def test_rows_hidden_by_default() -> None:
    rows = '<row r="1"><c><v>1</v></c></row><row r="3" hidden="1"><c><v>2</v></c></row>'
    grid = xlsx.read(workbook_zip({"表": sheet_xml(rows, before='<sheetFormatPr zeroHeight="1"/>')}))
    assert [(block.hidden, block.rows[0].row_no) for block in grid.blocks] == [(False, 1), (True, 3)]


def test_dates_of_the_1904_system() -> None:
    properties = '<workbookPr date1904="1"/>'
    data = workbook_zip(
        {"表": sheet_xml('<row><c s="1"><v>43890</v></c></row>')},
        styles=styles_xml("General", "yyyy/m/d"),
        properties=properties,
    )
    assert texts(xlsx.read(data)) == ["2024/3/1"]


def test_the_strict_dialect_and_prefixed_tags_are_read() -> None:
    strict = sheet_xml('<row><c s="1" t="d"><v>2024-03-01T00:00:00</v></c></row>', namespace=STRICT)
    data = workbook_zip({"表": strict}, styles=styles_xml("General", 'yyyy"年"m"月"'))
    assert texts(xlsx.read(data)) == ["2024年3月"]
    prefixed = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert texts(xlsx.read(workbook_zip({"表": prefixed}))) == ["5"]


def test_line_ends_within_a_cell_are_one_character() -> None:
    assert one_row('<c t="inlineStr"><is><t>甲&#13;&#10;乙&#13;丙</t></is></c>') == ["甲\n乙\n丙"]


def rejected(data: bytes) -> RejectedDocumentError:
    with pytest.raises(RejectedDocumentError) as caught:
        read_bytes(data)
    return caught.value


def test_a_cut_file_is_damaged() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "甲" * 2000
    data = saved_xlsx(book)
    assert rejected(data[: len(data) // 2]).reason_code == "damaged_file"


@pytest.mark.parametrize(
    ("sheet", "word"),
    [
        ("<worksheet><sheetData><row>", "not well-formed"),
        ("甲", "not well-formed"),
        (f'<!DOCTYPE a [<!ENTITY b "甲">]>{sheet_xml("<row><c><v>&b;</v></c></row>").split("?>")[1]}', "document type"),
        (sheet_xml('<row r="1048576"><c><v>1</v></c></row><row><c><v>1</v></c></row>'), "rows"),
        (sheet_xml('<row><c r="XFD1"><v>1</v></c><c><v>1</v></c></row>'), "columns"),
    ],
)
def test_a_sheet_that_cannot_be_is_damaged(sheet: str, word: str) -> None:
    error = rejected(workbook_zip({"表": sheet}))
    assert error.reason_code == "damaged_file"
    assert word in error.reason


def test_a_sheet_that_is_missing_is_damage() -> None:
    data = workbook_zip({"表": sheet_xml("")})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            if "sheet1" not in name:
                target.writestr(name, source.read(name))
    assert rejected(out.getvalue()).reason_code == "damaged_file"


def test_a_million_blank_cells_are_too_many_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "TagBudget", lambda: TagBudget(100_000))
    data = workbook_zip({"表": sheet_xml(("<row>" + "<c/>" * 16_000 + "</row>") * 64)})
    assert len(data) < 20_000
    assert rejected(data).reason_code == "too_complex"


def test_one_long_text_in_every_cell_is_too_much_text() -> None:
    rows = "<row>" + '<c t="s"><v>0</v></c>' * 1_000 + "</row>"
    data = workbook_zip({"表": sheet_xml(rows)}, strings=f"<si><t>{'长' * 100_000}</t></si>")
    assert len(data) < 20_000
    assert rejected(data).reason_code == "too_complex"


def test_more_cells_than_a_document_can_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "Budget", lambda: Budget(cells=999))
    rows = "<row>" + "<c><v>1</v></c>" * 1_000 + "</row>"
    assert rejected(workbook_zip({"表": sheet_xml(rows)})).reason_code == "too_complex"


def test_a_merged_range_over_the_whole_sheet_costs_nothing() -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 2_001))
    merges = "".join(f'<mergeCell ref="A{row}:XFD1048576"/>' for row in range(1, 2_001))
    grid = xlsx.read(workbook_zip({"表": sheet_xml(rows, after=f"<mergeCells>{merges}</mergeCells>")}))
    assert tables_of(grid)[0] == (None, [(1, (1, "1", 1_048_576, 16_384))])
    assert len(grid.blocks[1].rows) == 1_999
