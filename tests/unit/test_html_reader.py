import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import RejectedDocumentError
from ingest.grid import grid_from_dict, grid_to_dict
from ingest.readers import flow, htmltable, markup
from ingest.readers.html import read
from tests.unit.grids import tables_of, widths_of


def blocks(page: str) -> list[tuple]:
    return tables_of(read(page.encode()))


def rows_of(page: str) -> list[tuple]:
    """Rows of the only block."""
    ((_, rows),) = blocks(page)
    return rows


def table(*rows: str) -> str:
    """A table; `|` stands between the cells of a row."""
    return "<table>" + "".join(f"<tr><td>{row.replace('|', '</td><td>')}</td></tr>" for row in rows) + "</table>"


def text_of(content: str) -> str:
    """The text of one cell that holds this."""
    cells = rows_of(f"<table><tr><td>{content}</td><td>end</td></tr></table>")[0][1:]
    return "" if cells[0][0] == 2 else cells[0][1]


def code_of(action: Callable[[], object]) -> str:
    with pytest.raises(RejectedDocumentError) as refused:
        action()
    return refused.value.reason_code


# --- spans


def test_spans_over_rows_and_columns() -> None:
    page = """<table>
      <tr><td rowspan="3">a</td><td colspan="2">b</td><td>c</td></tr>
      <tr><td>d</td><td rowspan=2 colspan=2>e</td></tr>
      <tr><td>f</td></tr>
      <tr><td>g</td><td></td><td>&nbsp;</td><td>h</td></tr>
    </table>"""
    assert rows_of(page) == [
        (1, (1, "a", 3, 1), (2, "b", 1, 2), (4, "c")),
        (2, (2, "d"), (3, "e", 2, 2)),
        (3, (2, "f")),
        (4, (1, "g"), (4, "h")),
    ]
    assert widths_of(read(page.encode())) == [[4, 4, 4, 4]]


@pytest.mark.parametrize(
    ("attributes", "spans"),
    [
        ('colspan="2%"', (1, 2)),
        ("colspan=2.9", (1, 2)),
        ('colspan=" +2"', (1, 2)),
        ("colspan=0", (1, 1)),
        ("colspan=-3", (1, 1)),
        ("colspan=two", (1, 1)),
        ("colspan", (1, 1)),
        ("colspan=99999", (1, 1000)),
        ("colspan=99999999999999999999", (1, 1000)),
        ("rowspan=0", (3, 1)),
        ("rowspan=-1", (1, 1)),
        ("rowspan=2%", (2, 1)),
        ("rowspan=99999", (3, 1)),
    ],
)
def test_a_bad_span_is_read_as_a_browser_reads_it(attributes: str, spans: tuple[int, int]) -> None:
    rows = rows_of(f"<table><tr><td {attributes}>a</td></tr><tr><td>b</td></tr><tr><td>c</td></tr></table>")
    assert rows[0] == ((1, (1, "a")) if spans == (1, 1) else (1, (1, "a", *spans)))


def test_a_span_ends_with_its_section() -> None:
    page = """<table><thead><tr><th rowspan=5>a</th><th>b</th></tr></thead>
      <tbody><tr><td>c</td><td>d</td></tr></tbody></table>"""
    assert rows_of(page) == [(1, (1, "a"), (2, "b")), (2, (1, "c"), (2, "d"))]


def test_spans_that_overlap_keep_their_columns() -> None:
    page = "<table><tr><td>a<td rowspan=2>b</tr><tr><td colspan=3>c<td>d</tr></table>"
    assert rows_of(page) == [(1, (1, "a"), (2, "b", 2, 1)), (2, (1, "c", 1, 3), (4, "d"))]


def test_the_foot_is_below_wherever_it_stands() -> None:
    page = "<table><thead><tr><td>h</thead><tfoot><tr><td>f</tfoot><tbody><tr><td>b</tbody></table>"
    assert rows_of(page) == [(1, (1, "h")), (2, (1, "b")), (3, (1, "f"))]


