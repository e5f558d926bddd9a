import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import RejectedDocumentError
from ingest.grid import grid_from_dict, grid_to_dict
from ingest.readers import docx as reader
from ingest.readers import flow
from ingest.readers.docx import read
from tests.unit.docx_files import (
    CONTINUE,
    RESTART,
    STRICT,
    document_xml,
    docx,
    p,
    r,
    relationships,
    span,
    tbl,
    tc,
    tr,
    zipped,
)
from tests.unit.grids import tables_of, widths_of


def rows_of(body: str) -> list[tuple]:
    """Rows of the only block."""
    ((_, rows),) = tables_of(read(docx(body)))
    return rows


def text_of(*runs: str) -> str:
    """The text of one cell that holds these runs."""
    ((_, rows),) = tables_of(read(docx(tbl(tr(tc(p(*runs)), "end")))))
    (_, *cells) = rows[0]
    return "" if cells[0][0] == 2 else cells[0][1]


def code_of(action: Callable[[], object]) -> str:
    with pytest.raises(RejectedDocumentError) as refused:
        action()
    return refused.value.reason_code


# --- tables


def test_a_file_that_a_library_wrote() -> None:
    document = Document()
    document.add_heading("某市项目支出绩效目标表", 1)
    table = document.add_table(4, 4)
    for row in range(4):
        for column in range(4):
            table.cell(row, column).text = f"{row}{column}"
    merged = table.cell(0, 1).merge(table.cell(0, 3))
    merged.text = "宽"
    tall = table.cell(1, 0).merge(table.cell(3, 0))
    tall.text = "高"
    block = table.cell(2, 2).merge(table.cell(3, 3))
    block.text = "块"
    document.add_paragraph("注：完")
    file = io.BytesIO()
    document.save(file)
    grid = read(file.getvalue())
    assert tables_of(grid) == [
        (None, [(1, (1, "某市项目支出绩效目标表"))]),
        (
            1,
            [
                (1, (1, "00"), (2, "宽", 1, 3)),
                (2, (1, "高", 3, 1), (2, "11"), (3, "12"), (4, "13")),
                (3, (2, "21"), (3, "块", 2, 2)),
                (4, (2, "31")),
            ],
        ),
        (None, [(2, (1, "注：完"))]),
    ]
    assert widths_of(grid) == [[1], [4, 4, 4, 4], [1]]
    assert (grid.media_type, grid.charset, grid.reader_version) == (reader.MEDIA_TYPE, None, reader.VERSION)
    assert grid_from_dict(grid_to_dict(grid)) == grid


def test_a_continuation_says_so_with_and_without_a_value() -> None:
    rows = rows_of(
        tbl(
            tr(tc("a", RESTART), "1"),
            tr(tc("", CONTINUE), "2"),
            tr(tc("", '<w:vMerge w:val="continue"/>'), "3"),
            tr(tc("b", RESTART), "4"),
            tr(tc("", CONTINUE), "5"),
        )
    )
    assert rows == [
        (1, (1, "a", 3, 1), (2, "1")),
        (2, (2, "2")),
        (3, (2, "3")),
        (4, (1, "b", 2, 1), (2, "4")),
        (5, (2, "5")),
    ]


def test_a_continuation_belongs_to_the_cell_that_begins_in_its_column() -> None:
    rows = rows_of(
        tbl(
            tr("x", tc("a", span(2) + RESTART), tc("b", RESTART)),
            tr("y", tc("", span(2) + CONTINUE), tc("", CONTINUE)),
            tr("z", tc("c"), tc("d"), tc("", CONTINUE)),
        )
    )
    assert rows == [
        (1, (1, "x"), (2, "a", 2, 2), (4, "b", 3, 1)),
        (2, (1, "y")),
        (3, (1, "z"), (2, "c"), (3, "d")),
    ]


