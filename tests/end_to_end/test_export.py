"""The export of the sample: every mart, every row, and a descriptor that names columns which are there."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from serving.export import export
from tests.helpers import Warehouse


def test_every_mart_leaves_whole(built_warehouse: Warehouse, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    rows = export(built_warehouse.published, folder)
    tables = {name for (name,) in built_warehouse.query("select table_name from duckdb_tables()")}
    assert set(rows) == tables
    with duckdb.connect() as connection:
        for table in sorted(tables):
            for kind, reader in (("csv", "read_csv(?, all_varchar = true)"), ("parquet", "read_parquet(?)")):
                path = str(folder / kind / f"{table}.{kind}")
                assert connection.execute(f"select count(*) from {reader}", [path]).fetchone() == (rows[table],), path


def test_fiscal_model_names_columns_that_are_there(built_warehouse: Warehouse, tmp_path: Path) -> None:
    export(built_warehouse.published, tmp_path / "export")
    package = json.loads((tmp_path / "export" / "datapackage.json").read_text(encoding="utf-8"))
    fields = {
        resource["name"]: {field["name"] for field in resource["schema"]["fields"]} for resource in package["resources"]
    }
    sources = [*package["model"]["measures"].values()]
    for dimension in package["model"]["dimensions"].values():
        sources += dimension["attributes"].values()
    assert all(source["source"] in fields[source["resource"]] for source in sources)
    described = [field for resource in package["resources"] for field in resource["schema"]["fields"]]
    assert all(field["title"] != field["name"] and field["description"] for field in described)