# --- bad markup


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>a<td>b<tr><td>c<td>d</table>",
        "<table><td>a<td>b<tr><td>c<td>d",
        "<table><tr><td>a</td></td><td>b</tr></tr><tr><th>c<td>d</table></div>",
        "<TABLE><TR><TD>a</TH><TD>b</TABLE_ROW><TR><TD>c<TD>d</TABLE>",
        "<table><form><tr><td>a</td><td>b</td></tr></form><tr><td>c</td><td>d</td></tr></table>",
        "<table><tr><div><td>a</td></div><td>b</td></tr><tbody><tr><td>c</td><td>d</td></tr></table>",
        "<table><tr><td><font>a</td><td><b>b</td></tr><tr><td><p>c</td><td>d</p></td></tr></table>",
        "<table><tr><td/><tr><td>a<td>b<tr><td>c<td>d</table>",
    ],
)
def test_unclosed_and_misplaced_tags(page: str) -> None:
    rows = rows_of(page)
    assert [row[1:] for row in rows] == [((1, "a"), (2, "b")), ((1, "c"), (2, "d"))]


def test_cells_outside_any_table_are_lines() -> None:
    assert blocks("<td>a</td><td>b</td><tr>c") == [(None, [(1, (1, "a")), (2, (1, "b")), (3, (1, "c"))])]


def test_a_cell_within_a_cell_is_the_next_cell() -> None:
    page = "<table><tr><td>a<div><td>b</td></div></td><td>c</td></tr></table>"
    assert rows_of(page) == [(1, (1, "a"), (2, "b"), (3, "c"))]


def test_text_of_a_table_in_no_cell_stands_above_it() -> None:
    assert blocks("<table>x<tr>y<td>a</td>z</tr></table>") == [
        (None, [(1, (1, "xyz"))]),
        (1, [(1, (1, "a"))]),
    ]


def test_what_stands_behind_the_end_of_a_page_is_read() -> None:
    page = "<html><body>a</body></html><p>b</p><html><body>" + table("c|d") + "</body></html>"
    assert blocks(page) == [(None, [(1, (1, "a")), (2, (1, "b"))]), (1, [(1, (1, "c"), (2, "d"))])]


# --- tables within tables


def test_a_page_laid_out_by_tables() -> None:
    page = f"""<table width=100%><tr><td colspan=2><h1>title</h1></td></tr>
      <tr><td>{table("menu|news")}</td><td><p>above</p>{table("a|b", "c|d")}<p>below</p></td></tr>
      <tr><td colspan=2>footer</td></tr></table>"""
    assert blocks(page) == [
        (1, [(1, (1, "title", 1, 2))]),
        (2, [(1, (1, "menu"), (2, "news"))]),
        (None, [(1, (1, "above"))]),
        (3, [(1, (1, "a"), (2, "b")), (2, (1, "c"), (2, "d"))]),
        (None, [(2, (1, "below"))]),
        (1, [(3, (1, "footer", 1, 2))]),
    ]


def test_a_table_directly_in_a_row_or_a_table() -> None:
    inner = table("a|b", "c|d")
    expected = [(1, [(1, (1, "a"), (2, "b")), (2, (1, "c"), (2, "d"))])]
    assert blocks(f"<table><tr>{inner}</tr></table>") == expected
    assert blocks(f"<table>{inner}</table>") == expected


def test_boxes_in_a_table_of_one_row_stay_the_text_of_their_cell() -> None:
    assert rows_of(f"<table><tr><td>kind</td><td>one of{table('□|new|☑|old')}</td></tr></table>") == [
        (1, (1, "kind"), (2, "one of\n□ new ☑ old"))
    ]


def test_a_caption_is_a_line_above() -> None:
    assert blocks("<table><caption>title<br>(2024)</caption><tr><td>a</td></tr></table>") == [
        (None, [(1, (1, "title")), (2, (1, "(2024)"))]),
        (1, [(1, (1, "a"))]),
    ]


