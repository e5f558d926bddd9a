"""Every table says what its row and its key is, every column what it holds, in both languages; keys are tested."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from pathlib import PurePosixPath
from typing import Any

from ingest.records import RAW_TABLES
from tests.project.project import (
    CHINESE,
    ROOT,
    Project,
    described_in,
    expect_none,
    final_columns,
    layer_of,
    one_line,
)

GRAIN = re.compile(r"One row per [^;]+; key: ([a-z0-9_]+(?:, [a-z0-9_]+)*)\.")
# What a mart's table or column says to its reader: 中文名：中文句。 — English sentence.
BOTH_SENTENCES = re.compile(
    r"(?P<name>[^—：]+)：(?P<zh>[^—]*[\u4e00-\u9fff][^—]*。) — (?P<en>(?=.*[A-Za-z]).*[.])", re.DOTALL
)
BOTH_LANGUAGES = re.compile(r"(?P<zh>[^—]*[\u4e00-\u9fff][^—]*) — (?P<en>(?=.*[A-Za-z]).*[.:])", re.DOTALL)


def tables(project: Project) -> list[dict[str, Any]]:
    return [*project.models, *project.seeds]


def meta_zh(node: dict[str, Any]) -> str:
    return str((node.get("config") or {}).get("meta", {}).get("zh") or node.get("meta", {}).get("zh") or "")


def key_of(node: dict[str, Any]) -> list[str]:
    found = GRAIN.match(one_line(node["description"]))
    return found[1].split(", ") if found else []


def test_the_patterns_themselves() -> None:
    assert GRAIN.match("One row per code and period; key: region_code, valid_from. 行政区划 — What it is.")
    assert not GRAIN.match("One row per code; key code. 行政区划 — What it is.")
    assert not GRAIN.match("Codes. One row per code; key: code.")
    assert BOTH_LANGUAGES.fullmatch("文件标识 — First digits.")
    assert not BOTH_LANGUAGES.fullmatch("文件标识 — 前三十二位。")
    assert not BOTH_LANGUAGES.fullmatch("First digits of the hash.")
    assert BOTH_LANGUAGES.fullmatch("文件标识：前三十二位。 — First digits.")
    sentences = BOTH_SENTENCES.fullmatch("文件标识：前三十二位：十六进制。 — First digits: of a hash.")
    assert sentences and sentences["name"] == "文件标识" and sentences["zh"] == "前三十二位：十六进制。"
    assert not BOTH_SENTENCES.fullmatch("文件标识 — First digits.")
    assert not BOTH_SENTENCES.fullmatch("文件标识：。 — First digits.")
    assert not BOTH_SENTENCES.fullmatch("文件标识：前三十二位。 — 前三十二位。")


def test_one_yaml_per_table_with_its_stem(project: Project) -> None:
    wrong = []
    for node in tables(project):
        table = PurePosixPath(node["original_file_path"])
        patch = (node.get("patch_path") or "none").removeprefix("jixiao://")
        if patch != str(table.with_suffix(".yml")):
            wrong.append(f"{table}: described in {patch}")
            continue
        described = described_in(patch)
        if len([*described.get("models", []), *described.get("seeds", [])]) != 1:
            wrong.append(f"{patch}: describes more than one table")
    expect_none(wrong)


def test_descriptions_begin_with_grain_and_key(project: Project) -> None:
    wrong = [f"{node['name']}: {one_line(node['description'])[:80]}" for node in tables(project) if not key_of(node)]
    expect_none(wrong)


def test_descriptions_are_in_both_languages(project: Project) -> None:
    wrong = []
    for node in tables(project):
        rest = GRAIN.sub("", one_line(node["description"]), count=1).strip()
        if not BOTH_LANGUAGES.match(rest) or not CHINESE.search(meta_zh(node)):
            wrong.append(f"{node['name']}: meta zh {meta_zh(node)!r}, {rest[:60]}")
    expect_none(wrong)


def test_no_two_tables_are_described_alike(project: Project) -> None:
    counted = Counter(one_line(node["description"]) for node in [*tables(project), *project.sources])
    expect_none([text for text, count in counted.items() if count > 1])


def test_no_two_marts_have_one_chinese_name(project: Project) -> None:
    counted = Counter(meta_zh(node) for node in project.models if layer_of(node) == "marts")
    expect_none([name for name, count in counted.items() if count > 1])


def test_keys_are_tested(project: Project) -> None:
    wrong = []
    for node in tables(project):
        key = key_of(node)
        tested = defaultdict(set)
        for test in project.tests_of(node):
            name, arguments = test["test_metadata"]["name"], test["test_metadata"]["kwargs"]
            columns = arguments.get("arguments", arguments).get("columns", [test["column_name"]])
            tested[name].add(frozenset(columns))
        unique = tested["unique"] | tested["unique_combination"]
        if frozenset(key) not in unique:
            wrong.append(f"{node['name']}: nothing proves that ({', '.join(key)}) is unique")
        if len(key) == 1 and frozenset(key) not in tested["not_null"]:
            wrong.append(f"{node['name']}: nothing proves that {key[0]} is never null")
    expect_none(wrong)


def test_columns_are_described_in_both_languages(project: Project) -> None:
    wrong = [
        f"{node['name']}.{column['name']}: meta zh {meta_zh(column)!r}, {one_line(column['description'])[:60]!r}"
        for node in tables(project)
        for column in node["columns"].values()
        if not CHINESE.search(meta_zh(column)) or not BOTH_LANGUAGES.fullmatch(one_line(column["description"]))
    ]
    expect_none(wrong)


def test_chinese_column_names_are_unique_in_a_mart(project: Project) -> None:
    """They become the column names of schema zh."""
    wrong = []
    for node in project.models:
        if layer_of(node) == "marts":
            counted = Counter(meta_zh(column) for column in node["columns"].values())
            wrong += [f"{node['name']}: {zh}" for zh, count in counted.items() if count > 1]
    expect_none(wrong)


def test_descriptions_begin_with_the_chinese_name(project: Project) -> None:
    """The comment in the database and the name in schema zh are one."""
    wrong = []
    for node in tables(project):
        rest = GRAIN.sub("", one_line(node["description"]), count=1).strip()
        if not rest.startswith((f"{meta_zh(node)} — ", f"{meta_zh(node)}：")):
            wrong.append(f"{node['name']}: {meta_zh(node)}")
        wrong += [
            f"{node['name']}.{column['name']}: {meta_zh(column)}"
            for column in node["columns"].values()
            if not one_line(column["description"]).startswith((f"{meta_zh(column)} — ", f"{meta_zh(column)}："))
        ]
    expect_none(wrong)


def test_marts_have_a_sentence_in_both_languages(project: Project) -> None:
    """Who reads Chinese only learns of grain, unit, codes and nulls from the comment as well."""
    wrong = []
    for node in project.models:
        if layer_of(node) != "marts":
            continue
        texts = {node["name"]: (node, GRAIN.sub("", one_line(node["description"]), count=1).strip())}
        texts |= {
            f"{node['name']}.{column['name']}": (column, one_line(column["description"]))
            for column in node["columns"].values()
        }
        for name, (described, text) in texts.items():
            found = BOTH_SENTENCES.fullmatch(text)
            if not found or found["name"] != meta_zh(described):
                wrong.append(f"{name}: {text[:60]}")
    expect_none(wrong)


def misnamed_codes(text: str, names: dict[str, str]) -> list[str]:
    """Codes in a Chinese sentence that are not followed by what schema zh shows in their place."""
    return [
        code
        for code, name in names.items()
        for found in re.finditer(rf"(?<![A-Za-z0-9_]){re.escape(code)}(?![A-Za-z0-9_])", text)
        if not text[found.end() :].startswith(f" {name}")
    ]


def test_comments_name_codes_as_schema_zh_does(project: Project) -> None:
    assert misnamed_codes("high 严重，low 低", {"high": "严重", "low": "轻微"}) == ["low"]
    assert misnamed_codes("highest 很高", {"high": "严重"}) == []
    names: dict[str, dict[str, str]] = defaultdict(dict)
    with (ROOT / "seeds" / "code_names.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            names[row["column_name"]][row["code"]] = row["name_zh"]
    wrong = [
        f"{node['name']}.{column['name']}: {code} is called {names[column['name']][code]}"
        for node in project.models
        if layer_of(node) == "marts"
        for column in node["columns"].values()
        for code in misnamed_codes(one_line(column["description"]).partition(" — ")[0], names[column["name"]])
    ]
    expect_none(wrong)


def test_one_column_has_one_chinese_name_in_all_tables(project: Project) -> None:
    """Who joins in schema zh joins by these names. A column of another meaning has another description."""
    found: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for node in project.models:
        for column in node["columns"].values():
            found[column["name"], one_line(column["description"])][meta_zh(column)].append(node["name"])
    expect_none(f"{name}: {dict(names)}" for (name, _), names in found.items() if len(names) > 1)


def test_yaml_has_the_columns_of_the_sql(project: Project) -> None:
    wrong = []
    for node in project.models:
        described, selected = set(node["columns"]), final_columns(node["raw_code"])
        assert len(selected) == len(set(selected)), node["name"]
        wrong += [f"{node['name']}.{column}: not in the YAML" for column in selected if column not in described]
        wrong += [f"{node['name']}.{column}: not in the SQL" for column in described.difference(selected)]
    expect_none(wrong)


def test_marts_declare_their_types(project: Project) -> None:
    wrong = []
    for node in project.models:
        if layer_of(node) != "marts":
            continue
        if not node["config"]["contract"]["enforced"]:
            wrong.append(f"{node['name']}: no contract")
        wrong += [f"{node['name']}.{name}" for name, column in node["columns"].items() if not column["data_type"]]
    expect_none(wrong)


def test_yaml_has_the_columns_of_the_seed(project: Project) -> None:
    wrong = []
    for node in project.seeds:
        with (ROOT / node["original_file_path"]).open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file))
        typed = list(node["config"]["column_types"])
        if header != list(node["columns"]):
            wrong.append(f"{node['name']}: described {sorted(node['columns'])}, in the file {sorted(header)}")
        if set(header) != set(typed):
            wrong.append(f"{node['name']}: typed {sorted(typed)}, in the file {sorted(header)}")
    expect_none(wrong)


def test_sources_are_the_raw_contract(project: Project) -> None:
    described = {source["name"]: list(source["columns"]) for source in project.sources}
    assert described == {table: list(columns) for table, columns in RAW_TABLES.items()}
    wrong = [
        f"{source['name']}.{column['name']}"
        for source in project.sources
        for column in source["columns"].values()
        if not BOTH_LANGUAGES.fullmatch(one_line(column["description"]))
    ]
    wrong += [
        source["name"]
        for source in project.sources
        if not (found := GRAIN.search(one_line(source["description"])))
        or not set(found[1].split(", ")) <= set(source["columns"])
    ]
    expect_none(wrong)


def test_macros_are_documented_with_their_arguments(project: Project) -> None:
    wrong = []
    for macro in project.macros:
        if not macro["original_file_path"].startswith("macros/"):
            continue
        if re.match(r"(duckdb|spark)__", macro["name"]):  # what an engine makes of a macro that is described
            continue
        if macro["name"].startswith("materialization_"):
            signature = re.search(r"\{%-?\s*materialization\b()", macro["macro_sql"])  # takes no arguments
        else:
            signature = re.search(r"\{%-?\s*macro\s+\w+\((.*?)\)\s*-?%\}", macro["macro_sql"], re.DOTALL)
        assert signature, macro["name"]
        declared = [argument.split("=")[0].strip() for argument in signature[1].split(",") if argument.strip()]
        described = [argument["name"] for argument in macro["arguments"] if argument["description"].strip()]
        if not macro["description"].strip() or declared != described:
            wrong.append(
                f"{macro['name']}({', '.join(declared)}): described {described}, {macro['description'][:40]!r}"
            )
    expect_none(wrong)


def test_doc_blocks_are_used_and_named_once(project: Project) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "models").rglob("*.yml"))]
    texts += [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.yml"))]
    used = {name for text in texts for name in re.findall(r"doc\(['\"](\w+)['\"]\)", text)}
    ours = {block["name"] for block in project.manifest["docs"].values() if block["package_name"] == "jixiao"}
    expect_none(ours - used - {"__overview__"})  # dbt's own name for the first page
