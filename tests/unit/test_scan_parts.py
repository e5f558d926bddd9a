"""The parts of reading a scan that need no model and no picture library: angles, lines, cells, doubt, identity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from ingest import readers
from ingest.errors import RejectedDocumentError
from ingest.forms import read_forms
from ingest.grid import Block, Cell, Grid, Row, grid_from_dict, grid_to_dict
from ingest.readers import ocr, pdf, read_fully
from ingest.readers.ocr.doubt import UNREAD, said
from ingest.readers.ocr.regions import bands, grown, line_height, lines_in, parts_of, rules_outside_of_text
from ingest.readers.ocr.skew import skew_of
from ingest.readers.ocr.witness import Placed, holes
from ingest.readers.pdf.content import Box, PageContent, Piece, Rule
from ingest.reading import identity_of, is_current_reader, read_document
from tests.fixtures.render.scan import pictures, scanned
from tests.unit.helpers import vocabulary
from tests.unit.pdf_files import A4, Paper, spots

ROWS = [["项目名称", "路灯维护"], ["年度目标", "亮灯"], ["资金总额", "12.5"], ["一级指标", "产出指标"]]


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    readers.reader.cache_clear()
    yield
    readers.reader.cache_clear()


def paper(text: str = "") -> Paper:
    page = Paper()
    if text:
        page.text(60, 60, text)
    page.table(60, 80, [120, 200], [24] * 4, spots(ROWS))
    return page


# --- how a page leans


@pytest.mark.parametrize("degrees", [0.0, 0.37, -1.5, 2.9, -5.2])
def test_a_page_is_found_to_lean_as_it_does(degrees: float) -> None:
    ink = np.zeros((800, 600), np.uint8)
    xs = np.arange(40, 560)
    for y in range(60, 740, 40):
        ink[np.rint(y + (xs - 300) * np.tan(np.radians(degrees))).astype(int).clip(0, 799), xs] = 1
    assert skew_of(ink) == pytest.approx(degrees, abs=0.05)


def test_a_page_without_ink_does_not_lean() -> None:
    assert skew_of(np.zeros((100, 100), np.uint8)) == 0


# --- areas of text, lines, cells


def test_a_text_is_cut_at_the_borders_of_its_cells_and_not_at_those_it_only_touches() -> None:
    cells = [Box(0, 0, 100, 40), Box(100, 0, 300, 40), Box(0, 40, 300, 80)]
    both = Box(10, 8, 200, 45)
    assert [(part.x0, part.x1) for part in parts_of(both, cells)] == [(10, 97), (103, 200)]
    assert len(parts_of(Box(10, 8, 104, 34), cells)) == 1, "four pixels over the border are no text"
    assert parts_of(Box(400, 8, 500, 34), cells) == [Box(400, 8, 500, 34)]


def test_numbers_below_each_other_are_parted_by_their_cells() -> None:
    cells = [Box(0, 40 * number, 60, 40 * number + 40) for number in range(5)]
    parts = parts_of(Box(20, 8, 40, 192), cells)
    assert [round(part.top) for part in parts] == [8, 43, 83, 123, 163]


def test_the_gap_within_a_character_parts_no_line() -> None:
    two = [True] * 4 + [False] * 12 + [True] * 4
    assert bands(two, 22) == [(0, 20)]
    line = [True] * 22
    gap = [False] * 6
    assert bands(line + gap + two + gap + line, 22) == [(0, 22), (28, 48), (54, 76)]
    assert bands([False] * 9, 22) == []


def test_lines_of_an_area_are_as_wide_as_their_ink() -> None:
    ink = np.zeros((100, 200), np.uint8)
    ink[10:30, 20:180] = 1
    ink[40:60, 20:60] = 1
    assert lines_in(Box(0, 0, 200, 100), ink, 20) == [Box(20, 10, 180, 30), Box(20, 40, 60, 60)]
    assert lines_in(Box(0, 70, 200, 100), ink, 20) == []


def test_a_mark_beside_a_line_belongs_to_it() -> None:
    line = Box(100, 10, 200, 34)
    minus, speck_far_off, below = Box(84, 21, 94, 24), Box(40, 20, 44, 24), Box(120, 60, 140, 84)
    lines, left = grown([line], [minus, speck_far_off, below], 20)
    assert lines == [Box(84, 10, 200, 34)]
    assert left == [speck_far_off, below]


def test_strokes_within_a_large_character_are_no_ruling_lines() -> None:
    areas = [Box(100, 100, 400, 160)]
    stroke, ruling = Rule(130, 120, 170), Rule(130, 50, 450)
    assert rules_outside_of_text([stroke, ruling], areas, across=True) == [ruling]
    assert rules_outside_of_text([Rule(120, 105, 150), Rule(120, 90, 300)], areas, across=False) == [Rule(120, 90, 300)]


def test_the_height_of_a_line_is_measured_on_lines() -> None:
    assert line_height([Box(0, 0, 100, 20), Box(0, 0, 100, 24), Box(0, 0, 90, 22), Box(0, 0, 20, 300)]) == 22
    assert line_height([]) > 0


# --- doubt


@dataclass(frozen=True)
class Letter:
    text: str
    confidence: float
    middle: float = 0.5


def letters(text: str, unsure: dict[int, float] | None = None) -> list[Letter]:
    return [Letter(character, (unsure or {}).get(at, 0.995)) for at, character in enumerate(text)]


@pytest.mark.parametrize(
    ("text", "unsure", "expected"),
    [
        ("1,286.40", {}, "1,286.40"),
        ("1,286.40", {3: 0.89}, f"1,2{UNREAD}6.40"),
        ("1,286.40", {5: 0.6}, f"1,286{UNREAD}40"),  # 128640 or 1286.40
        ("1.286", {1: 0.98}, f"1{UNREAD}286"),  # 1,286 or 1.286
        ("1.286", {}, "1.286"),
        ("1.2865", {1: 0.95}, "1.2865"),
        ("1.286.40", {}, f"1{UNREAD}286.40"),
        ("2024.12.31", {}, "2024.12.31"),
        ("≥90%", {0: 0.8}, f"{UNREAD}90%"),
        ("150万元", {3: 0.8}, f"150{UNREAD}元"),
        ("五千册", {1: 0.7}, f"五{UNREAD}册"),
        ("-12.5", {0: 0.7}, f"{UNREAD}12.5"),
        ("资金总额：", {4: 0.55}, "资金总额："),  # punctuation of words
        ("路灯维护", {1: 0.7}, "路灯维护"),
        ("路灯维护", {1: 0.3}, f"路{UNREAD}维护"),
        ("O", {}, UNREAD),  # a zero by itself is read so with confidence
        ("1O0.5I", {}, f"1{UNREAD}0.5{UNREAD}"),
        ("O元", {}, f"{UNREAD}元"),
        ("OA系统2套", {}, "OA系统2套"),
        ("IP电话", {}, "IP电话"),
    ],
)
def test_a_doubtful_figure_is_marked(text: str, unsure: dict[int, float], expected: str) -> None:
    found = said(letters(text, unsure))
    assert found.text == expected
    assert found.unread == expected.count(UNREAD)
    assert len(found.middles) == len(found.text)


def test_blanks_between_chinese_characters_are_not_printed() -> None:
    assert said(letters("分值 权重 (90)")).text == "分值权重(90)"
    assert said(letters("12 345")).text == "12 345"


def test_what_left_ink_and_no_character_is_marked() -> None:
    assert said(letters("8640"), [2]).text == f"86{UNREAD}40"
    assert said(letters("≥6000"), [5]).text == f"≥6000{UNREAD}"
    found = said(letters("12"), [0, 1, 2])
    assert (found.text, found.unread, len(found.middles)) == (f"{UNREAD}1{UNREAD}2{UNREAD}", 3, 5)


# --- ink without a character


def set_in_type(text: str, without: str = "") -> tuple[list[Placed], list[int], float]:
    """Characters of a type 30 pixels high, the ink of each narrower than its room; those of `without` are not read."""
    placed, columns = [], []
    for character in text:
        width = {".": 8, ",": 8}.get(character, 15 if character.isascii() else 30)
        if character not in without:
            placed.append(Placed(character, len(columns) + width / 2))
        columns += [0] * 2 + [9] * (width - 4) + [0] * 2
    return placed, columns, 27.0 if any(not character.isascii() for character in text) else 21.0


@pytest.mark.parametrize("text", ["86.40", "1,286.40", "≥6000亩", "项目资金(万元)", "2024年5月底前", "100%", "-12.5"])
def test_a_line_whose_ink_is_all_read_has_no_hole(text: str) -> None:
    assert holes(*set_in_type(text)) == []


@pytest.mark.parametrize(
    ("text", "without", "expected"),
    [
        ("86.40", ".", {2, 3}),
        ("≥6000亩", "亩", {5}),
        ("12.5", "1", {0}),
        ("资金12.5万元", "万", {6}),
        ("某县水利局", "水", {2}),
        ("≥12.6公里", "6", {4}),
    ],
)
def test_what_was_left_out_leaves_a_hole(text: str, without: str, expected: set[int]) -> None:
    found = holes(*set_in_type(text, without))
    assert len(found) == 1
    assert set(found) <= expected


def test_a_wide_blank_is_no_hole() -> None:
    placed, columns, height = set_in_type("金额12")
    moved = [one if at < 2 else one._replace(middle=one.middle + 90) for at, one in enumerate(placed)]
    assert holes(moved, columns[:60] + [0] * 90 + columns[60:], height) == []


# --- what a document says of it


def grid(**more: int) -> Grid:
    rows = tuple(
        Row(no, 2, (Cell(no, 1, label), Cell(no, 2, value))) for no, (label, value) in enumerate(ROWS, start=2)
    )
    title = Block("prose", 1, None, None, (Row(1, 1, (Cell(1, 1, "项目支出绩效目标表"),)),))
    return Grid("application/pdf", None, "scan-1", (title, Block("table", 1, None, 1, rows)), **more)


def test_a_document_read_by_recognition_says_so() -> None:
    reading = read_forms(grid(recognised=2, doubtful=3), vocabulary())
    assert (reading.status, reading.reason_code, reading.forms_count) == ("partial", "recognised_scan", 1)
    assert reading.reason == f"the text of 2 pages was recognised; 3 characters that were not sure stand as {UNREAD}"
    both = read_forms(grid(recognised=2, pictures=1), vocabulary())
    assert both.reason_code == "recognised_scan"
    assert "1 pages are pictures" in both.reason


def test_the_grid_keeps_what_was_recognised() -> None:
    one = grid(recognised=2, doubtful=3)
    assert grid_from_dict(grid_to_dict(one)) == one


# --- without the extra


def test_without_the_extra_a_scan_is_rejected_with_the_advice_to_install_it(without_ocr: None) -> None:
    with pytest.raises(RejectedDocumentError) as refused:
        read_fully("pdf", scanned(paper().done()))
    assert refused.value.reason_code == "scan_without_text"


def test_a_scan_refused_without_the_extra_is_new_once_it_is_there(
    without_ocr: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = read_document("a.pdf", scanned(paper().done()), "0" * 64, vocabulary(), None)
    [document] = records.rows["documents"]
    assert document["reason_code"] == "scan_without_text"
    assert is_current_reader(document["reader_version"], "")
    monkeypatch.setattr(ocr, "installed", lambda: True)
    assert not is_current_reader(document["reader_version"], "")


def test_a_pdf_without_pictures_is_not_new_when_the_extra_comes(
    without_ocr: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = identity_of("", "pdf", vocabulary()).reader_version
    monkeypatch.setattr(ocr, "installed", lambda: True)
    assert is_current_reader(version, "")


def test_what_was_recognised_is_new_once_the_extra_is_gone(without_ocr: None) -> None:
    assert not is_current_reader("scan-1+ocr-1+pdf-2+types-2+privacy-1", "")


# --- which pages are pictures


def test_a_page_number_on_a_scan_makes_it_no_page_of_text() -> None:
    page = Paper()
    page.canvas.drawInlineImage(pictures(paper().done())[0], 0, 0, *A4)
    page.text(280, 820, "第 1 页 共 3 页", 9)
    found = pdf.read(page.done())
    assert found.pictures == 1
    assert read_forms(found, vocabulary()).reason_code == "scan_without_text"


def test_strips_of_a_page_are_one_picture() -> None:
    [picture] = pictures(paper().done())
    page = Paper()
    for number in range(4):
        strip = picture.crop((0, number * picture.height // 4, picture.width, (number + 1) * picture.height // 4))
        page.canvas.drawInlineImage(strip, 0, A4[1] * (3 - number) / 4, A4[0], A4[1] / 4)
    with pytest.raises(RejectedDocumentError) as refused:
        pdf.read(page.done())
    assert refused.value.reason_code == "scan_without_text"


# --- what a reader of pictures does for the pages


def test_pages_that_are_read_as_pictures_stand_among_the_others() -> None:
    def recognise(page: object, content: PageContent) -> PageContent | None:
        if content.page_no == 3:
            return None
        piece = Piece("认出", [50.0, 60.0], [60.0, 70.0], 90, 100, 100)
        return PageContent(content.page_no, 595, 842, [piece], unread=2)

    first = paper("第一页的文字")
    first.page()
    for _ in range(2):
        first.canvas.drawInlineImage(pictures(paper().done())[0], 0, 0, *A4)
        first.page()
    found = pdf.read_pages(first.done(), "scan-1", recognise)
    assert (found.recognised, found.pictures, found.doubtful, found.damaged) == (1, 1, 2, False)
    assert [(block.page_no, block.kind) for block in found.blocks] == [(1, "prose"), (1, "table"), (2, "prose")]
