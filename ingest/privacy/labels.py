"""What stands behind a contact label within a text: names, numbers, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ingest.privacy.folding import FOLD, HAN
from ingest.privacy.names import END, LIKELY_NAME, NAME, TITLE
from ingest.privacy.numbers import NUMBERS

_ODD_CASES = "\u0130\u0131\u017f\u212a"  # i, i, s and k to a pattern without regard to case
# After a label and a colon a name may be anything short.
_NAMES_BEHIND = re.compile(
    r"[A-Z][A-Za-z.'\-]*(?: [A-Z][A-Za-z.'\-]*){0,3}"
    rf"|{HAN}{{1,8}}(?:·{HAN}{{1,8}})+"
    rf"|{HAN} {{1,4}}{HAN}(?!{HAN})"
    rf"|{HAN}{{1,4}}?{END}"
    rf"|{NAME}"
)
_NEXT_NAME = re.compile(rf"\s*[、,/]\s*(?={HAN}{{2,4}}{END})| {{1,4}}(?={NAME}{END})")
_TITLE_BEHIND = re.compile(rf"\s?{TITLE}")
_BARE_NAME = re.compile(rf"{NAME}{END}")
_NUMBERS_BEHIND = re.compile(rf"{NUMBERS}(?:\s*[、,;]\s*{NUMBERS})*")
_TEXT_BEHIND = re.compile(r"[^\s,;。:〔]{1,60}")
_HOLDS_TEXT = re.compile(r"(?:址|行|箱|件|邮|信号?|qq号?|mail)$", re.I)  # address, bank, mail: their value is no number
# Offices that sign a form with their names behind a colon; as words of a text they are no labels.
_SIGNED_WORDS = (
    "制表|填表|填报|审核|复核|审批|签发|经办|编制|校对|会计|出纳|局长|处长|科长|主任|院长|校长|所长|站长|书记"
)
_SIGNED = re.compile(rf"(?:{_SIGNED_WORDS})(?:\([^()]{{0,12}}\))?\s*:\s*(?={LIKELY_NAME}{END})")
_SUFFIX = r"(?:姓名|签字|签名|签章|盖章|签署|電話|电话|手机|号码|及电话|及联系电话|和电话|联系方式|及联系方式)"
PERSON = frozenset({"person", "person_phone"})


@dataclass(frozen=True)
class Words:
    """The contact labels of a vocabulary as patterns over folded text."""

    behind: re.Pattern[str]  # label, then a colon or a blank
    whole: re.Pattern[str]  # a cell that ends in a label: 业务科室负责人, 负责人签字
    any_label: re.Pattern[str]
    persons: frozenset[str]
    may_hold_label: re.Pattern[str]
    ends: frozenset[str]  # last characters of what `whole` matches


@lru_cache(maxsize=8)
def compile_labels(labels: frozenset[tuple[str, str]]) -> Words:
    """Patterns for the labels, longest first; printed labels may have blanks between their characters."""
    folded = sorted({label.translate(FOLD) for label, _ in labels}, key=lambda label: (-len(label), label))
    spaced = _in_any_case([" *".join(map(re.escape, label.replace(" ", ""))) for label in folded])
    group = r"(?: ?\([^()]{0,12}\))?"
    return Words(
        behind=re.compile(rf"(?P<label>{spaced})(?P<suffix>{_SUFFIX})?{group}(?P<sign>\s*:\s*|\s+|(?={HAN}))"),
        whole=re.compile(rf".{{0,14}}(?:{spaced})(?:{_SUFFIX})?{group}\s*:?", re.I | re.S),
        any_label=re.compile(spaced),
        persons=frozenset(label.replace(" ", "").translate(FOLD).lower() for label, kind in labels if kind in PERSON),
        ends=frozenset({label[-1].lower() for label in folded} | set(":)名字章署话話机码式")),
        may_hold_label=re.compile(_in_any_case([*sorted(_tails(folded)), *_SIGNED_WORDS.split("|")])),
    )


def _in_any_case(patterns: list[str]) -> str:
    """One of the patterns, in any case. Each begins with a plain character, so that a search skips what begins none."""
    return "|".join(
        f"{first}(?i:{pattern[1:]})" if first.lower() != first.upper() else pattern
        for pattern in patterns
        for first in _cases(pattern[0])
    )


def _cases(character: str) -> list[str]:
    """The characters that a pattern without regard to case takes for it."""
    candidates = dict.fromkeys((character, character.lower(), character.upper(), *_ODD_CASES))
    return [one for one in candidates if re.fullmatch(re.escape(character), one, re.I)]


def _tails(labels: list[str]) -> set[str]:
    """The last two characters of each label, with what may stand between them."""
    compact = (label.replace(" ", "") for label in labels)
    return {r"\s*".join(re.escape(character) for character in label[-2:]) for label in compact}


def labelled_spans(folded: str, words: Words) -> Iterator[tuple[int, int]]:
    """What stands behind a contact label within a text."""
    for found in words.behind.finditer(folded):
        at = found.end()
        has_colon = ":" in found["sign"]
        if folded.startswith("〔", at) or words.any_label.match(folded, at):
            continue
        if re.sub(r"\s", "", found["label"]).lower() in words.persons:
            end = _names_end(folded, at, words, has_colon)
        elif has_colon and (value := _value_behind(folded, at, found["label"])):
            end = value.end()
            if label := words.any_label.search(folded, at, end):
                end = label.start()
        else:
            continue
        if end > at:
            yield at, end
    for found in _SIGNED.finditer(folded):
        yield found.end(), _names_end(folded, found.end(), words, has_colon=False)


def _value_behind(folded: str, at: int, label: str) -> re.Match[str] | None:
    pattern = _TEXT_BEHIND if _HOLDS_TEXT.search(label) else _NUMBERS_BEHIND
    return pattern.match(folded, at)


def _names_end(folded: str, at: int, words: Words, has_colon: bool) -> int:
    """Where the names end that begin at a place; the place itself where there is none."""
    pattern = _NAMES_BEHIND if has_colon else _BARE_NAME
    end = at
    while found := pattern.match(folded, at):
        stop = found.end()
        if label := words.any_label.search(folded, at, min(len(folded), stop + 8)):
            stop = min(stop, label.start())
        if stop <= at or folded[stop : stop + 20].lstrip().startswith(":"):  # a label of another kind
            break
        end = stop
        if title := _TITLE_BEHIND.match(folded, end):
            end = title.end()
        following = _NEXT_NAME.match(folded, end)
        if following is None or words.any_label.match(folded, following.end()):
            break
        at = following.end()
    return end
