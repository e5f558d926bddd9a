"""The dialect by itself: what Great Expectations leans on must be right before any check is."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, NoSuchTableError

from pipeline.duckdb_dialect import URL, close_connections


@pytest.fixture
def database(tmp_path: Path) -> Path:
    # Every character that a URL or a configuration file would take for something else.
    folder = tmp_path / "仓库 $HOME %20 #"
    folder.mkdir()
    path = folder / "a b.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """
            create schema raw;
            create table raw.amounts (
                id bigint not null, name varchar, yuan decimal(20, 2), is_counted boolean, printed_on date
            );
            insert into raw.amounts values
                (1, '资金（万元）', 12345678901234567.89, true, '2024-03-15'), (2, 'plain', null, false, null);
            create view raw.named as select name from raw.amounts;
            create table elsewhere (x integer);
            """
        )
    return path


@pytest.fixture
def engine(database: Path) -> Iterator[sa.Engine]:
    engine = sa.create_engine(URL, connect_args={"database": str(database), "read_only": True})
    yield engine
    close_connections()


def scalar(engine: sa.Engine, statement: sa.Executable) -> object:
    with engine.connect() as connection:
        return connection.execute(statement).scalar()


def test_a_pattern_matches_a_part_of_a_text(engine: sa.Engine) -> None:
    name = sa.column("name")
    table = sa.table("amounts", name, schema="raw")
    found = sa.select(sa.func.count()).select_from(table).where(name.op("~")("（"))
    assert scalar(engine, found) == 1
    missed = sa.select(sa.func.count()).select_from(table).where(name.op("!~")("（"))
    assert scalar(engine, missed) == 1


def test_the_operator_is_compiled_away(engine: sa.Engine) -> None:
    compiled = str(sa.select(sa.column("name").op("~")("x")).compile(engine))
    assert "regexp_matches(name, " in compiled
    assert "~" not in compiled


def test_a_negated_pattern_within_a_condition_keeps_its_bounds(engine: sa.Engine) -> None:
    name = sa.literal("plain")
    statement = sa.select(sa.case((sa.not_(name.op("!~")("lai")) & sa.true(), 1), else_=0))
    assert scalar(engine, statement) == 1


def test_values_come_back_as_they_are(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        row = connection.execute(sa.text("select * from raw.amounts where id = :id"), {"id": 1}).one()
    assert row == (1, "资金（万元）", Decimal("12345678901234567.89"), True, datetime.date(2024, 3, 15))


def test_rows_outlive_the_connection_that_was_given_back(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        result = connection.execute(sa.text("select id from raw.amounts order by id"))
        cursor = result.cursor
    with engine.connect() as connection:
        connection.execute(sa.text("select 3")).scalar()
    assert cursor.fetchall() == [(1,), (2,)]


def test_tables_and_views_are_reflected(engine: sa.Engine) -> None:
    inspector = sa.inspect(engine)
    assert {"raw", "main"} <= set(inspector.get_schema_names())
    assert inspector.get_table_names(schema="raw") == ["amounts"]
    assert inspector.get_view_names(schema="raw") == ["named"]
    assert inspector.get_table_names() == ["elsewhere"]
    assert inspector.has_table("named", schema="raw")
    assert not inspector.has_table("named")
    columns = inspector.get_columns("amounts", schema="raw")
    assert [(column["name"], str(column["type"])) for column in columns] == [
        ("id", "BIGINT"),
        ("name", "VARCHAR"),
        ("yuan", "NUMERIC(20, 2)"),
        ("is_counted", "BOOLEAN"),
        ("printed_on", "DATE"),
    ]
    with pytest.raises(NoSuchTableError):
        inspector.get_columns("gone", schema="raw")


def test_nothing_can_be_written(engine: sa.Engine) -> None:
    with pytest.raises(DBAPIError, match="read-only"), engine.connect() as connection:
        connection.execute(sa.text("delete from raw.amounts"))


def test_closing_lets_another_process_write_and_a_pooled_connection_opens_again(
    engine: sa.Engine, database: Path
) -> None:
    write = [sys.executable, "-c", "import duckdb, sys; duckdb.connect(sys.argv[1]).close()", str(database)]
    count = sa.text("select count(*) from raw.amounts")
    assert scalar(engine, count) == 2
    assert subprocess.run(write, capture_output=True).returncode != 0, "the file should be held"
    engine.dispose()  # not enough for connections that somebody still has
    close_connections()
    assert subprocess.run(write, capture_output=True).returncode == 0
    assert scalar(engine, count) == 2


def test_a_file_in_the_url_is_refused(database: Path) -> None:
    with pytest.raises(ValueError, match="connect_args"):
        sa.create_engine(f"{URL}/{database.name}").connect()


LONG_UNION = """
    select * from (
        select text, known from long left join few using (id)
        union all
        select text, ids.known from long left join few using (id)
        left join (select distinct id, 1 as known from long) as ids using (id)
    ) as judged
"""


def test_columns_of_a_long_union_are_known_before_it_runs(tmp_path: Path) -> None:
    database = tmp_path / "long.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "create table long as select range as id, repeat('x', 40) || range as text from range(1000000)"
        )
        connection.execute("create table few as select range as id, 1 as known from range(50000)")
    program = (
        "import sqlalchemy, sys; from pipeline.duckdb_dialect import URL;"
        "engine = sqlalchemy.create_engine(URL, connect_args={'database': sys.argv[1], 'threads': 2});"
        "result = engine.connect().execute(sqlalchemy.text(sys.argv[2]));"
        "print(*result.keys(), len(result.fetchmany(5)))"
    )
    # Streamed, this query never comes back: in a process of its own it can be given up.
    done = subprocess.run(
        [sys.executable, "-c", program, str(database), LONG_UNION], capture_output=True, text=True, timeout=120
    )
    assert done.stdout.split() == ["text", "known", "5"], done.stderr
