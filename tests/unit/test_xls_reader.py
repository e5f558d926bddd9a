"""Excel 97–2003 workbooks: what is shown, where, and what the reader refuses."""

from __future__ import annotations

import struct

import pytest
import xlwt

from ingest.errors import RejectedDocumentError
from ingest.grid import Grid
from ingest.readers import ole, read_bytes, reader_of, xls
from tests.unit.grids import tables_of, widths_of
from tests.unit.sheet_files import saved_xls


def style(code: str = "General", lines: bool = False) -> xlwt.XFStyle:
    return xlwt.easyxf("borders: left thin, right thin" if lines else "", num_format_str=code)


def texts(grid: Grid) -> list[str]:
    return [cell.text for _, cell in grid.cells()]


def book_with(*values: tuple[object, str]) -> bytes:
    """A workbook with one row of values and their format codes."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for column, (value, code) in enumerate(values):
        sheet.write(0, column, value, style(code))
    return saved_xls(book)


def test_a_form_is_read_with_its_merged_cells_and_formats() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("绩效目标表")
    sheet.write_merge(0, 0, 0, 3, "项目支出绩效目标表")
    sheet.write(1, 0, "（2024年度）")
    sheet.write(2, 0, "项目名称")
    sheet.write_merge(2, 2, 1, 2, "路灯")
    sheet.write(2, 3, 150, style('0"万元"'))
    sheet.write_merge(3, 4, 0, 0, "绩效指标")
    sheet.write(3, 1, "完好率")
    sheet.write(3, 3, 0.955, style("0.0%"))
    sheet.write(4, 1, "完成日期\n（验收）")
    sheet.write(4, 3, 45352, style('yyyy"年"m"月"'))
    data = saved_xls(book)
    assert reader_of(data) == "xls"
    grid = xls.read(data)
    assert tables_of(grid) == [
        (None, [(1, (1, "项目支出绩效目标表", 1, 4)), (2, (1, "（2024年度）"))]),
        (
            1,
            [
                (3, (1, "项目名称"), (2, "路灯", 1, 2), (4, "150万元")),
                (4, (1, "绩效指标", 2, 1), (2, "完好率"), (4, "95.5%")),
                (5, (2, "完成日期\n（验收）"), (4, "2024年3月")),
            ],
        ),
    ]
    assert {block.sheet_name for block in grid.blocks} == {"绩效目标表"}
    assert widths_of(grid)[1] == [4, 4, 4]


def test_kinds_of_values() -> None:
    data = book_with(
        (True, "General"),
        (False, "General"),
        (0.1 + 0.2, "General"),
        ("0012", "General"),
        ("=cmd|' /C calc'!A0", "General"),
        (1234.567, "#,##0.00"),
        (45352, "M/D/YY"),
        (0, ";;;"),
        (-5, "#,##0_);(#,##0)"),
    )
    shown = ["TRUE", "FALSE", "0.3", "0012", "=cmd|' /C calc'!A0", "1,234.57", "2024/3/1", "(5)"]
    assert texts(xls.read(data)) == [*shown, "0.0"]
    assert [block.hidden for block in xls.read(data).blocks] == [False, True]


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("SUM(A2:A5)", "=SUM(A2:A5)"),
        ("B1*C1", "=B1*C1"),
        ("ROUND(B1,2)", "=ROUND(B1,2.0)"),
        ('IF(B1=0,"",B1)', None),  # such a formula may well show nothing
        ("B1", None),
    ],
)
def test_a_formula_that_was_never_calculated_is_no_blank_where_it_gives_a_number(
    formula: str, text: str | None
) -> None:
    grid = xls.read(book_with(("甲", "General"), (xlwt.Formula(formula), "0.00")))
    assert texts(grid) == ["甲", text] if text else ["甲"]


def formula_saying(result: bytes, options: int) -> bytes:
    """A workbook whose one formula holds this result and these options."""
    data = book_with(("甲", "General"), (xlwt.Formula("A2+A3"), "0.00"))
    at = data.index(b"\x03\x00\x00\x00\x00\x00\xff\xff")
    return data[:at] + result + struct.pack("<H", options) + data[at + 10 :]


def test_a_zero_that_waits_for_its_calculation_is_no_zero() -> None:
    assert texts(xls.read(formula_saying(bytes(8), 2))) == ["甲", "=A2+A3"]
    assert texts(xls.read(formula_saying(bytes(8), 0))) == ["甲", "0.00"]
    assert texts(xls.read(formula_saying(struct.pack("<d", 7.5), 2))) == ["甲", "7.50"]


def test_what_is_not_shown_is_kept_in_hidden_blocks() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for row in range(3):
        for column in range(3):
            sheet.write(row, column, f"{row}{column}")
    sheet.row(1).hidden = True
    sheet.col(1).hidden = True
    for name, visibility in (("藏", 1), ("深藏", 2)):
        hidden = book.add_sheet(name)
        hidden.write(0, 0, name)
        hidden.visibility = visibility
    grid = xls.read(saved_xls(book))
    assert tables_of(grid) == [
        (1, [(1, (1, "00", 1, 2), (3, "02")), (3, (1, "20", 1, 2), (3, "22"))]),
        (2, [(1, (2, "01")), (2, (1, "10"), (2, "11"), (3, "12")), (3, (2, "21"))]),
        (None, [(1, (1, "藏"))]),
        (None, [(1, (1, "深藏"))]),
    ]
    assert [block.hidden for block in grid.blocks] == [False, True, True, True]


def test_a_blank_row_with_lines_around_it_stands_inside_the_table() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for row in (0, 1, 2, 4):
        for column in range(2):
            sheet.write(row, column, "" if row == 1 else f"{row}", style(lines=True))
    assert [[row.row_no for row in block.rows] for block in xls.read(saved_xls(book)).blocks] == [[1, 3], [5]]


def test_dates_of_the_1904_system() -> None:
    book = xlwt.Workbook()
    book.dates_1904 = True
    book.add_sheet("表").write(0, 0, 43890, style("yyyy/m/d"))
    assert texts(xls.read(saved_xls(book))) == ["2024/3/1"]


def test_a_workbook_without_its_container_is_read() -> None:
    data = book_with(("甲", "General"), (0.5, "0%"))
    assert texts(xls.read(ole.OleFile(data).read("Workbook"))) == ["甲", "50%"]


def rejected(data: bytes) -> RejectedDocumentError:
    with pytest.raises(RejectedDocumentError) as caught:
        read_bytes(data)
    return caught.value


@pytest.mark.parametrize("kept", [600, 2_000, 3_500])
def test_a_cut_file_is_damaged(kept: int) -> None:
    data = book_with(*((f"第{i}个", "General") for i in range(60)))
    assert rejected(data[:kept]).reason_code == "damaged_file"


def test_an_encrypted_workbook_is_told() -> None:
    stream = ole.OleFile(book_with(("甲", "General"))).read("Workbook")
    (length,) = struct.unpack_from("<H", stream, 2)
    filepass = struct.pack("<HH", 0x2F, 6) + struct.pack("<3H", 0, 0x1234, 0x5678)
    data = stream[: 4 + length] + filepass + stream[4 + length :]
    with pytest.raises(RejectedDocumentError) as caught:
        xls.read(data)
    assert caught.value.reason_code == "encrypted"


def test_many_sheets_that_end_in_the_last_row_are_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xls, "MAX_ROWS", 1_000)
    book = xlwt.Workbook()
    for number in range(3):
        book.add_sheet(str(number)).write(499, 0, 1)
    assert rejected(saved_xls(book)).reason_code == "too_complex"
