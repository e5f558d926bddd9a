"""What changed between two published files: each kind of change found and told, and nothing else."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipeline.summary import render_sections
from serving.diff import compare
from serving.summary import ROWS_SHOWN
from tests.helpers import run_pipeline

TABLES = """
create schema marts;
create table marts.dim_documents (document_id varchar, path varchar, status varchar);
create table marts.dim_regions (region_code varchar, region_name varchar);
create table marts.dim_projects (
    project_id varchar, document_id varchar, project_name varchar, form_no bigint, record_no bigint
);
create table marts.dim_review_rules (rule_id varchar, title_en varchar, title_zh varchar);
create table marts.fct_review_findings (rule_id varchar);
create table marts.fct_project_spending (
    spending_id varchar, project_id varchar, document_id varchar, region_code varchar, budget_year integer,
    amount_stage varchar, amount_yuan decimal(20, 2), is_counted boolean, place_text varchar, page_no bigint,
    table_no bigint, row_no bigint
);
create table marts.fct_indicator_values (
    indicator_value_id varchar, project_id varchar, document_id varchar, level1 varchar, level2 varchar,
    indicator_name varchar, horizon varchar, comparator_text varchar, value_text varchar, unit_text varchar,
    value_kind varchar, comparator varchar, canonical_low decimal(28, 8), canonical_high decimal(28, 8),
    canonical_unit varchar, date_low date, date_high date, place_text varchar, page_no bigint, table_no bigint,
    row_no bigint, item_no bigint
);
insert into marts.dim_documents values ('d1', '甲/一.txt', 'read'), ('d2', '甲/二.txt', 'read');
insert into marts.dim_regions values ('450000', '某省');
insert into marts.dim_projects values ('p1', 'd1', '路灯', 1, null), ('p2', 'd2', '桥涵', 1, null);
insert into marts.dim_review_rules values ('Q07', 'Number without a comparator', '数值没有比较符');
insert into marts.fct_review_findings values ('Q07'), ('Q07');
insert into marts.fct_project_spending values
    ('s1', 'p1', 'd1', '450000', 2024, 'budget', 100.00, true, '第1行', 1, 1, 1),
    ('s2', 'p2', 'd2', null, null, 'budget', null, true, '第1行', 1, 1, 1);
insert into marts.fct_indicator_values values
    ('v1', 'p1', 'd1', '产出指标', '数量指标', '盏数', 'annual', null, '≥5盏', null, 'number', '>=', 5, null, '盏',
        null, null, '第3行', 1, 1, 3, null),
    ('v2', 'p1', 'd1', '产出指标', '数量指标', '盏数', 'annual', null, '≥7盏', null, 'number', '>=', 7, null, '盏',
        null, null, '第4行', 1, 1, 4, null),
    ('v3', 'p2', 'd2', null, null, '完成', 'annual', null, '及时', null, 'qualitative', null, null, null, null,
        null, null, '第3行', 1, 1, 3, null);
