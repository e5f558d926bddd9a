"""A folder of broken and hostile files among good ones: each gives what it must, and costs the others nothing."""

from __future__ import annotations

import gzip
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from ingest.files import list_files
from ingest.folder import IngestReport, ingest_folder
from ingest.limits import MEGABYTE, Limits
from tests.unit.helpers import SEEDS
from tests.unit.hostile_files import HOSTILE, SECRETS, Hostile, form, printed

GOOD = ("txt", "csv", "html", "docx", "xlsx", "xls", "pdf")
TRICKY_NAMES = ("有 空格 的.txt", "new\nline.txt", "quote'\"$(x).txt", "-rf.txt", "深/" * 60 + "底.txt")
LIMITS = Limits(seconds=30, memory=600 * MEGABYTE, workers=2)


@dataclass(frozen=True)
class Ingested:
    root: Path
    report: IngestReport
    rows: dict[str, tuple[str, str | None, str | None]]  # status, reason code, reason by path

    def query(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.root / "build.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ingested]:
    root = tmp_path_factory.mktemp("hostile")
    documents = root / "documents"
    documents.mkdir()
    for number, kind in enumerate(GOOD, start=1):
        (documents / f"good.{kind}").write_bytes(printed(kind, name=f"好项目{number}"))
    for hostile in HOSTILE:
        (documents / hostile.name).write_bytes(hostile.make())
    for number, name in enumerate(TRICKY_NAMES):
        (documents / name).parent.mkdir(parents=True, exist_ok=True)
        (documents / name).write_text(form(name=f"怪名{number}"), encoding="utf-8")
    Path(os.fsdecode(os.fsencode(documents) + b"/b\xff\xfed.txt")).write_text(form(name="非法名"), encoding="utf-8")
    (documents / "联系人张三丰13812345678.txt").write_text(form(name="名中人"), encoding="utf-8")
    (documents / "~$good.docx").write_bytes(b"lock")
    os.mkfifo(documents / "pipe.txt")
    (documents / "loop").symlink_to(documents, target_is_directory=True)
    (documents / "nowhere.txt").symlink_to(root / "missing")
    (documents / "device.txt").symlink_to("/dev/zero")
    here = Path.cwd()
    listening = socket.socket(socket.AF_UNIX)
    try:
        os.chdir(documents)  # the path of a socket must be short
        listening.bind("socket.txt")
    finally:
        os.chdir(here)
    report = ingest_folder(documents, root / "build.duckdb", root / "cache", SEEDS, limits=LIMITS)
    listening.close()
    with duckdb.connect(str(root / "build.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select p.path, d.status, d.reason_code, d.reason"
            " from raw.document_paths as p join raw.documents as d using (document_id)"
        ).fetchall()
    yield Ingested(root, report, {path: (status, code, reason) for path, status, code, reason in rows})


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 50


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_each_gives_what_it_must(hostile: Hostile, ingested: Ingested) -> None:
    status, code, reason = ingested.rows[hostile.name]
    assert (code or status) in hostile.outcomes, f"{status}, {code}: {reason}"


@pytest.mark.parametrize("kind", GOOD)
def test_the_good_neighbours_are_read_exactly(kind: str, ingested: Ingested) -> None:
    number = GOOD.index(kind) + 1
    path = f"good.{kind}"
    assert ingested.rows[path][:2] == ("read", None)
    found = ingested.query(
        "select f.value_text, l.amount_text, i.name_text, i.value_text from raw.documents as d"
        " join raw.fields as f using (document_id) join raw.funding_lines as l using (document_id)"
        f" join raw.indicator_lines as i using (document_id) where d.path = '{path}' and f.field = 'project_name'"
    )
    assert found == [(f"好项目{number}", "12.50", "安装路灯", "≥12.50盏")]
    assert ingested.query(f"select cells_unread from raw.documents where path = '{path}'") == [(0,)]


def test_names_of_any_kind_are_read_and_stored_printable(ingested: Ingested) -> None:
    names = {path for path, (status, _, _) in ingested.rows.items() if status == "read"}
    assert {"有 空格 的.txt", "new\\x0aline.txt", "quote'\"$(x).txt", "-rf.txt", "深/" * 60 + "底.txt"} <= names
    assert "b\\xff\\xfed.txt" in names


def test_what_is_no_file_is_said_and_not_opened(ingested: Ingested) -> None:
    assert ingested.rows["pipe.txt"][:3] == ("skipped", "not_a_file", "a pipe")
    assert ingested.rows["socket.txt"][:3] == ("skipped", "not_a_file", "a socket")
    assert ingested.rows["device.txt"][:3] == ("skipped", "not_a_file", "a device")
    assert ingested.rows["loop/"][:2] == ("skipped", "link")
    assert ingested.rows["nowhere.txt"][:2] == ("rejected", "unreadable")
    assert ingested.rows["~$good.docx"][:2] == ("skipped", "not_a_document")


def test_no_reader_failed_and_every_file_has_a_row(ingested: Ingested) -> None:
    files = list_files(ingested.root / "documents")
    assert (
        len(ingested.rows) == len(files) == ingested.report.files == sum(ingested.report.documents_by_status.values())
    )
    ours = {path: row for path, row in ingested.rows.items() if row[1] in ("reader_error", "reader_crashed")}
    assert ours == {}


def test_nothing_secret_is_in_the_build_folder(ingested: Ingested) -> None:
    for path in [ingested.root / "build.duckdb", *(ingested.root / "cache").rglob("*")]:
        if path.is_file():
            data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            for secret in SECRETS:
                assert secret.encode() not in data, f"{secret} in {path.name}"


def test_text_that_looks_like_a_formula_or_a_statement_is_text(ingested: Ingested) -> None:
    names = {name for (name,) in ingested.query("select value_text from raw.fields where field = 'project_name'")}
    assert {"=cmd|'/c calc'!A1", "'); drop schema raw cascade; --"} <= names


def test_a_second_run_reads_none_of_them_again(ingested: Ingested) -> None:
    root = ingested.root
    report = ingest_folder(root / "documents", root / "build.duckdb", root / "cache", SEEDS, limits=LIMITS)
    assert report.read_now <= 1  # the link that leads nowhere may lead somewhere by now
    assert report.documents_by_status == ingested.report.documents_by_status
