"""The grammar of format codes: sections between semicolons, their tokens, and which section a value takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

GENERAL = "General"
# Excel itself takes no longer code.
MAX_CODE = 255
# Codes that a file need not write out. Where they depend on the language of the program: as in Chinese Excel.
BUILTIN: Mapping[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"\\-#,##0',
    6: '"¥"#,##0;[Red]"¥"\\-#,##0',
    7: '"¥"#,##0.00;"¥"\\-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"\\-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* \\-#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?(?:E[+-]?\d{1,3})?)", re.I)
_LOCALE = re.compile(r"\$([^-\]]*)(?:-([0-9A-Fa-f]+))?.*", re.S)
_DBNUM = re.compile(r"dbnum([123])", re.I)
_ELAPSED = re.compile(r"(h+|m+|s+)", re.I)
_GENERAL = re.compile(r"general|g/通用格式|standard", re.I)
_NOON = re.compile(r"am/pm|a/p|上午/下午", re.I)
_DATE_RUN = re.compile(r"y+|m+|d+|h+|s+|a{3,4}|e+|b+|g+", re.I)
_DATE_KINDS = frozenset("ymdhsaebg")
PLACEHOLDERS = "0#?"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a section: `kind` is literal, general, text, digit, point, comma, percent, exponent, slash, noon,
    elapsed, fraction (of a second), or the letter of a date part."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """One of the up to four parts between semicolons."""

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None
    dbnum: int
    locale: int | None
    kind: Literal["number", "date", "text", "general", "literal"]


def choose(sections: tuple[Section, ...], value: Decimal) -> tuple[Section | None, Decimal, bool]:
    """The section for the value, the value it prints, and whether a minus goes before it."""
    numeric = sections[:-1] if len(sections) > 1 and sections[-1].kind == "text" else sections
    numeric = numeric[:3]
    first = numeric[0]
    if len(numeric) == 1 and first.condition is None:
        return first, abs(value), value < 0
    conditions = _conditions(numeric)
    for section, condition in zip(numeric, conditions, strict=True):
        if condition is None or _holds(condition, value):
            # The minus is the section's own affair where the section is for negative numbers only.
            own = condition is not None and condition[0] in ("<", "<=") and condition[1] == 0
            return section, abs(value), value < 0 and not own
    return None, value, False


def _conditions(numeric: tuple[Section, ...]) -> list[tuple[str, Decimal] | None]:
    """Conditions written or implied; None takes the rest."""
    zero = Decimal(0)
    written = [section.condition for section in numeric]
    if len(numeric) == 1:
        return written
    if len(numeric) == 2:
        if written[0] is None and written[1] is None:
            return [(">=", zero), ("<", zero)]
        return [written[0] or (">=", zero), written[1]] if written[0] else [(">=", zero), written[1]]
    first = written[0] or (">", zero)
    second = written[1] or (("<", zero) if written[0] is None or first[0].startswith(">") else None)
    return [first, second or (">=", zero), None]


def _holds(condition: tuple[str, Decimal], value: Decimal) -> bool:
    operator, limit = condition
    return {
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }[operator]


@lru_cache(maxsize=1024)
def parse(code: str) -> tuple[Section, ...]:
    """The sections of a format code; an empty or overlong code is General."""
    if len(code) > MAX_CODE or not code.strip():
        code = GENERAL
    return tuple(_section(part) for part in _split(code))


def _split(code: str) -> list[str]:
    """The parts between semicolons that are neither quoted nor escaped; at most four."""
    parts: list[str] = []
    start = at = 0
    while at < len(code):
        character = code[at]
        if character == '"':
            end = code.find('"', at + 1)
            at = len(code) if end < 0 else end + 1
        elif character == "[":
            end = code.find("]", at + 1)
            at = at + 1 if end < 0 else end + 1
        elif character in "\\!_*":
            at += 2
        elif character == ";":
            parts.append(code[start:at])
            start = at = at + 1
        else:
            at += 1
    parts.append(code[start:])
    return parts[:4]


def _section(code: str) -> Section:
    tokens: list[Token] = []
    condition: tuple[str, Decimal] | None = None
    dbnum = 0
    locale: int | None = None
    at = 0
    while at < len(code):
        character = code[at]
        if character == '"':
            end = code.find('"', at + 1)
            end = len(code) if end < 0 else end
            tokens.append(Token("literal", code[at + 1 : end]))
            at = end + 1
        elif character in "\\!":
            tokens.append(Token("literal", code[at + 1 : at + 2] or character))
            at += 2
        elif character == "_":
            tokens.append(Token("literal", " "))
            at += 2
        elif character == "*":
            at += 2
        elif character == "[":
            end = code.find("]", at + 1)
            if end < 0:
                tokens.append(Token("literal", character))
                at += 1
                continue
            inner = code[at + 1 : end]
            at = end + 1
            if found := _CONDITION.fullmatch(inner.strip()):
                condition = (found[1], Decimal(found[2]))
            elif found := _DBNUM.fullmatch(inner):
                dbnum = int(found[1])
            elif _ELAPSED.fullmatch(inner):
                tokens.append(Token("elapsed", inner.lower()))
            elif found := _LOCALE.fullmatch(inner):
                if found[1]:
                    tokens.append(Token("literal", found[1]))
                if found[2]:
                    locale = int(found[2][-8:], 16) & 0xFFFF
        else:
            token = _plain(code, at)
            tokens.append(token)
            at += len(token.text)
    tokens = _settle(tokens)
    return Section(tuple(tokens), condition, dbnum, locale, _kind(tokens))


def _plain(code: str, at: int) -> Token:
    """The token that starts with an unquoted character."""
    character = code[at]
    if found := _GENERAL.match(code, at):
        return Token("general", found[0])
    if found := _NOON.match(code, at):
        return Token("noon", found[0])
    if character in PLACEHOLDERS:
        return Token("digit", character)
    if character in "Ee" and code[at + 1 : at + 2] in ("+", "-"):
        return Token("exponent", code[at : at + 2])
    if found := _DATE_RUN.match(code, at):
        return Token(character.lower(), found[0].lower())
    kinds = {".": "point", ",": "comma", "%": "percent", "/": "slash", "@": "text"}
    return Token(kinds.get(character, "literal"), character)


def _settle(tokens: list[Token]) -> list[Token]:
    """Which reading holds where a character has several: months or minutes, points and slashes in dates."""
    if not any(token.kind in _DATE_KINDS or token.kind in ("elapsed", "noon") for token in tokens):
        return tokens
    if any(token.kind in ("general", "text") for token in tokens):
        return [Token("literal", token.text) if token.kind in _DATE_KINDS else token for token in tokens]
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "point" and at + 1 < len(tokens) and tokens[at + 1].kind == "digit":
            end = at + 1
            while end < len(tokens) and tokens[end].kind == "digit" and tokens[end].text == "0":
                end += 1
            if end > at + 1:
                out.append(Token("fraction", "0" * (end - at - 1)))
                at = end
                continue
        if token.kind in ("point", "comma", "slash", "percent", "exponent", "digit"):
            token = Token("literal", token.text)
        out.append(token)
        at += 1
    parts = [i for i, token in enumerate(out) if token.kind in _DATE_KINDS or token.kind == "elapsed"]
    for number, i in enumerate(parts):
        if out[i].kind != "m" or len(out[i].text) > 2:
            continue
        before = out[parts[number - 1]] if number else None
        after = out[parts[number + 1]] if number + 1 < len(parts) else None
        if (before is not None and before.text[0] == "h") or (after is not None and after.text[0] == "s"):
            out[i] = Token("minute", out[i].text)
    return out


def _kind(tokens: list[Token]) -> Literal["number", "date", "text", "general", "literal"]:
    kinds = {token.kind for token in tokens}
    if "text" in kinds:
        return "text"
    if kinds & (_DATE_KINDS | {"elapsed", "noon", "minute"}):
        return "date"
    if "general" in kinds:
        return "general"
    return "number" if "digit" in kinds else "literal"
