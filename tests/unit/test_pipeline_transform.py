"""dbt in process, on a project of two models: what fails is shown with its rows and their place."""

from __future__ import annotations

import logging
from pathlib import Path

import duckdb
import pytest

from pipeline.documentation import document
from pipeline.errors import PipelineError
from pipeline.settings import ROOT, Settings
from pipeline.statuses import ExitStatus
from pipeline.transform import Transform

FILES = {
    "models/sources.yml": """
sources:
  - name: raw
    tables: [{name: documents}, {name: lines}]
""",
    "models/staging/stg_lines.sql": "select * from {{ source('raw', 'lines') }}",
    "models/staging/stg_lines.yml": """
models:
  - name: stg_lines
    columns:
      - name: line_id
        data_tests: [not_null]
""",
    "models/intermediate/int_lines.sql": "select * from {{ ref('stg_lines') }}",
    "models/marts/fct_lines.sql": "select * from {{ ref('int_lines') }}",
    "models/marts/fct_lines.yml": """
models:
  - name: fct_lines
    config: {contract: {enforced: false}, meta: {zh: 行}}
    columns:
      - name: line_id
        config: {meta: {zh: 行标识}}
        data_tests: [unique]
""",
    "tests/singular/amounts_are_positive.sql": "select * from {{ ref('fct_lines') }} where amount_yuan < 0",
    "tests/singular/nothing_is_lost.sql": (
        "select * from {{ ref('stg_lines') }} where line_id not in (select line_id from {{ ref('fct_lines') }})"
    ),
}


ALWAYS_STORED = "always stored"
both_ways = pytest.mark.parametrize("settings", [ALWAYS_STORED, "stored when asked"], indirect=True)