"""
# The whole of a document under another id, as an edit of one character gives it.
EDIT = """
update marts.dim_documents set document_id = 'e1' where document_id = 'd1';
update marts.dim_projects set document_id = 'e1', project_id = 'q1' where document_id = 'd1';
update marts.fct_project_spending
set document_id = 'e1', project_id = 'q1', spending_id = 't1' where document_id = 'd1';
update marts.fct_indicator_values
set document_id = 'e1', project_id = 'q1', indicator_value_id = 'e' || indicator_value_id where document_id = 'd1';
"""


def _difference(folder: Path, change: str, first: str = "") -> str:
    for name, statements in (("before", first), ("after", first + change)):
        with duckdb.connect(str(folder / f"{name}.duckdb")) as connection:
            connection.execute(TABLES + statements)
    return render_sections(compare(folder / "before.duckdb", folder / "after.duckdb"), 200)


def test_the_same_file_twice_has_no_difference(tmp_path: Path) -> None:
    assert _difference(tmp_path, "").split("\n\n") == [
        "Documents 文件: the same 相同",
        "Counted budget 计入的预算: 100.00 → 100.00 yuan 元 (0.00)",
        "Findings 审核发现: the same number of every rule 各规则数量相同",
        "Amounts of projects in both 两份均有的项目的金额: the same 相同",
        "Indicator values of documents in both 两份均有的文件的指标值: the same 相同",
        "Rows 行数: every table has as many 各表行数相同",
        "",
    ]


def test_an_edited_document_is_paired_by_its_path(tmp_path: Path) -> None:
    told = _difference(tmp_path, EDIT)
    assert "1 changed 内容变更" in told and "甲/一.txt" in told
    assert "added" not in told and "gone" not in told
    assert told.count("the same 相同") == 2


@pytest.mark.parametrize("edit", ["", EDIT], ids=["reread", "edited"])
def test_changed_values_and_amounts_are_told_with_both_sides(tmp_path: Path, edit: str) -> None:
    told = _difference(
        tmp_path,
        edit + "update marts.fct_indicator_values set value_text = '≥8盏', canonical_low = 8 where row_no = 4;"
        "update marts.fct_project_spending set amount_yuan = 250.50 where budget_year = 2024;"
        "update marts.fct_project_spending set amount_yuan = 9.00 where budget_year is null;",
    )
    [value] = [line for line in told.splitlines() if "≥8盏" in line]
    assert "≥7盏" in value and "printed otherwise 文字变更" in value and "路灯" in value and "第4行" in value
    assert "1 printed otherwise" in told and "≥5盏" not in told
    assert "2 changed 内容变更" in told.split("Amounts")[1]
    assert "250.50" in told and "–" in told
    assert "100.00 → 259.50 yuan 元 (+159.50)" in told
    assert "未知" in told and "某省" in told


def test_another_reading_of_the_same_text_is_told_apart(tmp_path: Path) -> None:
    told = _difference(tmp_path, "update marts.fct_indicator_values set canonical_low = 500 where row_no = 4;")
    assert "1 read otherwise 读法变更" in told
    assert "500.0" in told


def test_documents_that_come_go_or_are_renamed(tmp_path: Path) -> None:
    told = _difference(
        tmp_path,
        "insert into marts.dim_documents values ('d3', '三.txt', 'rejected');"
        "update marts.dim_documents set path = '乙/一.txt' where document_id = 'd1';"
        "delete from marts.dim_documents where document_id = 'd2';",
    )
    assert "1 added 新增, 1 removed 移除, 1 renamed 改名" in told
    for words in ("三.txt", "甲/二.txt", "乙/一.txt", "rejected"):
        assert words in told


def test_findings_by_rule_and_rows_by_table(tmp_path: Path) -> None:
    told = _difference(
        tmp_path,
        "insert into marts.fct_review_findings values ('Q07'), ('X01');"
        "create table marts.dim_new as select 1 as x; delete from marts.fct_review_findings where rule_id = 'X99';",
        first="insert into marts.fct_review_findings values ('X99');",
    )
    assert "Findings 审核发现: +1 by 3 rules" in told
    assert "Number without a comparator 数值没有比较符" in told
    rows = told.split("Rows 行数")[1]
    assert "dim_new" in rows and "fct_review_findings" in rows and "dim_documents" not in rows


def test_many_changes_are_counted_and_the_first_shown(tmp_path: Path) -> None:
    many = "insert into marts.dim_documents select 'm' || i, 'm/' || i || '.txt', 'read' from range(50) as r(i);"
    told = _difference(tmp_path, many)
    assert "50 added" in told
    assert told.count("m/") == ROWS_SHOWN
    assert f"… and {50 - ROWS_SHOWN} more" in told


def test_a_part_that_one_file_lacks_is_said_and_the_rest_is_told(tmp_path: Path) -> None:
    told = _difference(tmp_path, "alter table marts.fct_indicator_values drop column date_low;" + EDIT)
    assert "values: cannot be compared 无法比较" in told
    assert "1 changed 内容变更" in told and "Rows 行数" in told


def test_the_command_names_files_and_statuses(tmp_path: Path) -> None:
    _difference(tmp_path, EDIT)
    run = run_pipeline("diff", tmp_path / "before.duckdb", tmp_path / "after.duckdb", "--warehouse", tmp_path)
    assert run.returncode == 0, run.stderr
    assert "1 changed 内容变更" in run.stdout
    assert run_pipeline("diff", "--warehouse", tmp_path).returncode == 2
    (tmp_path / "no.duckdb").write_bytes(b"no database")
    run = run_pipeline("diff", tmp_path / "before.duckdb", tmp_path / "no.duckdb", "--warehouse", tmp_path)
    assert run.returncode == 2
    assert "cannot be compared" in run.stderr
