"""What dbt calls `adapter`, for sqlfluff, which renders the models without dbt: macros are those of DuckDB."""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import pass_context
from jinja2.runtime import Context


@pass_context
def dispatch(context: Context, name: str) -> Callable[..., str]:
    """The macro that DuckDB's adapter would choose."""
    return context[f"duckdb__{name}"]
