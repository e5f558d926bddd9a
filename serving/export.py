"""`make export`: the published marts as Parquet and as CSV for Excel, with a dictionary, checksums and a descriptor.

CSV is UTF-8 with a byte-order mark. Two texts are changed there, and only there, since Excel would: digits of more than
eleven places get a leading tab (it would round them), and a text that begins as a formula gets a leading apostrophe.
Parquet holds every text as it is.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import duckdb

from serving.publish import MARTS, literal, quote

ROOT = Path(__file__).resolve().parent.parent
# What Excel would take for a number and round, or for a formula and run.
LONG_DIGITS = r"^\d{12,}$"
FORMULA = r"^[=+\-@\t\r]"
PLAIN_NUMBER = r"^[+\-]?\d+(\.\d+)?%?$"  # -5 and -5% are what they look like, in Excel too
# How the comment of a table begins: One row per code; key: code.
GRAIN = re.compile(r"One row per [^;]+; key: [a-z0-9_, ]+\.\s+")
FRICTIONLESS_TYPES = {
    "VARCHAR": "string",
    "BIGINT": "integer",
    "INTEGER": "integer",
    "HUGEINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
}


@dataclass(frozen=True)
class Description:
    """What a comment says: a Chinese name, a Chinese and an English sentence; any of them may be empty."""

    name_zh: str = ""
    sentence_zh: str = ""
    sentence_en: str = ""

    @property
    def in_both_languages(self) -> str:
        """Both sentences in one text."""
        return f"{self.sentence_zh} {self.sentence_en}".strip()


@dataclass(frozen=True)
class Column:
    """One column of a mart, as its comment describes it."""

    name: str
    data_type: str
    description: Description

    @property
    def frictionless_type(self) -> str:
        """Its type in a Table Schema."""
        return "number" if self.data_type.startswith("DECIMAL") else FRICTIONLESS_TYPES.get(self.data_type, "any")


@dataclass(frozen=True)
class Mart:
    """One table of schema marts, as the published file describes it."""

    name: str
    description: Description
    columns: tuple[Column, ...]


class ExportError(Exception):
    """The export could not be written; an earlier one was not touched."""


def description_of(comment: str | None) -> Description:
    """The parts of a comment `中文名：中文句。 — English.`; a table's begins with its grain, in English."""
    text = (comment or "").strip()
    grain = GRAIN.match(text)
    chinese, dash, english = text[grain.end() if grain else 0 :].partition(" — ")
    if not dash:
        return Description(sentence_en=text)
    name, _, sentence = chinese.partition("：")
    return Description(name.strip(), sentence.strip(), f"{grain[0] if grain else ''}{english.strip()}")


def marts_of(connection: duckdb.DuckDBPyConnection) -> list[Mart]:
    """The marts of an open published file, by name."""
    tables = connection.execute(
        "select table_name, comment from duckdb_tables()"
        " where database_name = current_database() and schema_name = ? order by 1",
        [MARTS],
    ).fetchall()
    columns: dict[str, list[Column]] = {}
    for table, name, data_type, comment in connection.execute(
        "select table_name, column_name, data_type, comment from duckdb_columns()"
        " where database_name = current_database() and schema_name = ? order by table_name, column_index",
        [MARTS],
    ).fetchall():
        columns.setdefault(table, []).append(Column(name, data_type, description_of(comment)))
    return [Mart(name, description_of(comment), tuple(columns[name])) for name, comment in tables]


def excel_text(column: str) -> str:
    """SQL for a text column as Excel must get it."""
    name = quote(column)
    return (
        f"case when regexp_matches({name}, {literal(LONG_DIGITS)}) then chr(9) || {name}"
        f" when regexp_matches({name}, {literal(FORMULA)}) and not regexp_matches({name}, {literal(PLAIN_NUMBER)})"
        f" then chr(39) || {name} else {name} end as {name}"
    )


def _copy(connection: duckdb.DuckDBPyConnection, mart: Mart, folder: Path) -> int:
    """Write one mart both ways, in the order of its first column; the number of rows."""
    table = f"{MARTS}.{quote(mart.name)}"
    order = ", ".join(quote(column.name) for column in mart.columns[:1])
    parquet = literal(str(folder / "parquet" / f"{mart.name}.parquet"))
    connection.execute(f"copy (from {table} order by {order}) to {parquet} (format parquet, compression zstd)")
    shown = ", ".join(
        excel_text(column.name) if column.data_type == "VARCHAR" else quote(column.name) for column in mart.columns
    )
    # COPY cannot write a byte-order mark of its own: it is the first character of the heading.
    heading = [f"\ufeff{mart.columns[0].name}", *(column.name for column in mart.columns[1:])]
    names = ", ".join(quote(name) for name in heading)
    path = folder / "csv" / f"{mart.name}.csv"
    connection.execute(
        f"copy (select * from (select {shown} from {table} order by {order}) as rows ({names}))"
        f" to {literal(str(path))} (format csv, header, delimiter ',', quote '\"', escape '\"')"
    )
    (rows,) = connection.execute(f"select count(*) from {table}").fetchone() or (0,)
    return rows


