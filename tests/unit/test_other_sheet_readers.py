"""OpenDocument spreadsheets and Excel 2003 XML workbooks; all readers of sheets agree on the same sheet."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import RejectedDocumentError
from ingest.grid import Grid
from ingest.readers import ods, reader_of, spreadsheetml, xls, xlsx
from ingest.readers.number_formats import display, from_float
from tests.unit.grids import tables_of
from tests.unit.sheet_files import saved_xls, saved_xlsx

NS = "urn:oasis:names:tc:opendocument:xmlns:"


def texts(grid: Grid) -> list[str]:
    return [cell.text for _, cell in grid.cells()]


# --- OpenDocument ----------------------------------------------------------------------------------------------------


def ods_file(tables: str, styles: str = "", manifest: str | None = None) -> bytes:
    prefixes = " ".join(
        f'xmlns:{prefix}="{NS}{name}:1.0"'
        for prefix, name in (
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("style", "style"),
            ("fo", "xsl-fo-compatible"),
        )
    )
    content = (
        f"<office:document-content {prefixes}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", ods.MEDIA_TYPE)
        archive.writestr("content.xml", content)
        if manifest is not None:
            archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def ods_table(rows: str, attributes: str = 'table:name="表"') -> str:
    return f"<table:table {attributes}>{rows}</table:table>"


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def test_ods_shows_the_text_that_it_holds() -> None:
    tables = ods_table(
        row(
            cell("绩效指标", 'table:number-rows-spanned="2"'),
            cell("95.5%", 'office:value-type="percentage" office:value="0.955"'),
            cell("甲<text:s text:c='2'/>乙<text:line-break/>丙<text:span>丁</text:span>"),
            cell("一</text:p><text:p>二"),
        )
        + row(
            "<table:covered-table-cell><text:p>旧</text:p></table:covered-table-cell>",
            '<table:table-cell office:value-type="float" office:value="1.5"/>',
            '<table:table-cell table:formula="of:=SUM([.A1:.A2])"/>',
            '<table:table-cell office:value-type="string" table:formula="of:=IF(1;&quot;&quot;)"/>',
        )
        + row('<table:table-cell table:number-columns-repeated="16384"/>', attributes='table:number-rows-repeated="9"')
    )
    data = ods_file(tables)
    assert reader_of(data) == "ods"
    assert tables_of(ods.read(data)) == [
        (
            1,
            [
                (1, (1, "绩效指标", 2, 1), (2, "95.5%"), (3, "甲  乙\n丙丁"), (4, "一\n二")),
                (2, (2, "1.5"), (3, "=SUM([.A1:.A2])")),
            ],
        ),
        (2, [(2, (1, "旧"))]),
    ]


def test_ods_repeated_and_hidden_parts() -> None:
    hidden = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    tables = ods_table(
        '<table:table-column table:number-columns-repeated="1"/>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
        + "<table:table-header-rows>"
        + row(cell("甲", 'table:number-columns-repeated="4"'))
        + "</table:table-header-rows>"
        + row(cell("乙"), cell("丙"), attributes='table:visibility="filter"')
        + row(cell("丁", 'table:number-columns-repeated="1"'), cell("戊"), attributes='table:number-rows-repeated="2"')
    ) + ods_table(row(cell("旧")), 'table:name="草稿" table:style-name="h"')
    grid = ods.read(ods_file(tables, hidden))
    assert tables_of(grid) == [
        (1, [(1, (1, "甲", 1, 3), (4, "甲")), (3, (1, "丁", 1, 3)), (4, (1, "丁", 1, 3))]),
        (2, [(1, (2, "甲"), (3, "甲")), (2, (1, "乙"), (2, "丙")), (3, (2, "戊")), (4, (2, "戊"))]),
        (None, [(1, (1, "旧"))]),
    ]
    assert [block.hidden for block in grid.blocks] == [False, True, True]


def test_ods_with_a_password_is_told() -> None:
    manifest = "<manifest><encryption-data/></manifest>"
    with pytest.raises(RejectedDocumentError) as caught:
        ods.read(ods_file(ods_table(""), manifest=manifest))
    assert caught.value.reason_code == "encrypted"


def test_ods_that_repeats_one_row_a_million_times_is_refused() -> None:
    repeated = 'table:number-rows-repeated="1048576"'
    tables = ods_table(row(cell("甲", 'table:number-columns-repeated="3"'), attributes=repeated))
    with pytest.raises(RejectedDocumentError) as caught:
        ods.read(ods_file(tables))
    assert caught.value.reason_code == "too_complex"


# --- Excel 2003 XML --------------------------------------------------------------------------------------------------


def xml_book(rows: str, styles: str = "", options: str = "", columns: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="gb2312"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f'<Styles>{styles}</Styles><Worksheet ss:Name="表"><Table>{columns}{rows}</Table>'
        f"<x:WorksheetOptions>{options}</x:WorksheetOptions></Worksheet></Workbook>"
    ).encode("gb2312")


def test_spreadsheetml_shows_its_cells() -> None:
    styles = (
        '<Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style><Style ss:ID="q" ss:Parent="p"/>'
        '<Style ss:ID="d"><NumberFormat ss:Format="yyyy&quot;年&quot;m&quot;月&quot;"/></Style>'
    )
    rows = (
        '<Row ss:Index="2"><Cell ss:MergeAcross="1" ss:MergeDown="1"><Data ss:Type="String">指标</Data></Cell>'
        '<Cell ss:StyleID="q"><Data ss:Type="Number">0.955</Data></Cell></Row>'
        '<Row><Cell ss:Index="3" ss:StyleID="d"><Data ss:Type="DateTime">2024-03-01T00:00:00.000</Data></Cell>'
        '<Cell><Data ss:Type="Boolean">1</Data></Cell><Cell ss:Formula="=SUM(R[-1]C)"/>'
        '<Cell><Data ss:Type="Number">1234567.891234</Data></Cell></Row>'
    )
    data = xml_book(rows, styles)
    assert reader_of(data) == "spreadsheetml"
    assert tables_of(spreadsheetml.read(data)) == [
        (
            1,
            [
                (2, (1, "指标", 2, 2), (3, "95.50%")),
                (3, (3, "2024年3月"), (4, "TRUE"), (5, "=SUM(R[-1]C)"), (6, "1234567.891")),
            ],
        )
    ]


def test_spreadsheetml_hidden_parts() -> None:
    columns = '<Column/><Column ss:Hidden="1" ss:Span="1"/>'
    cells = "".join(f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in "甲乙丙丁")
    rows = f'<Row>{cells}</Row><Row ss:Hidden="1">{cells}</Row>'
    blocks = spreadsheetml.read(xml_book(rows, columns=columns)).blocks
    assert [(block.hidden, [c.text for r in block.rows for c in r.cells]) for block in blocks] == [
        (False, ["甲", "丁"]),
        (True, ["乙", "丙", "甲", "乙", "丙", "丁"]),
    ]
    hidden = spreadsheetml.read(xml_book(rows, options="<x:Visible>SheetHidden</x:Visible>"))
    assert all(block.hidden for block in hidden.blocks)


# --- all together ----------------------------------------------------------------------------------------------------

CODES = (
    *("General", "0", "0.00", "#,##0.00", "0%", "0.0%", '0"万元"', "#,##0.00_);(#,##0.00)", "0.00E+00", "# ?/?"),
    *("yyyy/m/d", 'yyyy"年"m"月"d"日"', "[h]:mm", "#,##0.00;[Red]-#,##0.00", '0!.0,"万元"', "@"),
)
NUMBERS = st.one_of(
    st.integers(min_value=-(10**9), max_value=10**9),
    st.decimals(min_value=-(10**7), max_value=10**7, places=3).map(float),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(NUMBERS, st.sampled_from(CODES)), min_size=1, max_size=12))
def test_xlsx_and_xls_show_the_same_numbers_alike(cells: list[tuple[float, str]]) -> None:
    new, old = openpyxl.Workbook(), xlwt.Workbook()
    old_sheet = old.add_sheet("表")
    for number, (value, code) in enumerate(cells, start=1):
        new.active.cell(number, 1, value).number_format = code
        old_sheet.write(number - 1, 0, value, xlwt.easyxf(num_format_str=code))
    expected = []
    for value, code in cells:
        exact = from_float(float(value))
        assert exact is not None
        expected.append(display(exact, code))
    assert texts(xlsx.read(saved_xlsx(new))) == expected
    assert texts(xls.read(saved_xls(old))) == expected


def test_dates_that_libraries_write() -> None:
    day = datetime.datetime(2024, 3, 1, 8, 30)
    new, old = openpyxl.Workbook(), xlwt.Workbook()
    new.active["A1"] = day
    old.add_sheet("表").write(0, 0, day, xlwt.easyxf(num_format_str="yyyy-mm-dd h:mm:ss"))
    assert texts(xlsx.read(saved_xlsx(new))) == texts(xls.read(saved_xls(old))) == ["2024-03-01 8:30:00"]
