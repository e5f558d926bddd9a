"""Delimited text: told from prose by its structure, read with its lines."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.grid import Grid
from ingest.readers import delimited, reader_of
from ingest.readers.delimited import looks_delimited
from tests.unit.grids import tables_of

FORM = '''项目支出绩效目标表,,,,
（2024年度）,,,,
项目名称,路灯,,主管部门,"某局
（本级）"
绩效指标,一级指标,二级指标,三级指标,指标值
,产出指标,数量指标,"路灯, ""LED""",≥90盏
'''


def texts(grid: Grid) -> list[str]:
    return [cell.text for _, cell in grid.cells()]


def test_a_form_saved_from_a_sheet() -> None:
    assert tables_of(delimited.read(FORM.encode())) == [
        (None, [(1, (1, "项目支出绩效目标表")), (2, (1, "（2024年度）"))]),
        (
            1,
            [
                (3, (1, "项目名称"), (2, "路灯"), (4, "主管部门"), (5, "某局\n（本级）")),
                (5, (1, "绩效指标"), (2, "一级指标"), (3, "二级指标"), (4, "三级指标"), (5, "指标值")),
                (6, (2, "产出指标"), (3, "数量指标"), (4, '路灯, "LED"'), (5, "≥90盏")),
            ],
        ),
    ]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "|"])
def test_charsets_line_ends_and_delimiters(charset: str, line_end: str, delimiter: str) -> None:
    text = FORM.replace(",", delimiter).replace("\n", line_end)
    data = text.encode(charset)
    assert reader_of(data) == "delimited"
    grid = delimited.read(data)
    assert [[row.row_no for row in block.rows] for block in grid.blocks] == [[1, 2], [3, 5, 6]]
    assert texts(grid)[5] == "某局\n（本级）"


@pytest.mark.parametrize(
    "text",
    [
        "为做好工作,现将,有关\n要求如下,请遵照。\n",
        "第一,加强领导。\n第二,明确责任,落实到人。\n第三,严格考核。\n",
        "预算 1,234.00 万元\n" * 10,
        "Dear Sir, we wrote, last week, and\nask, again, for it, now.\n" * 3,
        "项目名称：路灯\n金额：100\n",
        "只有一行,两个字段\n",
        "",
        "没有分隔\n也没有\n",
    ],
)
def test_prose_is_no_table(text: str) -> None:
    assert looks_delimited(text) is None


def test_tabbed_text_is_for_the_reader_of_text() -> None:
    assert looks_delimited("项目名称\t路灯\t1,000\n主管部门\t某局\t2,000\n") is None


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("项目名称,金额,目标,备注\n路灯,100,完成,无\n", ","),
        ("a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n", ";"),
        ('标题\n"路灯, 一期",5\n', ","),
        ("甲,,\n乙,丙,\n", ","),
        ("甲,乙,丙\n一,二,三\n四,五,六\n", ","),
    ],
)
def test_tables_are_told_by_their_structure(text: str, delimiter: str) -> None:
    assert looks_delimited(text) == delimiter


@pytest.mark.parametrize("lines", ["", "项目绩效目标公开表\n", "项目绩效目标公开表\n单位：万元\n某局\n\n"])
def test_a_heading_above_numbers_is_a_table_however_short(lines: str) -> None:
    text = lines + "项目名称,总计,绩效目标\n路灯,5621.82,更换路灯，让夜行安全。\n"
    assert looks_delimited(text) == ","
    assert "5621.82" in texts(delimited.read(text.encode()))


def test_a_quote_that_nothing_closes_is_a_character() -> None:
    grid = delimited.read('名称,规格,数量,备注\n管,"5寸,3,无\n线,"8寸,4,无\n'.encode())
    assert texts(grid)[4:] == ["管", '"5寸', "3", "无", "线", '"8寸', "4", "无"]


def test_two_blank_records_end_a_table_and_one_does_not() -> None:
    text = "甲,乙,丙,丁\n,,,\n一,二,三,四\n\n,,,\n五,六,七,八\n"
    assert [[row.row_no for row in block.rows] for block in delimited.read(text.encode()).blocks] == [[1, 3], [6]]


def test_numbers_and_formulas_stay_as_they_are_written() -> None:
    text = 'a,b,c,d\n0012,"1,234.50",=1+1,440123202412345678901\n'
    assert texts(delimited.read(text.encode()))[4:] == ["0012", "1,234.50", "=1+1", "440123202412345678901"]


FIELDS = st.text(alphabet='甲乙1,;"\n |.', max_size=8)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(FIELDS, min_size=3, max_size=6), min_size=2, max_size=8))
def test_what_a_csv_writer_writes_is_read_back(records: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["标题,", *"一二三四五"], *records])
    grid = delimited.read(out.getvalue().encode())
    assert texts(grid)[6:] == [field for record in records for field in record if field.strip()]
