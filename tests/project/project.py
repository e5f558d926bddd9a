"""The project as its own rules see it: tracked files, and the dbt project parsed once."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("staging", "intermediate", "marts")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
_YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where there is one: ten times as fast


@cache
def tracked_files() -> tuple[str, ...]:
    """Paths of the files that git tracks and that are there, with /."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    paths = (path for path in listing.decode("utf-8").split("\0") if path)
    return tuple(path for path in paths if (ROOT / path).is_file())


def text_of(path: str) -> str:
    """A tracked file as text."""
    return (ROOT / path).read_text(encoding="utf-8")


def described_in(path: str) -> dict[str, Any]:
    """What a tracked YAML file describes."""
    return yaml.load(text_of(path), _YAML_LOADER)


@dataclass(frozen=True)
class Project:
    """The manifest of a dbt parse, by what the rules ask of it."""

    manifest: dict[str, Any]

    @classmethod
    def from_target(cls, target: Path) -> Project:
        """The project that dbt parsed into this folder."""
        return cls(json.loads((target / "manifest.json").read_text(encoding="utf-8")))

    def nodes(self, resource_type: str) -> list[dict[str, Any]]:
        """Nodes of one type, by name."""
        found = [node for node in self.manifest["nodes"].values() if node["resource_type"] == resource_type]
        return sorted(found, key=lambda node: node["name"])

    @property
    def models(self) -> list[dict[str, Any]]:
        """All models."""
        return self.nodes("model")

    @property
    def seeds(self) -> list[dict[str, Any]]:
        """All seeds."""
        return self.nodes("seed")

    @property
    def sources(self) -> list[dict[str, Any]]:
        """All source tables."""
        return list(self.manifest["sources"].values())

    @property
    def macros(self) -> list[dict[str, Any]]:
        """Our macros, not those of dbt; generic tests are among them."""
        return [macro for macro in self.manifest["macros"].values() if macro["package_name"] == "jixiao"]

    def parents(self, node: dict[str, Any]) -> list[dict[str, Any]]:
        """What a node reads: models, seeds, sources."""
        everything = self.manifest["nodes"] | self.manifest["sources"]
        return [everything[name] for name in node["depends_on"]["nodes"]]

    def tests_of(self, node: dict[str, Any]) -> list[dict[str, Any]]:
        """The generic tests of a model or seed that see every row."""
        return [
            test
            for test in self.nodes("test")
            if test.get("attached_node") == node["unique_id"]
            and test.get("test_metadata")
            and not test["config"].get("where")
            and test["config"].get("enabled", True)
            and test["config"].get("severity", "ERROR").upper() == "ERROR"
        ]


def layer_of(node: dict[str, Any]) -> str:
    """staging, intermediate, marts; seeds; raw for a source."""
    if node["resource_type"] == "source":
        return "raw"
    if node["resource_type"] == "seed":
        return "seeds"
    return node["fqn"][1]


def without_comments(sql: str) -> str:
    """SQL with templating comments, block comments and line comments off; quoted text stays."""
    sql = re.sub(r"\{#.*?#\}", " ", sql, flags=re.DOTALL)
    keep = r"'(?:[^']|'')*'|/\*.*?\*/|--[^\n]*"
    return re.sub(keep, lambda found: found[0] if found[0].startswith("'") else " ", sql, flags=re.DOTALL)


def without_texts(sql: str) -> str:
    """SQL without comments, templating and quoted texts: its own words only."""
    sql = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " templated ", without_comments(sql), flags=re.DOTALL)
    return re.sub(r"'(?:[^']|'')*'", "''", sql)


def final_columns(sql: str) -> list[str]:
    """Columns of the last select of a model that ends `select a, b.c, d as e from final`; none where there is none."""
    words = without_texts(sql).rstrip().rstrip(";")
    depth, start = 0, None
    for found in re.finditer(r"[()]|\bselect\b", words):
        if found[0] == "(":
            depth += 1
        elif found[0] == ")":
            depth -= 1
        elif depth == 0:
            start = found.end()
    if start is None:
        return []
    columns, depth, item = [], 0, ""
    for token in re.findall(r"\w+|[^\w\s]", words[start:]):
        depth += (token == "(") - (token == ")")
        if depth == 0 and token in (",", "from"):
            columns.append(re.split(r"[\s.]+", item.strip())[-1])
            item = ""
            if token == "from":
                return columns
            continue
        item += f" {token}"
    return []


def one_line(text: str) -> str:
    """Text with its white space collapsed."""
    return " ".join(text.split())


def expect_none(wrong: Iterable[str]) -> None:
    """Fail with one line per finding, and nothing else: that is the list of what to mend."""
    findings = sorted(wrong)
    if findings:
        pytest.fail("\n".join([f"{len(findings)} findings:", *findings]), pytrace=False)
