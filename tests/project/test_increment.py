"""What a model that keeps rows between runs may depend on: nothing that could change its other rows unseen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.project.project import Project, expect_none, final_columns

BY_DOCUMENT = ("by_document", "compared")


def materialized(node: dict[str, Any]) -> str:
    return str(node["config"].get("materialized"))


def key_of(node: dict[str, Any]) -> str | None:
    """The column by which rows of a node are kept or replaced; None for what is made whole."""
    if node["resource_type"] == "source" or materialized(node) in BY_DOCUMENT:
        return "document_id"
    return str(node["config"].get("key")) if materialized(node) == "by_text" else None


def is_constant(project: Project, node: dict[str, Any]) -> bool:
    """Whether a node follows from seeds alone: code and seeds do not change within an increment."""
    if node["resource_type"] == "seed":
        return True
    return (
        node["resource_type"] == "model"
        and key_of(node) is None
        and all(is_constant(project, parent) for parent in project.parents(node))
    )


def wrong_parents(project: Project, model: dict[str, Any]) -> Iterator[str]:
    """Parents that a model which keeps rows must not have, each with the reason."""
    parents = project.parents(model)
    for parent in parents:
        if key_of(parent) is None and not is_constant(project, parent):
            yield f"{model['name']} keeps rows and reads {parent['name']}, which is made whole and not compared"
    if materialized(model) == "by_text":
        keys = {key_of(parent) for parent in parents} - {None}
        if key_of(model) not in keys and len(keys) != 1:
            yield f"{model['name']} is the first of its key and reads several: {sorted(map(str, keys))}"


def models(project: Project, *kinds: str) -> list[dict[str, Any]]:
    return [model for model in project.models if materialized(model) in kinds]


def test_models_that_keep_rows_read_nothing_that_changes_unseen(project: Project) -> None:
    expect_none(wrong for model in models(project, "by_document", "by_text") for wrong in wrong_parents(project, model))


def test_the_column_that_tells_rows_apart_is_there(project: Project) -> None:
    wrong = [
        f"{model['name']} has no column {key_of(model)}"
        for model in models(project, *BY_DOCUMENT, "by_text")
        if key_of(model) not in model["columns"] or key_of(model) not in final_columns(model["raw_code"])
    ]
    expect_none(wrong)


def test_every_kind_is_in_use_and_no_other(project: Project) -> None:
    assert {materialized(model) for model in project.models} == {*BY_DOCUMENT, "by_text", "table"}


@pytest.mark.parametrize(
    ("child", "parent", "is_wrong"),
    [
        ("fct_indicator_values", "int_series_groups", True),  # looks across documents, and nobody compares its rows
        ("fct_indicator_values", "int_counted_projects", False),
        ("int_value_readings", "stg_indicator_lines", False),
        ("int_value_texts", "int_unit_readings", True),  # two keys, of which neither is its own
    ],
)
def test_the_rule_itself(project: Project, child: str, parent: str, is_wrong: bool) -> None:
    by_name = {model["name"]: model for model in project.models}
    ids = [*by_name[child]["depends_on"]["nodes"], by_name[parent]["unique_id"]]
    changed = {**by_name[child], "depends_on": {"nodes": ids}}
    assert bool(list(wrong_parents(project, changed))) is is_wrong
