"""Small databases that a gate must pass, and the one broken row that each check must find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from ingest.records import RAW_TABLES
from pipeline.gates import ROWS_SHOWN, CheckResult, Status, judge, load_suite

SQL_TYPES = {pl.String: "varchar", pl.Int64: "bigint"}
Rows = Mapping[str, Iterable[Mapping[str, Any]]]

A, B, C = ("a" * 32, "b" * 32, "c" * 32)


def create_raw(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of the raw contract, empty."""
    connection.execute("create schema raw")
    for table, columns in RAW_TABLES.items():
        typed = ", ".join(f"{name} {SQL_TYPES[kind]}" for name, kind in columns.items())
        connection.execute(f"create table raw.{table} ({typed})")


def insert(connection: duckdb.DuckDBPyConnection, schema: str, rows: Rows) -> None:
    """Insert rows by column name; columns left out are null."""
    for table, records in rows.items():
        for record in records:
            names = ", ".join(record)
            marks = ", ".join("?" for _ in record)
            connection.execute(f"insert into {schema}.{table} ({names}) values ({marks})", list(record.values()))


def place(document_id: str, row_no: int, col_no: int = 1) -> dict[str, Any]:
    return {"document_id": document_id, "table_no": 1, "row_no": row_no, "col_no": col_no}


def raw_rows() -> dict[str, list[dict[str, Any]]]:
    """A form with money and indicators, a list of two records, and a file that is no form."""
    form, listed = {"form_no": 1, "record_no": 1}, {"form_no": 1}
    return {
        "documents": [
            {
                "document_id": A, "path": "甲/2024/表 一.txt", "file_name": "表 一.txt", "status": "read",
                "title_text": "项目支出绩效目标表", "cells_total": 30, "cells_used": 22, "cells_furniture": 6,
                "cells_unread": 1, "cells_outside": 1, "forms_count": 1, "cited_year_max": "2024",
            },
            {
                "document_id": B, "path": "乙/列表.txt", "file_name": "列表.txt", "status": "partial",
                "reason_code": "possible_missed_form", "reason": "第9行", "cells_total": 15,
                "cells_used": 12, "cells_furniture": 3, "cells_unread": 0, "cells_outside": 0,
                "forms_count": 1,
            },
            {
                "document_id": C, "path": "诗.txt", "file_name": "诗.txt", "status": "rejected",
                "reason_code": "no_target_form", "reason": "no form found",
            },
        ],
        "document_paths": [
            {"path": "甲/2024/表 一.txt", "document_id": A, "file_name": "表 一.txt"},
            {
                "path": "副本/表 一.txt", "document_id": A, "file_name": "表 一.txt",
                "published_on": "2024-02-01", "budget_year": "2024", "region_code": "110000",
            },
            {"path": "乙/列表.txt", "document_id": B, "file_name": "列表.txt"},
            {"path": "诗.txt", "document_id": C, "file_name": "诗.txt"},
        ],
        "forms": [
            {**place(A, 1), "form_no": 1, "shape": "form", "title_text": "项目支出绩效目标表",
             "year_text": "2024年度", "last_row_no": 20},
            {**place(B, 3), "form_no": 1, "shape": "list", "last_row_no": 9},
        ],
        "fields": [
            {**place(A, 2, 2), **form, "line_no": 1, "field": "project_name", "label_text": "项目名称",
             "value_text": "道路养护"},
            {**place(A, 3, 2), **form, "line_no": 2, "field": "project_code", "label_text": "项目编码",
             "value_text": "450000210233192017350"},
            {**place(B, 1, 2), **listed, "record_no": 0, "line_no": 1, "field": "department_name",
             "label_text": "部门名称", "value_text": "某局"},
            {**place(B, 5), **listed, "record_no": 1, "line_no": 1, "field": "project_name",
             "label_text": "项目名称", "value_text": "清洁"},
            {**place(B, 6), **listed, "record_no": 2, "line_no": 1, "field": "project_name",
             "label_text": "项目名称", "value_text": "清洁"},
        ],
        "funding_lines": [
            {**place(A, 4, 3), **form, "line_no": 1, "column_no": 1, "label_text": "资金总额",
             "amount_text": "13800000000", "unit_block_text": "项目资金（元）"},
            {**place(B, 5, 2), **listed, "record_no": 1, "line_no": 1, "column_no": 1, "label_text": "总计",
             "amount_text": "6.00"},
            {**place(B, 6, 2), **listed, "record_no": 2, "line_no": 1, "column_no": 1, "label_text": "总计",
             "amount_text": None},
        ],
        "task_lines": [{**place(A, 6), "form_no": 1, "line_no": 1, "name_text": "巡查"}],
        "indicator_lines": [
            {**place(A, 8, 3), **form, "line_no": 1, "value_no": value_no, "level1_text": "产出指标",
             "level2_text": "数量指标", "name_text": "养护里程", "value_text": value}
            for value_no, value in [(1, "≥50公里"), (2, "≥100公里")]
        ],
        "printed_totals": [
            {**place(B, 4, 2), **listed, "line_no": 1, "column_no": 1, "total_kind": "total",
             "label_text": "合计", "amount_text": "6.00"},
        ],
        "unread_cells": [{**place(A, 9, 4), "form_no": 1, "text": "甲乙", "why": "unknown_label"}],
        "unclaimed_tables": [
            {**place(A, 21), "table_no": None, "block_no": 1, "last_row_no": 21, "kind": "prose", "cells": 1,
             "first_text": "注：仅供参考", "label_count": 0},
        ],
    }  # fmt: skip


