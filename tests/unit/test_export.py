"""`make export`: every row leaves as it is, and Excel cannot hurt the ones it would."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from serving.export import ExportError, export, main

HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "=100%", "\t=1"]
HARMLESS = ["-5", "-5%", "+3.5", "≥95%", "一、目标\n二、“引号”,逗号", "450000"]


@pytest.fixture
def published(tmp_path: Path) -> Path:
    path = tmp_path / "仓库 out" / "jixiao.duckdb"
    path.parent.mkdir()
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.dim_projects"
            " (项目 varchar, project_code varchar, amount_yuan decimal(20, 2), year bigint)"
        )
        connection.execute(
            "comment on table marts.dim_projects is"
            " 'One row per project; key: code. 项目：每行一个项目；含部门。 — Departments too.'"
        )
        connection.execute(
            "comment on column marts.dim_projects.amount_yuan is"
            " '金额（元）：金额，单位：元。 — Amount in yuan — 0 is 0.'"
        )
        connection.execute("comment on column marts.dim_projects.year is '年度 — Year.'")
        rows = [(text, "450000210233192017350", "12.30", 2024) for text in HOSTILE + HARMLESS]
        connection.executemany("insert into marts.dim_projects values (?, ?, ?, ?)", rows)
        connection.execute("insert into marts.dim_projects values (null, null, null, null)")
    return path


def _csv(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "csv" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_is_safe_in_excel_and_parquet_is_verbatim(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "导出 folder"
    assert export(published, folder) == {"dim_projects": len(HOSTILE) + len(HARMLESS) + 1}
    assert (folder / "csv" / "dim_projects.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    rows = _csv(folder, "dim_projects.csv")
    assert {row["项目"] for row in rows} == {f"'{text}" for text in HOSTILE} | set(HARMLESS) | {""}
    assert {row["project_code"] for row in rows} == {"\t450000210233192017350", ""}
    assert {row["amount_yuan"] for row in rows} == {"12.30", ""}
    parquet = str(folder / "parquet" / "dim_projects.parquet")
    verbatim = {text for (text,) in duckdb.execute("select 项目 from read_parquet(?)", [parquet]).fetchall()}
    assert verbatim == {*HOSTILE, *HARMLESS, None}


def test_descriptor_dictionary_and_checksums_describe_what_is_there(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    export(published, folder)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    (resource,) = package["resources"]
    assert (resource["title"], resource["rowCount"]) == ("项目", 13)
    assert [field["type"] for field in resource["schema"]["fields"]] == ["string", "string", "number", "integer"]
    assert resource["schema"]["fields"][2]["title"] == "金额（元）"
    assert resource["schema"]["fields"][2]["description"] == "金额，单位：元。 Amount in yuan — 0 is 0."
    with (folder / "dictionary.csv").open(encoding="utf-8-sig", newline="") as file:
        table, bare, _, amount, year = csv.DictReader(file)
    assert (table["表"], table["说明"], table["description"]) == (
        "项目",
        "每行一个项目；含部门。",
        "One row per project; key: code. Departments too.",
    )
    assert (bare["字段"], bare["说明"], bare["description"]) == ("", "", "")
    assert (amount["字段"], amount["说明"]) == ("金额（元）", "金额，单位：元。")
    assert (year["字段"], year["说明"], year["description"]) == ("年度", "", "Year.")
    sums = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    assert set(sums) == {
        "csv/dim_projects.csv",
        "parquet/dim_projects.parquet",
        "dictionary.csv",
        "datapackage.json",
    }
    for name, expected in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected
    assert resource["hash"] == f"sha256:{sums['csv/dim_projects.csv']}"


def test_an_export_replaces_an_earlier_one_and_no_other_folder(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    export(published, folder)
    (folder / "csv" / "left_over.csv").write_text("old", encoding="utf-8")
    export(published, folder)
    assert not (folder / "csv" / "left_over.csv").exists()
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "notes.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(ExportError, match="files of its own"):
        export(published, mine)
    assert (mine / "notes.txt").read_text(encoding="utf-8") == "keep"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_without_a_published_file_it_says_what_to_do(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--warehouse", str(tmp_path)])
    assert result.exit_code == 1
    assert "run make first" in result.output
