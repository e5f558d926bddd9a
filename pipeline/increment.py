"""Which documents have changed since the tables were last right, so that a run need not make all of them again.

Schema `increment` of the build database holds, besides the models:

- `documents`: each document with the state in which the models last saw it,
- `built`: the fingerprint of the code and seeds that made the tables; missing while a full build is under way,
- `changed`: what has changed, as long as an increment is under way: the models keep all other rows (macros/increment),
  and those that look across documents add to it.

`finish` is called when everything has been built and judged. A run that ends before leaves `changed` behind, and the
next one adds to it: a document once changed is made again until a run has come to its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

# Beyond this share of the documents it is cheaper to make the tables anew than to replace their rows.
LARGEST_SHARE = 0.2

# A row of raw.documents changes with every reading, those of raw.document_paths with every path and manifest line.
STATES = """
    select
        d.document_id,
        concat_ws('-', hash(d), count(p.document_id), sum(cast(hash(p) as hugeint))) as state
    from raw.documents as d
    left join raw.document_paths as p on d.document_id = p.document_id
    group by d.document_id, hash(d)
"""


@contextmanager
def _opened(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(database)) as connection:
        connection.execute("begin")
        yield connection
        connection.execute("commit")  # not reached by an error: closing rolls back


def _tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute(
        "select table_name from duckdb_tables() where database_name = current_database() and schema_name = 'increment'"
    ).fetchall()
    return {name for (name,) in rows}


def begin(database: Path, code: str | None) -> int | None:
    """Say what has changed: the number of documents, or None where all of the tables are made anew.

    `code` is the fingerprint of everything but the documents that the tables depend on; None if it is not known.
    """
    with _opened(database) as connection:
        connection.execute("create schema if not exists increment")
        tables = _tables(connection)
        built = connection.execute("select code from increment.built").fetchall() if "built" in tables else []
        if built == [(code,)] and "documents" in tables:
            connection.execute(
                "create table if not exists increment.changed (key_name varchar, key varchar, source varchar)"
            )
            connection.execute(
                f"insert into increment.changed with now as ({STATES})"
                " select 'document_id', coalesce(now.document_id, known.document_id), 'raw' from now"
                " full join increment.documents as known on now.document_id = known.document_id"
                " where now.state is distinct from known.state"
            )
            [(changed,)] = connection.execute(
                "select count(distinct key) from increment.changed where key_name = 'document_id'"
            ).fetchall()
            [(known,)] = connection.execute("select count(*) from increment.documents").fetchall()
            if changed <= max(1, known * LARGEST_SHARE):
                return int(changed)
        for table in tables | {"changed"}:
            connection.execute(f"drop table if exists increment.{table}")
        return None


def finish(database: Path, code: str | None) -> None:
    """Remember the documents as they are in the tables, all built and judged; nothing if `code` is not known."""
    with _opened(database) as connection:
        if code is None:
            connection.execute("drop table if exists increment.built")
            return
        connection.execute(f"create or replace table increment.documents as {STATES}")
        connection.execute("create or replace table increment.built as select ? as code", [code])
        connection.execute("drop table if exists increment.changed")
