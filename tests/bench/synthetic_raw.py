"""Schema raw at size: the readings of the sample corpus, copied with other places, names and figures.

Every copy of a document is a document of its own: another id, agencies of another region, numbers in names, values
and amounts moved a little, so that joins, distinct texts and ambiguous names grow as they would.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ingest.folder import ingest_folder
from ingest.load import create_tables
from ingest.records import RAW_TABLES

REPO = Path(__file__).resolve().parents[2]
AGENCY_FIELDS = ("implementing_agency", "supervising_agency", "department_name")
# Figures in these columns change from copy to copy; a changed figure keeps its length and its unit.
MOVED = {
    "indicator_lines": ("value_text", "name_text"),
    "task_lines": ("name_text",),
    "fields": (),
}


def write(database: Path, indicator_rows: int, scratch: Path) -> dict[str, int]:
    """Write raw tables with about so many rows in indicator_lines. Returns the rows of each table."""
    sample = scratch / "sample.duckdb"
    if not sample.exists():
        ingest_folder(REPO / "documents", sample, scratch / "cache", REPO / "seeds")
    database.unlink(missing_ok=True)
    with _beside_sample(database, sample) as connection:
        create_tables(connection)
        printed = _one(connection, "select count(*) from sample.raw.indicator_lines")
        _copy(connection, 0, max(1, round(indicator_rows / printed)))
        return {table: _one(connection, f'select count(*) from raw."{table}"') for table in RAW_TABLES}


def add_document(database: Path, scratch: Path) -> int:
    """Add one more copy of the sample's document with the most indicator rows; how many these are."""
    with _beside_sample(database, scratch / "sample.duckdb") as connection:
        [document_id, rows] = connection.execute(
            "select document_id, count(*) from sample.raw.indicator_lines"
            " group by document_id order by count(*) desc, document_id limit 1"
        ).fetchall()[0]
        _copy(connection, _one(connection, "select count(*) from raw.documents"), 1, document_id)
        return int(rows)


@contextmanager
def _beside_sample(database: Path, sample: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(database)) as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute(f"attach '{sample}' as sample (read_only)")
        yield connection
        connection.execute("detach sample")


def _copy(connection: duckdb.DuckDBPyConnection, first: int, copies: int, document_id: str | None = None) -> None:
    """Copies of the sample numbered from `first` on, of one of its documents or of all."""
    connection.execute(
        "create temp table regions as select row_number() over (order by region_code) - 1 as n, region_name"
        " from read_csv(?, all_varchar = true) where region_level = 'county' and valid_to is null",
        [str(REPO / "seeds" / "regions.csv")],
    )
    regions = _one(connection, "select count(*) from regions")
    for table, columns in RAW_TABLES.items():
        chosen = ", ".join(_column(table, name) for name in columns)
        connection.execute(
            f'insert into raw."{table}" select {chosen} from sample.raw."{table}" as r'
            f" cross join range({first}, {first + copies}) as c(n)"
            f" left join regions as g on g.n = (c.n * 7919) % {regions}"
            " where ? is null or r.document_id = ?",
            [document_id, document_id],
        )


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _column(table: str, name: str) -> str:
    """The expression that fills a column in copy c.n."""
    if name == "document_id":
        return "md5(r.document_id || '-' || c.n)"
    if name == "sha256":
        return "md5(r.document_id || '-' || c.n) || md5(r.document_id)"
    if name in ("path", "file_name"):
        return f"'copy-' || c.n || '/' || r.{name}"
    if table == "fields" and name == "value_text":
        fields = ", ".join(f"'{field}'" for field in AGENCY_FIELDS)
        return f"case when r.field in ({fields}) then g.region_name || '数据局' else r.value_text end"
    if name in MOVED.get(table, ()):
        # the first digit of the text, moved by the copy: ≥24期 becomes ≥74期
        moved = f"regexp_replace(r.{name}, '[1-9]', cast(1 + c.n % 9 as varchar))"
        return f"case when c.n % 5 = 0 then r.{name} else {moved} end"
    return f'r."{name}"'