def raw_database(path: Path) -> Path:
    """A raw database that the gate passes."""
    with duckdb.connect(str(path)) as connection:
        create_raw(connection)
        insert(connection, "raw", raw_rows())
    return path


def change(database: Path, statement: str) -> None:
    """Break something."""
    with duckdb.connect(str(database)) as connection:
        connection.execute(statement)


def judge_one(layer: str, check_name: str, database: Path) -> CheckResult:
    """Judge a single check of a layer."""
    suite = load_suite(layer)
    checks = tuple(check for check in suite.checks if check.name == check_name)
    assert len(checks) == 1, f"{layer} has {len(checks)} checks named {check_name}"
    return judge(replace(suite, checks=checks), database)[0]


def assert_finds(result: CheckResult, document: str | None) -> None:
    """The check failed, and what it shows are the very rows that it counted, with their document."""
    assert result.status is Status.FAILED, f"{result.name}: {result.status} {result.error}"
    assert result.judged_count >= result.failing_count >= 1
    assert len(result.rows) == min(result.failing_count, ROWS_SHOWN)
    assert {row.document for row in result.rows} == {document}


# What staging adds to raw, as far as the checks look at it.
STAGING_COLUMNS = {
    "documents": "* replace (cast(cited_year_max as bigint) as cited_year_max)",
    "document_paths": "path, document_id, file_name, source_url, publisher, "
    "published_on as published_on_text, try_cast(published_on as date) as published_on, "
    "retrieved_on as retrieved_on_text, try_cast(retrieved_on as date) as retrieved_on, "
    "budget_year as manifest_budget_year_text, try_cast(budget_year as bigint) as manifest_budget_year, "
    "region_code as manifest_region_code",
    "forms": "*, title_text as title_tidy",
    "fields": "*, label_text as label_key, value_text as value_tidy",
    "funding_lines": "*, label_text as label_key, "
    "try_cast(replace(amount_text, ',', '') as decimal(28, 8)) as amount_number",
    "task_lines": "*, content_text as content_tidy, "
    "try_cast(replace(amount_text, ',', '') as decimal(28, 8)) as amount_number",
    "indicator_lines": "*, name_text as name_tidy",
    "printed_totals": "*, label_text as label_key, "
    "try_cast(replace(amount_text, ',', '') as decimal(28, 8)) as amount_number",
    "unread_cells": "*",
    "unclaimed_tables": "*",
}


