"""The two read-me files say the same, and the check before a merge is what they tell a reader to run."""

from __future__ import annotations

import re

import pytest

from tests.project.project import CHINESE, ROOT, expect_none, text_of, tracked_files

READMES = ("README.md", "README.zh-CN.md")
COMMANDS = ("make", "make test")


def headings(text: str) -> list[int]:
    """Levels of the headings, in order; what stands in a code block is none."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return [len(mark) for mark in re.findall(r"^(#{1,6}) +\S", prose, flags=re.MULTILINE)]


def commands(text: str) -> set[str]:
    """Lines of the code blocks of commands and queries, without comments."""
    blocks = re.findall(r"^```(?:sh|sql)\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    return {re.split(r"#|--\s", line)[0].strip() for block in blocks for line in block.splitlines()} - {""}


def test_headings_are_counted_outside_code() -> None:
    assert headings("# A\n```sh\n# no heading\n```\n## B\n") == [1, 2]
    assert commands("```sh\nmake   # build\n```\n```sql\n-- one\nselect 1 -- two\n```\n") == {"make", "select 1"}


def test_both_languages_have_the_same_headings() -> None:
    english, chinese = (headings(text_of(path)) for path in READMES)
    assert english and english == chinese


@pytest.mark.parametrize("path", READMES)
def test_the_two_commands_are_named(path: str) -> None:
    assert set(COMMANDS) <= commands(text_of(path))


def test_each_read_me_is_in_its_language_and_points_to_the_other() -> None:
    english, chinese = (text_of(path) for path in READMES)
    assert "README.zh-CN.md" in english and "README.md" in chinese
    share = [len(CHINESE.findall(text)) / len(text) for text in (english, chinese)]
    assert share[0] < 0.1 < share[1]


def test_both_languages_show_the_same_code() -> None:
    english, chinese = (commands(text_of(path)) for path in READMES)
    assert english and chinese
    expect_none(line for line in english ^ chinese if not CHINESE.search(line))


@pytest.mark.parametrize("path", READMES)
def test_linked_files_are_there(path: str) -> None:
    linked = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text_of(path))
    expect_none(f"{path}: {link}" for link in linked if not (ROOT / link).exists())


@pytest.mark.parametrize("path", READMES)
def test_named_make_targets_exist(path: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), flags=re.MULTILINE))
    named = {word for line in commands(text_of(path)) for word in re.findall(r"^make ([a-z][a-z-]*)", line)}
    expect_none(f"{path}: make {word}" for word in named - targets)


def test_ci_runs_the_test_command() -> None:
    run = ROOT / ".ci" / "run"
    lines = [line.split("#")[0].strip() for line in run.read_text(encoding="utf-8").splitlines()]
    assert "make test" in lines
    assert "set -euo pipefail" in lines
    assert run.stat().st_mode & 0o111, ".ci/run cannot be executed"


def test_make_test_lints() -> None:
    rules = dict(re.findall(r"^([a-z]+):([^\n#]*)", text_of("Makefile"), flags=re.MULTILINE))
    assert "lint" in rules["test"].split()


def test_the_changelog_names_every_release_once() -> None:
    assert "CHANGELOG.md" in tracked_files()
    releases = re.findall(r"^## (.+)$", text_of("CHANGELOG.md"), flags=re.MULTILINE)
    assert releases and len(releases) == len(set(releases))
