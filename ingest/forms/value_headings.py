"""Whose value a heading names: the target that the form sets, or what another year reached or planned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple

from ingest.forms.words import Word
from ingest.vocabulary import Vocabulary

OTHER = "other_value"  # target of a column that holds values, but not the form's targets: no raw column takes them

YEARS = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_YEAR = r"(?:19|20)\d{2}年?度?"
_CURRENT = r"[本当今]年度?"
_EXPECTED = "预计|预期|计划"
_PLAN = re.compile(r"(?:绩效)?(?:目标|指标|计划|预期)?[值数]?")
_DONE = re.compile(r"(?:实际|全年)?(?:完成|实现|达到|执行|实际)(?:情况|水平|[值数])?")
_BRACKETS = re.compile(r"\(([^()]*)\)")


class Time(Enum):
    """The time that a heading names, where it is no year in digits."""

    EARLIER = "earlier"
    CURRENT = "current"
    HORIZON = "horizon"  # a column of its own: 实施期
    NONE = "none"


class Meaning(NamedTuple):
    """What a heading says of the values below it. `is_plan`: a target; False: something reached."""

    time: Time | int
    is_plan: bool


def only_year(texts: Iterable[str]) -> int | None:
    """The year of the first text that names one year and no other; None where there is no such text."""
    for text in texts:
        years = {int(year) for year in YEARS.findall(text)}
        if len(years) == 1:
            return years.pop()
    return None


def heading_targets(words: Sequence[Word], year: int | None) -> list[str]:
    """For each value heading of a row `value`, or OTHER where it is surely that of another year."""
    own = _own_year([_in_heading(word) for word in words], year)
    targets = []
    for word in words:
        meaning = _in_heading(word)
        other_year = isinstance(meaning.time, int) and meaning.time != own
        targets.append(OTHER if other_year or meaning.time is Time.EARLIER else "value")
    return targets


def part_targets(words: Sequence[Word], year: int | None) -> list[str | None]:
    """For each heading below a value heading the target of its column: OTHER where it is not surely the form's target,
    None where it is not known as such a heading.
    """
    meanings = [_below_heading(word) for word in words]
    own = _own_year([meaning for meaning in meanings if meaning is not None], year)
    targets: list[str | None] = []
    for word, meaning in zip(words, meanings, strict=True):
        if meaning is None:
            targets.append(word.heading.target if word.heading else None)
        elif not meaning.is_plan or meaning.time is Time.EARLIER:
            targets.append(OTHER)
        else:
            targets.append("value" if not isinstance(meaning.time, int) or meaning.time == own else OTHER)
    return targets


def _own_year(meanings: Sequence[Meaning], year: int | None) -> int | None:
    """The form's year; where it names none, the only year among the headings, if none of them says 本年."""
    if year is not None:
        return year
    years = {meaning.time for meaning in meanings if isinstance(meaning.time, int) and meaning.is_plan}
    if len(years) != 1 or any(meaning.time is Time.CURRENT for meaning in meanings):
        return None
    return years.pop()


def _in_heading(word: Word) -> Meaning:
    """A value heading. A year says something of annual values only: 中期指标值(2026年) is the end of the cycle."""
    if word.heading is not None and word.heading.qualifier not in ("", "annual"):
        return Meaning(Time.HORIZON, is_plan=True)
    for inner in (word.key, *_BRACKETS.findall(word.key)):
        meaning = _timed(inner, word.words.vocabulary)
        if meaning is not None and meaning.time is not Time.NONE:
            return meaning
    year = only_year([word.key])
    return Meaning(year if year is not None else Time.NONE, is_plan=True)


def _below_heading(word: Word) -> Meaning | None:
    """A heading of values below a value heading; None where it is none that is known."""
    horizon = word.by_role.get("horizon")
    meaning = _timed(word.key, word.words.vocabulary)
    if meaning is not None and meaning.time is not Time.NONE:
        return meaning
    if horizon is not None:
        return Meaning(Time.HORIZON, is_plan=True)
    if word.heading is not None and word.heading.target == "value":
        return _in_heading(word)
    return meaning


def _timed(key: str, vocabulary: Vocabulary) -> Meaning | None:
    """A time, a plan or a result, and no more: 2023年完成值, 上年, 预计当年实现. None for any other text."""
    match = vocabulary.made(_pattern).fullmatch(key)
    if match is None or not key:
        return None
    expected = bool(match["before"] or match["behind"])
    rest = match["rest"]
    is_done = bool(rest) and _PLAN.fullmatch(rest) is None
    if is_done and _DONE.fullmatch(rest) is None:
        return None
    is_plan = expected or not is_done
    if match["year"]:
        return Meaning(int(match["year"][:4]), is_plan)
    if match["earlier"]:
        return Meaning(Time.EARLIER, is_plan)
    if match["current"]:
        return Meaning(Time.CURRENT, is_plan)
    return Meaning(Time.NONE, is_plan) if expected and rest else None


def _pattern(vocabulary: Vocabulary) -> re.Pattern[str]:
    """Time words first; those of earlier years are horizons of the vocabulary."""
    labels = (entry.label for entry in vocabulary.with_role("horizon") if entry.target == "earlier")
    earlier = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True)) or r"(?!)"
    return re.compile(
        rf"(?P<before>{_EXPECTED})?(?:(?P<year>{_YEAR})|(?P<earlier>{earlier})|(?P<current>{_CURRENT}))?"
        rf"(?P<behind>{_EXPECTED})?(?P<rest>.*)"
    )
