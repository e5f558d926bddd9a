"""The words of the forms: reads `seeds/printed_labels.csv` and finds a printed text in it.

`normalise_label` and `strip_brackets` have twins in SQL (`macros/normalise_label.sql`); a test holds them equal.
"""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from ingest.errors import VocabularyError

LABELS_FILE = "printed_labels.csv"
CATEGORIES_FILE = "indicator_categories.csv"
T = TypeVar("T")
ROLES = frozenset(
    {
        *("field", "contact", "total", "subtotal", "funding", "section"),
        *("column", "horizon", "category", "note", "attachment", "title"),
    }
)

# Element names that text extractions leave behind; anything else in angle brackets is text.
MARKUP = re.compile(
    r"</?(?:p|br|div|span|b|i|u|strong|em|font|table|tbody|thead|tr|td|th|ul|ol|li|h[1-6]|a|img|input|sub|sup)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BRACKETS = str.maketrans("〔【［[〕】］]", "(((())))")
_OTHER_BRACKETS = frozenset("〔【［[〕】］]")
_LEADING_NUMBER = re.compile(r"^(?:\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、](?!\d))")
_END_MARKS = ":;,、.。*"
_TRAILING = re.compile(rf"[{_END_MARKS}]+$")
_GROUP = re.compile(r"\([^()]*\)")
_LABEL_LENGTH = 120
_REMEMBERED = 50_000  # texts: labels come again in every document, other texts must not pile up


def normalise_text(text: str) -> str:
    """Compatibility forms folded (NFKC), outer white space off."""
    return unicodedata.normalize("NFKC", text).strip()


def normalise_label(text: str) -> str:
    """The key by which a printed label is looked up: folded, without white space, markup, numbering, end marks."""
    if "<" in text:
        text = MARKUP.sub("", text)
    key = "".join(unicodedata.normalize("NFKC", text).split())
    if not _OTHER_BRACKETS.isdisjoint(key):
        key = key.translate(_BRACKETS)
    key = _LEADING_NUMBER.sub("", key)
    if key.startswith("其中:"):
        key = key[3:]
    return key.rstrip(_END_MARKS)


def strip_brackets(key: str) -> str:
    """A label key without its bracketed groups: 数量指标(必填量化) → 数量指标."""
    return _TRAILING.sub("", _GROUP.sub("", key))


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning of a label: its role, what it stands for, and a qualifier (level, horizon, stage, side)."""

    label: str
    role: str
    target: str
    qualifier: str


@dataclass(frozen=True)
class Vocabulary:
    """All labels of the seed, by normalised text."""

    labels: dict[str, tuple[Entry, ...]]
    children: dict[str, frozenset[str]]  # level 1 category: the level 2 categories under it, in any taxonomy
    hash: str
    _found: dict[str, tuple[Entry, ...]] = field(default_factory=dict, compare=False, repr=False)
    _made: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def made(self, make: Callable[[Vocabulary], T]) -> T:
        """What `make` gives for this vocabulary: made at the first call, and kept as long as the vocabulary."""
        if make not in self._made:
            self._made[make] = make(self)
        return self._made[make]

    def entries(self, text: str) -> tuple[Entry, ...]:
        """Every meaning that the printed text may have; empty where it is no label."""
        if len(text) > _LABEL_LENGTH:
            return ()
        found = self._found.get(text)
        if found is None:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            found = self._found[text] = self._find(text)
        return found

    def _find(self, text: str) -> tuple[Entry, ...]:
        key = normalise_label(text)
        found = self.labels.get(key)
        if found is None and "(" in key:
            found = self.labels.get(strip_brackets(key))
        return found or ()

    def entry(self, text: str, *roles: str) -> Entry | None:
        """The first meaning of the text among the roles, in the order the roles are given."""
        entries = self.entries(text)
        for role in roles:
            for entry in entries:
                if entry.role == role:
                    return entry
        return None

    def category(self, text: str, level: int) -> Entry | None:
        """The category of that level which the text prints."""
        for entry in self.entries(text):
            if entry.role == "category" and entry.qualifier == str(level):
                return entry
        return None

    def level_of_category(self, text: str, printed_level2: frozenset[str]) -> int:
        """1 or 2. A label of both (成本指标) is level 1 where the form prints another category below it
        (经济成本指标), level 2 where another level 1 has it (产出指标), else level 1.
        """
        first, second = self.category(text, 1), self.category(text, 2)
        if first is None or second is None:
            return 1 if second is None else 2
        if (self.children.get(first.target, frozenset()) - {second.target}) & printed_level2:
            return 1
        elsewhere = any(second.target in below for level1, below in self.children.items() if level1 != first.target)
        return 2 if elsewhere else 1

    def with_role(self, role: str) -> tuple[Entry, ...]:
        """All entries of one role."""
        return self._by_role.get(role, ())

    @cached_property
    def _by_role(self) -> dict[str, tuple[Entry, ...]]:
        found: dict[str, list[Entry]] = {}
        for entries in self.labels.values():
            for entry in entries:
                found.setdefault(entry.role, []).append(entry)
        return {role: tuple(entries) for role, entries in found.items()}

    @cached_property
    def title_words(self) -> tuple[Entry, ...]:
        """Words that make a line a form title, longest first."""
        return tuple(sorted(self.with_role("title"), key=lambda entry: -len(entry.label)))

    @cached_property
    def contact_hash(self) -> str:
        """Changes when the contact labels do: cached grids are masked with them."""
        text = "\n".join(sorted(entry.label for entry in self.with_role("contact")))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def load_vocabulary(seeds: Path) -> Vocabulary:
    """Read the labels and categories below `seeds`. Raises VocabularyError with file and line."""
    labels: dict[str, list[Entry]] = {}
    label_rows, label_bytes = _read_seed(seeds / LABELS_FILE, {"label", "role", "target", "qualifier"})
    for where, row in label_rows:
        label, role, target = row["label"] or "", row["role"] or "", row["target"] or ""
        if role not in ROLES:
            raise VocabularyError(f"{where}: role {role!r} is not one of {', '.join(sorted(ROLES))}")
        if not label or not target:
            raise VocabularyError(f"{where}: label and target must be filled")
        if None in row:
            raise VocabularyError(f"{where}: more cells than columns; quote a cell that holds a comma")
        labels.setdefault(normalise_label(label), []).append(Entry(label, role, target, row["qualifier"] or ""))
    children: dict[str, set[str]] = {}
    category_rows, category_bytes = _read_seed(seeds / CATEGORIES_FILE, {"level1", "level2"})
    for _, row in category_rows:
        children.setdefault(row["level1"], set()).add(row["level2"])
    return Vocabulary(
        labels={key: tuple(entries) for key, entries in labels.items()},
        children={level1: frozenset(level2) for level1, level2 in children.items()},
        hash=hashlib.sha256(label_bytes + b"\x00" + category_bytes).hexdigest()[:16],
    )


def _read_seed(path: Path, columns: set[str]) -> tuple[list[tuple[str, dict[str, str]]], bytes]:
    """Rows of a seed with the place of each, and its bytes."""
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise VocabularyError(f"{path}: cannot be read ({error.strerror}); it holds the words of the forms") from error
    except UnicodeDecodeError as error:
        raise VocabularyError(f"{path}: is not UTF-8; save it as a UTF-8 CSV") from error
    reader = csv.DictReader(text.splitlines())
    missing = columns - set(reader.fieldnames or ())
    if missing:
        raise VocabularyError(f"{path}: column {', '.join(sorted(missing))} is missing")
    rows = [(f"{path}, line {reader.line_num}", row) for row in reader]
    if not rows:
        raise VocabularyError(f"{path}: no rows")
    return rows, data