def test_a_continuation_of_nothing_is_a_cell_of_its_own() -> None:
    assert rows_of(tbl(tr(tc("a", CONTINUE), "1"), tr(tc("", CONTINUE), "2"))) == [
        (1, (1, "a", 2, 1), (2, "1")),
        (2, (2, "2")),
    ]


def test_what_stands_in_a_continuation_is_not_shown() -> None:
    assert rows_of(tbl(tr(tc("a", RESTART), "1"), tr(tc("hidden", CONTINUE), "2"))) == [
        (1, (1, "a", 2, 1), (2, "1")),
        (2, (2, "2")),
    ]


def test_cells_merged_to_the_left_in_the_old_way() -> None:
    restart, goes_on = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    assert rows_of(tbl(tr("x", tc("a", restart), tc("", goes_on), tc("", goes_on), "b"))) == [
        (1, (1, "x"), (2, "a", 1, 3), (5, "b"))
    ]


def test_columns_before_and_after_the_cells_of_a_row() -> None:
    body = tbl(
        tr("a", "b", "c"),
        tr("d", properties='<w:gridBefore w:val="2"/>'),
        tr("e", properties='<w:gridAfter w:val="2"/>'),
    )
    assert rows_of(body) == [(1, (1, "a"), (2, "b"), (3, "c")), (2, (3, "d")), (3, (1, "e"))]
    assert widths_of(read(docx(body))) == [[3, 3, 1]]


@pytest.mark.parametrize("value", ["0", "-1", "x", "", "2%", "1.5"])
def test_a_span_that_is_no_number_of_columns_counts_as_one(value: str) -> None:
    assert rows_of(tbl(tr(tc("a", f'<w:gridSpan w:val="{value}"/>'), "b"))) == [(1, (1, "a"), (2, "b"))]


def test_a_huge_span_is_bounded() -> None:
    ((_, a, b),) = rows_of(tbl(tr(tc("a", '<w:gridSpan w:val="999999999"/>'), "b")))
    assert (a, b) == ((1, "a", 1, 1000), (1001, "b"))


def test_blank_rows_count_and_are_left_out() -> None:
    assert rows_of(tbl(tr("a"), tr(""), tr(tc(p() + p())), tr("b"))) == [(1, (1, "a")), (4, (1, "b"))]


def test_content_controls_and_insertions_around_rows_cells_and_text() -> None:
    control = "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    body = control.format(
        p(control.format(r("title")))
        + tbl(
            control.format(tr("a", control.format(tc("b")), tc(control.format(p("c"))))),
            tr("d", f'<w:customXml w:element="x">{tc("e")}</w:customXml>', tc(p(f"<w:smartTag>{r('f')}</w:smartTag>"))),
        )
    )
    assert tables_of(read(docx(body))) == [
        (None, [(1, (1, "title"))]),
        (1, [(1, (1, "a"), (2, "b"), (3, "c")), (2, (1, "d"), (2, "e"), (3, "f"))]),
    ]


def test_the_prompt_of_an_empty_content_control_is_no_text() -> None:
    control = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    body = tbl(tr("a", control.format(tc("click here")), "c"), tr("d", tc(p(control.format(r("click")))), "f"))
    assert rows_of(body) == [(1, (1, "a"), (3, "c")), (2, (1, "d"), (3, "f"))]


def test_properties_that_were_changed_do_not_count() -> None:
    change = f"<w:tcPrChange><w:tcPr>{span(3)}{RESTART}</w:tcPr></w:tcPrChange>"
    assert rows_of(tbl(tr(tc("a", span(2) + change), "b"), tr(tc("c"), "d"))) == [
        (1, (1, "a", 1, 2), (3, "b")),
        (2, (1, "c"), (2, "d")),
    ]


# --- tables within tables