# --- text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a<br>b<br/><br>c", "a\nb\nc"),
        ("<p>a</p><p>b</p>", "a\nb"),
        ("<p>a<p>b", "a\nb"),
        ("<div>a</div>b<div>c</div>", "a\nb\nc"),
        ("a <b>b</b>c <i> d</i>", "a bc d"),
        ("  a\n   b  ", "a b"),
        ("绩效\n     目标", "绩效目标"),
        ("绩效 目标", "绩效 目标"),
        ("<span>数量</span>\n<span>指标</span>", "数量指标"),
        ("a\n目标", "a 目标"),
        ("a&nbsp;b &lt;c&gt; &amp; &#8805;90 &ge;80 &#x2264;5", "a\xa0b <c> & ≥90 ≥80 ≤5"),
        ("&nbsp;&nbsp;", ""),
        ("\u3000", ""),
        ("<关于发展的意见>", "<关于发展的意见>"),
        ("a<!-- b -->c<script>d</script><style>e</style><noscript>f</noscript><template>g</template>h", "ach"),
        ("a<span style='DISPLAY : none'>b</span>c<i hidden>d</i>e<span style='mso-hide:all'>f</span>", "ace"),
        ("a<span style='visibility:hidden'>b</span>c", "ac"),
        ("a<del>b</del><ins>c</ins>", "ac"),
        ("<ruby>绩<rp>(</rp><rt>ji</rt><rp>)</rp></ruby>效", "绩效"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<textarea>a\nb</textarea>", "a\nb"),
        ("<input value='a'><input type=hidden value='b'><input type=submit value='c'>", "a"),
        ("<input type=checkbox checked>a<input type=checkbox>b<input type=radio checked>c", "☑a□b●c"),
        ("<select><option>a<option selected>b<option>c</select>d", "bd"),
        ("<select><option>a<option>b</select>", "a"),
        ("<select><optgroup><option>a</optgroup><optgroup><option>b</optgroup></select>c", "ac"),
        ("<span style='font-family:\"Wingdings 2\"'>R</span>a<font face=Wingdings>o</font>o", "☑a□o"),
        ("<span style='font-family:Symbol'>&#179;</span>90", "≥90"),
        ("a<o:p></o:p><![if !supportEmptyParas]>b<![endif]>", "ab"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
    ],
)
def test_what_a_cell_reads(content: str, expected: str) -> None:
    assert text_of(content) == expected


def test_lines_outside_tables_are_numbered_through_the_page() -> None:
    page = f"<title>no</title><h1>a</h1>b<br>c<div><div>d</div>e</div>{table('x')}<p>f</p>"
    assert blocks(page) == [
        (None, [(n, (1, text)) for n, text in enumerate("abcde", start=1)]),
        (1, [(1, (1, "x"))]),
        (None, [(6, (1, "f"))]),
    ]


def test_hidden_cells_and_rows_take_no_place() -> None:
    page = """<table><tr><td style="display:none">x</td><td>a</td><td style="visibility:hidden">y</td><td>b</td></tr>
      <tr style="display:none"><td>z</td></tr><tr hidden><td>z</td></tr><tr><td>c</td></tr></table>
      <table style="display:none"><tr><td>w</td></tr></table>"""
    assert rows_of(page) == [(1, (1, "a"), (3, "b")), (2, (1, "c"))]


def test_a_text_with_tabs_that_a_browser_saved_is_a_table() -> None:
    page = "<html><body><pre>title\n\na\tb\nc\td\nend</pre></body></html>"
    assert blocks(page) == [
        (None, [(1, (1, "title"))]),
        (1, [(1, (1, "a"), (2, "b")), (2, (1, "c"), (2, "d"))]),
        (None, [(2, (1, "end"))]),
    ]


