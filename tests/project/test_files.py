"""Every tracked file has a place, is of the kind of its folder, small, and names no machine."""

from __future__ import annotations

import re

from tests.project.project import ROOT, expect_none, text_of, tracked_files

TOP_LEVEL = frozenset(
    {
        *(".gitattributes", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "NOTICE"),
        *("README.md", "README.zh-CN.md", "dbt_project.yml", "profiles.yml", "pyproject.toml"),
    }
)
TOP_LEVEL_PATTERN = re.compile(r"requirements(-[a-z]+)?\.(in|lock)")

# What a folder holds: the first pattern that fits the path decides.
FOLDERS: tuple[tuple[str, str], ...] = (
    (r"\.ci/", r"run"),
    (r"documents/", r".+\.(txt|csv|html?|xlsx?|docx?|pdf|md)"),
    (r"ingest/", r"([a-z_]+/)*[a-z_0-9]+\.py"),
    (r"seeds/", r"[a-z_0-9]+\.(csv|yml)"),
    (r"models/docs/", r"[a-z_]+\.md"),
    (r"models/staging/", r"stg_[a-z_0-9]+\.(sql|yml)"),
    (r"models/intermediate/", r"([a-z_]+/)?int_[a-z_0-9]+\.(sql|yml)"),
    (r"models/marts/", r"([a-z_]+/)?(dim|fct|rpt)_[a-z_0-9]+\.(sql|yml)"),
    (r"models/", r"(sources|exposures)\.yml"),
    (r"macros/", r"([a-z_]+/)*[a-z_0-9]+\.(sql|yml)"),
    (r"tests/fixtures/", r".+"),
    (r"tests/generic/", r"[a-z_0-9]+\.sql"),
    (r"tests/singular/", r"([a-z_]+/)*[a-z_0-9]+\.(sql|yml)"),
    (r"tests/(expectations|unit|end_to_end|project|bench)/", r"([a-z_]+/)*[a-z_0-9]+\.(py|md)"),
    (r"tests/", r"(__init__|conftest|helpers|shared|dbt_program)\.py"),
    (r"analyses/", r"[a-z_0-9]+\.(sql|yml)|README\.md"),
    (r"serving/", r"([a-z_0-9-]+/)*([A-Za-z_0-9.-]+\.(py|j2|html|js|css|md|sql|yml|yaml|json|zip)|LICENSE[\w.-]*)"),
    (r"pipeline/", r"([a-z_]+/)*[a-z_0-9]+\.(py|j2|html\.j2)"),
    (r"docs/", r"([a-z-]+/)*[A-Za-z0-9.-]+\.(md|png|svg)"),
)
MAY_BE_EMPTY = re.compile(r"(.*/)?__init__\.py")
LARGEST_BYTES = 1_000_000
MACHINE_PATH = re.compile(r"(?<![\w.~*{}$<>/-])/(?:work|root|home|tmp|Users|mnt|private)/")
# In tests such a path is a made-up one.
MADE_UP_PATHS = re.compile(r"tests/(unit|end_to_end|expectations|fixtures|project)/.+\.(py|txt)")
TEXT = re.compile(r".*(\.(py|sql|yml|yaml|md|csv|in|lock|toml|j2|html|css|json)|Makefile|/run|NOTICE|\.gitignore)")


def has_a_place(path: str) -> bool:
    if "/" not in path:
        return path in TOP_LEVEL or bool(TOP_LEVEL_PATTERN.fullmatch(path))
    for folder, kinds in FOLDERS:
        if found := re.match(folder, path):
            return bool(re.fullmatch(kinds, path[found.end() :]))
    return False


def test_the_rule_itself() -> None:
    for path in (
        "README.md",
        "requirements.lock",
        "seeds/units.csv",
        "documents/某地/表 一.xlsx",
        "serving/publish.py",
    ):
        assert has_a_place(path), path
    for path in (
        "notes.md",
        "try.py",
        "models/marts/stg_a.sql",
        "models/a.sql",
        "seeds/a.py",
        "tests/unit/a.json",
        "x/y",
    ):
        assert not has_a_place(path), path
    assert MACHINE_PATH.search("see /home/a/b") and MACHINE_PATH.search('open("/tmp/x")')
    assert not MACHINE_PATH.search("https://example.org/home/a") and not MACHINE_PATH.search("$HOME/tmp/x")


def test_every_tracked_file_has_a_place() -> None:
    expect_none(path for path in tracked_files() if not has_a_place(path))


def test_no_tracked_file_is_empty_or_large() -> None:
    sizes = {path: (ROOT / path).stat().st_size for path in tracked_files()}
    expect_none(f"{path}: empty" for path, size in sizes.items() if size == 0 and not MAY_BE_EMPTY.fullmatch(path))
    expect_none(f"{path}: {size} bytes" for path, size in sizes.items() if size > LARGEST_BYTES)


def test_tracked_text_is_utf8_and_ends_with_a_line_feed() -> None:
    wrong = []
    for path in tracked_files():
        if not TEXT.fullmatch(path) or path.startswith(("documents/", "tests/fixtures/")):
            continue
        data = (ROOT / path).read_bytes()
        if b"\r" in data or data.startswith(b"\xef\xbb\xbf") or (data and not data.endswith(b"\n")):
            wrong.append(f"{path}: carriage return, byte order mark, or no line feed at the end")
        data.decode("utf-8")
    expect_none(wrong)


def test_no_machine_paths() -> None:
    expect_none(
        f"{path}:{number}: {line.strip()[:100]}"
        for path in tracked_files()
        if TEXT.fullmatch(path) and not MADE_UP_PATHS.fullmatch(path)
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if MACHINE_PATH.search(line)
    )


def test_lock_files_pin_and_hash_every_package_and_name_no_host() -> None:
    locks = [path for path in tracked_files() if path.endswith(".lock")]
    assert "requirements.lock" in locks
    for path in locks:
        text = text_of(path)
        expect_none(
            line
            for line in text.splitlines()
            if re.search(r"https?:|--(extra-)?index-url|--trusted|--find-links", line)
        )
        logical = [line for line in text.replace("\\\n", " ").splitlines() if line.strip() and line.strip()[0] != "#"]
        assert logical, path
        pinned = re.compile(r"[\w.-]+(\[[\w,.-]+\])?==\S+( ;[^\\]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")
        expect_none(f"{path}: {line[:80]}" for line in logical if not pinned.fullmatch(line))


def test_the_lock_holds_what_is_asked_for() -> None:
    pin = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==(\S+)", re.MULTILINE)
    for path in tracked_files():
        if path.endswith(".in"):
            asked, locked = pin.findall(text_of(path)), set(pin.findall(text_of(path.removesuffix(".in") + ".lock")))
            assert asked, path
            expect_none(f"{path}: {name} {version}" for name, version in asked if (name, version) not in locked)


def test_licence_is_the_apache_licence() -> None:
    text = text_of("LICENSE")
    assert "Apache License" in text and "Version 2.0, January 2004" in text and "END OF TERMS AND CONDITIONS" in text
