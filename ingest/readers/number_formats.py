"""Number formats of spreadsheets: a stored value and its format code give the text that a person sees.

A cell that shows 95.5%, 150万元 or 2024年3月 is stored as 0.955, 150 or 45352 with a format; the text is what
was published. The grammar is that of Excel files, and values are rounded as Excel rounds them: to 15 significant
digits first, then half up to the digits shown. Where Excel would only give up for want of room, the text keeps
what the file holds: a date out of range is shown as its number, and General shows long numbers with all their
digits (440123202400001, not 4.40123E+14).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import isfinite
from typing import Literal

VERSION = "formats-1"
GENERAL = "General"
# Excel itself takes no longer code.
MAX_CODE = 255
MAX_SERIAL = 2_958_466  # the first day that is no longer in the year 9999

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

# Wide enough for the largest double with the longest code; half up as Excel rounds.
_EXACT = Context(prec=MAX_CODE + 400, rounding=ROUND_HALF_UP, Emin=-5000, Emax=5000)
_PLAIN_INTEGER = re.compile(r"-?[0-9]{1,40}")
_SHORT_INTEGER = re.compile(r"0|[1-9][0-9]{0,10}")
_NUMBER = re.compile(r"[+-]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?)?Z?", re.ASCII)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?(?:E[+-]?\d{1,3})?)", re.I)
_LOCALE = re.compile(r"\$([^-\]]*)(?:-([0-9A-Fa-f]+))?.*", re.S)
_DBNUM = re.compile(r"dbnum([123])", re.I)
_ELAPSED = re.compile(r"(h+|m+|s+)", re.I)
_GENERAL = re.compile(r"general|g/通用格式|standard", re.I)
_NOON = re.compile(r"am/pm|a/p|上午/下午", re.I)
_DATE_RUN = re.compile(r"y+|m+|d+|h+|s+|a{3,4}|e+|b+|g+", re.I)
_CHINESE_LOCALES = frozenset({0x004, 0x404, 0x804, 0xC04, 0x1004, 0x1404, 0x7804, 0x7C04})
_TAIWAN = 0x404
_DATE_KINDS = frozenset("ymdhsaebg")
_PLACEHOLDERS = "0#?"

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DIGITS = {1: "〇一二三四五六七八九", 2: "零壹贰叁肆伍陆柒捌玖", 3: "０１２３４５６７８９"}
_POWERS = {1: ("", "十", "百", "千"), 2: ("", "拾", "佰", "仟"), 3: ("", "十", "百", "千")}
_GROUPS = ("", "万", "亿", "万亿", "亿亿")
_WEEKDAYS = "一二三四五六日"
_NOON_CHINESE = "上午/下午"


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of a section: `kind` is literal, general, text, digit, point, comma, percent, exponent, slash, noon,
    elapsed, fraction (of a second), or the letter of a date part."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the up to four parts between semicolons."""

    tokens: tuple[_Token, ...]
    condition: tuple[str, Decimal] | None
    dbnum: int
    locale: int | None
    kind: Literal["number", "date", "text", "general", "literal"]


def parse_number(text: str) -> Decimal | None:
    """The number that a file wrote out, to the 15 digits that count; whole numbers keep all digits. Else None."""
    text = text.strip()
    if _PLAIN_INTEGER.fullmatch(text):
        return Decimal(text)
    if not _NUMBER.fullmatch(text):
        return None
    return from_float(float(text))


def from_float(value: float) -> Decimal | None:
    """A stored double to 15 significant digits: 0.30000000000000004 is 0.3. None where it is no number."""
    if not isfinite(value):
        return None
    return Decimal(f"{value:.15g}")


@lru_cache(maxsize=16_384)
def shown(text: str, code: str, date1904: bool = False) -> str:
    """What a cell shows whose number the file wrote out like this; the text itself where it is no number."""
    if code == GENERAL and _SHORT_INTEGER.fullmatch(text):
        return text
    value = parse_number(text)
    return display(value, code, date1904) if value is not None else text


