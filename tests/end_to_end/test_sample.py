"""The sample corpus, from documents to the published file: what must come out, asked by SQL."""

from __future__ import annotations

import gzip
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.helpers import SAMPLE, Warehouse

# path begins with: forms, projects, departments, counted yuan, printed rows, fewest and most distinct indicators
DOCUMENTS: dict[str, tuple[int, int, int, str, int, int, int]] = {
    "450000": (37, 37, 0, "31904500.00", 598, 348, 357),
    "440113": (1, 24, 0, "134160000.00", 99, 99, 99),
    "445200": (1, 0, 1, "51957500.00", 8, 8, 8),
    "640100": (6, 6, 0, "3277000.00", 119, 119, 119),
    "320000": (5, 5, 0, "44260600.00", 108, 108, 108),
}
# path begins with: region, year, basis of the year
PLACES: dict[str, tuple[str, int | None, str]] = {
    "450000": ("450000", 2022, "printed"),
    "440113": ("440113", None, "unknown"),
    "445200": ("445200", 2022, "printed"),
    "640100": ("640100", 2024, "printed"),
    "320000": ("320000", 2024, "printed"),
}
EVERY_DOCUMENT = pytest.mark.parametrize("prefix", sorted(DOCUMENTS))
OF_DOCUMENT = "(select document_id from marts.dim_documents where starts_with(path, $1))"


def _value(warehouse: Warehouse, sql: str, *parameters: Any) -> Any:
    rows = warehouse.query(sql, *parameters)
    assert len(rows) == 1, rows
    return rows[0][0]


@EVERY_DOCUMENT
def test_forms_and_projects(built_warehouse: Warehouse, prefix: str) -> None:
    forms, projects, departments, *_ = DOCUMENTS[prefix]
    assert built_warehouse.query(
        "select status, forms_count, cells_unread, is_latest_version from marts.dim_documents"
        " where starts_with(path, $1)",
        prefix,
    ) == [("read", forms, 0, True)]
    found = built_warehouse.query(
        "select count(*) filter (where form_kind = 'project'), count(*) filter (where form_kind = 'department')"
        f" from marts.dim_projects where document_id = {OF_DOCUMENT}",
        prefix,
    )
    assert found == [(projects, departments)]


@EVERY_DOCUMENT
def test_counted_money(built_warehouse: Warehouse, prefix: str) -> None:
    money = _value(
        built_warehouse,
        "select sum(amount_yuan) from marts.fct_project_spending"
        f" where is_counted and amount_stage = 'budget' and document_id = {OF_DOCUMENT}",
        prefix,
    )
    assert money == Decimal(DOCUMENTS[prefix][3])


@EVERY_DOCUMENT
def test_printed_rows_and_distinct_indicators(built_warehouse: Warehouse, prefix: str) -> None:
    *_, printed, fewest, most = DOCUMENTS[prefix]
    of_project = f"project_id in (select project_id from marts.dim_projects where document_id = {OF_DOCUMENT})"
    sql = f"select count(*), count(distinct indicator_id) from marts.fct_indicator_prints where {of_project}"
    [(rows, prints_of)] = built_warehouse.query(sql, prefix)
    assert rows == printed
    distinct = _value(
        built_warehouse,
        f"select count(distinct indicator_id) from marts.fct_indicator_values where document_id = {OF_DOCUMENT}",
        prefix,
    )
    assert fewest <= distinct <= most
    assert prints_of == distinct


@EVERY_DOCUMENT
def test_regions_and_years(built_warehouse: Warehouse, prefix: str) -> None:
    found = built_warehouse.query(
        "select distinct region_code, budget_year, budget_year_basis from marts.dim_projects"
        f" where document_id = {OF_DOCUMENT}",
        prefix,
    )
    assert found == [PLACES[prefix]]


def test_horizons(built_warehouse: Warehouse) -> None:
    found = built_warehouse.query(
        "select left(documents.path, 6) as prefix, horizon, count(distinct indicator_id)"
        " from marts.fct_indicator_values as facts"
        " inner join marts.dim_documents as documents on facts.document_id = documents.document_id"
        " where prefix in ('440113', '320000') group by all order by all"
    )
    assert found == [
        ("320000", "annual", 108),
        ("320000", "half_year", 108),
        ("440113", "annual", 99),
        ("440113", "cycle", 99),
    ]


def test_half_year_plan_of_jiangsu(built_warehouse: Warehouse) -> None:
    money = _value(
        built_warehouse,
        "select sum(amount_yuan) from marts.fct_project_spending"
        f" where amount_stage = 'half_year_plan' and document_id = {OF_DOCUMENT}",
        "320000",
    )
    assert money == Decimal("19913200.00")


def test_the_tasks_of_jieyang_sum_to_its_expenditure(built_warehouse: Warehouse) -> None:
    found = built_warehouse.query(
        "select count(*), max(task_no), sum(amount_yuan) from marts.fct_department_tasks where project_id in"
        f" (select project_id from marts.dim_projects where document_id = {OF_DOCUMENT})",
        "445200",
    )
    assert found == [(14, 14, Decimal("51957500.00"))]


