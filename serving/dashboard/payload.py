"""A dataset as text that any page may hold: columns with their distinct texts, as JSON, gzip and base64.

Base64 has no character that HTML or JavaScript gives a meaning to, so no text of a document can end a script or
start one.
"""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

from serving.dashboard.data import Dataset, Table

# JavaScript reads larger numbers inexactly; they travel as texts.
SAFE_INTEGER = 2**53 - 1


def _column(values: list[Any]) -> Any:
    """Numbers, flags and nulls as they are; texts as the distinct ones and their positions, -1 for null."""
    texts: dict[str, int] = {}
    if any(isinstance(value, str) for value in values):
        positions = [-1 if value is None else texts.setdefault(value, len(texts)) for value in values]
        return {"texts": list(texts), "at": positions}
    return [str(value) if isinstance(value, int) and abs(value) > SAFE_INTEGER else value for value in values]


def _table(table: Table) -> dict[str, Any]:
    length = len(next(iter(table.values()), []))
    return {"length": length, "columns": {name: _column(values) for name, values in table.items()}}


def encode(dataset: Dataset, **more: Any) -> str:
    """The dataset, and whatever JSON holds beside it, as one base64 text. Equal input gives equal text."""
    document = {
        **more,
        "row_counts": dataset.row_counts,
        "tables": {name: _table(table) for name, table in dataset.tables.items()},
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # A lone half of a surrogate pair, which a file name may hold, is no UTF-8.
    data = text.encode("utf-8", "replace")
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode("ascii")


def decode(text: str) -> dict[str, Any]:
    """What `encode` was given, its tables as lists of values by column again."""
    document = json.loads(gzip.decompress(base64.b64decode(text)))
    for table in document["tables"].values():
        table["columns"] = {
            name: [None if at < 0 else column["texts"][at] for at in column["at"]]
            if isinstance(column, dict)
            else column
            for name, column in table["columns"].items()
        }
    return document