def display(value: Decimal, code: str, date1904: bool = False) -> str:
    """The text that a cell with this number and this format code shows, without outer white space."""
    sections = _parse(code)
    section, value, signed = _choose(sections, value)
    if section is None:
        return general(value)
    # No date is before the first day.
    text = None if section.kind == "date" and signed else _render(section, value, date1904)
    if text is None:  # a date out of range: Excel shows a row of #
        return general(-value if signed else value)
    return "-" + text.strip(" ") if signed else text.strip(" ")


def display_text(text: str, code: str) -> str:
    """The text that a cell with this text and this format code shows: a text section may add words to it."""
    if code in (GENERAL, "@") or ("@" not in code and ";" not in code):
        return text
    sections = _parse(code)
    last = sections[-1]
    if last.kind != "text" and len(sections) < 4:
        return text
    return "".join(text if token.kind == "text" else token.text for token in last.tokens).strip(" ")


def is_date_code(code: str) -> bool:
    """Whether numbers under this code are shown as dates or times."""
    return any(section.kind == "date" for section in _parse(code))


def serial_of(text: str, date1904: bool = False) -> Decimal | None:
    """The number under which a date written as 2024-03-01T08:30:00 is stored; None where the text is no date."""
    found = _ISO.fullmatch(text.strip())
    if found is None:
        return None
    year, month, month_day, hour, minute, second = (Decimal(part or 0) for part in found.groups())
    try:
        day = date(int(year), int(month), int(month_day)).toordinal() - date(1899, 12, 30).toordinal()
    except ValueError:
        return None
    day -= 1462 if date1904 else (1 if day <= 60 else 0)
    return day + _round((hour * 3600 + minute * 60 + second) / 86_400, 12)


def general(value: Decimal) -> str:
    """General: 11 characters, except that a long number keeps its digits."""
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    size = abs(value)
    whole = size.adjusted() + 1  # digits before the point
    if whole >= 12:
        if size == size.to_integral_value() and (whole <= 15 or len(size.as_tuple().digits) > 15):
            return sign + f"{size:f}"
        if whole <= 15:
            return sign + _trimmed(f"{size:f}")
        return sign + _scientific(size, 14)
    if whole >= 1:
        rounded = _round(size, max(0, 10 - whole))
        return sign + _trimmed(f"{rounded:f}")
    plain = _trimmed(f"{size:f}")
    if len(plain) <= 11:
        return sign + plain
    if whole >= -3:
        return sign + _trimmed(f"{_round(size, 9):f}")
    return sign + _scientific(size, 5)


def _scientific(size: Decimal, places: int) -> str:
    exponent = size.adjusted()
    mantissa = _round(size.scaleb(-exponent, _EXACT), places)
    if mantissa >= 10:
        mantissa, exponent = mantissa.scaleb(-1, _EXACT), exponent + 1
    return f"{_trimmed(f'{mantissa:f}')}E{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _round(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places, _EXACT), context=_EXACT)


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- which section ---------------------------------------------------------------------------------------------------


def _choose(sections: tuple[_Section, ...], value: Decimal) -> tuple[_Section | None, Decimal, bool]:
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


def _conditions(numeric: tuple[_Section, ...]) -> list[tuple[str, Decimal] | None]:
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


# --- parsing ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def _parse(code: str) -> tuple[_Section, ...]:
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