def test_project_codes_of_guangxi_are_text_of_21_digits(built_warehouse: Warehouse) -> None:
    codes = built_warehouse.query(
        f"select project_code from marts.dim_projects where document_id = {OF_DOCUMENT}", "450000"
    )
    assert len(set(codes)) == 37
    assert all(re.fullmatch(r"\d{21}", code) for (code,) in codes)


def test_money_of_an_unknown_year_is_in_every_total(built_warehouse: Warehouse) -> None:
    total = sum(Decimal(document[3]) for document in DOCUMENTS.values())
    counted = "select sum(amount_yuan) from marts.fct_project_spending where is_counted"
    assert _value(built_warehouse, counted) == total
    by_label = dict(
        built_warehouse.query(
            "select projects.budget_year_label, sum(spending.amount_yuan)"
            " from marts.fct_project_spending as spending"
            " inner join marts.dim_projects as projects on spending.project_id = projects.project_id"
            " where spending.is_counted group by all"
        )
    )
    assert sum(by_label.values()) == total
    unknown = [amount for label, amount in by_label.items() if "未知" in label]
    assert unknown == [Decimal("134160000.00")]


def test_what_does_not_add_up(built_warehouse: Warehouse) -> None:
    gaps = built_warehouse.query(
        "select left(documents.path, 6), gaps.printed_yuan, gaps.computed_yuan, abs(gaps.gap_yuan)"
        " from marts.fct_reconciliations as gaps"
        " inner join marts.dim_documents as documents on gaps.document_id = documents.document_id"
        " where not gaps.is_balanced order by gaps.printed_yuan desc"
    )
    one = ("440113", Decimal("131000000.00"), Decimal("125850000.00"), Decimal("5150000.00"))
    short_of_its_rate = ("320000", Decimal("5575600.00"), Decimal("5579640.00"), Decimal("4040.00"))
    assert gaps == [one, one, short_of_its_rate]
    columns = _value(
        built_warehouse,
        "select count(distinct column_label) from marts.fct_reconciliations where not is_balanced",
    )
    assert columns == 3
    assert _value(built_warehouse, "select count(*) from marts.fct_reconciliations where is_balanced") > 50


def test_totals_are_no_projects_and_namesakes_are_two(built_warehouse: Warehouse) -> None:
    found = built_warehouse.query(
        "select project_name, agency_id, count(*), count(distinct project_id) from marts.dim_projects"
        f" where document_id = {OF_DOCUMENT} group by all having count(*) > 1",
        "440113",
    )
    assert [(count, distinct) for *_, count, distinct in found] == [(2, 2)]
    totals = built_warehouse.query(
        "select project_name from marts.dim_projects where project_name in ('合计', '小计')"
        " or project_name like '%政务服务数据管理局本级' or project_name like '%政务服务中心'"
    )
    assert totals == []


def test_blank_amounts_are_null_and_printed_zeros_are_zero(built_warehouse: Warehouse) -> None:
    [(null_amounts, wrong)] = built_warehouse.query(
        "select count(*) filter (where amount_yuan is null),"
        " count(*) filter (where amount_yuan is not null and trim(coalesce(amount_text, '')) = '')"
        " from marts.fct_project_funding where project_id in"
        f" (select project_id from marts.dim_projects where document_id = {OF_DOCUMENT})",
        "450000",
    )
    assert null_amounts > 0
    assert wrong == 0
    zeros = "select count(*) from marts.fct_project_funding where trim(amount_text) = '0' and amount_yuan <> 0"
    assert _value(built_warehouse, zeros) == 0
    unparsed = "select count(*) from marts.fct_project_funding where trim(amount_text) = '0' and amount_yuan is null"
    assert _value(built_warehouse, unparsed) == 0


def _lines(path: str) -> list[str]:
    return (SAMPLE / path).read_text(encoding="utf-8-sig").split("\n")


def test_every_fact_stands_where_it_says(built_warehouse: Warehouse) -> None:
    facts = built_warehouse.query(
        "select documents.path, facts.row_no, facts.indicator_name, facts.value_text, facts.place_text"
        " from marts.fct_indicator_values as facts"
        " inner join marts.dim_documents as documents on facts.document_id = documents.document_id"
    )
    assert len(facts) > 700
    missing = []
    for path, row, name, value, place in facts:
        line = _lines(path)[row - 1]
        missing += [(place, text) for text in (name, value) if text and text not in line]
    assert missing == []


def test_every_amount_stands_where_it_says(built_warehouse: Warehouse) -> None:
    facts = built_warehouse.query(
        "select documents.path, funding.row_no, funding.amount_text from marts.fct_project_funding as funding"
        " inner join marts.dim_projects as projects on funding.project_id = projects.project_id"
        " inner join marts.dim_documents as documents on projects.document_id = documents.document_id"
        " where funding.amount_text is not null"
    )
    assert len(facts) > 100
    assert [fact for fact in facts if fact[2] not in _lines(fact[0])[fact[1] - 1]] == []


def test_the_ledger_of_cells_closes(built_warehouse: Warehouse) -> None:
    open_ledgers = built_warehouse.query(
        "select path from marts.dim_documents"
        " where cells_total <> cells_used + cells_furniture + cells_unread + cells_outside or cells_unread <> 0"
    )
    assert open_ledgers == []


