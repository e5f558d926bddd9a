import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import RejectedDocumentError
from ingest.forms import read_forms
from ingest.grid import grid_from_dict, grid_to_dict
from ingest.privacy import mask_grid
from ingest.readers import charset, read_bytes
from tests.unit.helpers import SAMPLES, vocabulary

FORM = "某市项目支出绩效目标表\n\n项目名称\t路灯维护\n资金总额\t12.50\n"


@pytest.mark.parametrize(
    ("charset", "bom"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("gb18030", b""),
    ],
)
def test_the_same_text_in_every_charset_is_the_same_grid(charset: str, bom: bytes) -> None:
    grid = read_bytes(bom + FORM.encode(charset))
    assert [cell.text for _, cell in grid.cells()] == [
        "某市项目支出绩效目标表",
        "项目名称",
        "路灯维护",
        "资金总额",
        "12.50",
    ]
    assert not grid.damaged


def test_big5_is_not_taken_for_gb18030() -> None:
    long_text = "項目支出績效目標表\n\n項目名稱\t路燈維護與道路照明設施更新改造工程\n" * 4
    assert charset.decode(long_text.encode("big5"))[0] == long_text


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_damaged_bytes_are_marked_and_the_rest_is_kept(charset: str) -> None:
    data = bytearray(SAMPLES[0].read_text(encoding="utf-8").encode(charset))
    at = data.index("项目名称".encode(charset))
    data[at + 200 : at + 202] = b"\xff\xff"
    grid = read_bytes(bytes(data))
    assert grid.damaged
    assert any(cell.text == "项目名称" for _, cell in grid.cells())


def test_rows_are_lines_and_blank_lines_end_a_table() -> None:
    grid = read_bytes("题\n\na\t\tb\nc\td\t\n\ne\tf\n".encode())
    assert [(b.kind, b.table_no, [r.row_no for r in b.rows]) for b in grid.blocks] == [
        ("prose", None, [1]),
        ("table", 1, [3, 4]),
        ("table", 2, [6]),
    ]
    assert [(cell.col_no, cell.text) for cell in grid.blocks[1].rows[0].cells] == [(1, "a"), (3, "b")]
    assert grid.blocks[1].rows[1].width == 3


def test_vertical_tabs_and_line_separators_inside_a_cell_do_not_shift_line_numbers() -> None:
    grid = read_bytes("甲\u2028乙\t1\n丙\x0b丁\t2\n".encode())
    assert [row.row_no for row in grid.blocks[0].rows] == [1, 2]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf \r\n\t", "empty_file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "picture"),
        (bytes(range(256)) * 40, "not_text"),
        (bytes([0x80, 0xFF, 0x41, 0xFF, 0x80, 0x81, 0xFF, 0xFE]) * 40, "unknown_charset"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, code: str) -> None:
    with pytest.raises(RejectedDocumentError) as refused:
        read_bytes(data)
    assert refused.value.reason_code == code


@given(st.binary(max_size=400))
def test_any_bytes_give_a_grid_or_a_refusal(data: bytes) -> None:
    try:
        grid = read_bytes(data)
    except RejectedDocumentError:
        return
    for _, cell in grid.cells():
        assert cell.text.strip()
    assert grid_from_dict(grid_to_dict(grid)) == grid


@pytest.mark.parametrize(
    "cell",
    [
        "a" * 300_000 + "1",
        "1" + " " * 300_000 + "x",
        "<p " * 100_000,
        "联 " * 100_000,
        "1、1-" * 60_000,
        "：" * 200_000,
    ],
    ids=["letters", "blanks", "open tags", "spaced label", "packed starts", "colons"],
)
def test_a_cell_made_to_be_slow_is_read_all_the_same(cell: str) -> None:
    """A pattern with quadratic steps would not come to an end here."""
    document = f"某市项目支出绩效目标表\n\n项目名称\t灯\t{cell}\n年度目标\t{cell}\n资金总额\t3\t{cell}\n"
    reading = read_forms(mask_grid(read_bytes(document.encode()), vocabulary()), vocabulary())
    assert reading.forms_count == 1