def test_a_sheet_that_excel_saved_as_a_page() -> None:
    """What is shown counts, not the number behind it; helper rows of the layout are hidden."""
    page = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">
      <head><meta http-equiv=Content-Type content="text/html; charset=gb2312"><style>td{mso-number-format:0%}</style>
      <!--[if gte mso 9]><xml><x:ExcelWorkbook><x:Name>Sheet1</x:Name></x:ExcelWorkbook></xml><![endif]--></head>
      <body><table x:str border=0><col width=72 style='mso-width-source:userset'>
      <tr height=19><td colspan=2 class=xl24 x:num="0.95">95%</td><td x:num="1500000" x:fmla="=A1">150万元</td></tr>
      <![if supportMisalignedColumns]><tr height=0 style='display:none'><td width=72></td></tr><![endif]>
      </table></body></html>"""
    grid = read(page.encode("gb18030"))
    assert tables_of(grid) == [(1, [(1, (1, "95%", 1, 2), (3, "150万元"))])]
    assert grid.charset == "gb18030"


def test_xhtml() -> None:
    page = """<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">
      <html xmlns="http://www.w3.org/1999/xhtml"><head><script src="x.js"/><title/></head>
      <body><div/><table><tr><td/><td>a</td></tr></table></body></html>"""
    assert blocks(page) == [(1, [(1, (2, "a"))])]


# --- charsets


LONG = "某市项目支出绩效目标表：道路照明设施更新改造工程，资金总额十二万元。"


@pytest.mark.parametrize(
    ("written", "declared", "expected"),
    [
        ("utf-8", "gb2312", "utf-8"),
        ("gb18030", "utf-8", "gb18030"),
        ("gb18030", "gb2312", "gb18030"),
        ("gb18030", "iso-8859-1", "gb18030"),
        ("gb18030", "nonsense", "gb18030"),
        ("gb18030", "utf-16", "gb18030"),
        ("utf-8-sig", "gb2312", "utf-8-sig"),
        ("utf-16", "gb2312", "utf-16"),
        ("big5hkscs", "big5", "big5hkscs"),
    ],
)
def test_a_wrong_declaration_of_the_charset_does_no_harm(written: str, declared: str, expected: str) -> None:
    text = LONG if written != "big5hkscs" else "項目支出績效目標表"
    page = f'<html><head><meta charset="{declared}"></head><body><p>{text}</p></body></html>'
    grid = read(page.encode(written))
    assert [cell.text for _, cell in grid.cells()] == [text]
    assert (grid.charset, grid.damaged) == (expected, False)


def test_a_short_page_is_read_in_the_charset_that_it_names() -> None:
    """Two characters are too few to guess by."""
    page = '<meta http-equiv="Content-Type" content="text/html; charset=GBK"><p>绩效</p>'
    assert [cell.text for _, cell in read(page.encode("gbk")).cells()] == ["绩效"]


def test_damaged_bytes_are_marked() -> None:
    data = bytearray(f'<meta charset="gb2312"><p>{LONG}</p><p>end</p>'.encode("gb18030") * 3)
    data[60:62] = b"\xff\xff"
    grid = read(bytes(data))
    assert grid.damaged
    assert [cell.text for _, cell in grid.cells()][1:] == ["end", LONG, "end", LONG, "end"]


# --- parcels


def parcel(*parts: tuple[str, str, bytes], boundary: str = "----=_Next.01") -> bytes:
    body = b"".join(
        f"--{boundary}\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
        + content
        + b"\r\n"
        for kind, encoding, content in parts
    )
    head = "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\t"
    return f'{head}boundary="{boundary}"\r\n\r\nnot shown\r\n'.encode() + body + f"--{boundary}--\r\n".encode()


def test_a_parcel_of_pages() -> None:
    import base64
    import quopri

    first = table("绩效|a").encode("gb18030")
    second = ("<p>b</p>" + table("c=d|e")).encode()
    data = parcel(
        ("text/html; charset=gb2312", "quoted-printable", quopri.encodestring(first)),
        ("image/png", "base64", b"iVBORw0KGgo="),
        ("text/html; charset=utf-8", "base64", base64.encodebytes(second)),
        ("text/css", "7bit", b"td {}"),
        ("text/html", "8bit", b"<p>f"),
    )
    assert tables_of(read(data)) == [
        (1, [(1, (1, "绩效"), (2, "a"))]),
        (None, [(1, (1, "b"))]),
        (2, [(1, (1, "c=d"), (2, "e"))]),
        (None, [(2, (1, "f"))]),
    ]


def test_parts_within_parts() -> None:
    inner = parcel(("text/html", "8bit", b"<p>a")).replace(b"From: <Saved by a browser>\r\n", b"")
    boundary = "outer"
    head = f"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary={boundary}\r\n\r\n--{boundary}\r\n".encode()
    data = head + inner + f"\r\n--{boundary}\r\nContent-Type: text/html\r\n\r\n<p>b\r\n--{boundary}--".encode()
    assert tables_of(read(data)) == [(None, [(1, (1, "a")), (2, (1, "b"))])]


NESTED = b"Content-Type: multipart/mixed; boundary=x%dx\r\n\r\n--x%dx\r\n"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n--x\r\n\r\n", "damaged_file"),
        (parcel(("text/html", "base64", b"YWJjZ")), "damaged_file"),
        (b"MIME-Version: 1.0\r\n" + b"".join(NESTED % (n, n) for n in range(50)), "too_complex"),
    ],
)
def test_a_broken_parcel_is_refused_with_a_reason(data: bytes, code: str) -> None:
    assert code_of(lambda: read(data)) == code


# --- damage and size


@pytest.mark.parametrize(
    "data", [b"<html></html>", b"</b>" * 100, b"<!-- never closed", b"<frameset><frame src=x></frameset>"]
)
def test_a_page_without_text_has_no_blocks(data: bytes) -> None:
    assert read(data).blocks == ()


@pytest.mark.parametrize("tag", ["<div>", "<table><tr><td>", "<b>", "<ul><li>", "<table>", "<form><div>"])
def test_a_page_nested_without_end_is_refused(tag: str) -> None:
    assert code_of(lambda: read(tag.encode() * 100_000 + b"end")) == "damaged_file"


def test_a_page_nested_as_deep_as_the_parser_allows() -> None:
    assert blocks("<table><tr><td>" * 600 + "core") == [(1, [(1, (1, "core"))])]
    assert blocks("<div>" * 2000 + "core") == [(None, [(1, (1, "core"))])]


@pytest.mark.parametrize(
    "page",
    [
        "<p>" * 50_000,
        "<table>" + "<tr><td rowspan=65534 colspan=900>x</td></tr>" * 5_000,
        "<table><tr>" + "<td rowspan=65534>x" * 15_000 + "<tr><td>y" * 5_000,
        "<table><tr>" + "<td colspan=1000>x" * 2_000,
        "<table>" + "<tr>" * 100_000,
        "</b>" * 500_000,
        "<a " + "b=1 " * 500_000 + ">",
        "&amp" * 500_000,
        "<p>" + " \n" * 2_000_000,
        "<p>" + "绩\n" * 100_000,
        "<" * 1_000_000,
        "<table><tr><td>" * 500 + "<tr><td>x" * 5_000,
    ],
    ids=range(12),
)
def test_a_page_made_to_be_slow_is_read_or_refused_in_time(page: str) -> None:
    start = time.process_time()
    try:
        read(page.encode())
    except RejectedDocumentError as refused:
        assert refused.reason_code == "too_complex"
    assert time.process_time() - start < 15


def test_tags_columns_cells_steps_and_characters_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(htmltable, "MAX_COLUMNS", 5)
    assert code_of(lambda: read(table("|".join("abcdef")).encode())) == "too_complex"
    monkeypatch.setattr(htmltable, "MAX_STEPS", 2)
    page = "<table><tr><td rowspan=9>a<td rowspan=9>b<td rowspan=9>c<tr><td>d</table>"
    assert code_of(lambda: read(page.encode())) == "too_complex"
    monkeypatch.setattr(flow, "MAX_CELLS", 3)
    assert code_of(lambda: read(table("||", "|").encode())) == "too_complex"
    monkeypatch.setattr(flow, "MAX_CHARACTERS", 5)
    assert code_of(lambda: read(b"<p>abcdef")) == "too_complex"
    monkeypatch.setattr(markup, "MAX_TAGS", 5)
    assert code_of(lambda: read(b"<p>" * 6)) == "too_complex"


def test_bytes_that_are_no_text_are_refused() -> None:
    assert code_of(lambda: read(b"<html>" + bytes(range(1, 32)) * 40)) == "not_text"


PIECES = [
    *("<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td rowspan=2>", "<td colspan=3>", "<th>", "<tbody>"),
    *(
        "</tbody>",
        "<tfoot>",
        "<caption>",
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<br>",
        "<pre>",
        "</pre>",
        "<span>",
        "x",
        "绩\n",
    ),
    *(
        "<select><option>",
        "</select>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "&lt;",
        "<b",
        "</body>",
        "\t",
        "<td rowspan=0>",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_mixture_of_tags_gives_a_grid_whose_cells_do_not_overlap_in_a_row(pieces: list[str]) -> None:
    grid = read("".join(pieces).encode())
    for block in grid.blocks:
        assert [row.row_no for row in block.rows] == sorted({row.row_no for row in block.rows})
        for row in block.rows:
            assert row.cells
            for left, right in zip(row.cells, row.cells[1:], strict=False):
                assert left.col_no < right.col_no
            assert all(cell.text.strip() == cell.text and cell.text and cell.rowspan >= 1 for cell in row.cells)
            assert row.width >= row.cells[-1].col_no
    assert grid_from_dict(grid_to_dict(grid)) == grid


@given(st.binary(max_size=300))
def test_any_bytes_give_a_grid_or_a_refusal(data: bytes) -> None:
    try:
        read(b"<table><tr><td>" + data)
    except RejectedDocumentError as refused:
        assert refused.reason_code in {"not_text", "unknown_charset"}
