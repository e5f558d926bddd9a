"""A small SQLAlchemy dialect for DuckDB, so that Great Expectations can judge tables inside the database.

It calls itself `postgresql`, because Great Expectations picks its SQL by the dialect's name and DuckDB speaks
most of PostgreSQL's. What differs is settled here: regular expressions, cursors, reflection. It is made for
reading: keys, indexes and constraints are not reflected, and transactions are left to DuckDB.

    engine = sqlalchemy.create_engine(URL, connect_args={"database": "/a file.duckdb", "read_only": True})

The file is given in `connect_args`, not in the URL, so that no character of a path needs quoting.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import Any

import duckdb
from sqlalchemy import pool, types, util
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDialect
from sqlalchemy.engine import default
from sqlalchemy.engine import url as engine_url
from sqlalchemy.exc import NoSuchTableError

DRIVER = "duckdb_file"
URL = f"postgresql+{DRIVER}://"

REGEX_OPERATORS = {"~": "", "!~": "not "}

SQLALCHEMY_TYPES: dict[str, type[types.TypeEngine[Any]]] = {
    "BIGINT": types.BIGINT,
    "BLOB": types.BLOB,
    "BOOLEAN": types.BOOLEAN,
    "DATE": types.DATE,
    "DOUBLE": types.DOUBLE,
    "FLOAT": types.REAL,
    "HUGEINT": types.NUMERIC,
    "INTEGER": types.INTEGER,
    "SMALLINT": types.SMALLINT,
    "TIME": types.TIME,
    "TIMESTAMP": types.TIMESTAMP,
    "TIMESTAMP WITH TIME ZONE": types.TIMESTAMP,
    "TINYINT": types.SMALLINT,
    "VARCHAR": types.VARCHAR,
}


class Cursor:
    """One DuckDB cursor per statement: rows outlive the return of the connection to SQLAlchemy's pool.

    Great Expectations hands a connection back before it fetches; on a shared cursor its rows would be gone.

    A query is only bound by `execute`, and runs when its first row is asked for. Great Expectations puts whole
    queries to the database to learn the names of their columns; and DuckDB's own `execute` streams, which for
    some unions of more rows than its buffer holds never comes back (https://github.com/duckdb/duckdb/issues/22215).
    """

    arraysize = 1

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Take a cursor of its own from an open connection."""
        self._cursor = connection.cursor()
        self._bound: duckdb.DuckDBPyRelation | None = None
        self._rows: duckdb.DuckDBPyRelation | None = None
        self.description: Sequence[Any] | None = None
        self.rowcount = -1

    def execute(self, sql: str, parameters: Sequence[Any] | None = None) -> None:
        """Bind a query, or run a statement that has no rows."""
        self._bound, self._rows = self._cursor.sql(sql, params=parameters or None), None
        self.description = self._bound.description if self._bound is not None else None

    def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> None:
        """Run one statement for each row of parameters."""
        self._cursor.executemany(sql, list(parameters))

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the next row, or None after the last."""
        return self._result().fetchone()

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        """Return the next rows, at most `size` of them."""
        return self._result().fetchmany(size or self.arraysize)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return all rows that are left."""
        return self._result().fetchall()

    def _result(self) -> duckdb.DuckDBPyRelation:
        if self._rows is None:
            if self._bound is None:
                raise duckdb.InvalidInputException("This statement has no rows to fetch.")
            self._rows = self._bound.execute()
        return self._rows

    def close(self) -> None:
        """Do nothing: the result may still be read; it goes with the cursor object."""


class Connection:
    """A DB-API connection that opens its file on use: a pooled one can drop its file lock at any time."""

    def __init__(self, database: str, read_only: bool = False, **config: Any) -> None:
        """Open the file; `config` holds DuckDB settings."""
        self._arguments = {"database": database, "read_only": read_only, "config": config}
        self._connection: duckdb.DuckDBPyConnection | None = None
        self.notices: list[str] = []
        _OPEN.add(self)
        self.open()

    def open(self) -> duckdb.DuckDBPyConnection:
        """Open the file, unless it is open."""
        if self._connection is None:
            self._connection = duckdb.connect(**self._arguments)
        return self._connection

    def cursor(self) -> Cursor:
        """Return a new cursor."""
        return Cursor(self.open())

    def commit(self) -> None:
        """Do nothing: every statement commits itself."""

    def rollback(self) -> None:
        """Do nothing: every statement commits itself."""

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


_OPEN: weakref.WeakSet[Connection] = weakref.WeakSet()


def close_connections() -> None:
    """Close every connection of this dialect, so that its file locks fall.

    Disposing of an engine is not enough: Great Expectations makes several, and keeps them.
    """
    for connection in list(_OPEN):
        connection.close()


class DBAPI:
    """The module that SQLAlchemy expects a driver to be."""

    apilevel = "2.0"
    threadsafety = 1
    paramstyle = "numeric_dollar"
    Error = duckdb.Error
    connect = Connection


class Compiler(PGCompiler):
    """PostgreSQL's SQL, with DuckDB's regular expressions."""

    def visit_custom_op_binary(self, element: Any, operator: Any, **kwargs: Any) -> str:
        """Compile `~`: in PostgreSQL a partial match, in DuckDB a match of the whole text.

        Left as it is, a pattern that must not occur would pass on every text that only contains it.
        """
        if operator.opstring in REGEX_OPERATORS:
            left, right = (self.process(side, **kwargs) for side in (element.left, element.right))
            return f"{REGEX_OPERATORS[operator.opstring]}regexp_matches({left}, {right})"
        return super().visit_custom_op_binary(element, operator, **kwargs)


class Dialect(PGDialect):
    """DuckDB for SQLAlchemy, as far as reading and judging tables goes."""

    driver = DRIVER
    default_paramstyle = "numeric_dollar"
    statement_compiler = Compiler
    supports_statement_cache = True
    insert_returning = False
    # DuckDB returns Python's own numbers and texts: no conversion on the way out.
    colspecs = util.update_copy(
        PGDialect.colspecs,
        {types.Numeric: types.Numeric, types.Float: types.Float, types.JSON: types.JSON},
    )

    @classmethod
    def import_dbapi(cls) -> type[DBAPI]:
        """Return the driver."""
        return DBAPI

    @classmethod
    def get_pool_class(cls, url: engine_url.URL) -> type[pool.Pool]:  # noqa: ARG003
        """Keep connections: closing the parent of a cursor would lose the cursor's rows."""
        return pool.QueuePool

    def create_connect_args(self, url: engine_url.URL) -> tuple[list[str], dict[str, Any]]:
        """Take nothing from the URL: the file comes in `connect_args`."""
        if url.database or url.query:
            raise ValueError(f"Give the DuckDB file in connect_args, not in the URL: {url}.")
        return [], {}

    def initialize(self, connection: Any) -> None:
        """Ask the server nothing that only PostgreSQL could answer."""
        default.DefaultDialect.initialize(self, connection)

    def on_connect(self) -> None:
        """Set nothing on a new connection."""

    def _get_server_version_info(self, connection: Any) -> tuple[int, int]:  # noqa: ARG002
        return (16, 0)

    def _get_default_schema_name(self, connection: Any) -> str:  # noqa: ARG002
        return "main"

    def get_default_isolation_level(self, dbapi_conn: Any) -> str:  # noqa: ARG002
        """Return DuckDB's only level."""
        return "SERIALIZABLE"

    def get_isolation_level(self, dbapi_conn: Any) -> str:  # noqa: ARG002
        """Return DuckDB's only level."""
        return "SERIALIZABLE"

    def set_isolation_level(self, dbapi_conn: Any, level: str) -> None:
        """Do nothing: there is one level."""

    def do_begin(self, dbapi_connection: Any) -> None:
        """Do nothing: every statement is its own transaction."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Do nothing: every statement is its own transaction."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Do nothing: every statement is its own transaction."""

    def do_ping(self, dbapi_connection: Any) -> bool:  # noqa: ARG002
        """Return True: a closed connection opens itself again."""
        return True

    def is_disconnect(self, e: Exception, connection: Any, cursor: Any) -> bool:  # noqa: ARG002
        """Return False: there is no server to lose."""
        return False

    # Reflection: DuckDB's own catalogue functions, of the opened file only.

    @staticmethod
    def _catalogue(connection: Any, sql: str, *parameters: str) -> list[tuple[Any, ...]]:
        return connection.exec_driver_sql(sql, parameters).fetchall()

    def get_schema_names(self, connection: Any, **_: Any) -> list[str]:
        """Return the schemas of the file."""
        sql = "select schema_name from duckdb_schemas() where database_name = current_database() order by schema_name"
        return [name for (name,) in self._catalogue(connection, sql)]

    def get_table_names(self, connection: Any, schema: str | None = None, **_: Any) -> list[str]:
        """Return the tables of a schema."""
        sql = (
            "select table_name from duckdb_tables() "
            "where database_name = current_database() and schema_name = $1 order by table_name"
        )
        return [name for (name,) in self._catalogue(connection, sql, schema or "main")]

    def get_view_names(self, connection: Any, schema: str | None = None, **_: Any) -> list[str]:
        """Return the views of a schema."""
        sql = (
            "select view_name from duckdb_views() where database_name = current_database() "
            "and schema_name = $1 and not internal order by view_name"
        )
        return [name for (name,) in self._catalogue(connection, sql, schema or "main")]

    def has_table(self, connection: Any, table_name: str, schema: str | None = None, **_: Any) -> bool:
        """Say whether a table or view of that name is in the schema."""
        sql = (
            "select 1 from duckdb_columns() "
            "where database_name = current_database() and schema_name = $1 and table_name = $2 limit 1"
        )
        return bool(self._catalogue(connection, sql, schema or "main", str(table_name)))

    def get_columns(
        self, connection: Any, table_name: str, schema: str | None = None, **_: Any
    ) -> list[dict[str, Any]]:
        """Return the columns of a table or view, in order."""
        sql = (
            "select column_name, data_type, is_nullable, numeric_precision, numeric_scale "
            "from duckdb_columns() "
            "where database_name = current_database() and schema_name = $1 and table_name = $2 "
            "order by column_index"
        )
        rows = self._catalogue(connection, sql, schema or "main", str(table_name))
        if not rows:
            raise NoSuchTableError(table_name)
        return [
            {
                "name": name,
                "type": _sqlalchemy_type(data_type, precision, scale),
                "nullable": bool(nullable),
                "default": None,
                "comment": None,
            }
            for name, data_type, nullable, precision, scale in rows
        ]

    def get_pk_constraint(self, *_: Any, **__: Any) -> dict[str, Any]:
        """Return no key: keys are proven by checks."""
        return {"constrained_columns": [], "name": None}

    def get_foreign_keys(self, *_: Any, **__: Any) -> list[Any]:
        """Return none."""
        return []

    def get_indexes(self, *_: Any, **__: Any) -> list[Any]:
        """Return none."""
        return []

    def get_unique_constraints(self, *_: Any, **__: Any) -> list[Any]:
        """Return none."""
        return []

    def get_check_constraints(self, *_: Any, **__: Any) -> list[Any]:
        """Return none."""
        return []

    def get_table_comment(self, *_: Any, **__: Any) -> dict[str, Any]:
        """Return none."""
        return {"text": None}


def _sqlalchemy_type(data_type: str, precision: int | None, scale: int | None) -> types.TypeEngine[Any]:
    if data_type.startswith("DECIMAL"):
        return types.NUMERIC(precision, scale)
    return SQLALCHEMY_TYPES.get(data_type, types.NullType)()


registry.register(f"postgresql.{DRIVER}", __name__, Dialect.__name__)
