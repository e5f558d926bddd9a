"""Numbers, percentages, powers of ten and fractions as a section shows them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from ingest.readers.number_formats.chinese import CHINESE_DIGITS
from ingest.readers.number_formats.codes import PLACEHOLDERS, Section, Token
from ingest.readers.number_formats.values import EXACT, rounded_to, trimmed


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
            return sign + trimmed(f"{size:f}")
        return sign + _scientific(size, 14)
    if whole >= 1:
        rounded = rounded_to(size, max(0, 10 - whole))
        return sign + trimmed(f"{rounded:f}")
    plain = trimmed(f"{size:f}")
    if len(plain) <= 11:
        return sign + plain
    if whole >= -3:
        return sign + trimmed(f"{rounded_to(size, 9):f}")
    return sign + _scientific(size, 5)


def _scientific(size: Decimal, places: int) -> str:
    exponent = size.adjusted()
    mantissa = rounded_to(size.scaleb(-exponent, EXACT), places)
    if mantissa >= 10:
        mantissa, exponent = mantissa.scaleb(-1, EXACT), exponent + 1
    return f"{trimmed(f'{mantissa:f}')}E{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def scaled(section: Section, value: Decimal) -> Decimal:
    """The value times a hundred for each percent sign."""
    return value.scaleb(2 * sum(1 for token in section.tokens if token.kind == "percent"), EXACT)


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
def _plan(tokens: tuple[Token, ...]) -> _Plan:
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


def render_number(section: Section, value: Decimal) -> str:
    """A number without its sign in the placeholders of its section."""
    plan = _plan(section.tokens)
    if plan.scale:
        value = value.scaleb(plan.scale, EXACT)
    exponent = 0
    if plan.power:
        value, exponent = _mantissa(value, max(1, len(plan.whole)), len(plan.places))
    whole, _, places = f"{rounded_to(value, len(plan.places)):f}".partition(".")
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
        digits = {str(i): digit for i, digit in enumerate(CHINESE_DIGITS[section.dbnum])}
        for i, _ in (*plan.whole, *plan.places, *plan.power):
            texts[i] = "".join(digits.get(character, character) for character in texts[i])
    return "".join(texts)


def _mantissa(value: Decimal, whole: int, places: int) -> tuple[Decimal, int]:
    """Mantissa and power of ten; ##0 before the point makes the power a multiple of three."""
    if value == 0:
        return value, 0
    exponent = value.adjusted() // whole * whole if whole > 1 else value.adjusted()
    mantissa = value.scaleb(-exponent, EXACT)
    if rounded_to(mantissa, places) >= Decimal(10) ** whole:
        exponent += whole
        mantissa = value.scaleb(-exponent, EXACT)
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


def render_fraction(section: Section, value: Decimal) -> str | None:
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
    value = scaled(section, value)
    whole_at = tuple((i, tokens[i].text) for i in range(above + 1) if tokens[i].kind == "digit")
    exact = Fraction(value)
    whole = int(exact) if whole_at else 0
    if bottom.strip(PLACEHOLDERS):
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
