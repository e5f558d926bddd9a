"""What code may know: no place, no meaning before raw, no columns of the marts in the run itself."""

from __future__ import annotations

import ast
import csv
import re
from functools import cache
from pathlib import PurePosixPath

import yaml

from tests.project.contract import CONTRACT, PLACE, columns_of
from tests.project.project import CHINESE, ROOT, described_in, expect_none, text_of, tracked_files, without_comments

CODE = ("ingest/", "models/", "macros/", "pipeline/", "serving/")
SAMPLE_NAMES = ("广西", "番禺", "揭阳", "银川", "江苏", "guangxi", "panyu", "jieyang", "yinchuan", "jiangsu")


@cache
def seed_column(seed: str, column: str) -> frozenset[str]:
    with (ROOT / "seeds" / f"{seed}.csv").open(encoding="utf-8-sig", newline="") as file:
        return frozenset(row[column] for row in csv.DictReader(file))


@cache
def place_names() -> frozenset[str]:
    """Names and other spellings of places and publishers that cannot be an ordinary word: three characters or more."""
    names = seed_column("regions", "region_name") | seed_column("region_aliases", "alias")
    return frozenset(name for name in names if len(name) >= 3) | frozenset(SAMPLE_NAMES)


def places_in(text: str) -> set[str]:
    """Places that a text names."""
    names = place_names()
    longest = max(map(len, names))
    found = {name for name in SAMPLE_NAMES if name in text.lower()}
    for run in re.findall(r"[\u4e00-\u9fff]+", text):
        for start in range(len(run)):
            found |= names.intersection(run[start:end] for end in range(start + 2, min(len(run), start + longest) + 1))
    codes = seed_column("regions", "region_code") - {"000000"}
    return found | codes.intersection(re.findall(r"(?<![\w.-])\d{6}(?![\w.-])", text))


def without_examples(path: str) -> str:
    """Code without what may give an example: comments of SQL, unit tests of models."""
    text = text_of(path)
    if path.endswith(".sql"):
        return without_comments(text)
    if path.endswith(".yml"):
        described = {key: value for key, value in described_in(path).items() if key != "unit_tests"}
        return yaml.dump(described, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), allow_unicode=True)
    return text


def test_the_rule_itself() -> None:
    assert places_in("where title like '%番禺区%'") == {"番禺", "番禺区"}
    assert places_in("when '450000' then 1") == {"450000"}
    assert places_in("path == 'Guangxi-2022'") == {"guangxi"}
    assert places_in("财政部门 数量指标 000000") == {"财政部"}
    assert places_in("社会效益指标 1234567") == set()


def test_code_knows_no_place() -> None:
    expect_none(
        f"{path}: {', '.join(sorted(found))}"
        for path in tracked_files()
        if path.startswith(CODE) and path.endswith((".py", ".sql", ".yml", ".md", ".j2"))
        if (found := places_in(without_examples(path)))
    )


def string_constants(path: str) -> list[tuple[int, str]]:
    """Texts of a Python file with their line, docstrings and comments left out; of an f-string its fixed parts."""
    tree = ast.parse(text_of(path))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


def python_files(folder: str) -> list[str]:
    return [path for path in tracked_files() if path.startswith(folder) and path.endswith(".py")]


SQL = re.compile(
    r"\s*(?:select|insert\s+into|delete\s+from|update\s+\w+\s+set|create\s+(?:or|table|schema|view)|drop|with\s+\w+\s+as)\b",
    re.IGNORECASE,
)
MEANING = re.compile(
    r"\b(?:case\s+when|regexp_\w+|replace|translate|cast|try_cast|sum|avg|round|decimal)\b"
    r"|\b(?:staging|intermediate|marts|seeds)\s*\.",
    re.IGNORECASE,
)


def test_ingest_has_sql_in_one_place_and_none_about_meaning() -> None:
    wrong = []
    for path in python_files("ingest/"):
        for line, text in string_constants(path):
            if SQL.match(text) and path != "ingest/load.py":
                wrong.append(f"{path}:{line}: SQL outside ingest/load.py: {text[:60]!r}")
            elif SQL.match(text) and (found := MEANING.search(text)):
                wrong.append(f"{path}:{line}: {found[0]}")
    expect_none(wrong)


# A sheet stores numbers and prints texts: this package alone turns the one into the other.
PRINTS_NUMBERS = "ingest/readers/number_formats/"


def test_ingest_converts_no_number() -> None:
    """Text goes to raw as it is printed: what a number is, SQL decides."""
    assert (ROOT / PRINTS_NUMBERS).is_dir()
    wrong = []
    for path in python_files("ingest/"):
        if path.startswith(PRINTS_NUMBERS):
            continue
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name in ("float", "Decimal"):
                    wrong.append(f"{path}:{node.lineno}: {name}()")
    expect_none(wrong)


# Names that say nothing of money or indicators: a document, a place, a status.
GENERIC = {
    *("document_id", "project_id", "rule_id", "path", "file_name", "media_type", "title", "status", "reason"),
    *(
        "reason_code",
        "column_name",
        "source_url",
        "published_on",
        "code",
        "unit",
        "parent",
        "factor",
        "dimension",
        "severity",
    ),
    *("evidence", "scheme", "concept", "score", "weight", "horizon", "comparator", "explanation", *PLACE),
}


def test_pipeline_names_no_column_of_the_marts() -> None:
    names = {column for table in CONTRACT for column in columns_of(table)} - GENERIC
    wrong = [
        f"{path}:{line}: {name}"
        for path in python_files("pipeline/")
        for line, text in string_constants(path)
        for name in names.intersection(re.findall(r"\w+", text))
    ]
    expect_none(wrong)


def test_pipeline_and_ingest_know_no_word_of_the_forms() -> None:
    """Labels live in seeds: a Python text that is exactly one is a word that the code knows."""
    labels = {label for label in seed_column("printed_labels", "label") if CHINESE.search(label) and len(label) >= 3}
    wrong = [
        f"{path}:{line}: {text}"
        for folder in ("ingest/", "pipeline/")
        for path in python_files(folder)
        for line, text in string_constants(path)
        if text.strip() in labels
    ]
    expect_none(wrong)


def test_readers_know_no_word_of_the_field() -> None:
    """Numerals, weekdays and 上午/下午 are words of number formats, not of the field."""
    wrong = [
        f"{path}:{line}: {text[:40]!r}"
        for path in python_files("ingest/readers/")
        if not path.startswith(PRINTS_NUMBERS)
        for line, text in string_constants(path)
        if re.search(r"[\u4e00-\u9fff]{2,}", text)
    ]
    expect_none(wrong)


def test_every_python_module_says_what_it_is_for() -> None:
    expect_none(
        path
        for path in python_files("")
        if not PurePosixPath(path).name.startswith(("__init__", "test_"))
        and not ast.get_docstring(ast.parse(text_of(path)))
    )