def test_a_page_laid_out_in_one_cell_gives_its_titles_and_forms_one_by_one() -> None:
    page = tbl(
        tr(
            tc(
                p("title 1")
                + tbl(tr("a", "b"), tr("c", "d"))
                + p("note 1")
                + p("title 2")
                + tbl(tr("e", "f"))
                + p("end")
            )
        )
    )
    assert tables_of(read(docx(page))) == [
        (None, [(1, (1, "title 1"))]),
        (1, [(1, (1, "a"), (2, "b")), (2, (1, "c"), (2, "d"))]),
        (None, [(2, (1, "note 1")), (3, (1, "title 2"))]),
        (2, [(1, (1, "e"), (2, "f"))]),
        (None, [(4, (1, "end"))]),
    ]


def test_a_table_within_a_form_stands_where_it_is_read() -> None:
    inner = tbl(tr("level", "name"), tr("x", "y"))
    body = tbl(tr("project", "road"), tr("targets", tc(inner + p())), tr("note", "none"))
    assert tables_of(read(docx(body))) == [
        (1, [(1, (1, "project"), (2, "road")), (2, (1, "targets"))]),
        (2, [(1, (1, "level"), (2, "name")), (2, (1, "x"), (2, "y"))]),
        (1, [(3, (1, "note"), (2, "none"))]),
    ]


def test_boxes_in_a_table_of_one_row_stay_the_text_of_their_cell() -> None:
    body = tbl(tr("kind", tc(p("one of") + tbl(tr("□", "new", "☑", "old")) + p())))
    assert rows_of(body) == [(1, (1, "kind"), (2, "one of\n□ new ☑ old"))]


def test_tables_within_tables_within_tables() -> None:
    body = tbl(tr(tc(tbl(tr(tc(tbl(tr("a", "b"), tr("c", "d")) + p("x")))) + p("y"))))
    assert tables_of(read(docx(body))) == [
        (1, [(1, (1, "a"), (2, "b")), (2, (1, "c"), (2, "d"))]),
        (None, [(1, (1, "x")), (2, (1, "y"))]),
    ]


# --- text


def test_paragraphs_and_breaks_are_lines_of_a_cell() -> None:
    assert rows_of(tbl(tr(tc(p("a") + p() + p("b", "<w:r><w:br/></w:r>", "c") + p(" "))))) == [(1, (1, "a\nb\nc"))]


def test_paragraphs_and_breaks_are_lines_of_prose() -> None:
    body = p("a") + p() + p("b", "<w:r><w:br/></w:r>", "c") + tbl(tr("x")) + p("d")
    assert tables_of(read(docx(body))) == [
        (None, [(1, (1, "a")), (2, (1, "b")), (3, (1, "c"))]),
        (1, [(1, (1, "x"))]),
        (None, [(4, (1, "d"))]),
    ]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        (["a", "<w:r><w:tab/></w:r>", "b"], "a\tb"),
        (["a", "<w:r><w:cr/></w:r>", "b"], "a\nb"),
        (["2023", "<w:r><w:noBreakHyphen/></w:r>", "2025"], "2023-2025"),
        (["perform", "<w:r><w:softHyphen/></w:r>", "ance"], "performance"),
        (["a", "<w:proofErr/>", "b", "<w:r><w:lastRenderedPageBreak/></w:r>", "c"], "abc"),
        (["a", "<w:ins>" + r("b") + "</w:ins>", "<w:moveTo>" + r("c") + "</w:moveTo>"], "abc"),
        (["a", "<w:del><w:r><w:delText>b</w:delText></w:r></w:del>", "<w:moveFrom>" + r("c") + "</w:moveFrom>"], "a"),
        (["a", r("b", "<w:vanish/>"), r("c", '<w:vanish w:val="0"/>')], "ac"),
        (["a", "<w:hyperlink>" + r("b") + "</w:hyperlink>"], "ab"),
        (["a", "<w:fldSimple w:instr=' PAGE '>" + r("3") + "</w:fldSimple>"], "a3"),
        (
            [
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> =SUM(ABOVE) </w:instrText></w:r>'
                '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
                "12.5",
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            ],
            "12.5",
        ),
        (["<w:r><w:ruby><w:rt>" + r("ji") + "</w:rt><w:rubyBase>" + r("绩") + "</w:rubyBase></w:ruby></w:r>"], "绩"),
        (["<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"], "x=1"),
        (
            [
                "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
                "<m:sSup><m:e><m:r><m:t>m</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>"
            ],
            "1/2m^2",
        ),
        (["<w:pPr><w:tabs><w:tab w:val='left' w:pos='420'/></w:tabs></w:pPr>", "a"], "a"),
    ],
)
def test_what_runs_of_a_paragraph_read(runs: list[str], expected: str) -> None:
    assert text_of(*runs) == expected


