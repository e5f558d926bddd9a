"""Who may read what: raw -> staging -> intermediate -> marts, and what each layer may do."""

from __future__ import annotations

import re
import tomllib

from ingest.records import RAW_TABLES
from tests.project.project import (
    LAYERS,
    Project,
    expect_none,
    final_columns,
    layer_of,
    one_line,
    text_of,
    tracked_files,
    without_comments,
    without_texts,
)

PREFIXES = {"staging": ("stg_",), "intermediate": ("int_",), "marts": ("dim_", "fct_", "rpt_")}
NOT_IN_STAGING = re.compile(
    r"\b(?:join|where|having|qualify|distinct|limit|union|intersect|except|group\s+by|unnest)\b", re.IGNORECASE
)


def may_read(name: str, layer: str, parent: str, parent_layer: str) -> bool:
    if layer == "staging":
        return parent_layer == "raw"
    if layer == "intermediate":
        return parent_layer in ("staging", "intermediate", "seeds")
    if name.startswith("rpt_"):
        return parent_layer == "marts" and not parent.startswith("rpt_")
    return parent_layer in ("intermediate", "seeds") or (parent_layer == "marts" and parent.startswith("dim_"))


def test_the_rule_itself() -> None:
    assert may_read("stg_a", "staging", "a", "raw")
    assert not may_read("stg_a", "staging", "s", "seeds")
    assert not may_read("int_a", "intermediate", "a", "raw")
    assert not may_read("int_a", "intermediate", "dim_a", "marts")
    assert not may_read("fct_a", "marts", "stg_a", "staging")
    assert not may_read("fct_a", "marts", "fct_b", "marts")
    assert may_read("fct_a", "marts", "dim_b", "marts")
    assert not may_read("rpt_a", "marts", "int_a", "intermediate")
    assert not may_read("rpt_a", "marts", "seed", "seeds")
    assert may_read("rpt_a", "marts", "fct_a", "marts")


def test_models_read_only_what_stands_below(project: Project) -> None:
    wrong = [
        f"{model['name']} reads {parent['name']} ({layer_of(parent)})"
        for model in project.models
        for parent in project.parents(model)
        if not may_read(model["name"], layer_of(model), parent["name"], layer_of(parent))
    ]
    expect_none(wrong)


def test_models_stand_in_a_layer_and_carry_its_prefix(project: Project) -> None:
    wrong = [
        model["original_file_path"]
        for model in project.models
        if layer_of(model) not in LAYERS or not model["name"].startswith(PREFIXES[layer_of(model)])
    ]
    expect_none(wrong)


def test_analyses_read_marts_only(project: Project) -> None:
    wrong = [
        f"{analysis['name']} reads {parent['name']}"
        for analysis in project.nodes("analysis")
        for parent in project.parents(analysis)
        if layer_of(parent) != "marts"
    ]
    wrong += [
        f"{path} names schema {schema}"
        for path in tracked_files()
        if path.startswith("analyses/") and path.endswith(".sql")
        for schema in re.findall(
            r"\b(raw|staging|intermediate|seeds)\s*\.\s*\w", without_comments(text_of(path)), re.IGNORECASE
        )
    ]
    expect_none(wrong)


def test_every_raw_table_has_its_staging_model(project: Project) -> None:
    read = {model["name"]: [parent["name"] for parent in project.parents(model)] for model in project.models}
    staging = {name: parents for name, parents in read.items() if name.startswith("stg_")}
    assert staging == {f"stg_{table}": [table] for table in RAW_TABLES}


def test_staging_neither_joins_nor_filters(project: Project) -> None:
    wrong = [
        f"{model['name']}: {found[0]}"
        for model in project.models
        if layer_of(model) == "staging"
        for found in NOT_IN_STAGING.finditer(without_texts(model["raw_code"]))
    ]
    expect_none(wrong)


def test_staging_goes_source_renamed_final(project: Project) -> None:
    steps = {
        model["name"]: re.findall(r"(\w+)\s+as\s*\(\s*select\b", without_texts(model["raw_code"]))
        for model in project.models
        if layer_of(model) == "staging"
    }
    assert {name: found for name, found in steps.items() if found != ["source", "renamed", "final"]} == {}


def stars(sql: str) -> list[str]:
    """Selects of all columns, apart from those that bring one table in and do no more."""
    brought_in = re.compile(
        r"\bselect\s+\*\s+from\s+\{\{\s*(?:ref|source)\([^)]*\)\s*\}\}(?=\s*(?:\)|where\b|$))", re.IGNORECASE
    )
    rest = without_texts(brought_in.sub("", without_comments(sql)))
    star = re.compile(r"(?:\bselect\s+(?:distinct\s+|all\s+)?|,\s*)(?:\w+\.)?\*[^)\n]{0,40}", re.IGNORECASE)
    return [one_line(found[0]) for found in star.finditer(rest)]


def test_star_only_where_a_table_is_brought_in(project: Project) -> None:
    """A step names what it carries, a model names what it gives."""
    expect_none(f"{model['name']}: {star}" for model in project.models for star in stars(model["raw_code"]))
    expect_none(
        f"{model['name']}: the last select"
        for model in project.models
        if any("*" in column for column in final_columns(model["raw_code"]))
    )


def test_stars_are_found() -> None:
    assert stars("with a as (select * from {{ ref('b') }}), c as (select 2 * n, ',*' from a) select x from c") == []
    assert stars("with a as (select * from {{ ref('b') }}\n    where n = 1\n) select count(*) from a") == []
    assert stars("with a as (\nselect *\nfrom {{ source('raw', 'b') }}\n)\nselect a.*, b from a") == [
        "select a.*, b from a"
    ]
    assert stars("select n, -- a * b\n  a.* from a") == [", a.* from a"]
    assert stars("select distinct * from a") == ["select distinct * from a"]
    assert stars("select * from {{ ref('b') }} as b inner join c on b.n = c.n") != []
    assert final_columns("with a as (select x from b) select a.*, count(*) as n from a") == ["*", "n"]


def test_no_sql_is_too_long_for_the_linter() -> None:
    """sqlfluff passes over longer files with a warning, as if they were clean; 0 in its settings is no limit."""
    settings = tomllib.loads(text_of("pyproject.toml"))["tool"]["sqlfluff"]["core"]
    limit_bytes = settings.get("large_file_skip_byte_limit", 20_000)
    sizes = {path: len(text_of(path).encode()) for path in tracked_files() if path.endswith(".sql")}
    expect_none(f"{path}: {size} bytes" for path, size in sizes.items() if 0 < limit_bytes < size)


def test_tables_are_named_by_ref_and_source_only(project: Project) -> None:
    """A schema written out hides the dependency from dbt."""
    named = re.compile(r"\b(?:from|join)\s+(?:raw|staging|intermediate|marts|seeds)\s*\.", re.IGNORECASE)
    wrong = [
        f"{node['name']}: {found[0]}"
        for node in [*project.models, *project.nodes("test")]
        if not node.get("test_metadata")
        for found in named.finditer(without_comments(node["raw_code"]))
    ]
    expect_none(wrong)


def test_macros_hide_no_table(project: Project) -> None:
    hidden = re.compile(r"\{\{[^}]*\b(?:ref|source)\(|\b(?:from|join)\s+(?:raw|staging|intermediate|marts|seeds)\s*\.")
    wrong = [
        macro["name"]
        for macro in project.macros
        if macro["original_file_path"].startswith("macros/") and hidden.search(without_comments(macro["macro_sql"]))
    ]
    expect_none(wrong)
