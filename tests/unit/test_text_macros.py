"""The text macros and their twins in ingest/vocabulary.py give the same text for whatever a document may print."""

from __future__ import annotations

import csv
import random
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb
import pytest
from jinja2 import Environment, StrictUndefined

from ingest import vocabulary
from tests.project.sqlfluff import adapter

ROOT = Path(__file__).resolve().parents[2]
MACROS = [ROOT / "macros" / name for name in ("engine/patterns.sql", "engine/lists.sql", "engine/text.sql", "text.sql")]

# Blocks that a Chinese document may print from, in full; NFKC of other scripts is not folded in SQL.
BLOCKS = {
    "latin and signs": (0x0000, 0x02FF),
    "combining marks": (0x0300, 0x036F),
    "punctuation": (0x2000, 0x206F),
    "scripts, currency, letterlike, numerals": (0x2070, 0x218F),
    "arrows and mathematics, technical": (0x2190, 0x23FF),
    "circled numbers": (0x2460, 0x24FF),
    "boxes and shapes": (0x2500, 0x27BF),
    "radicals": (0x2E80, 0x2FDF),
    "ideographic punctuation, kana": (0x3000, 0x30FF),
    "bopomofo, jamo, strokes": (0x3100, 0x31FF),
    "enclosed ideographs": (0x3200, 0x32FF),
    "squared units": (0x3300, 0x33FF),
    "private use": (0xE000, 0xE0FF),
    "compatibility ideographs": (0xF900, 0xFAFF),
    "ligatures": (0xFB00, 0xFB06),
    "vertical and small forms": (0xFE10, 0xFE6F),
    "full-width forms": (0xFF00, 0xFFEF),
}
SEEDS = sorted((ROOT / "seeds").glob("*.csv"))
DOCUMENTS = sorted((ROOT / "documents").rglob("*.txt")) + sorted((ROOT / "tests" / "fixtures").rglob("*.txt"))

TWINS: dict[str, Callable[[str], str]] = {
    "normalise_text": vocabulary.normalise_text,
    "normalise_label": vocabulary.normalise_label,
    "strip_brackets": vocabulary.strip_brackets,
}


@pytest.fixture(scope="module")
def macros() -> dict[str, str]:
    """SQL of each macro over column x, rendered as dbt renders it."""
    environment = Environment(undefined=StrictUndefined)
    environment.globals["adapter"] = adapter
    source = "".join(path.read_text(encoding="utf-8") for path in MACROS)
    return {name: environment.from_string(f'{source}{{{{ {name}("x") }}}}').render().strip() for name in TWINS}


def differences(macros: dict[str, str], name: str, texts: Iterable[str]) -> list[str]:
    """Texts for which the macro and its twin part ways, with both results."""
    twin = TWINS[name]
    with duckdb.connect() as connection:
        connection.execute("create table texts as select unnest(cast(? as varchar[])) as x", [sorted(set(texts))])
        rows = connection.execute(f"select x, {macros[name]} from texts").fetchall()
    assert rows, "no texts were compared"
    return [f"{x!r}: SQL {sql!r}, Python {twin(x)!r}" for x, sql in rows if sql != twin(x)]


def in_contexts(characters: Iterable[str]) -> list[str]:
    """Each character alone, at either end, inside, and twice."""
    return [text for c in characters for text in (c, f"{c}甲", f"甲{c}", f"甲{c}乙", f"a{c}{c}b")]


@pytest.mark.parametrize("name", TWINS)
@pytest.mark.parametrize("block", BLOCKS)
def test_every_character_of_a_block(macros: dict[str, str], name: str, block: str) -> None:
    first, last = BLOCKS[block]
    # DuckDB holds no text with a zero byte: it cannot come from raw.
    texts = in_contexts(chr(code) for code in range(max(first, 1), last + 1))
    assert differences(macros, name, texts) == []


@pytest.mark.parametrize("name", TWINS)
def test_every_character_and_cell_of_seeds_and_samples(macros: dict[str, str], name: str) -> None:
    cells: set[str] = set()
    for path in SEEDS:
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells.update(cell for row in csv.reader(file) for cell in row)
    for path in DOCUMENTS:
        cells.update(re.split(r"[\t\n]", path.read_bytes().decode("utf-8", errors="replace")))
    cells.discard("")
    characters = {character for cell in cells for character in cell}
    assert len(characters) > 1_500, "seeds or samples were not found"
    assert differences(macros, name, [*cells, *in_contexts(characters)]) == []


LABELS = [
    "一、项目名称：",
    "（一）项目名称",
    "(12) 项目名称",
    "1.项目名称",
    "1.5倍",
    "12、 项目名称。",
    "123、项目名称",
    "２．项目名称",
    "其中：财政拨款",
    "一、其中：财政拨款",
    "其中：其中：财政拨款",
    "数量指标\n（必填量化）",
    "【资金】［来源］〔2024〕[年]",
    "（（嵌套）括号）",
    "<p>项目</P><br/>名称<span class='a'>*</span>",
    "<关于加强管理的意见>",
    "< p>不是标记",
    "项目\u00a0名\u3000称\u2003\u200b\u2028",
    "金额(元)。。：；，、.*",
    "１、　",
    "：",
    "十一、",
    "十一、甲",
    "()",
    "(甲",
    "甲)(乙)",
    "5/10000",
    "0.5",
    "3.",
    "3.a",
]


@pytest.mark.parametrize("name", TWINS)
def test_labels_with_typography(macros: dict[str, str], name: str) -> None:
    assert differences(macros, name, LABELS) == []


@pytest.mark.parametrize("name", TWINS)
def test_characters_in_any_order(macros: dict[str, str], name: str) -> None:
    draw = random.Random(20240315)
    alphabet = [
        *"一十12０９甲乙ab.．。、,，:：;；*() （）〔〕【】[]［］<>/=≥％%\t\u3000\u00a0\u2028\u0301\u3099ｶﾞ㎡㈠①½…—",
        *("其中:", "其中：", "<p>", "</P>", "<br/>", "<b >", "<关于>", "(一)", "二、", "10.", "&nbsp;"),
    ]
    texts = ["".join(draw.choices(alphabet, k=draw.randint(1, 9))) for _ in range(8_000)]
    assert differences(macros, name, texts) == []


def test_a_difference_is_found(macros: dict[str, str]) -> None:
    broken = {**macros, "normalise_text": "trim(x)"}
    assert differences(broken, "normalise_text", ["ａ", "b"]) == ["'ａ': SQL 'ａ', Python 'a'"]


def test_null_stays_null(macros: dict[str, str]) -> None:
    with duckdb.connect() as connection:
        for name, sql in macros.items():
            found = connection.execute(f"select {sql} from (select cast(null as varchar) as x) as texts").fetchone()
            assert found == (None,), name


def test_prose_with_rare_forms_is_folded_in_good_time(macros: dict[str, str]) -> None:
    """A look-up of every character once cost 30 ms a cell; now it is a fraction of one. The limit is wide."""
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        connection.execute(
            "create table texts as select repeat('办公面积一百平方米', 12) || '㎡…' || i as x from range(1000) as r (i)"
        )
        begun = time.perf_counter()
        connection.execute(f"create table folded as select {macros['normalise_text']} as x from texts")
        seconds = time.perf_counter() - begun
        assert connection.execute("select count(*) from folded where contains(x, 'm2...')").fetchone() == (1000,)
    assert seconds < 10