def _section(code: str) -> _Section:
    tokens: list[_Token] = []
    condition: tuple[str, Decimal] | None = None
    dbnum = 0
    locale: int | None = None
    at = 0
    while at < len(code):
        character = code[at]
        if character == '"':
            end = code.find('"', at + 1)
            end = len(code) if end < 0 else end
            tokens.append(_Token("literal", code[at + 1 : end]))
            at = end + 1
        elif character in "\\!":
            tokens.append(_Token("literal", code[at + 1 : at + 2] or character))
            at += 2
        elif character == "_":
            tokens.append(_Token("literal", " "))
            at += 2
        elif character == "*":
            at += 2
        elif character == "[":
            end = code.find("]", at + 1)
            if end < 0:
                tokens.append(_Token("literal", character))
                at += 1
                continue
            inner = code[at + 1 : end]
            at = end + 1
            if found := _CONDITION.fullmatch(inner.strip()):
                condition = (found[1], Decimal(found[2]))
            elif found := _DBNUM.fullmatch(inner):
                dbnum = int(found[1])
            elif _ELAPSED.fullmatch(inner):
                tokens.append(_Token("elapsed", inner.lower()))
            elif found := _LOCALE.fullmatch(inner):
                if found[1]:
                    tokens.append(_Token("literal", found[1]))
                if found[2]:
                    locale = int(found[2][-8:], 16) & 0xFFFF
        else:
            token = _plain(code, at)
            tokens.append(token)
            at += len(token.text)
    tokens = _settle(tokens)
    return _Section(tuple(tokens), condition, dbnum, locale, _kind(tokens))


def _plain(code: str, at: int) -> _Token:
    """The token that starts with an unquoted character."""
    character = code[at]
    if found := _GENERAL.match(code, at):
        return _Token("general", found[0])
    if found := _NOON.match(code, at):
        return _Token("noon", found[0])
    if character in _PLACEHOLDERS:
        return _Token("digit", character)
    if character in "Ee" and code[at + 1 : at + 2] in ("+", "-"):
        return _Token("exponent", code[at : at + 2])
    if found := _DATE_RUN.match(code, at):
        return _Token(character.lower(), found[0].lower())
    kinds = {".": "point", ",": "comma", "%": "percent", "/": "slash", "@": "text"}
    return _Token(kinds.get(character, "literal"), character)


