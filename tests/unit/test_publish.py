"""The published file: what is in it, and that the old one stays whole until the new one is right."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from serving import publish as module
from serving.publish import ChineseNames, PublishError, publish

PROJECTS = ChineseNames("项目", {"project_id": "项目标识", "amount_yuan": "金额（元）"})
CHINESE = {"dim_projects": PROJECTS, "rpt_projects": ChineseNames('项目"宽表"', PROJECTS.columns)}


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A build database with two marts, one of them a view, and things that must stay private."""
    path = tmp_path / "构建 folder" / "build.duckdb"
    path.parent.mkdir()
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute("create schema staging")
        connection.execute("create table staging.stg_secret as select 1 as x")
        connection.execute(
            "create table marts.dim_projects (project_id varchar primary key, amount_yuan decimal(20, 2) not null)"
        )
        connection.execute("insert into marts.dim_projects values ('b', 2.50), ('a', 1.00)")
        connection.execute("create index by_amount on marts.dim_projects (amount_yuan)")
        connection.execute("comment on table marts.dim_projects is '项目 — Grain: one row per project''s form'")
        connection.execute("comment on column marts.dim_projects.amount_yuan is '金额（元） — Amount in yuan'")
        connection.execute("create view marts.rpt_projects as select * from build.marts.dim_projects")
    return path