def _texts_of_database(path: Path) -> str:
    texts = []
    with duckdb.connect(str(path), read_only=True) as connection:
        columns = connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns()"
            " where not internal and data_type = 'VARCHAR' and database_name = current_database()"
        ).fetchall()
        for schema, table, column in columns:
            name = f'"{schema}"."{table}"'
            rows = connection.execute(f'select distinct "{column}" from {name} where "{column}" is not null')
            texts += [text for (text,) in rows.fetchall()]
    return "\n".join(texts)


def test_no_contact_reaches_the_warehouse_folder(built_warehouse: Warehouse) -> None:
    source = (SAMPLE / "320000-jiangsu/2024/jiangsu-data-bureau-2024.txt").read_text(encoding="utf-8-sig")
    contacts = set(re.findall(r"联系电话\t(\S+) (\d{3}-\d{8})", source))
    private = {text for contact in contacts for text in contact}
    assert len(private) == 8
    seen = 0
    for path in sorted(built_warehouse.folder.rglob("*")):
        if not path.is_file():
            continue
        seen += 1
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        text = data.decode("utf-8", "replace")
        if path.suffix == ".duckdb":
            text += _texts_of_database(path)
        assert [word for word in private if word in text] == [], path
    assert seen > 5


def test_the_published_file_is_marts_only_and_described(built_warehouse: Warehouse) -> None:
    assert built_warehouse.query("select distinct schema_name from duckdb_tables()") == [("marts",)]
    keys = built_warehouse.query("select table_name from duckdb_tables() where has_primary_key or index_count > 0")
    assert keys == []
    undescribed = built_warehouse.query(
        "select table_name from duckdb_tables() where comment is null union all"
        " select table_name || '.' || column_name from duckdb_columns()"
        " where schema_name = 'marts'"
        " and not coalesce(regexp_matches("
        "  comment, '^[^—：]*[一-龥][^—：]*：[^—]*[一-龥][^—]*。 — .*[A-Za-z].*\\.$'"
        " ), false)"
    )
    assert undescribed == []
    assert int.from_bytes(built_warehouse.published.read_bytes()[12:20], "little") == 64


def test_every_mart_has_a_chinese_view_that_says_the_same(built_warehouse: Warehouse) -> None:
    marts = dict(built_warehouse.query("select table_name, column_count from duckdb_tables()"))
    views = built_warehouse.query(
        "select view_name, column_count, regexp_extract(comment, '\\[marts\\.(\\w+)\\]$', 1) as mart"
        " from duckdb_views() where schema_name = 'zh'"
    )
    assert {mart: columns for _, columns, mart in views} == marts
    coded = {name for (name,) in built_warehouse.query("select distinct column_name from marts.dim_codes")}
    columns_of = dict(
        built_warehouse.query(
            "select table_name, list(column_name order by column_index) from duckdb_columns()"
            " where schema_name = 'marts' group by table_name"
        )
    )
    for view, _, mart in views:
        shown = [
            f"(select name_zh from marts.dim_codes where column_name = '{column}' and code = mart.{column})"
            if column in coded and mart != "dim_codes"
            else f"mart.{column}"
            for column in columns_of[mart]
        ]
        expected = f"select {', '.join(shown)} from marts.{mart} as mart"
        differing = f'({expected} except all from zh."{view}") union all (from zh."{view}" except all {expected})'
        assert built_warehouse.query(f"select count(*) from ({differing})") == [(0,)], view
    undescribed = built_warehouse.query(
        "select table_name, column_name from duckdb_columns() where schema_name = 'zh'"
        " and not coalesce(regexp_matches(column_name || ' ' || comment, '[一-龥].* .*[一-龥].* — .*[A-Za-z]'), false)"
    )
    assert undescribed == []
    # The widest-used BI tools sum doubles and stumble over decimals; facts stay exact.
    types = built_warehouse.query(
        "select distinct data_type from duckdb_columns() where schema_name = 'zh' and column_name = '预算（元）'"
    )
    assert types == [("DOUBLE",)]


def test_the_summary_tells_what_was_published(built_warehouse: Warehouse) -> None:
    summary = (built_warehouse.folder / "summary.txt").read_text(encoding="utf-8")
    for text in (
        "265,559,600.00",  # all counted money
        "134,160,000.00",  # of an unknown year
        "未知",
        "5,150,000.00",  # the gap
        "932",  # printed rows
        str(built_warehouse.published),
    ):
        assert text in summary, text
    assert summary.splitlines()[0] in built_warehouse.run.stdout


def test_the_run_left_its_record(built_warehouse: Warehouse) -> None:
    last = built_warehouse.last_run
    assert (last["status"], last["outcome"]) == (0, "ok")
    tables = {name for (name,) in built_warehouse.query("select table_name from duckdb_tables()")}
    assert set(last["published"]) == tables
    assert last["published_bytes"] == built_warehouse.published.stat().st_size
    assert (built_warehouse.folder / "gates" / "index.html").is_file()