@pytest.fixture
def settings(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """A project whose tests keep their failing rows when asked, as ours do; `both_ways`: and one that always does."""
    root = tmp_path / "项目 root"
    increment = [path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob("macros/increment/*.sql"))]
    macros = ("macros/generate_schema_name.sql", "macros/table_materialization.sql", *increment)
    for name in ("dbt_project.yml", "profiles.yml", *macros):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    project = (root / "dbt_project.yml").read_text(encoding="utf-8")
    lines = [line for line in project.splitlines() if "store_failures" not in line]
    if getattr(request, "param", None) == ALWAYS_STORED:
        lines.append("    +store_failures: true")  # below data_tests: jixiao:, which ends the file
    (root / "dbt_project.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    settings = Settings(tmp_path / "文件", tmp_path / "仓库 out", root=root)
    settings.build.mkdir(parents=True)
    with duckdb.connect(str(settings.build_database)) as connection:
        connection.execute("create schema raw")
        connection.execute("create table raw.documents as select 'd1' as document_id, '广西/一.txt' as path")
        connection.execute(
            "create table raw.lines as"
            " select 'd1' as document_id, '表1 第' || n || '行' as place_text,"
            " case when n > 40 then 'twice' else cast(n as varchar) end as line_id,"
            " cast(n - 3 as decimal(20, 2)) as amount_yuan from range(1, 43) as numbers (n)"
        )
    return settings


def _change(settings: Settings, sql: str) -> None:
    with duckdb.connect(str(settings.build_database)) as connection:
        connection.execute(sql)


@both_ways
def test_failing_tests_show_their_rows_with_document_and_place(settings: Settings) -> None:
    transform = Transform(settings, logging.getLogger("test"))
    assert transform.build("staging") == 2
    with pytest.raises(PipelineError, match="2 tests failed") as caught:
        transform.build("marts")
    assert caught.value.status is ExitStatus.DBT_FAILED
    details = caught.value.details
    assert "广西/一.txt · 表1 第41行: line_id=twice" in details  # dbt itself stored only the value
    assert "广西/一.txt · 表1 第1行: line_id=1, amount_yuan=-2.00" in details
    assert "amounts_are_positive" in details
    assert "nothing_is_lost" not in details


def test_a_sound_build_builds_marts_and_frees_the_file(settings: Settings) -> None:
    _change(settings, "delete from raw.lines where line_id = 'twice' or amount_yuan < 0")
    heard: list[tuple[int, int, str]] = []
    transform = Transform(settings, logging.getLogger("test"), lambda *step: heard.append(step))
    assert transform.build("staging") == 2
    assert transform.build("marts") == 5
    steps = [4, 1, 1, 2, 3]  # the SQL of the tests; a model and its test; models and their tests
    assert [step[:2] for step in heard] == [(done, total) for total in steps for done in range(1, total + 1)]
    assert transform.marts() == ["fct_lines"]
    assert transform.chinese_names() == {"fct_lines": ("行", {"line_id": "行标识"})}
    assert not (settings.root / "target").exists()
    assert not (settings.root / "logs").exists()
    with duckdb.connect(str(settings.build_database), read_only=True) as connection:
        assert connection.execute("select count(*) from marts.fct_lines").fetchall() == [(38,)]


def test_a_seed_whose_columns_changed_is_made_anew(settings: Settings) -> None:
    seed = settings.root / "seeds/words.csv"
    seed.parent.mkdir()
    for text in ("word,meaning\n项目,project\n", "word,measure,meaning\n项目,1,project\n"):
        seed.write_text(text, encoding="utf-8")
        assert Transform(settings, logging.getLogger("test")).build("staging") == 3
    with duckdb.connect(str(settings.build_database), read_only=True) as connection:
        assert connection.execute("select measure from seeds.words").fetchall() == [(1,)]


def test_a_seed_is_loaded_once(settings: Settings) -> None:
    (settings.root / "seeds").mkdir()
    (settings.root / "seeds/words.csv").write_text("word\n项目\n", encoding="utf-8")
    assert Transform(settings, logging.getLogger("test")).build("staging") == 3
    assert Transform(settings, logging.getLogger("test")).build("staging") == 2
    _change(settings, "drop table seeds.words")
    assert Transform(settings, logging.getLogger("test")).build("staging") == 3
    settings.build_database.unlink()
    with pytest.raises(PipelineError, match="1 models or seeds failed"):  # raw is gone, the seed came back
        Transform(settings, logging.getLogger("test")).build("staging")
    with duckdb.connect(str(settings.build_database), read_only=True) as connection:
        assert connection.execute("select word from seeds.words").fetchall() == [("项目",)]


def test_a_seed_is_loaded_again_when_a_type_of_its_columns_changes(settings: Settings) -> None:
    (settings.root / "seeds").mkdir()
    (settings.root / "seeds/codes.csv").write_text("code\n11\n", encoding="utf-8")
    Transform(settings, logging.getLogger("test")).build("staging")
    described = "seeds: [{name: codes, config: {column_types: {code: varchar}}}]"
    (settings.root / "seeds/codes.yml").write_text(described, encoding="utf-8")
    Transform(settings, logging.getLogger("test")).build("staging")
    with duckdb.connect(str(settings.build_database), read_only=True) as connection:
        assert connection.execute("select code from seeds.codes").fetchall() == [("11",)]


@both_ways
def test_limits_of_a_test_are_judged_by_dbt(settings: Settings) -> None:
    singular = settings.root / "tests/singular"
    (singular / "amounts_are_positive.sql").write_text(
        "{{ config(error_if='> 2') }} select * from {{ ref('fct_lines') }} where amount_yuan < 0", encoding="utf-8"
    )
    (singular / "few_lines.sql").write_text(
        "{{ config(severity='warn') }} select * from {{ ref('fct_lines') }}", encoding="utf-8"
    )
    (singular / "many_lines.sql").write_text(
        "{{ config(warn_if='< 100', error_if='< 10') }} select * from {{ ref('fct_lines') }}", encoding="utf-8"
    )
    _change(settings, "update raw.lines set line_id = amount_yuan")
    transform = Transform(settings, logging.getLogger("test"))
    transform.build("staging")
    assert transform.build("marts") == 7
    _change(settings, "delete from raw.lines where amount_yuan > 5")
    transform.build("staging")
    with pytest.raises(PipelineError, match="1 tests failed") as caught:
        transform.build("marts")
    assert "many_lines" in caught.value.details


def test_a_test_that_cannot_be_asked_stops_the_run(settings: Settings) -> None:
    (settings.root / "tests/singular/amounts_are_positive.sql").write_text(
        "select no_such_column from {{ ref('fct_lines') }}", encoding="utf-8"
    )
    _change(settings, "delete from raw.lines where line_id = 'twice'")
    transform = Transform(settings, logging.getLogger("test"))
    transform.build("staging")
    with pytest.raises(PipelineError, match="1 tests failed") as caught:
        transform.build("marts")
    assert "no_such_column" in caught.value.details


def test_a_changed_test_judges_anew(settings: Settings) -> None:
    """Its own text, a macro that it calls, its arguments, its settings: whatever its SQL is made of."""

    def write(path: str, text: str) -> None:
        (settings.root / path).write_text(text, encoding="utf-8")

    def build() -> None:
        Transform(settings, logging.getLogger("test")).build("marts")

    singular, inner, lines = (
        "tests/singular/amounts_are_positive.sql",
        "macros/inner.sql",
        "models/intermediate/int_lines.yml",
    )
    values = "{accepted_values: {arguments: {values: ['3', '4']}, config: {where: \"line_id = '3'\"}}}"
    sound = {
        singular: "select * from {{ ref('fct_lines') }} where amount_yuan < {{ least_amount() }}",
        inner: "{% macro inner_amount() %}0{% endmacro %}",
        lines: f"models: [{{name: int_lines, columns: [{{name: line_id, data_tests: [{values}]}}]}}]",
    }
    failing = [
        (singular, sound[singular].replace("<", ">")),
        (inner, sound[inner].replace("0", "9")),
        (lines, sound[lines].replace("'3', '4'", "'4'")),
        (lines, sound[lines].replace("line_id = '3'", "true")),
    ]
    _change(settings, "delete from raw.lines where line_id = 'twice' or amount_yuan < 0")
    write("macros/least.sql", "{% macro least_amount() %}{{ inner_amount() }}{% endmacro %}")
    for path, text in sound.items():
        write(path, text)
    Transform(settings, logging.getLogger("test")).build("staging")
    build()
    for path, text in failing:
        write(path, text)
        with pytest.raises(PipelineError, match="1 tests failed"):
            build()
        write(path, sound[path])
    build()


@both_ways
def test_at_most_twenty_rows_of_a_test_are_shown(settings: Settings) -> None:
    _change(settings, "update raw.lines set line_id = null")
    transform = Transform(settings, logging.getLogger("test"))
    with pytest.raises(PipelineError) as caught:
        transform.build("staging")
    assert caught.value.details.count("\n  - ") == 20
    assert "the first 20 of 42" in caught.value.details


def test_a_broken_contract_stops_the_run_and_leaves_the_table(settings: Settings) -> None:
    _change(settings, "delete from raw.lines where line_id = 'twice' or amount_yuan < 0")
    columns = ["document_id", "place_text", "line_id", "amount_yuan"]
    types = ["varchar", "varchar", "varchar", "decimal(20, 2)"]

    def describe() -> None:
        listed = [f"{{name: {name}, data_type: '{kind}'}}" for name, kind in zip(columns, types, strict=True)]
        text = f"models: [{{name: fct_lines, columns: [{', '.join(listed)}]}}]"
        (settings.root / "models/marts/fct_lines.yml").write_text(text, encoding="utf-8")

    def build() -> None:
        transform = Transform(settings, logging.getLogger("test"))
        transform.build("staging")
        transform.build("marts")

    describe()
    (settings.root / "models/marts/fct_lines.sql").write_text(
        "{{ config(materialized='view') }} select * from {{ ref('int_lines') }}", encoding="utf-8"
    )
    build()
    (settings.root / "models/marts/fct_lines.sql").write_text(FILES["models/marts/fct_lines.sql"], encoding="utf-8")
    build()  # a table in the place of the view
    _change(settings, "delete from raw.lines where amount_yuan > 5")
    types[3] = "double"
    describe()
    with pytest.raises(PipelineError, match="1 models or seeds failed") as caught:
        build()
    assert "contract" in caught.value.details
    with duckdb.connect(str(settings.build_database), read_only=True) as connection:
        assert connection.execute("select count(*) from marts.fct_lines").fetchall() == [(38,)]


def test_a_broken_model_is_named_with_its_file(settings: Settings) -> None:
    (settings.root / "models/intermediate/int_lines.sql").write_text(
        "select no_such_column from {{ ref('stg_lines') }}", encoding="utf-8"
    )
    transform = Transform(settings, logging.getLogger("test"))
    transform.build("staging")
    with pytest.raises(PipelineError, match="1 models or seeds failed") as caught:
        transform.build("marts")
    assert "models/intermediate/int_lines.sql" in caught.value.details
    assert "no_such_column" in caught.value.details


def test_a_project_that_does_not_parse_says_why(settings: Settings) -> None:
    (settings.root / "models/marts/fct_more.sql").write_text("select * from {{ ref('nowhere') }}", encoding="utf-8")
    with pytest.raises(PipelineError, match="nowhere") as caught:
        Transform(settings, logging.getLogger("test"))
    assert caught.value.status is ExitStatus.DBT_FAILED


def test_documentation_is_one_page_that_tells_nobody(settings: Settings) -> None:
    _change(settings, "delete from raw.lines where line_id = 'twice' or amount_yuan < 0")
    transform = Transform(settings, logging.getLogger("test"))
    transform.build("staging")
    transform.write_documentation(settings.documentation)
    page = settings.documentation.read_text(encoding="utf-8")
    assert "models/marts/fct_lines.yml" in page
    assert "<script src=" not in page and '<link rel="stylesheet" href="http' not in page
    assert '"send_anonymous_usage_stats": false' in page  # the page's own tracking hangs on this


def test_documentation_that_cannot_be_written_is_told(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.documents.mkdir()
    settings.documentation.parent.write_text("a file where the folder should be", encoding="utf-8")
    assert document(settings) is ExitStatus.DISK
    assert f"{settings.documentation} cannot be written" in capsys.readouterr().out