def _query(path: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def _publish(build: Path, tables: list[str] | None = None, chinese: dict[str, ChineseNames] | None = None) -> Path:
    folder = build.parent.parent / "仓库 out"
    folder.mkdir(exist_ok=True)
    publish(build, folder / "jixiao.duckdb", folder / ".jixiao.duckdb.new-1", tables, chinese)
    return folder / "jixiao.duckdb"


def test_marts_only_as_plain_tables_with_their_comments(build: Path) -> None:
    published = _publish(build)
    tables = _query(published, "select schema_name, table_name, has_primary_key, index_count from duckdb_tables()")
    assert sorted(tables) == [("marts", "dim_projects", False, 0), ("marts", "rpt_projects", False, 0)]
    assert _query(published, "select project_id, amount_yuan from marts.dim_projects") == _query(
        build, "select project_id, amount_yuan from marts.dim_projects"
    )
    assert (
        _query(published, "select data_type from duckdb_columns() where column_name = 'amount_yuan'")
        == [("DECIMAL(20,2)",)] * 2
    )
    assert _query(published, "select comment from duckdb_tables() where table_name = 'dim_projects'") == [
        ("项目 — Grain: one row per project's form",)
    ]
    assert _query(published, "select column_name, comment from duckdb_columns() where comment is not null") == [
        ("amount_yuan", "金额（元） — Amount in yuan")
    ]


def test_a_chinese_view_per_mart_with_comments_in_both_languages(build: Path) -> None:
    published = _publish(build, None, CHINESE)
    assert _query(published, 'select "项目标识", "金额（元）" from zh."项目" order by all') == [
        ("a", Decimal("1.00")),
        ("b", Decimal("2.50")),
    ]
    views = _query(
        published, "select schema_name, view_name, comment from duckdb_views() where not internal order by 2"
    )
    assert views == [
        ("zh", "项目", "项目 — Grain: one row per project's form [marts.dim_projects]"),
        ("zh", '项目"宽表"', "[marts.rpt_projects]"),
    ]
    columns = (
        "select column_name, comment, data_type from duckdb_columns() where schema_name = 'zh' and table_name = '项目'"
    )
    assert _query(published, columns) == [
        ("项目标识", "[project_id]", "VARCHAR"),
        ("金额（元）", "金额（元） — Amount in yuan [amount_yuan]", "DECIMAL(20,2)"),
    ]


def test_the_chinese_views_show_codes_by_name(build: Path) -> None:
    """A code without a name shows itself, null stays null, and the table of codes keeps them."""
    with duckdb.connect(str(build)) as connection:
        connection.execute("create table marts.dim_codes (column_name varchar, code varchar, name_zh varchar)")
        connection.execute("insert into marts.dim_codes values ('severity', 'high', '严''重'), ('code', 'high', '误')")
        connection.execute("create table marts.fct_findings (severity varchar, other varchar)")
        connection.execute("insert into marts.fct_findings values ('high', 'high'), ('new', 'x'), (null, null)")
    findings = ChineseNames("发现", {"severity": "严重程度", "other": "其他"})
    codes = ChineseNames("代码表", {"column_name": "字段名", "code": "代码", "name_zh": "中文名称"})
    published = _publish(build, None, {**CHINESE, "fct_findings": findings, "dim_codes": codes})
    assert _query(published, 'select "严重程度", "其他" from zh."发现"') == [
        ("严'重", "high"),
        ("new", "x"),
        (None, None),
    ]
    assert _query(published, 'select "代码" from zh."代码表"') == [("high",), ("high",)]


def test_the_chinese_views_outlive_a_renamed_and_an_attached_file(build: Path) -> None:
    """A view that names its catalog breaks as soon as the file is called something else."""
    renamed = _publish(build, None, CHINESE).rename(build.with_name("别的名字.duckdb"))
    assert _query(renamed, 'select count(*) from zh."项目"') == [(2,)]
    with duckdb.connect() as connection:
        connection.execute(f"attach '{renamed}' as elsewhere (read_only)")
        assert connection.execute('select count(*) from elsewhere.zh."项目"').fetchall() == [(2,)]


@pytest.mark.parametrize(
    ("chinese", "message"),
    [
        ({"dim_projects": PROJECTS}, "No Chinese name .* for rpt_projects"),
        ({**CHINESE, "rpt_projects": ChineseNames("宽表", {"project_id": "项目标识"})}, "for rpt_projects.amount_yuan"),
        ({**CHINESE, "rpt_projects": PROJECTS}, "two things: 项目"),
        (
            {**CHINESE, "rpt_projects": ChineseNames("宽表", {"project_id": "甲", "amount_yuan": "甲"})},
            "two things: rpt_projects.甲",
        ),
    ],
)
def test_a_missing_or_doubled_chinese_name_publishes_nothing(
    build: Path, chinese: dict[str, ChineseNames], message: str
) -> None:
    published = _publish(build, None, CHINESE)
    before = published.read_bytes()
    with pytest.raises(PublishError, match=message):
        _publish(build, None, chinese)
    assert published.read_bytes() == before


def test_the_storage_format_is_the_oldest(build: Path) -> None:
    header = _publish(build).read_bytes()[:20]
    assert header[8:12] == b"DUCK"
    assert int.from_bytes(header[12:20], "little") == 64  # every client from 1.0 on


def test_only_the_named_marts_are_published(build: Path) -> None:
    published = _publish(build, ["dim_projects"])
    assert _query(published, "select table_name from duckdb_tables()") == [("dim_projects",)]


@pytest.mark.parametrize("tables", [[], ["dim_projects", "fct_missing"]])
def test_a_missing_mart_publishes_nothing(build: Path, tables: list[str]) -> None:
    published = _publish(build)
    before = published.read_bytes()
    with pytest.raises(PublishError, match="nothing was published"):
        _publish(build, tables)
    assert published.read_bytes() == before
    assert [path.name for path in published.parent.iterdir()] == ["jixiao.duckdb"]


def test_a_copy_with_fewer_rows_is_refused(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published = _publish(build)
    before = published.read_bytes()
    write = module._write

    def lossy(source: Path, new: Path, *rest: object) -> list[str]:
        names = write(source, new, *rest)
        with duckdb.connect(str(new)) as connection:
            connection.execute("delete from marts.dim_projects where project_id = 'a'")
        return names

    monkeypatch.setattr(module, "_write", lossy)
    with pytest.raises(PublishError, match="2 rows in the build and 1 in the copy"):
        _publish(build)
    assert published.read_bytes() == before
    assert [path.name for path in published.parent.iterdir()] == ["jixiao.duckdb"]


def test_a_stale_log_is_not_replayed_into_the_new_file(build: Path) -> None:
    published = _publish(build)
    # A client that wrote to the published file and died leaves a log behind.
    subprocess.run(
        [
            sys.executable,
            "-c",
            "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]);"
            " c.execute(\"set checkpoint_threshold = '1GB'\");"
            " c.execute(\"insert into marts.dim_projects values ('stray', 9)\"); os._exit(0)",
            str(published),
        ],
        check=True,
    )
    assert published.with_name("jixiao.duckdb.wal").exists()
    _publish(build)
    assert _query(published, "select count(*) from marts.dim_projects") == [(2,)]
    assert not published.with_name("jixiao.duckdb.wal").exists()


def test_a_reader_does_not_block_publishing_and_keeps_its_file(build: Path) -> None:
    published = _publish(build)
    with duckdb.connect(str(published), read_only=True) as reader:
        # Another process writes, as in life: a process that has a file open sees its own instance of it.
        with duckdb.connect(str(build)) as connection:
            connection.execute("insert into marts.dim_projects values ('c', 3)")
        code = (
            "import sys; from pathlib import Path; from serving.publish import publish;"
            "publish(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[2] + '.new'))"
        )
        root = Path(__file__).resolve().parents[2]
        subprocess.run([sys.executable, "-c", code, str(build), str(published)], check=True, cwd=root)
        assert reader.execute("select count(*) from marts.dim_projects").fetchall() == [(2,)]
    assert _query(published, "select count(*) from marts.dim_projects") == [(3,)]
