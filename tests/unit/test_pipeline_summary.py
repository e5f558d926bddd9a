"""The closing summary: its figures from a small published file, and how it reads."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipeline.console import display_width
from pipeline.settings import Settings
from pipeline.summary import render
from serving.summary import ROWS_SHOWN, summarise

PUBLISHED = """
create schema marts;
create table marts.dim_documents (
    document_id varchar, path varchar, status varchar, reason_code varchar, reason varchar,
    forms_count bigint, cells_unread bigint
);
create table marts.dim_projects (project_id varchar, document_id varchar);
create table marts.dim_regions (region_code varchar, region_name varchar);
create table marts.fct_project_spending (
    project_id varchar, document_id varchar, region_code varchar, budget_year integer,
    amount_yuan decimal(20, 2), is_counted boolean
);
create table marts.fct_indicator_prints (print_id varchar, project_id varchar);
create table marts.fct_indicator_values (indicator_id varchar, document_id varchar);
create table marts.fct_reconciliations (
    document_id varchar, place_text varchar, label_text varchar, column_label varchar, check_name varchar,
    printed_yuan decimal(20, 2), computed_yuan decimal(20, 2), gap_yuan decimal(20, 2), is_balanced boolean
);
create table marts.dim_codes (column_name varchar, code varchar, name_zh varchar);
"""
RAW = """
create schema raw;
create table raw.unread_cells (
    document_id varchar, table_no bigint, row_no bigint, col_no bigint, text varchar, nearest_label_text varchar,
    why varchar
);
"""
SAMPLE = """
insert into marts.dim_documents values
    ('d1', '广西/一.txt', 'read', null, null, 2, 1), ('d2', '诗.txt', 'rejected', 'no_target_form', '没有表', 0, 0),
    ('d3', 'NOTE.md', 'skipped', 'not_a_document', '', 0, 0);
insert into marts.dim_regions values ('450000', '广西壮族自治区');
insert into marts.dim_projects values ('p1', 'd1'), ('p2', 'd1');
insert into marts.fct_project_spending values
    ('p1', 'd1', '450000', 2022, 1000.50, true), ('p1', 'd1', '450000', 2022, 99999.00, false),
    ('p2', 'd1', null, null, 2000.00, true), ('p3', 'd1', '450000', 2022, null, true);
insert into marts.fct_indicator_prints values ('i1', 'p1'), ('i2', 'p1'), ('i3', 'p2');
insert into marts.fct_indicator_values values ('a', 'd1'), ('a', 'd1'), ('b', 'd1');
insert into marts.fct_reconciliations values
    ('d1', '表1 第5行', '某局本级', '总计', 'list_unit_vs_projects', 131000000, 125850000, 5150000, false),
    ('d1', '表1 第5行', '某局本级', '财政拨款', 'list_unit_vs_projects', 131000000, 125850000, 5150000, false),
    ('d1', '表1 第6行', '某局', '总计', 'list_unit_vs_projects', 1, 1, 0, true),
    ('d1', '表1 第7行', '某局', '总计', 'list_unit_vs_projects', 1, null, null, null);
insert into marts.dim_codes values
    ('check_name', 'list_unit_vs_projects', '单位小计与各项目'), ('status', 'read', '已读取'),
    ('status', 'skipped', '不作读取');
"""
UNREAD = """
insert into raw.unread_cells values
    ('d1', 1, 7, 2, '某值', '某标签', 'unknown_label'), ('superseded', 1, 8, 2, '旧值', '旧标签', 'unknown_label');
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "文件", tmp_path / "仓库 it's")
    settings.build.mkdir(parents=True)
    with duckdb.connect(str(settings.published)) as connection:
        connection.execute(PUBLISHED)
    with duckdb.connect(str(settings.build_database)) as connection:
        connection.execute(RAW)
    return settings


def _fill(settings: Settings) -> None:
    with duckdb.connect(str(settings.published)) as connection:
        connection.execute(SAMPLE)
    with duckdb.connect(str(settings.build_database)) as connection:
        connection.execute(UNREAD)