@pytest.mark.parametrize(
    ("font", "char", "expected"),
    [
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings", "F0A8", "□"),
        ("Wingdings 2", "0052", "☑"),
        ("Wingdings 2", "00A3", "□"),
        ("Symbol", "F0B3", "≥"),
        ("Symbol", "F0A3", "≤"),
        ("Wingdings", "F021", "\uf021"),
        ("Arial", "2265", "≥"),
        ("Wingdings", "nonsense", ""),
    ],
)
def test_a_symbol_is_what_its_font_draws(font: str, char: str, expected: str) -> None:
    assert text_of(f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>', "90") == expected + "90"


def test_text_set_in_a_symbol_font_is_what_it_draws() -> None:
    fonts = '<w:rFonts w:ascii="{0}" w:hAnsi="{0}"/>'
    box = r("o", fonts.format("Wingdings"))
    sign = r("\uf0b3", fonts.format("Symbol"))
    assert text_of(box, "new", sign, "90", r("o", fonts.format("Arial"))) == "□new≥90o"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>', "☑"),
        ('<w:checkBox><w:default w:val="0"/></w:checkBox>', "□"),
        ('<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>', "□"),
        ('<w:ddList><w:result w:val="1"/><w:listEntry w:val="new"/><w:listEntry w:val="old"/></w:ddList>', "old"),
        ('<w:ddList><w:listEntry w:val="new"/><w:listEntry w:val="old"/></w:ddList>', "new"),
        ('<w:ddList><w:result w:val="7"/><w:listEntry w:val="new"/></w:ddList>', ""),
    ],
)
def test_old_form_fields_show_their_state(state: str, expected: str) -> None:
    field = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{state}</w:ffData></w:fldChar></w:r>'
    assert text_of(field, "x") == expected + "x"


def text_box(content: str) -> str:
    """A text box as Word writes it: twice, for new programs and for old ones."""
    inner = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{inner}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    body = p("before", text_box(p("in box") + tbl(tr("a", "b")) + p("last")), " after") + p("next")
    assert tables_of(read(docx(body))) == [
        (None, [(1, (1, "before after")), (2, (1, "in box"))]),
        (1, [(1, (1, "a"), (2, "b"))]),
        (None, [(3, (1, "last")), (4, (1, "next"))]),
    ]


def test_a_text_box_in_a_cell_and_one_within_another() -> None:
    assert rows_of(tbl(tr(tc(p("a", text_box(p("b", text_box(p("c")))))), "d"))) == [(1, (1, "a\nb\nc"), (2, "d"))]


def test_a_text_box_of_an_old_file_has_no_second_rendering() -> None:
    body = p("a", "<w:r><w:pict><v:textbox><w:txbxContent>" + p("b") + "</w:txbxContent></v:textbox></w:pict></w:r>")
    assert tables_of(read(docx(body))) == [(None, [(1, (1, "a")), (2, (1, "b"))])]


def test_deleted_and_hidden_rows_and_deleted_cells_are_not_there() -> None:
    body = tbl(
        tr("a", "b"),
        tr("gone", "gone", properties="<w:del/>"),
        tr("hidden", "hidden", properties="<w:hidden/>"),
        tr("new", tc("gone", "<w:cellDel/>"), "c", properties="<w:ins/>"),
    )
    assert rows_of(body) == [(1, (1, "a"), (2, "b")), (2, (1, "new"), (2, "c"))]


