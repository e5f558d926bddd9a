"""The words and codes in seeds/ are those that the code uses and the descriptions name."""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from ingest.forms.indicators import COLUMNS, LEVELS
from ingest.records import RAW_TABLES
from ingest.vocabulary import ROLES, normalise_label
from tests.project.project import ROOT, Project, expect_none, layer_of, one_line, text_of, tracked_files

CODE = re.compile(r"[a-z][a-z_]*")


def rows_of(seed: str) -> list[dict[str, str]]:
    with (ROOT / "seeds" / f"{seed}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def description_of(project: Project, seed: str) -> str:
    return next(one_line(node["description"]) for node in project.seeds if node["name"] == seed)


def test_every_row_of_a_seed_has_every_cell_and_no_outer_white_space(project: Project) -> None:
    wrong = []
    for seed in project.seeds:
        with (ROOT / seed["original_file_path"]).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            header = next(reader)
            for row in reader:
                if len(row) != len(header) or any(cell != cell.strip() for cell in row) or not any(row):
                    wrong.append(f"{seed['name']}, line {reader.line_num}: {row}")
    expect_none(wrong)


def test_labels_are_written_as_they_are_looked_up() -> None:
    expect_none(
        f"{row['label']}: looked up as {normalise_label(row['label'])}"
        for row in rows_of("printed_labels")
        if normalise_label(row["label"]) != row["label"]
    )


def test_a_label_means_one_thing_in_a_role() -> None:
    """Else the order of rows would decide. Categories may stand on two levels; their level is their qualifier."""
    meanings = Counter(
        (row["label"], row["role"], row["qualifier"] if row["role"] == "category" else "")
        for row in rows_of("printed_labels")
    )
    expect_none(f"{key}: {count} rows" for key, count in meanings.items() if count > 1)


def documented_targets(description: str) -> dict[str, set[str]]:
    """Role: words that its item of the description names."""
    items = re.findall(r"(?:^|\s)- (.+?)(?=\s- |$)", description.split("The targets of each role:")[1])
    return {item.split()[0].rstrip(","): set(re.findall(r"[a-z0-9_]+", item)) for item in items}


def test_every_role_and_target_of_the_labels_is_documented(project: Project) -> None:
    description = description_of(project, "printed_labels")
    documented = documented_targets(description)
    used = defaultdict(set)
    for row in rows_of("printed_labels"):
        used[row["role"]].add(row["target"])
    named = {role for role in ROLES if re.search(rf"\b{role} \(", description)}
    assert named == ROLES == set(used)
    expect_none(
        f"{role}: {target}"
        for role in ("field", "contact", "section", "column", "horizon", "title", "total", "subtotal")
        for target in used[role] - documented[role]
    )


def test_every_documented_field_is_used(project: Project) -> None:
    item = re.search(r"- field \(.*?\): ([a-z_, ]+)\.", description_of(project, "printed_labels"))
    assert item
    fields = [row["target"] for row in rows_of("printed_labels") if row["role"] == "field"]
    expect_none(f"{name}: no label stands for it" for name in set(item[1].split(", ")) - set(fields))


def test_columns_of_indicators_are_columns_of_raw() -> None:
    targets = {row["target"] for row in rows_of("printed_labels") if row["role"] == "column"}
    assert {*COLUMNS, *LEVELS} <= targets
    raw = RAW_TABLES["indicator_lines"]
    expect_none(target for target in {*COLUMNS, *LEVELS} if f"{target}_text" not in raw)


def reason_codes_in_code() -> Iterator[tuple[str, str]]:
    """(where, code): what is raised or set as a reason in ingest/, as far as it is written out."""
    for path in tracked_files():
        if not path.startswith("ingest/") or not path.endswith(".py"):
            continue
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                position = {"RejectedDocumentError": 0, "_refused": 2, "FileType": 2, "Refusal": 1, "Reason": 0}.get(
                    name
                )
                if position is not None and len(node.args) > position:
                    yield from constants(path, node.args[position])
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    names = target.elts if isinstance(target, ast.Tuple) else [target]
                    values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
                    if len(names) == len(values):
                        for assigned, value in zip(names, values, strict=True):
                            if isinstance(assigned, ast.Name) and assigned.id in ("code", "reason_code"):
                                yield from constants(path, value)


def constants(path: str, node: ast.expr) -> Iterator[tuple[str, str]]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield f"{path}:{part.lineno}", part.value


def test_reason_codes_are_those_that_ingest_gives() -> None:
    known = {row["reason_code"] for row in rows_of("reason_codes")}
    used = list(reason_codes_in_code())
    assert len(used) >= 5, "the codes in ingest/ were not found"
    expect_none(f"{where}: {code} is not in seeds/reason_codes.csv" for where, code in used if code not in known)
    expect_none(f"{code}: in the seed, and nothing in ingest/ gives it" for code in known - {code for _, code in used})


def test_every_code_of_the_marts_has_a_name(project: Project) -> None:
    """Schema zh shows names; a code that a test of a mart accepts and nobody named would stand there in English."""
    named = {(row["column_name"], row["code"]) for row in rows_of("code_names")}
    named |= {("unit_dimension", code) for column, code in named if column == "dimension"}
    accepted = set()
    for node in project.models:
        for test in project.tests_of(node) if layer_of(node) == "marts" else ():
            if test["test_metadata"]["name"] == "accepted_values":
                arguments = test["test_metadata"]["kwargs"]
                values = arguments.get("arguments", arguments)["values"]
                accepted |= {(test["column_name"], value) for value in values if CODE.fullmatch(value)}
    assert len(accepted) > 80
    expect_none(f"{column}: {code} has no row in seeds/code_names.csv" for column, code in accepted - named)
    columns = {column for column, _ in accepted}
    expect_none(
        f"seeds/code_names.csv: no mart has {code} in {column}"
        for column, code in named - accepted
        if column in columns
    )