def _text(settings: Settings, width: int = 160) -> str:
    return render(summarise(settings.published, settings.build_database), settings, {"ingest": 1.25}, width)


def _row(text: str, *words: str) -> str:
    rows = [line for line in text.splitlines() if all(word in line for word in words)]
    assert len(rows) == 1, (words, rows)
    return rows[0]


def test_figures(settings: Settings) -> None:
    _fill(settings)
    text = _text(settings)
    assert "3 (1 read 已读取, 1 skipped 不作读取, 1 rejected)" in text
    assert "NOTE.md" not in text
    assert _row(text, "诗.txt").split()[1:] == ["rejected", "no_target_form", "没有表"]
    assert _row(text, "广西/一.txt", "3,000.50").split()[1:] == ["2", "2", "3,000.50", "3", "2", "1"]
    assert _row(text, "广西壮族自治区").split()[1:] == ["2022", "2", "1", "1,000.50"]
    assert _row(text, "未知").split() == ["未知", "未知", "1", "0", "2,000.00"]
    assert _row(text, "total", "3,000.50").split()[2:] == ["3", "1", "3,000.50"]
    assert "合计不符: 2 of 3 compared" in text
    gap = _row(text, "5,150,000.00")  # two columns of one line
    assert "表1 第5行" in gap
    assert gap.split()[3:6] == ["某局本级", "总计、财政拨款", "单位小计与各项目"]
    assert "131,000,000.00" in gap
    assert "第7行" not in text  # not balanced is false; unknown is not a gap
    assert _row(text, "某标签").split()[1:] == ["L7", "C2", "某标签", "某值", "unknown_label"]
    assert "旧标签" not in text
    assert f"{settings.published}" in text
    assert "ingest 1.2" in text


def test_unknown_labels_are_named_with_the_row_that_teaches_them(settings: Settings) -> None:
    _fill(settings)
    assert "printed_labels.csv" in _text(settings)  # 某值 leads its row
    with duckdb.connect(str(settings.build_database)) as connection:
        connection.execute(
            "insert into raw.unread_cells values"
            " ('d1', 1, 9, 1, '项目 口径：', null, 'unknown_label'), ('d1', 1, 9, 2, '常年', null, 'unknown_label'),"
            " ('d1', 2, 9, 1, '项目口径', null, 'unknown_label'), ('d1', 2, 10, 1, '剩余', null, 'left_over')"
        )
    text = _text(settings)
    row = _row(text, "项目口径,field,<field name>,,")
    assert row.split()[:3] == ["项目口径", "2", "1"]
    assert "常年,field" not in text
    assert "剩余,field" not in text


def test_nothing_read_is_told_plainly(settings: Settings) -> None:
    text = _text(settings)
    assert "Documents 文件: 0" in text
    assert "合计不符: 0 of 0 compared" in text
    assert _row(text, "total 合计").split()[-1] == "0.00"


def test_no_line_is_wider_than_the_terminal(settings: Settings) -> None:
    _fill(settings)
    lines = [line for line in _text(settings, 100).splitlines() if str(settings.warehouse) not in line]
    assert max(display_width(line) for line in lines) <= 100


def test_long_lists_are_cut_and_their_totals_are_not(settings: Settings) -> None:
    with duckdb.connect(str(settings.published)) as connection:
        connection.execute(
            "insert into marts.dim_documents select 'd' || n, n || '.txt', 'rejected', 'empty_file', '', 0, 0"
            " from range(50) as t (n)"
        )
        connection.execute(
            "insert into marts.fct_project_spending select 'p' || n, 'd' || n, 'r' || n, 2022, 1.00, true"
            " from range(50) as t (n)"
        )
    text = _text(settings)
    assert text.count("empty_file") == ROWS_SHOWN
    assert "30 more" in text
    assert _row(text, "total", "50.00").split()[2:] == ["50", "0", "50.00"]