def test_a_hidden_or_deleted_paragraph_mark_hides_no_text() -> None:
    marks = "<w:pPr><w:rPr><w:vanish/><w:del/></w:rPr></w:pPr>"
    assert text_of(marks, "a") == "a"


# --- headers


SECTION = (
    '<w:sectPr>{}<w:headerReference w:type="default" r:id="h1"/>'
    '<w:headerReference w:type="first" r:id="h2"/></w:sectPr>'
)


def test_the_header_of_the_first_section_stands_above_the_body_once() -> None:
    body = p(f"<w:pPr>{SECTION.format('')}</w:pPr>", "body") + tbl(tr("a")) + p("end")
    body += '<w:sectPr><w:headerReference w:type="default" r:id="h3"/></w:sectPr>'
    parts = {"h1": p("unit") + tbl(tr("left", "right")) + p("unit"), "h2": p("first page"), "h3": p("later")}
    assert tables_of(read(docx(body, **parts))) == [
        (None, [(1, (1, "unit")), (2, (1, "left")), (3, (1, "right"))]),
        (None, [(4, (1, "body"))]),
        (1, [(1, (1, "a"))]),
        (None, [(5, (1, "end"))]),
    ]


def test_the_header_of_the_first_page_comes_before_the_others() -> None:
    body = p("body") + SECTION.format("<w:titlePg/>")
    ((_, header), _) = tables_of(read(docx(body, h1=p("unit"), h2=p("title"))))
    assert header == [(1, (1, "title")), (2, (1, "unit"))]


def test_a_header_that_is_not_there_is_no_header() -> None:
    assert tables_of(read(docx(p("body") + SECTION.format("")))) == [(None, [(1, (1, "body"))])]


# --- packages


def test_the_main_part_is_the_one_that_the_package_names() -> None:
    parts = {
        "word/document.xml": document_xml(p("not this")),
        "_rels/.rels": relationships(("http://x/relationships/officeDocument", "/other/main2.xml", "rId1")),
        "other/main2.xml": document_xml(p("this")),
    }
    assert tables_of(read(zipped(parts))) == [(None, [(1, (1, "this"))])]


def test_without_relationships_the_usual_name_is_taken() -> None:
    assert tables_of(read(zipped({"word/document.xml": document_xml(p("a"))}))) == [(None, [(1, (1, "a"))])]


def test_the_strict_namespace() -> None:
    body = p("title") + tbl(tr(tc("a", span(2) + RESTART), "b"), tr(tc("", span(2) + CONTINUE), "c"))
    assert tables_of(read(docx(body, STRICT))) == [
        (None, [(1, (1, "title"))]),
        (1, [(1, (1, "a", 2, 2), (3, "b")), (2, (3, "c"))]),
    ]


def test_word_files_that_are_plain_xml() -> None:
    body = p("title") + tbl(tr(tc("a", RESTART), "b"), tr(tc("", CONTINUE), "c"))
    package, office = (
        "http://schemas.microsoft.com/office/2006/xmlPackage",
        "http://schemas.microsoft.com/office/word/2003",
    )
    flat = (
        f'<pkg:package xmlns:pkg="{package}"><pkg:part pkg:name="/word/document.xml"><pkg:xmlData>'
        f"{document_xml(body)}</pkg:xmlData></pkg:part></pkg:package>"
    )
    old = (
        f'<w:wordDocument xmlns:w="{office}/wordml" xmlns:wx="{office}/auxHint"><w:body><wx:sect>'
        + body.replace("vMerge", "vmerge")
        + "</wx:sect></w:body></w:wordDocument>"
    )
    expected = [(None, [(1, (1, "title"))]), (1, [(1, (1, "a", 2, 1), (2, "b")), (2, (2, "c"))])]
    for text in (flat, old):
        assert tables_of(read(f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode())) == expected


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "gb18030"])
def test_the_main_part_may_be_in_any_declared_charset(charset: str) -> None:
    xml = f'<?xml version="1.0" encoding="{charset}"?>' + document_xml(p("绩效目标"))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        out.writestr("word/document.xml", xml.encode(charset))
    assert tables_of(read(file.getvalue())) == [(None, [(1, (1, "绩效目标"))])]