def staging_database(path: Path) -> Path:
    """A raw and staging database that both gates pass."""
    raw_database(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema staging")
        for table, columns in STAGING_COLUMNS.items():
            connection.execute(f"create table staging.stg_{table} as select {columns} from raw.{table}")
    return path


MARTS_COLUMNS: dict[str, str] = {
    "dim_documents": "document_id varchar, path varchar",
    "dim_agencies": "agency_id varchar, agency_name varchar, region_code varchar",
    "dim_projects": "project_id varchar, document_id varchar, form_no bigint, record_no bigint, "
    "form_kind varchar, project_name varchar, region_code varchar, region_basis varchar, "
    "budget_year bigint, budget_year_basis varchar, series_id varchar, place_text varchar",
    "fct_project_spending": "spending_id varchar, project_id varchar, document_id varchar, "
    "amount_stage varchar, amount_yuan decimal(20, 2), amount_text varchar, amount_basis varchar, "
    "is_counted boolean, row_no bigint, place_text varchar",
    "fct_project_funding": "funding_id varchar, project_id varchar, label_text varchar, "
    "amount_yuan decimal(20, 2), amount_text varchar, row_no bigint, place_text varchar",
    "fct_department_tasks": "task_id varchar, project_id varchar, task_name varchar, "
    "amount_yuan decimal(20, 2), row_no bigint, place_text varchar",
    "fct_indicator_values": "indicator_value_id varchar, indicator_id varchar, project_id varchar, "
    "document_id varchar, indicator_name varchar, value_text varchar, value_kind varchar, "
    "value_low decimal(28, 8), value_high decimal(28, 8), canonical_low decimal(28, 8), "
    "canonical_high decimal(28, 8), date_low date, date_high date, date_basis varchar, "
    "weight decimal(28, 8), actual_low decimal(28, 8), actual_high decimal(28, 8), "
    "row_no bigint, place_text varchar",
    "fct_indicator_prints": "print_id varchar, indicator_id varchar, project_id varchar, row_no bigint, "
    "place_text varchar",
    "fct_reconciliations": "reconciliation_id varchar, document_id varchar, project_id varchar, "
    "check_name varchar, column_label varchar, printed_yuan decimal(20, 2), computed_yuan decimal(20, 2), "
    "gap_yuan decimal(20, 2), is_balanced boolean, place_text varchar",
    "rpt_project_spending": "document_id varchar, region_name varchar, budget_yuan double",
    "rpt_indicator_targets": "document_id varchar, indicator_value_id varchar",
}


def marts_rows() -> dict[str, list[dict[str, Any]]]:
    """What the marts would hold of `raw_rows`."""
    spending = {"amount_stage": "budget", "amount_basis": "printed", "is_counted": True}
    value = {"indicator_id": "i1", "project_id": "pa", "document_id": A, "indicator_name": "养护里程",
             "row_no": 8, "place_text": "表1 第8行"}  # fmt: skip
    return {
        "dim_documents": [{"document_id": name, "path": name} for name in (A, B, C)],
        "dim_agencies": [{"agency_id": "g1", "agency_name": "某局", "region_code": "110000"}],
        "dim_projects": [
            {"project_id": "pa", "document_id": A, "form_no": 1, "record_no": 1, "form_kind": "project",
             "project_name": "道路养护", "region_code": "110000", "region_basis": "manifest",
             "budget_year": 2024, "budget_year_basis": "printed", "series_id": "s1"},
            {"project_id": "pb1", "document_id": B, "form_no": 1, "record_no": 1, "form_kind": "project",
             "project_name": "清洁", "region_basis": "ambiguous", "budget_year_basis": "unknown",
             "series_id": "s2"},
            {"project_id": "pb2", "document_id": B, "form_no": 1, "record_no": 2, "form_kind": "project",
             "project_name": "清洁", "region_basis": "unknown", "budget_year_basis": "unknown",
             "series_id": "s2"},
        ],
        "fct_project_spending": [
            {**spending, "spending_id": "sa", "project_id": "pa", "document_id": A,
             "amount_yuan": "13800000000", "amount_text": "13800000000", "row_no": 4,
             "place_text": "表1 第4行"},
            {**spending, "spending_id": "sb1", "project_id": "pb1", "document_id": B,
             "amount_yuan": "60000", "amount_text": "6.00", "row_no": 5, "place_text": "表1 第5行"},
            {**spending, "spending_id": "sb2", "project_id": "pb2", "document_id": B,
             "amount_yuan": None, "amount_text": None, "row_no": 6, "place_text": "表1 第6行"},
            {"spending_id": "sa2", "project_id": "pa", "document_id": A, "amount_stage": "half_year_plan",
             "amount_basis": "computed", "is_counted": False, "amount_yuan": "5", "row_no": 4,
             "place_text": "表1 第4行"},
        ],
        "fct_project_funding": [
            {"funding_id": "fa", "project_id": "pa", "label_text": "资金总额", "amount_yuan": "13800000000",
             "amount_text": "13800000000", "row_no": 4, "place_text": "表1 第4行"},
            {"funding_id": "fb", "project_id": "pb2", "label_text": "总计", "amount_yuan": None,
             "amount_text": None, "row_no": 6, "place_text": "表1 第6行"},
        ],
        "fct_department_tasks": [
            {"task_id": "ta", "project_id": "pa", "task_name": "巡查", "amount_yuan": "0", "row_no": 6,
             "place_text": "表1 第6行"},
        ],
        "fct_indicator_values": [
            {**value, "indicator_value_id": "v1", "value_text": "≥50公里", "value_kind": "number",
             "value_low": 50, "canonical_low": 50000, "weight": 10},
            {**value, "indicator_value_id": "v2", "value_text": "≥100公里", "value_kind": "number",
             "value_low": 100, "canonical_low": 100000, "actual_low": 90, "actual_high": 90},
            {**value, "indicator_value_id": "v3", "value_kind": "qualitative"},
            {**value, "indicator_value_id": "v4", "value_kind": "percent", "value_low": 95,
             "value_high": 95, "canonical_low": 95, "canonical_high": 95},
            {**value, "indicator_value_id": "v5", "value_kind": "date", "date_low": "2024-01-01",
             "date_high": "2024-12-31", "date_basis": "printed"},
            {**value, "indicator_value_id": "v6", "value_kind": "date"},
        ],
        "fct_indicator_prints": [
            {"print_id": "n1", "indicator_id": "i1", "project_id": "pa", "row_no": 8,
             "place_text": "表1 第8行"},
        ],
        "fct_reconciliations": [
            {"reconciliation_id": "r1", "document_id": B, "check_name": "list_total_vs_units",
             "column_label": "总计", "printed_yuan": "60000", "computed_yuan": None, "gap_yuan": None,
             "is_balanced": None, "place_text": "表1 第4行"},
            {"reconciliation_id": "r2", "document_id": A, "project_id": "pa", "check_name": "parent",
             "column_label": "总计", "printed_yuan": "60000", "computed_yuan": "60000", "gap_yuan": "0",
             "is_balanced": True, "place_text": "表1 第4行"},
        ],
    }  # fmt: skip


def marts_database(path: Path) -> Path:
    """A raw, staging and marts database that all gates pass."""
    staging_database(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        for table, columns in MARTS_COLUMNS.items():
            connection.execute(f"create table marts.{table} ({columns})")
        insert(connection, "marts", marts_rows())
        connection.execute(
            "insert into marts.rpt_project_spending select document_id, '未知', amount_yuan "
            "from marts.fct_project_spending where is_counted"
        )
        connection.execute(
            "insert into marts.rpt_indicator_targets select document_id, indicator_value_id "
            "from marts.fct_indicator_values"
        )
    return path
