"""Rows of changed documents are made again, the others stay, and the tables are what a full build makes of them."""

from __future__ import annotations

import logging
import random
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipeline import increment
from pipeline.errors import PipelineError
from pipeline.settings import ROOT, Settings
from pipeline.transform import Transform

LOG = logging.getLogger("test")
FILES = {
    "models/sources.yml": """
sources:
  - name: raw
    tables: [name: documents, name: document_paths, name: lines]
""",
    "models/staging/stg_lines.sql": "select * from {{ source('raw', 'lines') }}",
    "models/staging/stg_document_paths.sql": "select * from {{ source('raw', 'document_paths') }}",
    # Looks across documents: of two at one address the one with the greater id is the latest.
    "models/intermediate/int_documents.sql": """
{{ config(materialized='compared') }}
select
    document_id,
    min(path) as path,
    row_number() over (partition by min(address) order by document_id desc) = 1 as is_latest
from {{ ref('stg_document_paths') }}
group by document_id
""",
    "models/intermediate/int_words.sql": """
{{ config(materialized='by_text', key='word') }}
select distinct word, length(word) as letters from {{ ref('stg_lines') }} where word is not null
""",
    "models/intermediate/int_long_words.sql": """
{{ config(materialized='by_text', key='word') }}
select word, upper(word) as shouted from {{ ref('int_words') }} where letters > 1
""",
    "models/intermediate/int_lines.sql": """
{{ config(materialized='by_document') }}
select
    lines.document_id,
    lines.line_no,
    documents.path,
    documents.is_latest,
    words.letters,
    long_words.shouted,
    count(*) over (partition by lines.document_id) as lines_count
from {{ ref('stg_lines') }} as lines
inner join {{ ref('int_documents') }} as documents on lines.document_id = documents.document_id
left join {{ ref('int_words') }} as words on lines.word = words.word
left join {{ ref('int_long_words') }} as long_words on lines.word = long_words.word
""",
    "models/intermediate/int_totals.sql": """
{{ config(materialized='table') }}
select count(*) as lines_count, sum(letters) as letters from {{ ref('int_lines') }} where is_latest
""",
    "models/marts/fct_lines.sql": """
{{ config(materialized='by_document', contract={'enforced': false}) }}
select *, is_latest and lines_count > 1 as is_told from {{ ref('int_lines') }}
""",
}
TABLES = (
    *("staging.stg_lines", "staging.stg_document_paths", "intermediate.int_documents", "intermediate.int_words"),
    *("intermediate.int_long_words", "intermediate.int_lines", "intermediate.int_totals", "marts.fct_lines"),
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Twelve documents, built. Read-only: tests work on copies."""
    folder = tmp_path_factory.mktemp("increment")
    macros = ("macros/generate_schema_name.sql", "macros/table_materialization.sql")
    ours = [path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob("macros/increment/*.sql"))]
    copied = {
        name: (ROOT / name).read_text(encoding="utf-8") for name in ("dbt_project.yml", "profiles.yml", *macros, *ours)
    }
    root = folder / "项目 root"
    for name, text in (copied | FILES).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    settings = Settings(folder / "文件", folder / "仓库 out", root=root)
    settings.build.mkdir(parents=True)
    _change(
        settings,
        "create schema raw",
        "create table raw.documents (document_id varchar, version varchar)",
        "create table raw.document_paths (path varchar, document_id varchar, address varchar)",
        "create table raw.lines (document_id varchar, line_no bigint, word varchar)",
        *(statement for number in range(12) for statement in _document(f"d{number:02}", f"{number % 5}", "a bb ccc")),
    )
    assert _build(settings) is None
    return settings


@pytest.fixture
def settings(built: Settings, tmp_path: Path) -> Settings:
    shutil.copytree(built.warehouse, tmp_path / "out")
    return replace(built, warehouse=tmp_path / "out")


def _change(settings: Settings, *statements: str) -> None:
    with duckdb.connect(str(settings.build_database)) as connection:
        for statement in statements:
            connection.execute(statement)


def _document(name: str, address: str, words: str, version: str = "1") -> list[str]:
    """Statements that add a document; another reading of it has another version."""
    lines = ", ".join(f"('{name}', {number}, '{word}')" for number, word in enumerate(words.split()))
    return [
        f"insert into raw.documents values ('{name}', '{version}')",
        f"insert into raw.document_paths values ('{name}.txt', '{name}', '{address}')",
        f"insert into raw.lines values {lines}",
    ]


def _rows(settings: Settings) -> dict[str, list[tuple]]:
    with duckdb.connect(str(settings.build_database), read_only=True) as connection:
        return {table: sorted(connection.execute(f"from {table}").fetchall(), key=repr) for table in TABLES}


def _build(settings: Settings, code: str = "code") -> int | None:
    transform = Transform(settings, LOG)
    changed = transform.begin(code)
    transform.build("staging")
    transform.build("marts")
    transform.finish(code)
    return changed


def _expect_as_full(settings: Settings) -> None:
    """The tables as they are equal those of a full build, but for texts that no document holds any more."""
    kept = _rows(settings)
    assert _build(settings, "other code") is None
    full = _rows(settings)
    for table in TABLES:
        if "words" in table:
            assert set(full[table]) <= set(kept[table]), table
        else:
            assert full[table] == kept[table], table
    assert any(full["marts.fct_lines"])


def _in_slices(settings: Settings, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    """Build anew in slices: documents under many first digits, beside those that are there."""
    for number in range(0, 256, 9):
        _change(settings, *_document(f"{number:02x}{number:030x}", f"{number % 7}", "a bb ccc"))
    _change(settings, "insert into raw.lines values (null, 1, 'of no document')")
    monkeypatch.setenv("JIXIAO_SLICE_ROWS", str(rows))
    assert _build(settings, "in slices") is None
    monkeypatch.delenv("JIXIAO_SLICE_ROWS")


@pytest.mark.parametrize("rows", [1, 40, 70, 1000])
def test_a_build_in_slices_loses_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    _in_slices(settings, monkeypatch, rows)
    _expect_as_full(settings)


def test_a_model_that_must_not_be_sliced_is_found_out(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "root"
    shutil.copytree(settings.root, root)
    model = root / "models/intermediate/int_documents.sql"
    model.write_text(model.read_text(encoding="utf-8").replace("'compared'", "'by_document'"), encoding="utf-8")
    wrong = replace(settings, root=root)
    _in_slices(wrong, monkeypatch, 10)
    with pytest.raises(AssertionError):
        _expect_as_full(wrong)


REMOVED = ("delete from raw.document_paths where document_id = 'd03'",)
CHANGES = {
    "added": _document("d99", "9", "new wörds it''s"),
    "a latest one added": _document("e01", "1", "a bb"),
    "removed": REMOVED,
    "a latest one removed": ("delete from raw.document_paths where document_id = 'd11'",),
    "renamed": ("update raw.document_paths set path = 'z.txt' where document_id = 'd03'",),
    "a second path": ("insert into raw.document_paths values ('0.txt', 'd03', '3')",),
    "another address": ("update raw.document_paths set address = '1' where document_id = 'd03'",),
    "read anew": (
        "update raw.documents set version = '2' where document_id = 'd03'",
        "delete from raw.lines where document_id = 'd03'",
        "insert into raw.lines values ('d03', 7, 'otherwise')",
    ),
    "read as empty": (
        "update raw.documents set version = '2' where document_id = 'd03'",
        "delete from raw.lines where document_id = 'd03'",
    ),
    "nothing": (),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_gives_what_a_full_build_gives(settings: Settings, change: str) -> None:
    _change(settings, *CHANGES[change])
    assert _build(settings) == (0 if change == "nothing" else 1)
    _expect_as_full(settings)


def test_a_change_that_is_not_seen_is_found_out(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    blind = "select document_id, version as state from raw.documents"
    monkeypatch.setattr(increment, "STATES", blind)
    _build(settings, "blind")
    _change(settings, *CHANGES["renamed"])
    assert _build(settings, "blind") == 0
    with pytest.raises(AssertionError):
        _expect_as_full(settings)


def test_a_model_of_the_wrong_kind_is_found_out(settings: Settings, tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(settings.root, root)
    model = root / "models/intermediate/int_documents.sql"
    model.write_text(model.read_text(encoding="utf-8").replace("'compared'", "'by_document'"), encoding="utf-8")
    wrong = replace(settings, root=root)
    _build(wrong, "wrong")
    _change(wrong, *CHANGES["a latest one added"])
    assert _build(wrong, "wrong") == 1
    with pytest.raises(AssertionError):
        _expect_as_full(wrong)


def test_rows_of_other_documents_are_left_alone(settings: Settings) -> None:
    _change(settings, "update marts.fct_lines set shouted = 'MARKED' where document_id = 'd05'", *CHANGES["renamed"])
    _build(settings)
    marked = [row for row in _rows(settings)["marts.fct_lines"] if "MARKED" in row]
    assert len(marked) == 3


def test_a_run_that_did_not_end_leaves_its_changes_to_the_next(settings: Settings) -> None:
    _change(settings, *CHANGES["a latest one added"])
    # Half of it: what looks across documents is new already, what reads it is not.
    broken = settings.root / "models/marts/fct_lines.sql"
    text = broken.read_text(encoding="utf-8")
    broken.write_text(text.replace("is_latest and", "no_such_column and"), encoding="utf-8")
    with pytest.raises(PipelineError):
        _build(settings)
    broken.write_text(text, encoding="utf-8")
    _change(settings, "delete from raw.document_paths where document_id = 'e01'")  # and back again
    assert _build(settings) >= 1
    _expect_as_full(settings)


def test_a_full_build_that_did_not_end_is_followed_by_a_full_one(settings: Settings) -> None:
    assert increment.begin(settings.build_database, "other code") is None
    _change(settings, *CHANGES["added"])
    assert increment.begin(settings.build_database, "other code") is None
    assert increment.begin(settings.build_database, "code") is None
    increment.finish(settings.build_database, "code")
    assert increment.begin(settings.build_database, "code") == 0


def test_code_that_changed_under_way_is_followed_by_a_full_build(settings: Settings) -> None:
    assert increment.begin(settings.build_database, "code") == 0
    increment.finish(settings.build_database, None)
    assert increment.begin(settings.build_database, "code") is None


def test_of_unknown_code_all_is_made_anew(settings: Settings) -> None:
    assert increment.begin(settings.build_database, None) is None
    assert increment.begin(settings.build_database, "code") is None


def test_other_code_makes_all_anew(settings: Settings) -> None:
    assert _build(settings, "other code") is None
    assert _build(settings, "other code") == 0


def test_an_increment_under_way_is_forgotten_when_the_code_changes(settings: Settings) -> None:
    _change(settings, *REMOVED)
    assert increment.begin(settings.build_database, "code") == 1
    assert _build(settings, "other code") is None
    assert _build(settings, "other code") == 0


def test_many_changes_make_all_anew(settings: Settings) -> None:
    _change(settings, "update raw.documents set version = '2' where document_id < 'd06'")
    assert _build(settings) is None
    assert _build(settings) == 0


def test_a_run_of_dbt_alone_makes_all_anew(settings: Settings) -> None:
    _change(settings, "update marts.fct_lines set shouted = 'MARKED'")
    Transform(settings, LOG).build("marts")
    assert not [row for row in _rows(settings)["marts.fct_lines"] if "MARKED" in row]


def test_any_sequence_of_changes_gives_what_a_full_build_gives(settings: Settings) -> None:
    chance = random.Random(20)
    for step in range(6):
        for name in chance.sample([f"d{number:02}" for number in range(20)], chance.randrange(3)):
            address = str(chance.randrange(5))
            words = " ".join(chance.choice(["a", "bb", "ccc", f"w{step}"]) for _ in range(chance.randrange(1, 5)))
            _change(
                settings,
                f"delete from raw.documents where document_id = '{name}'",
                f"delete from raw.document_paths where document_id = '{name}'",
                f"delete from raw.lines where document_id = '{name}'",
                *(_document(name, address, words, f"{step}") if chance.random() < 0.7 else ()),
            )
        if chance.random() < 0.3:
            increment.begin(settings.build_database, "code")  # and no more: as if killed here
            continue
        _build(settings)
    _build(settings)
    _expect_as_full(settings)