def test_a_large_document_is_read_in_pieces() -> None:
    """Each piece of the file ends somewhere inside a table; what was read is let go."""
    table = tbl(*(tr("x" * 3000, tc("", RESTART), f"{n}") for n in range(40)))
    count = 40
    grid = read(docx("".join(p(f"title {n}") + table for n in range(count))))
    assert len(grid.blocks) == 2 * count
    assert [block.table_no for block in grid.blocks[1::2]] == list(range(1, count + 1))
    assert all([row.cells[-1].text for row in block.rows] == [f"{n}" for n in range(40)] for block in grid.blocks[1::2])
    assert [block.rows[0].cells[0].text for block in grid.blocks[::2]] == [f"title {n}" for n in range(count)]


# --- damage


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped({}), "damaged_file"),
        (zipped({"xl/workbook.xml": "<workbook/>"}), "damaged_file"),
        (zipped({"word/document.xml": ""}), "damaged_file"),
        (zipped({"word/document.xml": "<a><b></a>"}), "damaged_file"),
        (zipped({"word/document.xml": "<a><body/></a>"}), "damaged_file"),
        (zipped({"word/document.xml": document_xml(p("a"))[:-20]}), "damaged_file"),
        (zipped({"word/document.xml": "<!DOCTYPE a [<!ENTITY e 'x'>]>" + document_xml(p("&e;"))}), "damaged_file"),
        (zipped({"word/document.xml": document_xml("<w:p>" * 2000 + "</w:p>" * 2000)}), "damaged_file"),
        (zipped({"word/document.xml": document_xml(tbl(tr("a"))), "_rels/.rels": "<a"}), "damaged_file"),
        (docx(p("a"))[:-40], "damaged_file"),
        (b"<?xml version='1.0'?><a/>", "damaged_file"),
        (docx(p("<w:r/>" * 1_000_001)), "too_complex"),
    ],
)
def test_what_is_no_sound_word_file_is_refused_with_a_reason(data: bytes, code: str) -> None:
    assert code_of(lambda: read(data)) == code


def test_cells_characters_and_paragraphs_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "MAX_CELLS", 10)
    assert code_of(lambda: read(docx(tbl(tr(*(tc() for _ in range(11))))))) == "too_complex"
    monkeypatch.setattr(flow, "MAX_CHARACTERS", 10)
    assert code_of(lambda: read(docx(p("x" * 11)))) == "too_complex"
    monkeypatch.setattr(reader, "MAX_CHILDREN", 10)
    assert code_of(lambda: read(docx(p() * 11))) == "too_complex"


def test_tables_nested_as_deep_as_the_parser_allows() -> None:
    body = p("core")
    for _ in range(60):
        body = tbl(tr(tc(body + p())))
    assert tables_of(read(docx(body))) == [(1, [(1, (1, "core"))])]


@given(st.data())
def test_a_damaged_word_file_is_read_or_refused_never_a_crash(draws: st.DataObject) -> None:
    xml = document_xml(
        p("title") + tbl(tr(tc("a", span(2) + RESTART), "b"), tr(tc("", span(2) + CONTINUE), tbl(tr("c"))))
    )
    data = bytearray(xml.encode())
    for _ in range(draws.draw(st.integers(1, 3))):
        data[draws.draw(st.integers(0, len(data) - 1))] = draws.draw(st.integers(32, 126))
    try:
        read(bytes(data))
    except RejectedDocumentError as refused:
        assert refused.reason_code in {"damaged_file", "too_complex"}
