"""Loading: by reading identity, in one transaction; what left the folder stays in raw and has no path."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest

from ingest import parts, readers, reading
from ingest.errors import ManifestError, NoDocumentsError
from ingest.folder import IngestReport, ingest_folder
from ingest.limits import Limits
from ingest.parts import write_part
from ingest.records import RAW_TABLES
from tests.unit.helpers import SAMPLES, SEEDS

FORM = "{place}项目支出绩效目标表\n\n项目名称\t{name}\n年度目标\t亮\n资金总额\t3\n"


class Folder:
    """A documents folder with its build database."""

    def __init__(self, root: Path) -> None:
        self.documents = root / "documents"
        self.documents.mkdir()
        self.database = root / "build.duckdb"
        self.cache = root / "cache"
        self.seeds = root / "seeds"
        shutil.copytree(SEEDS, self.seeds)

    def write(self, name: str, text: str) -> None:
        path = self.documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def ingest(self, workers: int = 0) -> IngestReport:
        """In this process where a test has put something in the place of a part of the reader."""
        return ingest_folder(self.documents, self.database, self.cache, self.seeds, limits=Limits(workers=workers))

    def rows(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_only_what_changed_is_read(folder: Folder) -> None:
    folder.write("甲 乙/一.txt", FORM.format(place="甲市", name="灯"))
    folder.write("二.txt", FORM.format(place="乙市", name="桥"))
    assert (folder.ingest().read_now, folder.ingest().read_now) == (2, 0)
    folder.write("二.txt", FORM.format(place="乙市", name="新桥"))
    report = folder.ingest()
    assert (report.read_now, report.reused, report.removed) == (1, 1, 1)
    assert folder.rows("select count(*) from raw.documents") == [(3,)]
    present = (
        "select value_text from raw.fields join raw.document_paths using (document_id) where field = 'project_name'"
    )
    assert sorted(folder.rows(present)) == [("新桥",), ("灯",)]


def test_the_same_bytes_under_two_names_are_one_document_with_two_paths(folder: Folder) -> None:
    folder.write("b.txt", FORM.format(place="甲市", name="灯"))
    folder.write("a.txt", FORM.format(place="甲市", name="灯"))
    folder.ingest()
    assert folder.rows("select path, forms_count from raw.documents") == [("a.txt", 1)]
    assert folder.rows("select path from raw.document_paths order by 1") == [("a.txt",), ("b.txt",)]
    (folder.documents / "a.txt").unlink()
    folder.ingest()
    assert folder.rows("select path from raw.documents") == [("b.txt",)]


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(50), bytes(range(256)) * 40, b"a,b,c\n1,2,3\n"])
def test_another_name_for_the_same_bytes_changes_nothing_but_the_name(folder: Folder, data: bytes) -> None:
    folder.write("表.txt", FORM.format(place="甲市", name="灯"))
    (folder.documents / "甲.txt").write_bytes(data)
    folder.ingest()
    said = "select reason_code, reason, reader_version, media_type from raw.documents order by all"
    before = folder.rows(said)
    (folder.documents / "甲.txt").rename(folder.documents / "乙.pdf")
    folder.ingest()
    folder.database.unlink()
    folder.ingest()
    assert folder.rows(said) == before


def test_one_new_row_in_the_vocabulary_reads_an_unknown_label_from_the_cached_grid(folder: Folder, monkeypatch) -> None:
    folder.write("a.txt", FORM.format(place="甲市", name="灯") + "项目口径\t常年\n")
    folder.ingest()
    assert folder.rows("select text, why from raw.unread_cells order by col_no") == [
        ("项目口径", "unknown_label"),
        ("常年", "unknown_label"),
    ]
    with (folder.seeds / "printed_labels.csv").open("a", encoding="utf-8") as seed:
        seed.write("项目口径,field,project_scope,,\n")

    def no_reading(*_: object) -> None:
        raise AssertionError("the bytes were read again; the cached grid should have served")

    monkeypatch.setattr(readers, "read_with", no_reading)
    folder.ingest()
    assert folder.rows("select count(*) from raw.unread_cells") == [(0,)]
    assert folder.rows("select value_text from raw.fields where field = 'project_scope'") == [("常年",)]


def test_one_bad_file_costs_only_itself(folder: Folder, monkeypatch) -> None:
    folder.write("good.txt", FORM.format(place="甲市", name="灯"))
    folder.write("empty.txt", "")
    folder.write("poem.txt", "床前明月光\n")
    (folder.documents / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    folder.write("~$lock.docx", "x")
    folder.write("defect.txt", FORM.format(place="丙市", name="坑"))
    real = reading.read_forms

    def defective(grid, vocabulary):
        if any(cell.text == "坑" for _, cell in grid.cells()):
            raise RuntimeError("张三 13812345678")
        return real(grid, vocabulary)

    monkeypatch.setattr(reading, "read_forms", defective)
    assert folder.ingest().documents_by_status == {"read": 1, "rejected": 4, "skipped": 1}
    reasons = dict(folder.rows("select path, reason_code from raw.documents"))
    assert reasons == {
        "good.txt": None,
        "empty.txt": "empty_file",
        "poem.txt": "no_target_form",
        "photo.txt": "picture",
        "~$lock.docx": "not_a_document",
        "defect.txt": "reader_error",
    }
    # the message of an unexpected error may hold the document's text: only its kind and our line are kept
    [(reason,)] = folder.rows("select reason from raw.documents where reason_code = 'reader_error'")
    assert reason.startswith("RuntimeError at ")
    assert "张三" not in reason


def test_a_failed_load_leaves_raw_as_it_was(folder: Folder, monkeypatch) -> None:
    folder.write("a.txt", FORM.format(place="甲市", name="灯"))
    folder.ingest()
    before = folder.rows("select * from raw.fields order by all")
    folder.write("b.txt", FORM.format(place="乙市", name="桥"))
    real = parts.write_part

    def full_disk(rows, table, path):
        real(rows, table, path)
        if table == "fields":
            path.write_bytes(b"no parquet")

    monkeypatch.setattr(parts, "write_part", full_disk)
    with pytest.raises(duckdb.Error):
        folder.ingest()
    assert folder.rows("select * from raw.fields order by all") == before
    monkeypatch.undo()
    folder.ingest()
    assert folder.rows("select count(*) from raw.document_paths") == [(2,)]


def test_an_empty_folder_is_an_error_before_anything_is_touched(folder: Folder) -> None:
    with pytest.raises(NoDocumentsError, match="DOCUMENTS="):
        folder.ingest()
    assert not folder.database.exists()


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("file,budget_year\na.txt,2024\n", "needs a column path"),
        ("path,budget_year\na.txt,24\n", "line 2: budget_year '24'"),
        ("path,budget_year\na.txt,2024\na.txt,2023\n", "line 3: a.txt stands in it twice"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_named_by_line(folder: Folder, manifest: str, message: str) -> None:
    folder.write("a.txt", FORM.format(place="甲市", name="灯"))
    folder.write("manifest.csv", manifest)
    with pytest.raises(ManifestError, match=message):
        folder.ingest()


def test_the_manifest_describes_its_path(folder: Folder) -> None:
    folder.write("a.txt", FORM.format(place="甲市", name="灯"))
    folder.write(
        "manifest.csv", "path,budget_year,region_code,source_url\na.txt,2024,110000,https://example.gov.cn/1\n"
    )
    folder.ingest()
    assert folder.rows("select budget_year, region_code, source_url from raw.document_paths where path = 'a.txt'") == [
        ("2024", "110000", "https://example.gov.cn/1")
    ]


def test_raw_of_another_shape_is_read_anew(folder: Folder) -> None:
    folder.write("a.txt", FORM.format(place="甲市", name="灯"))
    folder.ingest()
    with duckdb.connect(str(folder.database)) as connection:
        connection.execute("alter table raw.fields drop column label_text")
    assert folder.ingest().read_now == 1
    assert folder.rows("select count(*) from raw.fields where label_text = '项目名称'") == [(1,)]


def test_a_column_outside_the_contract_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="raw.fields has no column colour"):
        write_part([{"document_id": "1", "colour": "red"}], "fields", tmp_path / "x.parquet")


def test_parquet_keeps_text_and_numbers_as_they_are(tmp_path: Path) -> None:
    row = {"document_id": "1", "row_no": 7, "label_text": " 金额\t(元) ", "value_text": "0450000210233192017350"}
    write_part([row], "fields", tmp_path / "x.parquet")
    frame = pl.read_parquet(tmp_path / "x.parquet")
    assert frame.schema == RAW_TABLES["fields"]
    assert frame.row(0, named=True) == {name: row.get(name) for name in RAW_TABLES["fields"]}


def test_no_contact_of_the_sample_reaches_database_or_cache(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for path in SAMPLES:
        shutil.copy(path, folder.documents / path.name)
    folder.ingest()
    import gzip

    secrets = [f"联系人{mark}" for mark in "甲乙丙丁"] + [f"025-0000000{n}" for n in range(1, 5)]
    printed = "".join(path.read_text(encoding="utf-8") for path in SAMPLES)
    assert all(secret in printed for secret in secrets)
    for path in [folder.database, *folder.cache.rglob("*")]:
        if path.is_file():
            data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            for secret in secrets:
                assert secret.encode() not in data, f"{secret} in {path.name}"