def _write_dictionary(marts: list[Mart], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["table", "表", "column", "字段", "type", "说明", "description"])
        for mart in marts:
            about = mart.description
            writer.writerow([mart.name, about.name_zh, "", "", "", about.sentence_zh, about.sentence_en])
            for column in mart.columns:
                said = column.description
                sentences = [said.sentence_zh, said.sentence_en]
                writer.writerow([mart.name, about.name_zh, column.name, said.name_zh, column.data_type, *sentences])


def _resource(mart: Mart, rows: int, folder: Path) -> dict[str, Any]:
    path = folder / "csv" / f"{mart.name}.csv"
    return {
        "name": mart.name.replace("_", "-"),
        "title": mart.description.name_zh or mart.name,
        "description": mart.description.in_both_languages,
        "path": f"csv/{mart.name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{_sha256(path)}",
        "rowCount": rows,
        "schema": {
            "fields": [
                {
                    "name": column.name,
                    "title": column.description.name_zh or column.name,
                    "type": column.frictionless_type,
                    "description": column.description.in_both_languages,
                }
                for column in mart.columns
            ],
            "missingValues": [""],
        },
    }


def fiscal_model() -> dict[str, Any]:
    """The money of `rpt_project_spending` in the words of the Fiscal Data Package: measures by phase, dimensions."""
    resource = "rpt-project-spending"
    phases = {
        "budget_yuan": "approved",
        "budget_adjusted_yuan": "adjusted",
        "executed_yuan": "executed",
    }

    def dimension(kind: str, key: str, **attributes: str) -> dict[str, Any]:
        return {
            "dimensionType": kind,
            "primaryKey": [key],
            "attributes": {name: {"source": source, "resource": resource} for name, source in attributes.items()},
        }

    return {
        "measures": {
            source: {
                "source": source,
                "resource": resource,
                "currency": "CNY",
                "direction": "expenditure",
                "phase": phase,
            }
            for source, phase in phases.items()
        },
        "dimensions": {
            "date": dimension("datetime", "year", year="budget_year"),
            "location": dimension("location", "code", code="region_code", title="region_name"),
            "administrator": dimension("entity", "title", title="agency_name"),
            "activity": dimension("activity", "id", id="project_id", title="project_name"),
        },
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def export(published: Path, folder: Path) -> dict[str, int]:
    """Write all marts of `published` below `folder`, replacing an earlier export whole; rows by table.

    Raises ExportError where the published file is missing or the folder holds something else.
    """
    if not published.is_file():
        raise ExportError(f"There is no published file at {published}; run make first.")
    if folder.exists() and any(folder.iterdir()) and not (folder / "datapackage.json").is_file():
        raise ExportError(f"{folder} holds files of its own; name another folder with --out.")
    new = folder.with_name(f".{folder.name}.new-{os.getpid()}")
    shutil.rmtree(new, ignore_errors=True)
    try:
        for part in ("csv", "parquet"):
            (new / part).mkdir(parents=True)
        with duckdb.connect(str(published), read_only=True) as connection:
            marts = marts_of(connection)
            rows = {mart.name: _copy(connection, mart, new) for mart in marts}
        _write_dictionary(marts, new / "dictionary.csv")
        package = {
            "profile": "tabular-data-package",
            "name": "jixiao",
            "title": "绩效 jixiao",
            "description": "中国各级政府项目支出绩效目标 — Budget performance targets of Chinese governments",
            "resources": [_resource(mart, rows[mart.name], new) for mart in marts],
            "model": fiscal_model(),
        }
        (new / "datapackage.json").write_text(
            json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        sums = "".join(f"{_sha256(path)}  {path.relative_to(new).as_posix()}\n" for path in _files(new))
        (new / "SHA256SUMS").write_text(sums, encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        new.replace(folder)
    except OSError as error:
        raise ExportError(f"The export cannot be written to {folder}: {error}") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return rows


@click.command()
@click.option("--warehouse", default=str(ROOT / "warehouse"), help="folder of the published file")
@click.option("--out", default="", help="folder of the export (WAREHOUSE/export)")
def main(warehouse: str, out: str) -> None:
    """Write the published marts as Parquet and CSV, with dictionary, checksums and a data package descriptor."""
    folder = Path(out) if out else Path(warehouse) / "export"
    try:
        rows = export(Path(warehouse) / "jixiao.duckdb", folder)
    except ExportError as error:
        raise click.ClickException(str(error)) from error
    for name, count in rows.items():
        click.echo(f"{count:>12,}  {name}")
    click.echo(f"{folder}: csv/ (for Excel), parquet/, dictionary.csv, datapackage.json, SHA256SUMS")


if __name__ == "__main__":
    main(prog_name="python -m serving.export")