def _settle(tokens: list[_Token]) -> list[_Token]:
    """Which reading holds where a character has several: months or minutes, points and slashes in dates."""
    if not any(token.kind in _DATE_KINDS or token.kind in ("elapsed", "noon") for token in tokens):
        return tokens
    if any(token.kind in ("general", "text") for token in tokens):
        return [_Token("literal", token.text) if token.kind in _DATE_KINDS else token for token in tokens]
    out: list[_Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "point" and at + 1 < len(tokens) and tokens[at + 1].kind == "digit":
            end = at + 1
            while end < len(tokens) and tokens[end].kind == "digit" and tokens[end].text == "0":
                end += 1
            if end > at + 1:
                out.append(_Token("fraction", "0" * (end - at - 1)))
                at = end
                continue
        if token.kind in ("point", "comma", "slash", "percent", "exponent", "digit"):
            token = _Token("literal", token.text)
        out.append(token)
        at += 1
    parts = [i for i, token in enumerate(out) if token.kind in _DATE_KINDS or token.kind == "elapsed"]
    for number, i in enumerate(parts):
        if out[i].kind != "m" or len(out[i].text) > 2:
            continue
        before = out[parts[number - 1]] if number else None
        after = out[parts[number + 1]] if number + 1 < len(parts) else None
        if (before is not None and before.text[0] == "h") or (after is not None and after.text[0] == "s"):
            out[i] = _Token("minute", out[i].text)
    return out


def _kind(tokens: list[_Token]) -> Literal["number", "date", "text", "general", "literal"]:
    kinds = {token.kind for token in tokens}
    if "text" in kinds:
        return "text"
    if kinds & (_DATE_KINDS | {"elapsed", "noon", "minute"}):
        return "date"
    if "general" in kinds:
        return "general"
    return "number" if "digit" in kinds else "literal"


# --- rendering -------------------------------------------------------------------------------------------------------


def _render(section: _Section, value: Decimal, date1904: bool) -> str | None:
    if section.kind == "date":
        return _render_date(section, value, date1904)
    if section.kind in ("general", "text"):
        value = _scaled(section, value)
        number = general(value)
        if section.dbnum:
            number = chinese_number(number, section.dbnum)
        return "".join(number if token.kind in ("general", "text") else token.text for token in section.tokens)
    if section.kind == "literal":
        return "".join(token.text for token in section.tokens)
    if any(token.kind == "slash" for token in section.tokens) and (text := _render_fraction(section, value)):
        return text
    return _render_number(section, value)


def _scaled(section: _Section, value: Decimal) -> Decimal:
    return value.scaleb(2 * sum(1 for token in section.tokens if token.kind == "percent"), _EXACT)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a number section is filled: its texts, and where digits go, as (position, placeholder)."""

    texts: tuple[str, ...]
    whole: tuple[tuple[int, str], ...]
    places: tuple[tuple[int, str], ...]
    power: tuple[tuple[int, str], ...]
    zeros_kept: int  # decimal places up to the last 0 of the code
    point_at: int | None
    exponent_at: int
    exponent_sign: bool
    grouped: bool
    scale: int  # power of ten that percent signs and commas at the end multiply by


@lru_cache(maxsize=1024)
def _plan(tokens: tuple[_Token, ...]) -> _Plan:
    end = len(tokens)
    exponent_at = next((i for i, token in enumerate(tokens) if token.kind == "exponent"), end)
    point_at = next((i for i, token in enumerate(tokens[:exponent_at]) if token.kind == "point"), None)
    digits = [(i, token.text) for i, token in enumerate(tokens) if token.kind == "digit"]
    split_at = point_at if point_at is not None else exponent_at
    whole = tuple((i, text) for i, text in digits if i < split_at)
    places = tuple((i, text) for i, text in digits if split_at < i < exponent_at)
    power = tuple((i, text) for i, text in digits if i > exponent_at)
    scale = 2 * sum(1 for token in tokens if token.kind == "percent")
    grouped = False
    for i, token in enumerate(tokens[:exponent_at]):
        if token.kind != "comma":
            continue
        before = bool(whole) and whole[0][0] < i or bool(places) and places[0][0] < i
        inside = whole if i < split_at else places
        if inside and inside[-1][0] > i:
            grouped |= bool(whole) and whole[0][0] < i
        elif before:
            scale -= 3  # behind the last digit: in thousands
    texts = tuple("" if token.kind == "comma" else token.text for token in tokens)
    kept = max((number for number, (_, text) in enumerate(places, start=1) if text == "0"), default=0)
    sign = exponent_at < end and tokens[exponent_at].text.endswith("+")
    return _Plan(texts, whole, places, power, kept, point_at, exponent_at, sign, grouped, scale)


def _render_number(section: _Section, value: Decimal) -> str:
    plan = _plan(section.tokens)
    if plan.scale:
        value = value.scaleb(plan.scale, _EXACT)
    exponent = 0
    if plan.power:
        value, exponent = _mantissa(value, max(1, len(plan.whole)), len(plan.places))
    whole, _, places = f"{_round(value, len(plan.places)):f}".partition(".")
    whole = whole.lstrip("0")
    texts = list(plan.texts)
    _fill_whole(texts, plan.whole, whole, plan.grouped)
    if not plan.whole and whole and plan.point_at is not None:
        texts[plan.point_at] = whole + texts[plan.point_at]  # .00 shows 12.50 all the same
    last = max(len(places.rstrip("0")), plan.zeros_kept)
    for number, (i, placeholder) in enumerate(plan.places):
        texts[i] = places[number] if number < last else (" " if placeholder == "?" else "")
    if plan.power:
        texts[plan.exponent_at] = "E" + ("-" if exponent < 0 else "+" if plan.exponent_sign else "")
        _fill_whole(texts, plan.power, str(abs(exponent)), False)
    if section.dbnum:
        digits = {str(i): digit for i, digit in enumerate(_DIGITS[section.dbnum])}
        for i, _ in (*plan.whole, *plan.places, *plan.power):
            texts[i] = "".join(digits.get(character, character) for character in texts[i])
    return "".join(texts)


def _mantissa(value: Decimal, whole: int, places: int) -> tuple[Decimal, int]:
    """Mantissa and power of ten; ##0 before the point makes the power a multiple of three."""
    if value == 0:
        return value, 0
    exponent = value.adjusted() // whole * whole if whole > 1 else value.adjusted()
    mantissa = value.scaleb(-exponent, _EXACT)
    if _round(mantissa, places) >= Decimal(10) ** whole:
        exponent += whole
        mantissa = value.scaleb(-exponent, _EXACT)
    return mantissa, exponent


def _fill_whole(texts: list[str], at: tuple[tuple[int, str], ...], digits: str, grouped: bool) -> None:
    """Digits from the right into their placeholders; the first placeholder takes all that are left."""
    if not at:
        return
    padded = [" " if text == "?" else "0" if text == "0" else "" for _, text in at]
    used = min(len(digits), len(at) - 1)
    if used:
        padded[len(at) - used :] = digits[len(digits) - used :]
    if len(digits) >= len(at):
        padded[0] = digits[: len(digits) - used]
    if grouped:
        right = 0  # digits to the right, for the thousands
        for number in range(len(at) - 1, -1, -1):
            written = ""
            for digit in reversed(padded[number]):
                if digit != " ":
                    if right and right % 3 == 0:
                        written = "," + written
                    right += 1
                written = digit + written
            padded[number] = written
    for (i, _), text in zip(at, padded, strict=True):
        texts[i] = text


def _render_fraction(section: _Section, value: Decimal) -> str | None:
    """# ?/? and # ?/8. None where the slash is no fraction bar."""
    tokens = section.tokens
    slash = next(i for i, token in enumerate(tokens) if token.kind == "slash")
    above = slash - 1
    while above >= 0 and tokens[above].kind == "digit":
        above -= 1
    top = tokens[above + 1 : slash]
    below = slash + 1
    while below < len(tokens) and (
        tokens[below].kind == "digit" or (tokens[below].kind == "literal" and tokens[below].text.isdecimal())
    ):
        below += 1
    bottom = "".join(token.text for token in tokens[slash + 1 : below])
    if not top or not bottom:
        return None
    value = _scaled(section, value)
    whole_at = tuple((i, tokens[i].text) for i in range(above + 1) if tokens[i].kind == "digit")
    exact = Fraction(value)
    whole = int(exact) if whole_at else 0
    if bottom.strip(_PLACEHOLDERS):
        if not bottom.lstrip("#?").isdecimal() or int(bottom.lstrip("#?")) == 0:
            return None
        denominator = int(bottom.lstrip("#?"))
        numerator = int((exact - whole) * denominator + Fraction(1, 2))
    else:
        part = (exact - whole).limit_denominator(10 ** min(len(bottom), 7) - 1)
        numerator, denominator = part.numerator, part.denominator
    if whole_at and numerator >= denominator:
        whole, numerator = whole + 1, numerator - denominator
    texts = [token.text for token in tokens]
    _fill_whole(texts, whole_at, str(whole) if whole else "", False)
    before, after = texts[: above + 1], texts[below:]
    if whole_at and numerator == 0:
        blank = "".join(before).rstrip() or "0"
        return blank + "".join(after)
    return "".join(before) + f"{numerator}/{denominator}" + "".join(after)


def _render_date(section: _Section, value: Decimal, date1904: bool) -> str | None:
    """None where the number is no date that the program can show."""
    tokens = section.tokens
    # Seconds are rounded where they are shown; hours and days are cut, but for the noise of a double.
    seconds_shown = any(token.kind in ("s", "elapsed") and token.text[0] == "s" for token in tokens)
    places = max((len(token.text) for token in tokens if token.kind == "fraction"), default=0 if seconds_shown else 3)
    ticks = int(_round(_EXACT.multiply(value, Decimal(86_400)), places).scaleb(places, _EXACT))
    per_second = 10**places
    seconds, fraction = divmod(ticks, per_second)
    day, second = divmod(seconds, 86_400)
    serial = day + 1462 if date1904 else day
    if serial >= MAX_SERIAL:
        return None
    year, month, month_day, weekday = _calendar(serial)
    hour, minute = second // 3600, second // 60 % 60
    noon = any(token.kind == "noon" for token in tokens)
    hour_shown = (hour % 12 or 12) if noon else hour
    chinese = section.locale in _CHINESE_LOCALES
    out: list[str] = []
    for token in tokens:
        kind, length = token.kind, len(token.text)
        number: int | None = None
        width = min(length, 2)
        if kind == "y":
            number, width = (year % 100, 2) if length <= 2 else (year, 4)
        elif kind == "e":
            number, width = (year - 1911, 1) if section.locale == _TAIWAN else (year, 4)
        elif kind == "b":
            number, width = ((year + 543) % 100, 2) if length <= 2 else (year + 543, 4)
        elif kind == "m" and length <= 2:
            number = month
        elif kind == "d" and length <= 2:
            number = month_day
        elif kind == "h":
            number = hour_shown
        elif kind == "minute":
            number = minute
        elif kind == "s":
            number = second % 60
        elif kind == "elapsed":
            number = {"h": seconds // 3600, "m": seconds // 60, "s": seconds}[token.text[0]]
            width = length
        if number is not None:
            if section.dbnum:
                digitwise = kind in "yeb"
                out.append(_chinese_date_number(number, width, section.dbnum, digitwise))
            else:
                out.append(f"{number:0{width}d}")
        elif kind == "m":
            name = _chinese_date_number(month, 1, 1, False) + "月" if chinese else _MONTHS[month - 1]
            out.append(name if chinese or length == 4 else name[: 3 if length == 3 else 1])
        elif kind == "d":
            name = ("周" if length == 3 else "星期") + _WEEKDAYS[weekday] if chinese else _DAYS[weekday]
            out.append(name if chinese or length >= 4 else name[:3])
        elif kind == "a":
            out.append(("周" if length == 3 else "星期") + _WEEKDAYS[weekday])
        elif kind == "noon":
            out.append(_noon(_NOON_CHINESE if chinese else token.text, hour >= 12))
        elif kind == "fraction":
            out.append("." + f"{fraction:0{places}d}"[:length])
        elif kind != "g":
            out.append(token.text)
    return "".join(out)


def _noon(text: str, after: bool) -> str:
    before_text, after_text = text.split("/")
    return after_text if after else before_text


def _calendar(serial: int) -> tuple[int, int, int, int]:
    """Year, month, day and weekday (0 is Monday) of a day number of the 1900 system, with its 29 February 1900."""
    weekday = (serial + 5) % 7
    if serial == 60:
        return 1900, 2, 29, weekday
    if serial == 0:
        return 1900, 1, 0, weekday
    day = date(1899, 12, 31 if serial < 60 else 30) + timedelta(days=serial)
    return day.year, day.month, day.day, weekday


def _chinese_date_number(number: int, width: int, dbnum: int, digitwise: bool) -> str:
    if dbnum == 3:
        return "".join(_DIGITS[3][int(digit)] for digit in f"{number:0{width}d}")
    if digitwise:
        return "".join(_DIGITS[dbnum][int(digit)] for digit in f"{number:0{width}d}")
    text = chinese_number(str(number), dbnum)
    one, ten = _DIGITS[dbnum][1], _POWERS[dbnum][1]
    return text[1:] if dbnum == 1 and text.startswith(one + ten) else text


def chinese_number(text: str, dbnum: int) -> str:
    """A plain number in Chinese numerals: 1 for 一百二十, 2 for 壹佰贰拾, 3 for １百２十. Else the text itself."""
    whole, point, places = text.partition(".")
    if not whole.isdecimal() or len(whole) > 16 or (point and not places.isdecimal()):
        return text
    digits = _DIGITS[dbnum]
    out = _chinese_whole(int(whole), dbnum)
    return out + (point + "".join(digits[int(digit)] for digit in places) if point else "")


def _chinese_whole(number: int, dbnum: int) -> str:
    digits, powers = _DIGITS[dbnum], _POWERS[dbnum]
    if number == 0:
        return digits[0]
    out = ""
    gap = False
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            gap = bool(out)
            continue
        for power in (3, 2, 1, 0):
            digit = group // 10**power % 10
            if digit:
                out += (digits[0] if gap else "") + digits[digit] + powers[power]
                gap = False
            else:
                gap = gap or bool(out)
        gap = group % 10 == 0 and gap
        out += _GROUPS[place]
    return out
