"""Contacts of any label, at any place, in every format: none of them is in anything that the ingest writes."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import duckdb
import pytest

from ingest.folder import ingest_folder
from ingest.limits import Limits
from tests.fixtures.render import FORMATS
from tests.fixtures.render.document import from_text
from tests.unit.helpers import SEEDS

FAMILY = "王李张刘陈杨赵黄周吴高金方"
GIVEN = ("伟", "秀英", "建国", "小红", "志强", "丽", "文博", "雨桐")
PERSONS = (
    "负责人",
    "项目负责人",
    "联系人",
    "填表人",
    "填报人",
    "经办人",
    "审核人",
    "单位负责人（签字）",
    "业务科室负责人",
)
PHONES = ("联系电话", "手机", "办公电话", "传真", "电话")
BOTH = ("联系人及电话", "项目负责人及联系电话", "联系人/联系电话")
FORM = (
    "某市项目支出绩效目标表\n\n项目名称\t{name}\t{row}\n主管部门\t某局\t实施单位\t某所\n{below}年度目标\t修好{name}\n资金总额\t{amount}\n"
    "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t安装盏数\t≥{amount}盏\n\n{prose}\n"
)


class Contacts:
    """Invented persons and numbers; each one made is a secret."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.secrets: set[str] = set()

    def person(self) -> str:
        name = self.random.choice(FAMILY) + self.random.choice(GIVEN)
        self.secrets.add(name)
        return name

    def number(self) -> str:
        digits = "".join(str(self.random.randrange(10)) for _ in range(8))
        self.secrets.add(digits)
        self.secrets.add(f"{digits[:4]} {digits[4:]}")
        self.secrets.add(f"{digits[:4]}-{digits[4:]}")
        mobile = f"13{self.random.randrange(10)}"
        shapes = (
            f"{mobile}{digits}",
            f"{mobile}-{digits[:4]}-{digits[4:]}",
            f"{mobile} {digits[:4]} {digits[4:]}",
            f"+86 {mobile}{digits}",
            f"025-{digits}",
            f"（025）{digits}",
            f"０２５－{digits}",
            f"025-{digits}转123",
        )
        return self.random.choice(shapes)

    def row(self) -> str:
        choose = self.random.choice
        if choose((True, False)):
            return f"{choose(PERSONS)}\t{self.person()}\t{choose(PHONES)}\t{self.number()}"
        return f"{choose(BOTH)}\t{self.person()}{choose((' ', '/', '，'))}{self.number()}"

    def prose(self) -> str:
        choose = self.random.choice
        return choose(
            (
                f"{choose(PERSONS)}：{self.person()}　　{choose(PHONES)}：{self.number()}",
                f"{choose(PERSONS)}： {self.person()}，{choose(PERSONS)}：{self.person()}",
                f"注：如有疑问请联系{self.person()}（{self.number()}）。",
                f"联系人：{self.person()}、{self.person()}，电话{self.number()}",
            )
        )


@pytest.mark.parametrize("seed", [1, 2])
def test_no_contact_is_in_anything_that_was_written(tmp_path: Path, seed: int) -> None:
    contacts = Contacts(seed)
    documents = tmp_path / "documents"
    documents.mkdir()
    for kind, render in FORMATS.items():
        for number in (1, 2):
            text = FORM.format(
                name=f"路灯{number}",
                row=contacts.row(),
                below=f"{contacts.row()}\n",
                amount=number,
                prose=contacts.prose(),
            )
            (documents / f"{kind}-{contacts.number()}.{kind}").write_bytes(render(from_text(text)))
    ingest_folder(documents, tmp_path / "build.duckdb", tmp_path / "cache", SEEDS, limits=Limits(workers=2))
    written: list[tuple[str, str]] = []
    with duckdb.connect(str(tmp_path / "build.duckdb"), read_only=True) as connection:
        tables = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        for table in tables:
            # hashes and the hash-named caches hold digits by chance
            columns = [
                name
                for name, kind, *_ in connection.execute(f"describe raw.{table}").fetchall()
                if kind == "VARCHAR" and not name.endswith(("_id", "hash", "sha256", "version"))
            ]
            for row in connection.execute(f"select {', '.join(columns)} from raw.{table}").fetchall():
                written += [(f"{table}.{column}", text) for column, text in zip(columns, row, strict=True) if text]
        read = connection.execute(
            "select path, status, cells_unread from raw.documents where status <> 'read'"
        ).fetchall()
        assert read == []
        [(names,)] = connection.execute(
            "select count(*) from raw.fields where field = 'project_name' and value_text like '路灯%'"
        ).fetchall()
        assert names == 2 * len(FORMATS)
    for path in (tmp_path / "cache").rglob("*.gz"):
        written.append((path.name, gzip.decompress(path.read_bytes()).decode()))
    for where, text in written:
        for secret in contacts.secrets:
            at = text.find(secret)
            assert at < 0, f"{where}: {text[max(0, at - 60) : at + 40]!r}"
